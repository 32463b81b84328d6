from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('party', '0010_fill_seats_left'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='approves_since',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='organisation',
            name='approves_until',
            field=models.DateField(null=True),
        ),
    ]
