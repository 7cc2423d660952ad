from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0036_set_aside'),
    ]

    operations = [
        migrations.AddField(
            model_name='readerrequest',
            name='languages',
            field=models.JSONField(default=list),
        ),
    ]
