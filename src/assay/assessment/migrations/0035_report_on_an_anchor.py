import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0034_keep_pairs_of_readings'),
        ('people', '0007_give_the_duty_to_screen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='anchor',
            name='paused_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='safetyreport',
            name='anchor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='safety_reports', to='assessment.anchor'),
        ),
        migrations.AlterField(
            model_name='safetyreport',
            name='evaluation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='safety_reports', to='assessment.evaluation'),
        ),
        migrations.AddConstraint(
            model_name='safetyreport',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('anchor', 'by'), name='safety_report_of_anchor_open_once'),
        ),
        migrations.AddConstraint(
            model_name='safetyreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('anchor__isnull', True), ('evaluation__isnull', False)), models.Q(('anchor__isnull', False), ('evaluation__isnull', True)), _connector='OR'), name='safety_report_of_one_thing'),
        ),
    ]
