import django.db.models.deletion
import jiceng.kernel.records.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0002_add_articles'),
    ]

    operations = [
        migrations.CreateModel(
            name='LectureTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('title', models.CharField(max_length=60)),
                ('materials', models.CharField(blank=True, max_length=200)),
                ('is_sample', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Speaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=40)),
                ('office', models.CharField(blank=True, max_length=60)),
                ('unit', models.CharField(max_length=24)),
                ('unit_path', jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ('languages', models.JSONField(default=list)),
                ('left_on', models.DateField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('topics', models.ManyToManyField(related_name='speakers', to='outreach.lecturetopic')),
            ],
            options={
                'indexes': [models.Index(fields=['unit_path', 'left_on', 'id'], name='speaker_by_unit')],
            },
        ),
        migrations.CreateModel(
            name='Lecture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12)),
                ('materials', models.CharField(blank=True, max_length=200)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('activity', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lecture', to='outreach.activity')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lectures', to='outreach.lecturetopic')),
                ('speakers', models.ManyToManyField(related_name='lectures', to='outreach.speaker')),
            ],
        ),
        migrations.CreateModel(
            name='LectureRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rating', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('lecture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='outreach.lecture')),
            ],
        ),
    ]
