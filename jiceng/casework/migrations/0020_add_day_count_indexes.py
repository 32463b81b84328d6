from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0019_fill_what_supporters_see'),
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
