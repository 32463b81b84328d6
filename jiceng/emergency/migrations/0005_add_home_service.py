import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0022_fill_day_counts_by_town'),
        ('emergency', '0004_add_grid_notices'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseErasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('contacts', models.PositiveSmallIntegerField(default=0)),
                ('notes', models.PositiveSmallIntegerField(default=0)),
                ('files', models.PositiveSmallIntegerField(default=0)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='erasure', to='casework.case')),
                ('emergency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='emergency.emergency')),
            ],
            options={
                'indexes': [models.Index(fields=['emergency', 'at'], name='case_erasure_by_emergency')],
            },
        ),
        migrations.CreateModel(
            name='HomeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('need', models.CharField(max_length=12)),
                ('window', models.CharField(max_length=12)),
                ('asked_at', models.DateTimeField()),
                ('delivered_at', models.DateTimeField(null=True)),
                ('cost_fen', models.PositiveIntegerField(null=True)),
                ('paid_by', models.CharField(blank=True, max_length=12)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='home_request', to='casework.case')),
                ('emergency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='emergency.emergency')),
            ],
            options={
                'indexes': [models.Index(fields=['emergency', '-asked_at'], name='home_request_by_emergency'), models.Index(fields=['-asked_at'], name='home_request_latest')],
            },
        ),
    ]
