from datetime import timedelta

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    """Old closings say until when a report recurs, and every day kept is counted again."""
    outcomes = apps.get_model('casework', 'CaseOutcome').objects
    outcomes.filter(first_closed_at__isnull=False).update(
        recurs_until=F('first_closed_at') + timedelta(days=30)
    )
    days = apps.get_model('casework', 'CaseDay').objects.values_list('day', flat=True).distinct()
    touched = apps.get_model('casework', 'TouchedDay')
    touched.objects.bulk_create((touched(day=day) for day in days), ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0006_add_recurrence'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
