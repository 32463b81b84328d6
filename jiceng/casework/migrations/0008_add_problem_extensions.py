from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_fill_recurrence")]

    operations = [
        migrations.AddField(
            model_name="problem",
            name="asked_extension",
            field=models.CharField(blank=True, default="", max_length=24),
        ),
        migrations.AddField(
            model_name="problem",
            name="extensions",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="importrun",
            name="kind",
            field=models.CharField(default="case", max_length=12),
        ),
    ]
