
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_find_people_by_name'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('until_on__isnull', False)), fields=['until_on'], name='membership_ending'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['last_login', 'id'], name='person_by_sign_in'),
        ),
    ]
