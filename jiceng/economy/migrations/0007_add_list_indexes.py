from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('economy', '0006_add_relief_held'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['unit_path', 'id'], name='order_of_unit'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['unit_path', 'state', 'id'], name='order_of_unit_by_state'),
        ),
    ]
