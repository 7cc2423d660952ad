
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0002_find_open_leases'),
        ('evidence', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='evaluation',
            index=models.Index(condition=models.Q(('status__in', ('screening', 'queued', 'scoring', 'second_scoring', 'adjudication', 'awaiting_release'))), fields=['due_on', 'id'], name='evaluation_in_work'),
        ),
    ]
