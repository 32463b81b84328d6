import django.db.models.deletion
import jiceng.kernel.records.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0004_drop_old_item_indexes'),
        ('services', '0001_add_points_and_applications'),
    ]

    operations = [
        migrations.CreateModel(
            name='WalkingNetwork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('source', models.CharField(max_length=120)),
                ('nodes', models.JSONField()),
                ('pieces', models.JSONField()),
                ('piece_count', models.PositiveIntegerField()),
                ('metres', models.PositiveIntegerField()),
                ('taken_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('is_sample', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('area_path', jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ('lon', models.FloatField(null=True)),
                ('lat', models.FloatField(null=True)),
                ('households', models.PositiveIntegerField()),
                ('counted_on', models.DateField()),
                ('source', models.CharField(max_length=120)),
                ('is_sample', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area')),
            ],
            options={
                'indexes': [models.Index(fields=['area_path', 'id'], name='block_by_area')],
                'constraints': [models.UniqueConstraint(fields=('area', 'name'), name='one_block_a_name')],
            },
        ),
    ]
