"""From rows to what a stack's rule reckons with: the badges somebody holds."""

from typing import Any

from django.db.models import F, QuerySet

from assay.catalog.content.stack_progress import Earned, members_of
from assay.catalog.models import MicroCredential, Stack
from assay.credentials.models import Award
from assay.lib.prepared import prepared
from assay.people.models import Person


def idents_of(data: dict[str, Any]) -> list[str]:
    """Of all that may count: members and capstone."""
    capstone = (data.get("capstone") or {}).get("id")
    return [*members_of(data), *([str(capstone)] if capstone else ())]


def held(person: Person) -> list[Earned]:
    """Their badges in force, each since the day of its decision. One query."""
    return [
        Earned(ident=ident, on=day, current=version == current, key=str(pk))
        for pk, ident, day, version, current in _held(person)
    ]


@prepared
def _held(person: Person) -> QuerySet[Award, tuple[Any, str, Any, int, int | None]]:
    rows = Award.objects.standing().single().filter(person=person).order_by("earned_on", "pk")
    return rows.values_list(
        "pk",
        "version__micro_credential__ident",
        "earned_on",
        "version",
        "version__micro_credential__current",
    )


def titles_of(stack: Stack) -> dict[str, str]:
    """Titles of members and capstone by their ident. One query."""
    rows = MicroCredential.objects.filter(ident__in=idents_of(stack.data)).order_by("ident")
    named = rows.annotate(title=F("current__title")).values_list("ident", "title")
    return {ident: title or ident for ident, title in named}
