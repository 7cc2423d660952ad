
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0003_order_what_is_in_work'),
        ('catalog', '0002_raise_the_search_index'),
        ('credentials', '0001_initial'),
        ('people', '0003_find_people_by_sign_in'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='award',
            index=models.Index(condition=models.Q(('status', 'revoked')), fields=['-earned_on', '-issued_at'], name='award_newest_withdrawn'),
        ),
    ]
