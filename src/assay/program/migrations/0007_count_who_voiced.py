"""Whoever voiced a need wants it: a vote of theirs, and the program in which it was voiced. Backwards: they go."""

from typing import Any

from django.db import migrations

PROGRAMS = ("consortium", "district", "partner")


def count(apps: Any, _schema: Any) -> None:
    needs, votes = apps.get_model("program", "Need"), apps.get_model("program", "NeedVote")
    programs = set(
        apps.get_model("people", "Organization")
        .objects.filter(kind__in=PROGRAMS)
        .values_list("pk", flat=True)
    )
    for need in needs.objects.select_related("organization").iterator():
        above = [int(pk) for pk in need.organization.path.strip("/").split("/")]
        need.program_id = next((pk for pk in reversed(above) if pk in programs), None)
        need.save(update_fields=("program",))
        votes.objects.get_or_create(
            need=need, person_id=need.voiced_by_id, defaults={"at": need.voiced_at}
        )


class Migration(migrations.Migration):
    dependencies = [("program", "0006_vote_for_needs")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
