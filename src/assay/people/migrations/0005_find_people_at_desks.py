from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_invite_in_a_language'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('role', 'learner'), _negated=True), fields=['person'], name='membership_at_desk'),
        ),
    ]
