"""What this room says on pages of others: who has not said where they work."""

from typing import Any

from assay.people import policy
from assay.people.models import Organization, OrganizationKind, Person, Role


def workplace_missing(person: Any, _subject: Any) -> dict[str, Any] | None:
    """On the home page of a learner whose school nobody knows, while the program has schools to choose from."""
    if not isinstance(person, Person) or not person.has_role_somewhere(Role.LEARNER):
        return None
    kinds = (OrganizationKind.SCHOOL, OrganizationKind.DEPARTMENT)
    if any(m.organization.kind in kinds for m in person.current_memberships):
        return None
    return {} if policy.can_state_workplace(person, person) and Organization.objects.workplaces().exists() else None
