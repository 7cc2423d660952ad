from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0035_report_on_an_anchor'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assignment',
            name='status',
            field=models.CharField(choices=[('offered', 'Offered'), ('accepted', 'Accepted'), ('scored', 'Scored'), ('set_aside', 'Set aside'), ('recused', 'Recused'), ('lapsed', 'Lapsed')], default='offered', max_length=20),
        ),
        migrations.AlterField(
            model_name='driftcheck',
            name='status',
            field=models.CharField(choices=[('offered', 'Offered'), ('accepted', 'Accepted'), ('scored', 'Scored'), ('set_aside', 'Set aside'), ('recused', 'Recused'), ('lapsed', 'Lapsed')], default='offered', max_length=20),
        ),
    ]
