"""What the lists behind figures of agreement are read from.

It is filled by the next hour's count (`renew_figures`); until then these lists are empty. Backwards nothing is lost.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0033_ask_a_colleague'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadingPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('same', models.PositiveSmallIntegerField()),
                ('asked', models.PositiveSmallIntegerField()),
                ('apart', models.TextField(blank=True)),
                ('is_decided_otherwise', models.BooleanField()),
                ('is_settled', models.BooleanField()),
                ('evaluation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='assessment.evaluation')),
                ('figures', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='assessment.figures')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['figures', 'at', 'id', 'kind'], name='reading_pair_of_version'), models.Index(fields=['at', 'id', 'kind'], name='reading_pair_newest'), models.Index(condition=models.Q(('is_decided_otherwise', True)), fields=['at', 'id', 'kind'], name='reading_pair_otherwise'), models.Index(condition=models.Q(('is_settled', True)), fields=['at', 'id', 'kind'], name='reading_pair_settled')],
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'slot'), name='reading_pair_once')],
            },
        ),
    ]
