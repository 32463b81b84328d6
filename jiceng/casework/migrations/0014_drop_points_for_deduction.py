from django.db import migrations, models


class Migration(migrations.Migration):
    """What an event costs is a deduction; rows are made anew from the records every hour."""

    dependencies = [
        ("casework", "0013_add_reports_index"),
    ]

    operations = [
        migrations.RemoveField(model_name="scoreevent", name="points"),
        migrations.AddField(
            model_name="scoreevent",
            name="deduction",
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
    ]
