import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('party', '0011_add_authority'),
    ]

    operations = [
        migrations.CreateModel(
            name='GroupMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='group_memberships', to='party.member')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='party.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['member', 'since'], name='group_by_member')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('member',), name='one_present_group')],
            },
        ),
    ]
