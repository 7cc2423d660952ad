"""Leases: a submission in an assessor's hands for one scoring; idle ones go to somebody else."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.districts import bars, purpose_of
from assay.assessment.judging.actions.screening import end_idle_duties
from assay.assessment.judging.errors import NothingWaits, full
from assay.assessment.judging.leases import Step, step
from assay.assessment.models import (
    LIVE,
    Assignment,
    AssignmentStatus,
    Evaluation,
    ScoreSheet,
    Slot,
    Status,
)
from assay.lib.clock import now, today
from assay.lib.errors import Refusal, WrongState
from assay.lib.locks import hold
from assay.lib.prepared import planned_once
from assay.lib.states import move
from assay.people.models import Actor, DataSharingAgreement, Membership, Person
from assay.program.calendar import add_business_days, business_days_between
from assay.program.policies import AssessmentPolicy, closed_periods, in_force
from assay.record.actions import note
from assay.record.models import MACHINE


def lapse_idle() -> int:
    """End leases without a sign of work for the policy's business days, and checks of completeness that were taken and
    left, and what an agreement between districts no longer covers; remind of leases at half. Returns how many ended."""
    limit, closed, ended = (
        in_force(AssessmentPolicy).reassign_after_idle_business_days,
        closed_periods(within=None),
        0,
    )
    oldest = now() - timedelta(
        days=max(limit / 2 - 1, 0)
    )  # days are counted by date: a day in hand
    idle_ones = Assignment.objects.filter(
        status=AssignmentStatus.ACCEPTED,
        touched_at__lt=oldest,
        evaluation__paused_at__isnull=True,
    ).exclude(slot=Slot.ADJUDICATION)
    for assignment in idle_ones.select_related("evaluation"):
        idle = business_days_between(
            timezone.localtime(assignment.touched_at).date(), today(), closed
        )
        due = step(idle, limit)
        if due == Step.LAPSE:
            ended += _lapse(assignment)
        elif due == Step.REMIND:
            _remind(assignment)
    return ended + end_idle_duties() + _give_back_what_ran_out()


@transaction.atomic
def _remind(assignment: Assignment) -> None:
    """Once for each stretch of idleness, at half of its time."""
    if assignment.reminded_at is not None and assignment.reminded_at >= assignment.touched_at:
        return
    Assignment.objects.filter(pk=assignment.pk).update(reminded_at=now())
    note("assessment.reminded", assignment, by=MACHINE, evaluation=assignment.evaluation_id)


@transaction.atomic
def take_back(assignment: Assignment, *, by: Person) -> None:
    """A lead ends an open lease, so that somebody else can score. Raises PermissionDenied, WrongState."""
    if not policy.can_lead(by, assignment.evaluation):
        raise PermissionDenied
    if assignment.status not in (AssignmentStatus.OFFERED, AssignmentStatus.ACCEPTED):
        raise WrongState(_("This assignment has already ended."))
    move(assignment, to=AssignmentStatus.LAPSED, ended_at=now())
    back_to_queue(assignment)
    note("assessment.lapsed", assignment, by=by, evaluation=assignment.evaluation_id)


def take_back_many(
    assignments: Iterable[Assignment], *, by: Person
) -> tuple[int, list[tuple[str, str]]]:
    """Take several leases back, each for itself. Returns how many ended, and for each of the others the submission's ID
    and why it was left as it is.
    """
    done: int = 0
    left: list[tuple[str, str]] = []
    for assignment in assignments:
        try:
            take_back(assignment, by=by)
            done += 1
        except Refusal as refusal:
            left.append((assignment.evaluation.public_id, refusal.message))
        except PermissionDenied:
            left.append((assignment.evaluation.public_id, _("You may not take this one back.")))
    return done, left


def give_back_crossing(agreement: DataSharingAgreement) -> int:
    """An agreement between two districts is over: end the leases that nothing else covers. Returns how many ended."""
    of_the_two = Membership.objects.current().under([agreement.first.path, agreement.second.path])
    rows = Assignment.objects.open().filter(assessor__in=of_the_two.values("person"))
    rows = rows.exclude(slot=Slot.ADJUDICATION).select_related(
        "assessor", "evaluation__submission__start"
    )
    return sum(
        _lapse(assignment)
        for assignment in rows
        if bars(assignment.assessor, assignment.evaluation, purpose_of(assignment))
    )


def _give_back_what_ran_out() -> int:
    """The same for agreements whose last day has passed within a week."""
    ran_out = DataSharingAgreement.objects.accepted().filter(
        last_on__lt=today(), last_on__gte=today() - timedelta(days=7)
    )
    return sum(give_back_crossing(row) for row in ran_out.select_related("first", "second"))


def give_back(assignment: Assignment) -> None:
    """End a lease in the product's own name, as an idle one ends. Nothing where it was ended or scored a moment ago."""
    _lapse(assignment)


def _lapse(assignment: Assignment) -> int:
    try:
        with transaction.atomic():
            move(assignment, to=AssignmentStatus.LAPSED, ended_at=now())
            back_to_queue(assignment)
            note("assessment.lapsed", assignment, by=MACHINE, evaluation=assignment.evaluation_id)
    except WrongState:  # scored or recused a moment ago
        return 0
    return 1


@transaction.atomic
def take_adjudication(evaluation: Evaluation, *, by: Person) -> Assignment:
    """A lead who scored neither side takes the third judgment. Raises PermissionDenied, WrongState."""
    if not policy.can_adjudicate(by, evaluation):
        raise PermissionDenied
    if evaluation.status != Status.ADJUDICATION:
        raise WrongState(_("This one does not need a third scoring now."))
    return lease(evaluation, by, Slot.ADJUDICATION, in_force(AssessmentPolicy))


def lease_again(assignment: Assignment, *, by: Person) -> Assignment | None:
    """A new lease on what one held before, if it still waits; None if somebody else has it. Raises NothingWaits."""
    rules = in_force(AssessmentPolicy)
    hold(by)
    if Assignment.objects.open().filter(assessor=by).count() >= rules.max_open_per_assessor:
        raise full()
    found = _free(assignment.evaluation_id)
    return lease(found[0], by, found[1], rules) if found else None


def lease(
    evaluation: Evaluation, assessor: Person, slot: Slot, rules: AssessmentPolicy
) -> Assignment:
    """Theirs at once: a lead who settles, or somebody who takes up again what they had."""
    at = now()
    assignment = _create(
        evaluation,
        assessor,
        slot,
        status=AssignmentStatus.ACCEPTED,
        offered_at=at,
        accepted_at=at,
        touched_at=at,
        due_on=due_of_lease(evaluation, rules),
    )
    begin(assignment)
    note("assessment.accepted", assignment, by=assessor, evaluation=evaluation.pk, slot=int(slot))
    return assignment


def begin(assignment: Assignment) -> None:
    """Reading begins: there is a sheet, and where it is the first reading, the submission is with an assessor."""
    ScoreSheet.objects.create(assignment=assignment, saved_at=now())
    evaluation = Evaluation.objects.get(pk=assignment.evaluation_id)
    if assignment.slot == Slot.FIRST and evaluation.status == Status.QUEUED:
        move(evaluation, to=Status.SCORING)


def due_of_lease(evaluation: Evaluation, rules: AssessmentPolicy) -> date:
    """The day promised, or before it the last one on which it may lie idle."""
    idle = rules.reassign_after_idle_business_days
    return max(
        min(evaluation.due_on, add_business_days(today(), idle, closed_periods(within=None))),
        today(),
    )


def reserve(pk: int, assessor: Person, *, until: date, by: Actor) -> Assignment | None:
    """Offer one of the queue, or None if somebody else has it or is taking it this moment.

    Only this one row is locked: twenty who press at once must not hide the queue from each other.
    """
    found = _free(pk)
    if found is None:
        return None
    evaluation, slot = found
    at = now()
    assignment = _create(
        evaluation,
        assessor,
        slot,
        status=AssignmentStatus.OFFERED,
        offered_at=at,
        touched_at=at,
        due_on=until,
    )
    note("assessment.offered", assignment, by=by, evaluation=pk, slot=int(slot))
    return assignment


def _free(pk: int) -> tuple[Evaluation, Slot] | None:
    """One of the queue, locked, with the scoring nobody holds."""
    evaluation = _waiting.first(pk)
    slot = _free_slot(evaluation) if evaluation else None
    return (evaluation, slot) if evaluation and slot else None


@planned_once
def _waiting(pk: int) -> QuerySet[Evaluation]:
    rows = Evaluation.objects.waiting_for_a_scorer().filter(pk=pk)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def _free_slot(evaluation: Evaluation) -> Slot | None:
    """The first scoring nobody holds; read after the lock, so it is true until commit.

    Of what is queued only the first: whoever had the lock a moment ago may have been offered it, and there is no second
    before that one is scored.
    """
    taken = set(_taken(evaluation.pk))
    queued = evaluation.status == Status.QUEUED
    open_ = (Slot.FIRST, Slot.SECOND)[: 1 if queued else evaluation.scorings_needed]
    return next((slot for slot in open_ if slot not in taken), None)


@planned_once
def _taken(evaluation: int) -> QuerySet[Assignment, int]:
    rows = Assignment.objects.filter(evaluation__pk=evaluation, status__in=LIVE)
    return rows.order_by().values_list("slot", flat=True)


def _create(evaluation: Evaluation, assessor: Person, slot: Slot, **facts: object) -> Assignment:
    try:
        with transaction.atomic():
            return Assignment.objects.create(
                evaluation=evaluation, assessor=assessor, slot=slot, **facts
            )
    except IntegrityError as e:
        raise NothingWaits(_("Someone else just took it. Press again for the next one.")) from e


def back_to_queue(assignment: Assignment) -> None:
    evaluation = Evaluation.objects.get(pk=assignment.evaluation_id)
    if assignment.slot == Slot.FIRST and evaluation.status == Status.SCORING:
        move(evaluation, to=Status.QUEUED)
