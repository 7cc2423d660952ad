"""Fillings for pages of others: who has not said where they work, and whose role asks for a second step."""

from datetime import timedelta
from typing import Any

from assay.lib.clock import today
from assay.people import policy, second_factor
from assay.people.models import Organization, OrganizationKind, Person, Role


def workplace_missing(person: Any, _subject: Any) -> dict[str, Any] | None:
    """On the home page of a learner whose school nobody knows, while the program has schools to choose from."""
    if not isinstance(person, Person) or not person.has_role_somewhere(Role.LEARNER):
        return None
    kinds = (OrganizationKind.SCHOOL, OrganizationKind.DEPARTMENT)
    if any(m.organization.kind in kinds for m in person.current_memberships):
        return None
    return (
        {}
        if policy.can_state_workplace(person, person) and Organization.objects.workplaces().exists()
        else None
    )


def second_factor_bar(person: Any, _subject: Any) -> dict[str, Any] | None:
    """Above every page of whoever holds a role that asks for a second step, and has none."""
    asking = person.memberships_asking() if isinstance(person, Person) else []
    if not asking:
        return None
    first = second_factor.sleeps_from(asking[0])
    late = first <= today()
    said = [m for m in asking if not late or second_factor.sleeps_from(m) <= today()]
    return {
        "roles": ", ".join(dict.fromkeys(str(m.get_role_display()) for m in said)),
        "until": None if late else first - timedelta(days=1),
    }
