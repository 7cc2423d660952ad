"""Which desks somebody has, whom they look after, and what ties them to a submission."""

from datetime import datetime

from django.db.models import Q, QuerySet

from assay.assessment.models import (
    SENT,
    AssignmentStatus,
    Conflict,
    Evaluation,
)
from assay.assessment.workplaces import share_a_workplace
from assay.coaching.models import Pairing
from assay.lib.clock import span_of, today
from assay.lib.prepared import planned_once, prepared
from assay.people.models import PROGRAMS, Organization, Person, Role
from assay.program.calendar import add_months
from assay.program.policies import AssessmentPolicy, in_force

LEADS = (Role.LEAD_ASSESSOR,)
#: Whoever has the duty to screen; leads have it by their office, so that nothing waits where nobody else has it.
SCREENERS = (Role.SCREENER, Role.LEAD_ASSESSOR)
APPROVERS = (Role.APPROVER,)
ASSESSORS = (Role.ASSESSOR, Role.LEAD_ASSESSOR)
CHAIRS = (Role.COMMITTEE_CHAIR,)
GUARDS = (Role.PRIVACY_OFFICER, Role.PROGRAM_ADMIN)
#: Whose evidence is open to them; what was set aside, too: its assessor is not to notice.
HOLDING = (AssignmentStatus.ACCEPTED, *SENT)


def is_screener(person: Person) -> bool:
    """True for those with the duty to screen, and for leads: they have a desk for it."""
    return any(place.program for place in person.organizations_as(*SCREENERS))


def holds_a_staff_role(person: Person) -> bool:
    """True for everybody who is more than a learner: they may be the person who is told of harm to a child."""
    return any(role != Role.LEARNER for role in person.roles())


def is_assessor(person: Person) -> bool:
    return any(place.program for place in person.organizations_as(*ASSESSORS))


def is_lead(person: Person) -> bool:
    return any(place.program for place in person.organizations_as(*LEADS))


def is_approver(person: Person) -> bool:
    return any(place.kind in PROGRAMS for place in person.organizations_as(*APPROVERS))


def is_chair(person: Person) -> bool:
    """True for chairs, who have a desk of appeals."""
    return any(place.kind in PROGRAMS for place in person.organizations_as(*CHAIRS))


def hears_appeals(person: Person) -> bool:
    """Whoever has a list of appeals: leads, chairs, and administrators, who speak last where no chair may."""
    places = person.organizations_as(*CHAIRS, Role.PROGRAM_ADMIN)
    return is_lead(person) or any(place.kind in PROGRAMS for place in places)


def may_inspect_somewhere(person: Person) -> bool:
    """True if there may be evidence they open with a reason."""
    return guards_somewhere(person) or is_lead(person) or is_approver(person)


def guards_somewhere(person: Person) -> bool:
    """True for privacy officers and administrators, who have no other desk that leads to evidence."""
    return any(place.kind in PROGRAMS for place in person.organizations_as(*GUARDS))


def programs_led_by(person: Person) -> list[Organization]:
    """The programs in whose pools a lead looks for assessors: their own, or their department's, and those below."""
    found = {place.program for place in person.organizations_as(*LEADS)}
    for place in person.organizations_as(*LEADS):
        found |= set(_programs_within(place.path))
    return sorted((program for program in found if program), key=lambda program: program.name)


@prepared
def _programs_within(path: str) -> QuerySet[Organization]:
    return Organization.objects.current().filter(path__startswith=path, kind__in=PROGRAMS)


def issuer_of(evaluation: Evaluation) -> Organization:
    return evaluation.submission.version.micro_credential.issuer


def issuer_key(evaluation: Evaluation) -> int:
    """The issuer by its key: whose rules are asked for, and whose calendar."""
    return evaluation.submission.version.micro_credential.issuer_id


def tied(by: Person, evaluation: Evaluation) -> bool:
    """Of one workplace with the learner, or kept apart from them by a conflict of interest, whichever it names."""
    return tied_to(by, evaluation.submission.start.person)


def tied_to(by: Person, learner: Person) -> bool:
    """The same of a person."""
    if share_a_workplace(by, learner):
        return True
    since = coached_since(in_force(AssessmentPolicy))
    return _tie.first(by.pk, learner.pk, since) is not None


def has_helped(by: Person, learner: Person) -> bool:
    """Works with them on drafts as coach or colleague, answers them as someone who earned it, or did so within the time
    of the policy; whoever helped whom.
    """
    since = coached_since(in_force(AssessmentPolicy))
    return _helped.first(by.pk, learner.pk, since) is not None


@planned_once
def _helped(one: int, other: int, since: datetime) -> QuerySet[Pairing, int]:
    pair = Q(learner__pk=one, coach__pk=other) | Q(learner__pk=other, coach__pk=one)
    rows = Pairing.objects.all().helped_since(since).filter(pair)
    named = Q(person__pk=one, other__pk=other) | Q(person__pk=other, other__pk=one)
    advised = Conflict.objects.all().standing(since).filter(named, ground="advised").order_by()
    return rows.order_by().values_list("pk", flat=True).union(advised.values_list("pk"))[:1]


@planned_once
def _tie(one: int, other: int, since: datetime) -> QuerySet[Conflict, int]:
    """What keeps these two apart, whichever it names, where anything does."""
    named = Q(person__pk=one, other__pk=other) | Q(person__pk=other, other__pk=one)
    rows = (
        Conflict.objects.all().standing(since).filter(named).order_by().values_list("pk", flat=True)
    )
    pair = Q(learner__pk=one, coach__pk=other) | Q(learner__pk=other, coach__pk=one)
    helped = Pairing.objects.all().helped_since(since).filter(pair).order_by()
    return rows.union(helped.values_list("pk", flat=True))[:1]


def coached_since(rules: AssessmentPolicy) -> datetime:
    """Who helped each other before this moment may judge each other’s work again."""
    return span_of(add_months(today(), -rules.coached_within_months))[0]


def has_screened(by: Person, evaluation: Evaluation) -> bool:
    """Whoever checked a submission never scores, settles or releases it."""
    return any(screening.by_id == by.pk for screening in evaluation.screenings.all())


def is_own(by: Person, evaluation: Evaluation) -> bool:
    return by.pk == evaluation.submission.start.person_id
