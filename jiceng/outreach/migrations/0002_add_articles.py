"""Articles and the publicity team; each database keeps a full-text index of published articles."""

import django.db.models.deletion
import jiceng.kernel.records.models.fields
import jiceng.kernel.terms
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


DROPPED = (
    "INSERT INTO outreach_articlefound(outreach_articlefound, rowid, grams) "
    "VALUES ('delete', old.article_id, old.grams);"
)
ADDED = "INSERT INTO outreach_articlefound(rowid, grams) VALUES (new.article_id, new.grams);"
SQLITE = (
    "CREATE VIRTUAL TABLE outreach_articlefound USING fts5("
    "grams, content='outreach_articletext', content_rowid='article_id', detail=none)",
    "CREATE TRIGGER outreach_articletext_added AFTER INSERT ON outreach_articletext "
    f"BEGIN {ADDED} END",
    "CREATE TRIGGER outreach_articletext_gone AFTER DELETE ON outreach_articletext "
    f"BEGIN {DROPPED} END",
    "CREATE TRIGGER outreach_articletext_changed AFTER UPDATE ON outreach_articletext "
    f"BEGIN {DROPPED} {ADDED} END",
)
POSTGRESQL = (
    "CREATE INDEX article_found_by ON outreach_articletext "
    "USING gin (to_tsvector('simple', grams))"
)


def index_texts(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Pairs of signs are the words of the index (rules/articles.py)."""
    statements = (POSTGRESQL,) if editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0001_add_activities'),
        ('records', '0004_drop_old_item_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Article',
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
                ('kind', models.CharField(max_length=12)),
                ('audience', models.CharField(max_length=8)),
                ('posts', models.JSONField(default=list)),
                ('asks_acknowledgement', models.BooleanField(default=False)),
                ('body', models.TextField()),
                ('publish_at', models.DateTimeField(null=True)),
                ('expires_on', models.DateField(null=True)),
                ('drafted_by', models.BigIntegerField()),
                ('vouched_by', models.BigIntegerField(null=True)),
                ('turn', models.PositiveSmallIntegerField(default=1)),
                ('is_urgent', models.BooleanField(default=False)),
                ('shown_to', models.CharField(blank=True, max_length=8)),
                ('shown_at', models.DateTimeField()),
                ('edition', models.PositiveSmallIntegerField(default=0)),
                ('is_sample', models.BooleanField(default=False)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
            ],
            options={
                'indexes': [models.Index(fields=['shown_to', 'shown_at', 'id'], name='article_newest'), models.Index(fields=['area', 'shown_to', 'shown_at', 'id'], name='article_by_area'), models.Index(fields=['kind', 'shown_to', 'shown_at', 'id'], name='article_by_kind'), models.Index(fields=['state', 'id'], name='article_by_state')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.CharField(max_length=24)),
                ('duty', models.CharField(max_length=12)),
                ('joined_on', models.DateField()),
                ('left_on', models.DateField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_on', None)), fields=('person',), name='once_in_the_team')],
            },
        ),
        migrations.CreateModel(
            name='TeamTraining',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=60)),
                ('held_on', models.DateField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('attended', models.PositiveSmallIntegerField()),
                ('unit', models.CharField(max_length=24)),
                ('is_sample', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(fields=['held_on'], name='training_by_day')],
            },
        ),
        migrations.CreateModel(
            name='ArticleText',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='found_by', serialize=False, to='outreach.article')),
                ('grams', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Acknowledgement',
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
                ('post', models.CharField(blank=True, max_length=40)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='outreach.article')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('article', 'unit'), name='one_receipt_a_unit')],
            },
        ),
        migrations.CreateModel(
            name='ArticleEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('body', models.TextField()),
                ('change', models.CharField(blank=True, max_length=300)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('person', models.BigIntegerField()),
                ('written_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='outreach.article')),
            ],
            options={
                'indexes': [models.Index(fields=['published_at'], name='article_edition_by_time')],
                'constraints': [models.UniqueConstraint(fields=('article', 'number'), name='one_edition_a_number')],
            },
        ),
        migrations.CreateModel(
            name='ArticleReads',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reads', to='outreach.article')),
            ],
            options={
                'indexes': [models.Index(fields=['day'], name='article_reads_by_day')],
                'constraints': [models.UniqueConstraint(fields=('article', 'day'), name='one_count_a_day')],
            },
        ),
        migrations.CreateModel(
            name='ArticleReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('turn', models.PositiveSmallIntegerField()),
                ('level', models.CharField(max_length=8)),
                ('person', models.BigIntegerField()),
                ('is_passed', models.BooleanField()),
                ('is_in_time', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='outreach.article')),
            ],
            options={
                'indexes': [models.Index(fields=['at', 'is_in_time'], name='article_review_by_time')],
            },
        ),
        migrations.CreateModel(
            name='OutsidePost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('platform', models.CharField(max_length=30)),
                ('unit', models.CharField(max_length=24)),
                ('unit_path', jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ('url', models.CharField(max_length=300, unique=True)),
                ('approved_by', models.CharField(max_length=60)),
                ('published_on', models.DateField()),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('article', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outside_posts', to='outreach.article')),
            ],
            options={
                'indexes': [models.Index(fields=['published_on', 'id'], name='outside_post_by_day')],
            },
        ),
        migrations.CreateModel(
            name='WritingTask',
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
                ('note', models.CharField(blank=True, max_length=300)),
                ('write_by', models.DateField()),
                ('is_sample', models.BooleanField(default=False)),
                ('article', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='writing_tasks', to='outreach.article')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='outreach.teammember')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OutsideCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counted_on', models.DateField()),
                ('views', models.PositiveIntegerField()),
                ('shares', models.PositiveIntegerField()),
                ('source', models.CharField(max_length=60)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='outreach.outsidepost')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('post', 'counted_on'), name='one_tally_a_day')],
            },
        ),
        migrations.RunPython(index_texts, migrations.RunPython.noop),
    ]
