
import django.db.models.deletion
import jiceng.kernel.records.models.fields
import jiceng.kernel.terms
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('performance', '0001_add_indicators'),
    ]

    operations = [
        migrations.CreateModel(
            name='StarRating',
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
                ('scheme', models.CharField(max_length=40)),
                ('scheme_version', models.PositiveIntegerField()),
                ('stars', models.JSONField(default=list)),
                ('mass_eligible', models.PositiveIntegerField(default=0)),
                ('mass_cast', models.PositiveIntegerField(default=0)),
                ('mass_support', models.PositiveIntegerField(default=0)),
                ('submitted_by', models.BigIntegerField(null=True)),
                ('endorsed_by', models.BigIntegerField(null=True)),
                ('edge_reason', models.CharField(blank=True, max_length=200)),
                ('notice_number', models.CharField(blank=True, max_length=60)),
                ('notice_from', models.DateField(null=True)),
                ('notice_until', models.DateField(null=True)),
                ('objections', models.PositiveSmallIntegerField(default=0)),
                ('decision_number', models.CharField(blank=True, max_length=60)),
                ('awarded_on', models.DateField(null=True)),
                ('valid_until', models.DateField(null=True)),
                ('withdrawal_number', models.CharField(blank=True, max_length=60)),
                ('withdrawn_on', models.DateField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(fields=['unit_path', 'year', 'id'], name='star_rating_by_path'), models.Index(fields=['state', 'year'], name='star_rating_by_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'declined'), _negated=True), fields=('unit', 'year'), name='one_rating_a_year')],
            },
        ),
        migrations.CreateModel(
            name='StarEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion', models.CharField(max_length=40)),
                ('is_veto', models.BooleanField(default=False)),
                ('value', models.DecimalField(decimal_places=4, max_digits=16, null=True)),
                ('numerator', models.BigIntegerField(null=True)),
                ('denominator', models.BigIntegerField(null=True)),
                ('rule_version', models.PositiveIntegerField(default=1)),
                ('as_of', models.DateTimeField()),
                ('url', models.CharField(blank=True, max_length=300)),
                ('proof', models.CharField(blank=True, max_length=200)),
                ('entered_by', models.BigIntegerField(null=True)),
                ('checked_by', models.BigIntegerField(null=True)),
                ('holds', models.BooleanField(null=True)),
                ('rating', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='performance.starrating')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('rating', 'criterion'), name='one_evidence_each')],
            },
        ),
    ]
