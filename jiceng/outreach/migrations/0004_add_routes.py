import django.db.models.deletion
import jiceng.kernel.records.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0022_fill_day_counts_by_town'),
        ('outreach', '0003_add_lectures'),
        ('records', '0004_drop_old_item_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Guide',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.CharField(max_length=24)),
                ('name', models.CharField(max_length=30)),
                ('told', models.CharField(blank=True, max_length=60)),
                ('is_volunteer', models.BooleanField(default=False)),
                ('left_on', models.DateField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_on', None)), fields=('unit', 'name'), name='one_guide_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Honour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('granted_by', models.CharField(max_length=60)),
                ('area_path', jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ('unit', models.CharField(max_length=24)),
                ('unit_path', jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ('tier', models.CharField(max_length=12)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('told', models.CharField(blank=True, max_length=300)),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
            ],
            options={
                'indexes': [models.Index(fields=['valid_until', 'id'], name='honour_by_end'), models.Index(fields=['valid_from', 'id'], name='honour_by_start')],
            },
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('told', models.CharField(blank=True, max_length=500)),
                ('area_path', jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ('unit', models.CharField(max_length=24)),
                ('unit_path', jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ('tier', models.CharField(max_length=12)),
                ('closed_on', models.DateField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
            ],
            options={
                'indexes': [models.Index(fields=['closed_on', 'id'], name='route_open')],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_path', jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ('tier', models.CharField(max_length=12)),
                ('told', models.CharField(max_length=1000)),
                ('is_approximate', models.BooleanField(default=False)),
                ('hours', models.JSONField()),
                ('slot_minutes', models.PositiveSmallIntegerField()),
                ('slot_capacity', models.PositiveIntegerField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('version', models.PositiveIntegerField(default=1)),
                ('venue', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='site', to='outreach.venue')),
            ],
        ),
        migrations.CreateModel(
            name='HonourTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.CharField(max_length=120)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('honour', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='outreach.honour')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='honour_term_ends_later'), models.UniqueConstraint(fields=('honour', 'valid_from'), name='one_honour_term_a_start')],
            },
        ),
        migrations.CreateModel(
            name='RouteStop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('route', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stops', to='outreach.route')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stops', to='outreach.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('route', 'order'), name='one_stop_a_place')],
            },
        ),
        migrations.CreateModel(
            name='SiteDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('spans', models.JSONField(default=list)),
                ('reason', models.CharField(max_length=120)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='outreach.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('site', 'day'), name='one_row_a_site_day')],
            },
        ),
        migrations.CreateModel(
            name='SiteFeedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rating', models.PositiveSmallIntegerField()),
                ('words', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('erase_at', models.DateTimeField(null=True)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='outreach.site')),
            ],
            options={
                'indexes': [models.Index(fields=['erase_at'], name='site_words_to_erase')],
            },
        ),
        migrations.CreateModel(
            name='SiteMatter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('raised_at', models.DateTimeField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='site_matter', to='casework.case')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='outreach.site')),
            ],
            options={
                'indexes': [models.Index(fields=['site', '-raised_at'], name='site_matter_latest')],
            },
        ),
        migrations.CreateModel(
            name='VisitCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('origin', models.CharField(max_length=16)),
                ('people', models.PositiveIntegerField()),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='outreach.site')),
            ],
            options={
                'indexes': [models.Index(fields=['day', 'id'], name='visit_count_by_day')],
                'constraints': [models.UniqueConstraint(fields=('site', 'day', 'origin'), name='one_count_a_site_day_origin')],
            },
        ),
    ]
