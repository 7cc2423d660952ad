"""From rows to what a stack's rule reckons with: the badges somebody holds."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from assay.catalog.content.stack_progress import Earned, Progress, members_of, progress
from assay.catalog.models import Kind, MicroCredential, Stack, Version, VersionStatus
from assay.credentials.models import Award
from assay.lib.clock import today
from assay.lib.prepared import prepared
from assay.people.models import Person


def idents_of(data: dict[str, Any]) -> list[str]:
    """Of all that may count: members and capstone."""
    capstone = (data.get("capstone") or {}).get("id")
    return [*members_of(data), *([str(capstone)] if capstone else ())]


def held(person: Person) -> list[Earned]:
    """Their badges in force, each since the day of its decision, and as what else it counts by a decision of the
    committee. One query."""
    own: dict[str, Earned] = {}
    also: list[Earned] = []
    for pk, ident, day, version, current, target in _held(person, today()):
        key = str(pk)
        own.setdefault(key, Earned(ident=ident, on=day, current=version == current, key=key))
        if target is not None:
            also.append(Earned(ident=target, on=day, key=key, equated=True))
    return [*own.values(), *also]


@prepared
def _held(
    person: Person, day: date
) -> QuerySet[Award, tuple[Any, str, Any, int, int | None, str | None]]:
    """A row for each badge and each of what it counts as, one where it counts as itself alone."""
    relation = "version__micro_credential__counts_as"
    runs = Q(**{f"{relation}__ended_on": None}) | Q(**{f"{relation}__ended_on__gte": day})
    begun = Q(**{f"{relation}__first_on__lte": day})
    rows = Award.objects.standing().single().filter(person=person)
    rows = rows.annotate(also=FilteredRelation(relation, condition=runs & begun))
    return rows.order_by("earned_on", "pk", F("also__pk")).values_list(
        "pk",
        "version__micro_credential__ident",
        "earned_on",
        "version",
        "version__micro_credential__current",
        F("also__target__ident"),
    )


def completed_earlier(stack: Stack, held: Sequence[Earned]) -> tuple[Version, Progress] | None:
    """The latest edition before the open one that somebody completes and may still take. One query."""
    for version in _making_way(stack.ident, today()):
        along = progress(version.content["stack"], held, today())
        if along.complete:
            return version, along
    return None


@prepared
def _making_way(ident: str, day: date) -> QuerySet[Version]:
    rows = Version.objects.filter(
        micro_credential__ident=ident,
        micro_credential__kind=Kind.STACK,
        status=VersionStatus.RETIRING,
        last_day__gte=day,
    )
    return rows.select_related("micro_credential__issuer").order_by("-published_at", "-pk")


def titles_of(stack: Stack) -> dict[str, str]:
    """Titles of members and capstone by their ident. One query."""
    rows = MicroCredential.objects.filter(ident__in=idents_of(stack.data)).order_by("ident")
    named = rows.annotate(title=F("current__title")).values_list("ident", "title")
    return {ident: title or ident for ident, title in named}
