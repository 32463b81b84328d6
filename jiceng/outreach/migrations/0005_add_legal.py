import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0022_fill_day_counts_by_town'),
        ('outreach', '0004_add_routes'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandedOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handed_over', to='outreach.activity')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
            ],
        ),
        migrations.CreateModel(
            name='Lawyer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20)),
                ('office', models.CharField(max_length=60)),
                ('unit', models.CharField(max_length=24)),
                ('advises_on', models.CharField(blank=True, max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('is_sample', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'office'), name='one_lawyer_a_name')],
            },
        ),
        migrations.CreateModel(
            name='LegalSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('programme', models.CharField(max_length=8)),
                ('place_kind', models.CharField(max_length=16)),
                ('law', models.CharField(max_length=24)),
                ('speaker', models.CharField(blank=True, max_length=40)),
                ('materials', models.PositiveIntegerField(null=True)),
                ('consulted', models.PositiveIntegerField(null=True)),
                ('activity', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='legal', to='outreach.activity')),
            ],
            options={
                'indexes': [models.Index(fields=['programme', 'place_kind'], name='legal_session_by_programme')],
            },
        ),
        migrations.CreateModel(
            name='LegalDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='legal_duty', to='outreach.activity')),
                ('lawyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='outreach.lawyer')),
            ],
        ),
    ]
