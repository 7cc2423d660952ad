"""Workplaces: people of one school, department or office never judge each other.

Where somebody works is where they learn, coach or head: roles that serve the whole program (assessor, author and so on)
are often held in a department and say nothing of where their holder works. Two offices of one school are one school.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from assay.lib.clock import today
from assay.lib.prepared import planned_once
from assay.people.models import (
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Role,
    lineage_of,
)

WORKS = (Role.LEARNER, Role.COACH, Role.PRINCIPAL, Role.DEPARTMENT_HEAD)
KINDS = (OrganizationKind.SCHOOL, OrganizationKind.DEPARTMENT)


def workplaces_of(people: Iterable[int]) -> dict[int, frozenset[int]]:
    """Person -> the schools and departments in which they work today, and those these are part of. Two queries."""
    above: dict[int, set[int]] = defaultdict(set)
    for person, path in _working(sorted(people), today()):
        above[person] |= set(lineage_of(path))
    near = set(_near(sorted(set().union(*above.values())))) if above else set()
    return {person: frozenset(places & near) for person, places in above.items()}


@planned_once
def _working(people: Sequence[int], day: date) -> QuerySet[Membership, tuple[int, str]]:
    rows = Membership.objects.current(day).filter(person__pk__in=people, role__in=WORKS)
    return rows.order_by().values_list("person__pk", "organization__path")


@planned_once
def _near(places: Sequence[int]) -> QuerySet[Organization, int]:
    """Those of them that are schools or departments."""
    rows = Organization.objects.filter(pk__in=places, kind__in=KINDS)
    return rows.order_by().values_list("pk", flat=True)


def share_a_workplace(one: Person, other: Person) -> bool:
    found = workplaces_of((one.pk, other.pk))
    return bool(found.get(one.pk, frozenset()) & found.get(other.pk, frozenset()))
