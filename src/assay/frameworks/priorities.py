"""The program's map of competencies as it stands on a day: read from rows, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from assay.frameworks.essentials import Rated, in_order
from assay.frameworks.models import Competency, Dependency, Leverage, Priority, Standing
from assay.lib.prepared import prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Essential:
    """One competency of the map, with all that a reader is told. `said` is None where only others raise it."""

    competency: Competency
    standing: str
    leverage: int | None
    reason: str
    said: Priority | None
    lifted_by: Competency | None
    builds_on: tuple[Competency, ...]

    @property
    def standing_word(self) -> str:
        return str(Standing(self.standing).label)

    @property
    def leverage_word(self) -> str:
        """Words; "" where nobody ranked it."""
        return str(Leverage(self.leverage).label) if self.leverage else ""


def essentials(day: date) -> list[Essential]:
    """The most essential first. Three queries; one before anybody has ranked anything."""
    said = in_force(day)
    if not said:
        return []
    pairs = list(_dependencies())
    known = {row.pk: row for row in _competencies(sorted({*said, *(c for p in pairs for c in p)}))}
    rated = [
        Rated(
            competency=pk,
            standing=row.standing,
            leverage=row.leverage,
            name=known[pk].code,
        )
        for pk, row in said.items()
    ]
    return [
        Essential(
            competency=known[one.competency],
            standing=one.standing,
            leverage=one.own.leverage if one.own else None,
            reason=said[one.competency].reason if one.own else "",
            said=said.get(one.competency),
            lifted_by=known[one.lifted_by] if one.lifted_by else None,
            builds_on=tuple(known[f] for c, f in pairs if c == one.competency),
        )
        for one in in_order(rated, pairs)
    ]


def in_force(day: date) -> dict[int, Priority]:
    """Competency -> what holds of it on a day. What is not ranked any more is left out. One query."""
    found: dict[int, Priority] = {}
    for row in _said(day):
        found.setdefault(row.competency_id, row)
    return {pk: row for pk, row in found.items() if row.standing != Standing.NONE}


@prepared
def _said(day: date) -> QuerySet[Priority]:
    return Priority.objects.all().by(day).order_by("-effective_from", "-pk")


@prepared
def _dependencies() -> QuerySet[Dependency, tuple[int, int]]:
    rows = Dependency.objects.order_by("pk")
    return rows.values_list("competency_id", "builds_on_id")


@prepared
def _competencies(keys: Sequence[int]) -> QuerySet[Competency]:
    return Competency.objects.filter(pk__in=keys).select_related("framework")
