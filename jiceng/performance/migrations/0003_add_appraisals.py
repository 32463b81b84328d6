
import django.db.models.deletion
import jiceng.kernel.records.models.fields
import jiceng.kernel.terms
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('performance', '0002_add_stars'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appraisal',
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
                ('year', models.PositiveSmallIntegerField()),
                ('scheme', models.JSONField()),
                ('reported_by', models.BigIntegerField(null=True)),
                ('on_site', models.PositiveSmallIntegerField(null=True)),
                ('daily', models.PositiveSmallIntegerField(null=True)),
                ('review_words', models.CharField(blank=True, max_length=300)),
                ('seats', models.JSONField(default=dict)),
                ('seed', models.CharField(blank=True, max_length=64)),
                ('slip_key', models.CharField(blank=True, max_length=64)),
                ('vote_until', models.DateTimeField(null=True)),
                ('result', models.JSONField(default=dict)),
                ('grade', models.CharField(blank=True, max_length=12)),
                ('grade_reason', models.CharField(blank=True, max_length=300)),
                ('decision_number', models.CharField(blank=True, max_length=60)),
                ('decided_on', models.DateField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(fields=['unit_path', 'year', 'id'], name='appraisal_by_path')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('unit', 'year'), name='one_appraisal_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('number', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('rater_class', models.CharField(max_length=120)),
                ('choice', models.CharField(max_length=12)),
                ('appraisal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='performance.appraisal')),
            ],
        ),
        migrations.CreateModel(
            name='Slip',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('rater_class', models.CharField(max_length=24)),
                ('is_spent', models.BooleanField(default=False)),
                ('appraisal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slips', to='performance.appraisal')),
            ],
        ),
        migrations.CreateModel(
            name='RaterCandidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('rater_class', models.CharField(max_length=24)),
                ('from_unit', models.CharField(max_length=60)),
                ('recusal', models.CharField(blank=True, max_length=120)),
                ('is_drawn', models.BooleanField(default=False)),
                ('appraisal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='performance.appraisal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('appraisal', 'code'), name='one_candidate_a_code')],
            },
        ),
    ]
