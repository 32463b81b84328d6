from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0012_add_board_index'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='caseoutcome',
            index=models.Index(fields=['grid', 'case_type', 'reported_at'], name='outcome_reports'),
        ),
    ]
