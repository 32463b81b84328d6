from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0020_add_problem_origin'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='caseday',
            index=models.Index(fields=['slice', 'open'], name='day_still_open'),
        ),
        migrations.AddIndex(
            model_name='caseday',
            index=models.Index(fields=['slice', 'overdue'], name='day_still_overdue'),
        ),
    ]
