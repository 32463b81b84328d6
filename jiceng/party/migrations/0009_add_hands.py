from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('party', '0008_add_came_from'),
    ]

    operations = [
        migrations.AddField(
            model_name='hardship',
            name='asked_by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='planstep',
            name='done_by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='remittance',
            name='sent_by',
            field=models.BigIntegerField(null=True),
        ),
    ]
