from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0005_add_talent'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='application',
            name='application_by_item',
        ),
        migrations.RemoveIndex(
            model_name='application',
            name='application_by_decision',
        ),
        migrations.RemoveIndex(
            model_name='application',
            name='application_open',
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['unit_path', 'id'], name='application_of_unit'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['unit_path', 'item', 'id'], name='application_of_item'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['item', 'decided_at'], name='application_decided_by_item'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['decided_at'], name='application_decided'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('decided_at', None), models.Q(('state', 'withdrawn'), _negated=True)), fields=['unit_path', 'due_at', 'id'], name='application_undecided'),
        ),
    ]
