import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0024_ask_the_pool_for_readers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='evaluation',
            name='reopened',
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name='Reopening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=300)),
                ('status', models.CharField(choices=[('asked', 'Waiting for your answer'), ('granted', 'It is asked again'), ('declined', 'It stays kept')], default='asked', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('words', models.TextField(blank=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reopenings', to='assessment.evaluation')),
            ],
            options={
                'ordering': ('asked_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'criterion'), name='reopened_once'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('status', 'asked')), models.Q(models.Q(('status', 'asked'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='reopening_answered_has_when')],
            },
        ),
    ]
