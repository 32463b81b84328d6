from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('party', '0013_fill_group_memberships'),
    ]

    operations = [
        migrations.AddField('correction', 'goes_above', models.BooleanField(null=True)),
    ]
