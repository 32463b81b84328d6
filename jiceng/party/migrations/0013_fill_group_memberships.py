from django.db import migrations


def fill(apps, schema_editor):
    """Who is in a group has been so since they joined the branch, as far as anybody knows."""
    kept = apps.get_model('party', 'GroupMembership')
    rows = apps.get_model('party', 'Affiliation').objects.filter(until=None)
    rows = rows.exclude(member__group='').filter(member__group_memberships=None)
    kept.objects.bulk_create(
        (
            kept(member_id=member, organisation_id=at, name=name, since=since)
            for member, at, since, name in rows.values_list(
                'member', 'organisation', 'since', 'member__group'
            )
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('party', '0012_add_group_memberships'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
