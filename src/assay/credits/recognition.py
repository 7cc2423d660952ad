"""Recognition as a learner meets it: what a micro-credential would bring besides pay, and what their badges brought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from assay.catalog.models import StackMember, Version
from assay.credentials.models import RoleCandidate
from assay.credits.facts import Earned
from assay.credits.models import Recognition, RecognitionKind, RecognitionRequest
from assay.lib.clock import today
from assay.lib.prepared import prepared
from assay.people.models import Membership, OrganizationKind, Person, Role

# Each takes some tenths of a second.
PRINTED_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter, a certificate or a celebration for one badge."""

    rule: Recognition
    award: str
    title: str
    language: str
    earned_on: date
    in_pilot: bool = False
    request: RecognitionRequest | None = None  # where its holder asked for it


@dataclass(frozen=True, slots=True)
class Pool:
    """A leader pool that a rule tells of; `candidate` where its reader is in it."""

    rule: Recognition
    candidate: RoleCandidate | None


def before(person: Person, version: Version) -> list[Recognition]:
    """What stands today for whoever earns a micro-credential: its papers, and pools of stacks it belongs to."""
    micro_credential = version.micro_credential
    places = _places(person, micro_credential.issuer.lineage)
    rows = _for_one(places, micro_credential.pk, micro_credential.pk)
    return [row for row in rows if row.stands_on(today()) and _is_open(row)]


def promised(person: Person) -> list[Recognition]:
    """What stands today for whoever earns a badge where they learn, whichever it is. One query."""
    rows = _written(_places(person, ()))
    return [row for row in rows if row.stands_on(today()) and _is_open(row)]


@prepared
def _for_one(places: Sequence[int], member: int, capstone: int) -> QuerySet[Recognition]:
    members = StackMember.objects.filter(stack=OuterRef("stack"), micro_credential__pk=member)
    leads = ~Q(kind=RecognitionKind.POOL) | Q(stack__capstone__pk=capstone) | Exists(members)
    rows = Recognition.objects.filter(leads, organization__pk__in=places)
    return rows.select_related("organization", "stack")


def after(person: Person, earned: Iterable[Earned]) -> tuple[list[Paper], list[Pool]]:
    """The papers and celebrations of badges in force, by the day each was earned; and pools.

    Three queries, one where none is written. A celebration is of where somebody works, and never of an issuer alone.
    """
    badges = list(earned)
    at_work = _places(person, ())
    rows = _written(sorted({*at_work, *(place for one in badges for place in one.issuer.lineage)}))
    asked = {(row.recognition_id, str(row.award_id)): row for row in _asked(person)} if rows else {}
    papers = [
        Paper(
            row,
            one.id,
            one.title,
            one.version.language,
            one.ended_on,
            one.version.in_pilot,
            asked.get((row.pk, one.id)),
        )
        for one in badges
        for row in rows
        if row.kind != RecognitionKind.POOL
        and holds_for(row, one.ended_on, one.issuer.lineage if row.is_paper else (), at_work)
    ]
    pools = [
        row for row in rows if row.kind == RecognitionKind.POOL and row.organization_id in at_work
    ]
    in_them: dict[int, RoleCandidate] = {}
    if pools:
        held = RoleCandidate.objects.filter(whole__award__person=person).in_pool()
        in_them = {one.whole.stack_id: one for one in held.select_related("whole")}
    told = [Pool(row, in_them.get(row.stack_id or 0)) for row in pools]
    day = today()
    return papers, [
        one for one in told if one.candidate or (one.rule.stands_on(day) and _is_open(one.rule))
    ]


@prepared
def _asked(person: Person) -> QuerySet[RecognitionRequest]:
    return RecognitionRequest.objects.visible_to(person).filter(ended_at=None)


@prepared
def _written(places: Sequence[int]) -> QuerySet[Recognition]:
    rows = Recognition.objects.filter(organization__pk__in=places)
    return rows.select_related("organization", "stack")


def holds_for(
    row: Recognition, earned_on: date, issuers: Sequence[int], at_work: Sequence[int]
) -> bool:
    """Of where somebody works, or of who issued the badge: so that they keep it when they leave."""
    return row.stands_on(earned_on) and (
        row.organization_id in at_work or row.organization_id in issuers
    )


def principals_of(person: Person) -> list[Person]:
    """Whoever leads the schools that somebody learns at, but for themselves. One query."""
    schools = [
        held.organization_id
        for held in person.current_memberships
        if held.role == Role.LEARNER and held.organization.kind == OrganizationKind.SCHOOL
    ]
    leading = Membership.objects.current().filter(role=Role.PRINCIPAL, organization__in=schools)
    rows = leading.exclude(person=person).select_related("person").order_by("pk")
    return list({held.person_id: held.person for held in rows}.values())


def places_of(person: Person) -> list[int]:
    """Where somebody learns, and what that belongs to."""
    return _places(person, ())


def _places(person: Person, others: Sequence[int]) -> list[int]:
    found = set(others)
    for held in person.current_memberships:
        if held.role == Role.LEARNER:
            found.update(held.organization.lineage)
    return sorted(found)


def _is_open(row: Recognition) -> bool:
    return row.stack is None or row.stack.is_open
