from django.db import migrations


def touch(apps, schema_editor):
    """Every day with counts is counted again, now by town too; the worker does it."""
    days = apps.get_model('casework', 'CaseDay').objects.order_by('day')
    touched = apps.get_model('casework', 'TouchedDay')
    touched.objects.bulk_create(
        [touched(day=day) for day in days.values_list('day', flat=True).distinct()],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0021_add_day_count_indexes'),
    ]

    operations = [
        migrations.RunPython(touch, migrations.RunPython.noop),
    ]
