from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('performance', '0004_add_assessments'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='yardsticks',
            field=models.JSONField(default=dict),
        ),
    ]
