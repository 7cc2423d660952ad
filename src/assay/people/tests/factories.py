"""Plain makers of people and organizations for tests."""

from datetime import timedelta
from itertools import count

from assay.lib.clock import held_at, now, today
from assay.people import actions
from assay.people.actions.memberships import forget_roles
from assay.people.models import Invitation, Membership, Organization, OrganizationKind, Person

_numbers = count(1)


def make_district(name: str = "Lakeside Schools", **fields: object) -> Organization:
    n = next(_numbers)
    defaults = {"ident": f"district-{n}", "kind": OrganizationKind.DISTRICT, "letters": "LS"}
    return Organization.objects.create(name=name, **{**defaults, **fields})


def make_school(district: Organization, name: str = "Cedar Point") -> Organization:
    return Organization.objects.create(
        ident=f"school-{next(_numbers)}", name=name, kind=OrganizationKind.SCHOOL, parent=district
    )


def make_department(district: Organization, name: str = "Curriculum") -> Organization:
    return Organization.objects.create(
        ident=f"department-{next(_numbers)}",
        name=name,
        kind=OrganizationKind.DEPARTMENT,
        parent=district,
    )


def make_person(
    who: str | Person = "Pat Reed",
    *,
    role: str = "",
    organization: Organization | None = None,
    **fields: object,
) -> Person:
    """A person, with a role in an organization if both are given. Give a Person to add a role to them."""
    if isinstance(who, str):
        email = f"{who.split()[0].lower()}.{next(_numbers)}@example.org"
        who = Person.objects.create_person(email, who, password="a long enough word", **fields)
    if role and organization:
        Membership.objects.create(person=who, organization=organization, role=role)
    forget_roles(who)
    return who


def make_invitation(
    email: str, organization: Organization, *, by: Person, role: str = "learner", days_ago: int = 0
) -> Invitation:
    """An invitation that is waiting, or was sent some days ago by somebody who held their role then."""
    if days_ago:
        by.memberships.update(from_on=today() - timedelta(days=days_ago + 365))
        forget_roles(by)
    with held_at(now() - timedelta(days=days_ago)):
        return actions.invite(email, organization, role, by=by)
