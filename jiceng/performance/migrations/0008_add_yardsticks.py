from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('performance', '0007_add_open_values'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='yardsticks',
            field=models.JSONField(default=dict),
        ),
    ]
