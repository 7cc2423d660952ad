"""One open invitation for one address, organization and role; of several that a race left, the newest stays."""

from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone


def take_back_the_earlier(apps, schema_editor):
    seen = set()
    rows = apps.get_model("people", "Invitation").objects.filter(accepted_at=None, withdrawn_at=None)
    for pk, *facts in rows.order_by("-invited_at", "-pk").values_list("pk", "email", "organization", "role"):
        if tuple(facts) in seen:
            rows.filter(pk=pk).update(withdrawn_at=timezone.now())
        seen.add(tuple(facts))


class Migration(migrations.Migration):
    dependencies = [("people", "0004_count_refused_attempts")]

    operations = [
        migrations.RunPython(take_back_the_earlier, migrations.RunPython.noop),
        migrations.AddConstraint(
            "invitation",
            models.UniqueConstraint(
                fields=("email", "organization", "role"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
        ),
    ]
