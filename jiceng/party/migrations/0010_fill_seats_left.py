from django.db import migrations


def fill(apps, schema_editor):
    """Seats end of who left the register or moved away; safe to repeat."""
    affiliation = apps.get_model('party', 'Affiliation')
    held = apps.get_model('party', 'Seat').objects.filter(ends_on=None, term__ended_on=None)
    for seat in held.select_related('member', 'term__organisation'):
        member = seat.member
        on, why = member.left_on, '已离开'
        if on is None and not member.path.startswith(seat.term.organisation.path):
            last = affiliation.objects.filter(member=member).order_by('-since', '-pk').first()
            on, why = last.since if last else None, '组织关系转出'
        if on is not None:
            seat.ends_on, seat.end_reason = max(on, seat.starts_on), why
            seat.save(update_fields=['ends_on', 'end_reason'])


class Migration(migrations.Migration):

    dependencies = [
        ('party', '0009_add_hands'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
