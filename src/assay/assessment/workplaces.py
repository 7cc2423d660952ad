"""Workplaces: people of one school, department or office never judge each other.

Where somebody works is where they learn, coach or head: roles that serve the whole program (assessor, author and so on)
are often held in a department and say nothing of where their holder works. Two offices of one school are one school.
"""

from collections import defaultdict
from collections.abc import Iterable

from assay.people.models import Membership, Organization, OrganizationKind, Person, Role

WORKS = (Role.LEARNER, Role.COACH, Role.PRINCIPAL, Role.DEPARTMENT_HEAD)
KINDS = (OrganizationKind.SCHOOL, OrganizationKind.DEPARTMENT)


def workplaces_of(people: Iterable[int]) -> dict[int, frozenset[int]]:
    """Person -> the schools and departments in which they work today, and those these are part of. Two queries."""
    held = (
        Membership.objects.current()
        .filter(person__in=list(people), role__in=WORKS)
        .select_related("organization")
    )
    above: dict[int, set[int]] = defaultdict(set)
    for membership in held:
        above[membership.person_id] |= set(membership.organization.lineage)
    wanted = set().union(*above.values()) if above else set()
    near = set(
        Organization.objects.filter(pk__in=wanted, kind__in=KINDS).values_list("pk", flat=True)
    )
    return {person: frozenset(places & near) for person, places in above.items()}


def share_a_workplace(one: Person, other: Person) -> bool:
    found = workplaces_of((one.pk, other.pk))
    return bool(found.get(one.pk, frozenset()) & found.get(other.pk, frozenset()))
