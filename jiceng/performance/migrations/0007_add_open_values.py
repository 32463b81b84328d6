from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('performance', '0006_add_surveys'),
    ]

    operations = [
        migrations.AddField(
            model_name='indicator',
            name='disclosure',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
        migrations.CreateModel(
            name='OpenValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=40)),
                ('subject', models.CharField(blank=True, max_length=24)),
                ('start', models.DateField()),
                ('end', models.DateField()),
                ('revision', models.PositiveIntegerField()),
                ('state', models.CharField(max_length=12)),
                ('value', models.DecimalField(decimal_places=6, max_digits=22, null=True)),
                ('unit', models.CharField(max_length=24)),
                ('qualifier', models.CharField(blank=True, max_length=2)),
                ('numerator', models.BigIntegerField(null=True)),
                ('denominator', models.BigIntegerField(null=True)),
                ('rule_version', models.PositiveIntegerField()),
                ('as_of', models.DateTimeField()),
                ('prepared_at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('is_present', models.BooleanField(default=True)),
            ],
            options={
                'indexes': [models.Index(fields=['indicator', 'is_present', 'subject'], name='open_values_told')],
                'constraints': [models.UniqueConstraint(fields=('indicator', 'subject', 'start', 'end', 'revision'), name='one_open_revision')],
            },
        ),
    ]
