import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('party', '0007_add_weak_branches_and_reserve'),
    ]

    operations = [
        migrations.AddField(
            model_name='development',
            name='came_from',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='party.organisation'),
        ),
    ]
