from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("party", "0007_add_weak_branches_and_reserve")]

    operations = [
        migrations.AddField("planstep", "done_by", models.BigIntegerField(null=True)),
        migrations.AddField("correction", "goes_above", models.BooleanField(null=True)),
    ]
