import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0002_add_coverage'),
    ]

    operations = [
        migrations.CreateModel(
            name='QueueTicket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('number', models.CharField(max_length=24)),
                ('item', models.CharField(max_length=40)),
                ('taken_at', models.DateTimeField()),
                ('called_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('wait_seconds', models.PositiveIntegerField(null=True)),
                ('is_outside', models.BooleanField(default=False)),
                ('is_sample', models.BooleanField(default=False)),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='services.servicepoint')),
            ],
            options={
                'indexes': [models.Index(fields=['day', 'point'], name='ticket_by_day')],
                'constraints': [models.UniqueConstraint(fields=('point', 'day', 'number'), name='one_ticket_a_point_day')],
            },
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['decided_at'], name='application_by_decision'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('decided_at', None)), fields=['unit_path', 'due_at'], name='application_open'),
        ),
    ]
