"""Where somebody belongs: to which districts, and whether below some place."""

from collections.abc import Sequence
from datetime import date

from django.db import models

from assay.lib.clock import today
from assay.lib.prepared import planned_once
from assay.people.models.organizations import Organization, OrganizationKind, lineage_of
from assay.people.models.people import Membership


def districts_of(people: Sequence[int]) -> dict[int, frozenset[int]]:
    """Person -> the districts they belong to today, in whatever role; none for staff of a consortium or a partner.

    One query, beside that of which organizations are districts.
    """
    districts = set(_districts())
    found: dict[int, set[int]] = {}
    for person, path in _belonging(sorted(people), today()):
        above = set(lineage_of(path)) & districts
        found.setdefault(person, set()).update(above)
    return {person: frozenset(places) for person, places in found.items()}


def belongs_below(paths: Sequence[str], person: int) -> bool:
    """Whether somebody belongs today to an organization at one of these paths, or below. One query."""
    belonging = _belonging([person], today())
    return any(path.startswith(tuple(paths)) for _person, path in belonging)


@planned_once
def _districts() -> models.QuerySet[Organization, int]:
    rows = Organization.objects.filter(kind=OrganizationKind.DISTRICT)
    return rows.order_by().values_list("pk", flat=True)


@planned_once
def _belonging(people: Sequence[int], day: date) -> models.QuerySet[Membership, tuple[int, str]]:
    rows = Membership.objects.current(day).filter(person__pk__in=people)
    return rows.order_by().values_list("person__pk", "organization__path")
