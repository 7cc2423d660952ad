"""Offers: what one needs to decide before the evidence opens; taken up, stepped back from, or given back."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging.actions.leases import back_to_queue, begin, due_of_lease, reserve
from assay.assessment.judging.actions.pausing import refuse_paused
from assay.assessment.judging.allocation import Waiting, allot
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.judging.queue import (
    candidate_of,
    everybody,
    everything_waiting,
    in_turn,
    kept_apart,
)
from assay.assessment.models import CONFLICTS, Assignment, AssignmentStatus
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.prepared import planned_once
from assay.lib.states import move
from assay.people.models import Person
from assay.program.calendar import add_business_days
from assay.program.policies import AssessmentPolicy, closed_periods, in_force
from assay.record.actions import note
from assay.record.models import MACHINE


@transaction.atomic
def offer_next(assessor: Person) -> Assignment:
    """Offer this assessor the submission due first that nothing bars (`allocation`); one they have not answered stays.

    Rows another assessor is taking at this moment are skipped, so of many who press each gets another one. Raises
    PermissionDenied for non-assessors, NothingWaits. (B10)
    """
    if not policy.is_assessor(assessor):
        raise PermissionDenied
    rules = in_force(AssessmentPolicy)
    hold(assessor)  # their own two tabs wait for each other, and nobody else
    for earlier in _unanswered(assessor):
        if earlier.due_on >= today() and policy.can_accept(assessor, earlier):
            return earlier
        _end(earlier)
    candidate = candidate_of(assessor, rules)
    if candidate.open_leases >= rules.max_open_per_assessor:
        raise NothingWaits(
            _("You have %(n)s open. Finish one to get another.") % {"n": candidate.open_leases}
        )
    until = _answer_by(rules)
    for waiting in in_turn(candidate):
        offer = reserve(waiting.evaluation, assessor, until=until, by=assessor)
        if offer is not None:  # None: somebody is taking it this moment
            return offer
    raise NothingWaits(_("There is nothing for you right now. Check back later."))


def offer_what_waits() -> int:
    """One round: end offers that nobody answered in time, and offer what is due soonest to those below their share.

    Returns how many were offered. Who is away, or wants no offers unasked, is left in peace.
    """
    for offer in Assignment.objects.unanswered().filter(due_on__lt=today()):
        _end(offer)
    rules, queue = in_force(AssessmentPolicy), everything_waiting()
    assessors = everybody(queue, rules) if queue else []
    given = allot(assessors, queue, most_open=rules.max_open_per_assessor)
    people = Person.objects.in_bulk([candidate.person for candidate, _waiting in given])
    until = _answer_by(rules)
    return sum(
        _offer_unasked(waiting, people[candidate.person], until, rules)
        for candidate, waiting in given
    )


@transaction.atomic
def _offer_unasked(
    waiting: Waiting, assessor: Person, until: date, rules: AssessmentPolicy
) -> bool:
    """One of the round, as it stands now: whoever it is for may have acted since the round began."""
    hold(assessor)
    if (waiting.micro_credential, waiting.major) not in policy.scored_by(assessor):
        return False  # paused, or ended
    if waiting.learner in kept_apart([assessor.pk], rules)[assessor.pk]:
        return False
    open_ = Assignment.objects.open().filter(assessor=assessor).values_list("status", flat=True)
    held = list(open_)
    if AssignmentStatus.OFFERED in held or len(held) >= rules.max_open_per_assessor:
        return False  # they asked for themselves
    try:
        return reserve(waiting.evaluation, assessor, until=until, by=MACHINE) is not None
    except NothingWaits:
        return False


def accept(offer: Assignment, *, by: Person) -> None:
    """Take up an offer, having no tie to the work: from here on its evidence is open to them.

    Raises PermissionDenied for anybody but the one it was offered to, and where something has come to bar them;
    WrongState where it was answered or its time is over, and in the same words where a tie has come up since, which
    ends it: nobody is to learn from that whose work it is.
    """
    if not _accept(offer, by=by):
        raise WrongState(_("This offer is over. Press “Take the next one” for another."))


@transaction.atomic
def _accept(offer: Assignment, *, by: Person) -> bool:
    hold(by)  # a pause waits for it and takes it back, or it waits for the pause and is refused
    if not policy.can_accept(by, offer):
        raise PermissionDenied
    if offer.status != AssignmentStatus.OFFERED or offer.due_on < today():
        return False
    if policy.tied(by, offer.evaluation):
        _end(offer)
        return False
    refuse_paused(offer.evaluation)
    at, rules = now(), in_force(AssessmentPolicy)
    due_on = due_of_lease(offer.evaluation, rules)
    move(offer, to=AssignmentStatus.ACCEPTED, accepted_at=at, touched_at=at, due_on=due_on)
    begin(offer)
    note("assessment.accepted", offer, by=by, evaluation=offer.evaluation_id, slot=offer.slot)
    return True


@transaction.atomic
def decline(offer: Assignment, *, by: Person) -> None:
    """Give an offer back without a tie: it goes to somebody else, and comes to them again after everything else.

    Raises PermissionDenied, WrongState.
    """
    if not policy.can_decline(by, offer):
        raise PermissionDenied
    if offer.status != AssignmentStatus.OFFERED:
        raise WrongState(_("This offer is over. Press “Take the next one” for another."))
    move(offer, to=AssignmentStatus.LAPSED, ended_at=now())
    note("assessment.declined", offer, by=by, evaluation=offer.evaluation_id)


@transaction.atomic
def recuse(assignment: Assignment, ground: str, *, by: Person) -> None:
    """Step back with a ground; the submission goes to somebody else. Raises PermissionDenied, BadInput, WrongState."""
    if not policy.can_recuse(by, assignment):
        raise PermissionDenied
    if ground not in CONFLICTS:
        raise BadInput(_("Choose a reason."))
    move(assignment, to=AssignmentStatus.RECUSED, ended_at=now(), recusal_ground=ground)
    back_to_queue(assignment)
    note(
        "assessment.recused", assignment, by=by, evaluation=assignment.evaluation_id, ground=ground
    )


@planned_once
def _unanswered(assessor: Person) -> QuerySet[Assignment]:
    rows = Assignment.objects.visible_to(assessor).unanswered()
    return rows.select_related("evaluation__submission__start__person")


def _end(offer: Assignment) -> None:
    """Its time is over. Nothing where it was answered a moment ago."""
    try:
        with transaction.atomic():
            move(offer, to=AssignmentStatus.LAPSED, ended_at=now())
            note("assessment.offer_lapsed", offer, by=MACHINE, evaluation=offer.evaluation_id)
    except WrongState:
        return


def _answer_by(rules: AssessmentPolicy) -> date:
    return add_business_days(today(), rules.offer_business_days, closed_periods(within=None))
