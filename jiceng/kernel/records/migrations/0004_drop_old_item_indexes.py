"""The worklist is read by desk and by unit; the older indexes answer nothing these do not."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_add_work_item_desk"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="workitem",
            name="item_by_area",
        ),
        migrations.RemoveIndex(
            model_name="workitem",
            name="item_by_unit",
        ),
    ]
