"""Permission to write, import and publish: authors and administrators of the owner, else of the issuer, or above."""

from assay.catalog.models import MicroCredential, Version
from assay.people.models import PROGRAMS, Organization, OrganizationKind, Person, Role
from assay.program.policy import can_give_mandate
from assay.record.actions import kind_of
from assay.record.models import Event

AUTHORS = (Role.AUTHOR, Role.DEPARTMENT_HEAD)
WRITERS = (Role.PROGRAM_ADMIN, *AUTHORS)
OWNERS = (*PROGRAMS, OrganizationKind.DEPARTMENT)


def may_author_somewhere(person: Person) -> bool:
    """True if the authoring desk is theirs."""
    return bool(places_of(person))


def places_of(person: Person) -> list[Organization]:
    """Where they write: there and below. A school owns nothing, so its administrator writes nothing."""
    return [o for o in person.organizations_as(*WRITERS) if o.program is not None]


def can_author(person: Person, owner: Organization | None) -> bool:
    """Write drafts for an owner: a department, or an issuer where no department owns it."""
    return (
        owner is not None and owner.program is not None and person.has_role(*WRITERS, within=owner)
    )


def can_author_of(person: Person, micro_credential: MicroCredential) -> bool:
    return can_author(person, micro_credential.home)


def can_give_back(person: Person, micro_credential: MicroCredential) -> bool:
    """Its writers, and those who sit on the committee of its program."""
    seated = (Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER)
    return can_author_of(person, micro_credential) or person.has_role(
        *seated, within=micro_credential.home
    )


def wrote(person: Person, version: Version) -> bool:
    """Whether somebody began or changed this draft here. One query."""
    return Event.objects.filter(
        verb__in=("catalog.drafted", "catalog.saved"),
        subject_kind=kind_of(version),
        subject_id=str(version.pk),
        by_kind=kind_of(person),
        by_id=str(person.pk),
    ).exists()


def can_give_leave(person: Person, act: str, version: Version) -> bool:
    """Leave for an act by the program's rules; nobody gives it to their own work."""
    return can_give_mandate(person, act, version.micro_credential.home) and not wrote(
        person, version
    )


def can_name_issuer(person: Person, issuer: Organization, *, owner: Organization | None) -> bool:
    """Put an organization's name on a micro-credential as its issuer.

    Whoever writes for a department of it writes in its name. Anybody else needs that very issuer's leave: only its own
    authors and administrators have it, not those of an organization above it.
    """
    if owner is not None and owner.program == issuer:
        return can_author(person, owner)
    return person.is_active and any(
        m.organization_id == issuer.pk and m.role in WRITERS for m in person.awake_memberships
    )


def departments_of(person: Person) -> list[Organization]:
    """For whom this person may write: departments, and programs that own without one."""
    rows = Organization.objects.current().filter(kind__in=OWNERS).select_related("parent")
    paths = [place.path for place in places_of(person)]
    return [
        row
        for row in rows
        if any(row.path.startswith(path) for path in paths) and row.program is not None
    ]


def covers(person: Person, roles: tuple[str, ...], micro_credential: MicroCredential) -> bool:
    """True if one of the roles reaches a micro-credential: held at its owner or issuer, or above one of them."""
    owner, issuer = micro_credential.owner, micro_credential.issuer
    return person.has_role(*roles, within=owner) or person.has_role(*roles, within=issuer)
