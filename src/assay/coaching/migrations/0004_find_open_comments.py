from django.db import migrations, models


class Migration(migrations.Migration):
    """What is open of a draft, without a look at all that is done."""

    dependencies = [("coaching", "0003_colleagues_offer_and_read")]

    operations = [
        migrations.AddIndex("comment", models.Index(fields=("share", "done_at"), name="comment_open")),
    ]
