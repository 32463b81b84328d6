import django.db.models.deletion
import jiceng.kernel.records.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('emergency', '0003_add_checkpoints'),
        ('records', '0004_drop_old_item_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='GridNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('state', models.CharField(default='draft', max_length=12)),
                ('plan_key', models.CharField(blank=True, max_length=40)),
                ('text_version', models.PositiveSmallIntegerField(default=1)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('made_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('is_sample', models.BooleanField(default=False)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
                ('emergency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='emergency.emergency')),
            ],
            options={
                'indexes': [models.Index(fields=['emergency', '-made_at'], name='grid_notice_by_emergency')],
            },
        ),
        migrations.CreateModel(
            name='GridDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_path', jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ('households', models.PositiveIntegerField(null=True)),
                ('reached', models.PositiveIntegerField(default=0)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('is_open', models.BooleanField(default=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='emergency.gridnotice')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_open', True)), fields=['area_path'], name='grid_delivery_open')],
                'constraints': [models.UniqueConstraint(fields=('notice', 'area'), name='one_delivery_a_grid')],
            },
        ),
        migrations.CreateModel(
            name='GridNoticeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=40)),
                ('text', models.CharField(max_length=400)),
                ('speech', models.CharField(max_length=400)),
                ('speech_local', models.CharField(blank=True, max_length=400)),
                ('at', models.DateTimeField()),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='emergency.gridnotice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('notice', 'version'), name='one_notice_text_a_version')],
            },
        ),
        migrations.CreateModel(
            name='GridCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('building', models.CharField(blank=True, max_length=20)),
                ('households', models.PositiveIntegerField()),
                ('reached', models.PositiveIntegerField()),
                ('round', models.PositiveSmallIntegerField()),
                ('said_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='emergency.griddelivery')),
            ],
        ),
    ]
