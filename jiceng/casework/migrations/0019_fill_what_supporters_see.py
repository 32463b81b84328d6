from django.db import migrations
from django.db.models import OuterRef, Subquery

REPEATED = {
    'state': 'state',
    'light': 'light',
    'due_at': 'due_at',
    'lead_path': 'unit_path',
    'area_path': 'area_path',
}


def fill(apps, schema_editor):
    """Rows of supporting units say what is so of their tasks; in one statement, safe to repeat."""
    tasks = apps.get_model('casework', 'SupervisionTask').objects.filter(pk=OuterRef('task_id'))
    apps.get_model('casework', 'SupportingUnit').objects.update(
        **{own: Subquery(tasks.values(theirs)) for own, theirs in REPEATED.items()}
    )


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0018_add_what_supporters_see'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
