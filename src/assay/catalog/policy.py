"""Permission to write, import and publish: authors and administrators of the owner, else of the issuer, or above."""

from django.db.models import QuerySet

from assay.catalog.models import (
    LeaveStatus,
    MicroCredential,
    NameLeave,
    NameLeaveQuerySet,
    NamePart,
    Version,
)
from assay.people.models import (
    PROGRAMS,
    Actor,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Role,
)
from assay.program.models import StrategicGoal
from assay.program.policy import can_give_mandate, can_set_goals, committee_sits
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


def can_equate(person: Person, source: MicroCredential, target: MicroCredential) -> bool:
    """Decide that one counts as the other, for the program that keeps the other: its committee's chair, where none sits
    whoever gives leave to publish; nobody for what they are an author of."""
    if any(person.has_role(Role.AUTHOR, within=one.home) for one in (source, target)):
        return False
    if committee_sits(target.home):
        return person.has_role(Role.COMMITTEE_CHAIR, within=target.home)
    return can_give_mandate(person, "publish", target.home)


def can_tie(by: Actor, goal: StrategicGoal) -> bool:
    """Say what serves a strategic goal: of a program whose committee sits, its chair; else whoever may set the goal."""
    program = goal.organization.program
    if by is not None and committee_sits(program):
        return by.has_role(Role.COMMITTEE_CHAIR, within=program)
    return can_set_goals(by, goal.organization)


def may_issue(issuer: Organization) -> bool:
    """D11: the district, a consortium, or a partner that has been vetted."""
    return issuer.kind in ("district", "consortium") or (
        issuer.kind == "partner" and issuer.is_vetted
    )


def has_leave(
    issuer: Organization, owner: Organization | None, micro_credential: MicroCredential | None
) -> bool:
    """True if what an owner writes may stand in an issuer's name: its own program's, or another's that gave leave."""
    if owner is None or owner == issuer:
        return True
    direct = owner.kind == OrganizationKind.DEPARTMENT and owner.parent_id == issuer.pk
    if direct or owner.program == issuer:
        return True
    about = micro_credential.pk if micro_credential else None
    return NameLeave.objects.covering(issuer, owner, about).exists()


def may_name_designer(
    partner: Organization, home: Organization, micro_credential: MicroCredential | None
) -> bool:
    """True if it may say that this organization designed it too: one of the same program, or one that gave leave.

    Nobody speaks for a partner but its own people, the machine neither.
    """
    if partner == home or (partner.program is not None and partner.program == home.program):
        return True
    about = micro_credential.pk if micro_credential else None
    return NameLeave.objects.covering(partner, home, about, NamePart.DESIGNER).exists()


def without_a_voice(organizations: QuerySet[Organization]) -> QuerySet[Organization]:
    """Those without an administrator of their own here, who could be asked."""
    held = Membership.objects.current().filter(role=Role.PROGRAM_ADMIN, person__is_active=True)
    return organizations.exclude(pk__in=held.values("organization"))


def answers_for_itself(organization: Organization) -> bool:
    """True if it has an administrator of its own here. One query."""
    return not without_a_voice(Organization.objects.filter(pk=organization.pk)).exists()


def can_record_agreement(person: Person, organization: Organization) -> bool:
    """Put on record what a partner without people here agreed to: an administrator of the program that names it."""
    return person.has_role(Role.PROGRAM_ADMIN, within=organization.program)


def can_name_issuer(
    by: Actor,
    issuer: Organization,
    *,
    owner: Organization | None,
    micro_credential: MicroCredential | None = None,
) -> bool:
    """Put an organization's name on a micro-credential as its issuer.

    Whoever writes for a department of it writes in its name. Without a department only its own authors and
    administrators do, not those of an organization above it. Whoever writes for another program needs its leave, the
    machine too.
    """
    if owner is None:
        return by is None or (by.is_active and writes_in(by, issuer))
    return (by is None or can_author(by, owner)) and has_leave(issuer, owner, micro_credential)


def writes_in(person: Person, organization: Organization) -> bool:
    """An author or administrator of this very organization."""
    return any(
        m.organization_id == organization.pk and m.role in WRITERS for m in person.awake_memberships
    )


def leaves_of(person: Person) -> NameLeaveQuerySet:
    """Leaves asked by where they write, and of the programs whose own people they are."""
    paths = [place.path for place in places_of(person)]
    return NameLeave.objects.for_paths(paths, [o.pk for o in person.organizations_as(*WRITERS)])


def programs_spoken_for(person: Person) -> list[int]:
    """The programs whose administrator they are: of each itself, not of one above it."""
    places = person.organizations_as(Role.PROGRAM_ADMIN)
    return [place.pk for place in places if place.kind in PROGRAMS]


def issuers_open_to(owners: list[Organization]) -> list[Organization]:
    """Other programs that permit one of these owners to issue anything in their name today."""
    above = {pk for owner in owners for pk in owner.lineage}
    rows = NameLeave.objects.in_force().filter(organization__pk__in=above, micro_credential=None)
    rows = rows.filter(part=NamePart.ISSUER)
    return list(Organization.objects.filter(pk__in=rows.values("named")))


def can_answer_leave(person: Person, leave: NameLeave) -> bool:
    """Give or decline it: an administrator of whom it names, and nobody what they asked themselves."""
    return leave.named_id in programs_spoken_for(person) and leave.asked_by_id != person.pk


def can_end_leave(person: Person, leave: NameLeave) -> bool:
    """Whom it names, what is answered; whoever writes for the other side always."""
    answered = leave.status != LeaveStatus.ASKED
    return (answered and leave.named_id in programs_spoken_for(person)) or can_author(
        person, leave.organization
    )


def written_paths(person: Person) -> list[str]:
    """The paths of where they write, as prepared questions take them."""
    return [place.path for place in places_of(person)]


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
