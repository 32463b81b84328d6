import django.db.models.deletion
import jiceng.kernel.records.models.fields
import jiceng.kernel.terms
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0005_add_legal'),
        ('records', '0004_drop_old_item_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='LectureRequest',
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
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('audience', models.PositiveIntegerField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('is_sample', models.BooleanField(default=False)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
                ('lecture', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='request', to='outreach.lecture')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='outreach.lecturetopic')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'state', 'id'], name='lecture_request_by_area')],
            },
        ),
        migrations.AddField(
            model_name='lecture',
            name='agreed',
            field=models.ManyToManyField(related_name='agreed_to', to='outreach.speaker'),
        ),
        migrations.AddField(
            model_name='lecture',
            name='declined_because',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='speaker',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
