import django.db.models.deletion
import jiceng.kernel.records.models.fields
import jiceng.kernel.terms
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0004_drop_old_item_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Emergency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(max_length=30)),
                ('version', models.PositiveIntegerField(default=1)),
                ('entered_at', models.DateTimeField()),
                ('area_path', jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ('unit', models.CharField(max_length=24)),
                ('unit_path', jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ('tier', models.CharField(max_length=12)),
                ('stage_since', models.DateTimeField(null=True)),
                ('stage_due_at', models.DateTimeField(null=True)),
                ('stage_given', models.BigIntegerField(default=0)),
                ('stage_left', models.BigIntegerField(null=True)),
                ('stage_counting', models.CharField(default=jiceng.kernel.terms.Counting['WORKING_DAYS'], max_length=16)),
                ('stage_provisional', models.BooleanField(default=False)),
                ('promise_since', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('first_due_at', models.DateTimeField(null=True)),
                ('promise_given', models.BigIntegerField(default=0)),
                ('promise_left', models.BigIntegerField(null=True)),
                ('promise_counting', models.CharField(default=jiceng.kernel.terms.Counting['WORKING_DAYS'], max_length=16)),
                ('promise_provisional', models.BooleanField(default=False)),
                ('warn_at', models.DateTimeField(null=True)),
                ('plan', models.CharField(max_length=40)),
                ('plan_version', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=24)),
                ('level', models.CharField(max_length=4)),
                ('is_drill', models.BooleanField(default=False)),
                ('reason', models.CharField(max_length=200)),
                ('proposed_by', models.BigIntegerField()),
                ('decision', models.CharField(blank=True, max_length=80)),
                ('ends_by', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'area_path'], name='emergency_by_state'), models.Index(fields=['-started_at'], name='emergency_latest')],
            },
        ),
    ]
