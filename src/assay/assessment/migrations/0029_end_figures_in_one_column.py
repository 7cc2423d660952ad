from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0028_carry_figures_of_readers_over'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='figures',
            name='people',
        ),
        migrations.RemoveField(
            model_name='severity',
            name='measures',
        ),
    ]
