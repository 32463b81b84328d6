from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('economy', '0005_add_orders'),
    ]

    operations = [
        migrations.AddField(
            model_name='relief',
            name='held',
            field=models.JSONField(null=True),
        ),
    ]
