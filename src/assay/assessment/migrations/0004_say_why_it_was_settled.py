from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("assessment", "0003_order_what_is_in_work"),
    ]

    operations = [
        migrations.AddField(
            model_name="scoresheet",
            name="reason",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
