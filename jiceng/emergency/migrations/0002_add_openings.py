import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('emergency', '0001_add_emergencies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('key', models.CharField(max_length=60)),
                ('value', models.CharField(blank=True, max_length=40)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('emergency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='emergency.emergency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('emergency', 'kind', 'key'), name='one_opening_at_a_time')],
            },
        ),
    ]
