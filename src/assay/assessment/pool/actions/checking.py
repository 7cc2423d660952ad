"""Checks in the queue: about every twelfth reading is an anchor, which its reader cannot tell from a submission."""

import hashlib
from collections import Counter
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging.actions.late_sheets import WRITTEN
from assay.assessment.judging.actions.pausing import refuse_paused
from assay.assessment.judging.errors import full
from assay.assessment.models import (
    CONFLICTS,
    Anchor,
    AnchorReading,
    Assessor,
    Assignment,
    AssignmentStatus,
    Calibration,
    DriftCheck,
    LateSheet,
    Result,
    Slot,
)
from assay.assessment.pool.drawing import lot, new_to
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.people.models import Actor, Organization, Person
from assay.program.calendar import add_business_days, business_days_between
from assay.program.policies import (
    AssessmentPolicy,
    AssessorPolicy,
    Everywhere,
    ServiceLevelPolicy,
    closed_periods,
    in_force,
)
from assay.record.actions import note
from assay.record.models import MACHINE

#: By so many readings a check comes earlier or later than the policy says, so that nobody can count to it.
SPREAD = 3
#: Numbers of a pool in which nobody else has an assignment: higher than any key will be.
_BEYOND = 10**12


@transaction.atomic
def offer_check(person: Person) -> DriftCheck | None:
    """Offer an anchor in place of the next submission, where one is due and one is left that is new to them.

    None lets the queue give what is due: a check never stands in the way of work. One not answered yet stays.
    """
    if not policy.is_assessor(person):
        raise PermissionDenied
    hold(person)  # their own two tabs wait for each other
    for earlier in DriftCheck.objects.visible_to(person).unanswered():
        if earlier.due_on >= today() and policy.can_take_check(person, earlier):
            return earlier
        _end_offer(earlier)
    rules = in_force(AssessmentPolicy)
    if not is_due(person) or _has_enough(person, rules):
        return None
    anchor = _draw(person)
    return put_among_work(person, anchor) if anchor is not None else None


def put_among_work(person: Person, anchor: Anchor) -> DriftCheck:
    """Offer them an anchor as a submission is offered: the queue's round, which asks before whether one is due."""
    rules, at = in_force(AssessmentPolicy), now()
    reading = AnchorReading.objects.create(person=person, anchor=anchor, saved_at=at)
    check = DriftCheck.objects.create(
        person=person,
        number=_number(person),
        reading=reading,
        offered_at=at,
        touched_at=at,
        due_on=add_business_days(today(), rules.offer_business_days, closed_periods(within=None)),
    )
    note("assessment.check_offered", check, by=MACHINE, person=person.pk, anchor=anchor.pk)
    return check


def is_due(person: Person) -> bool:
    """Whether enough was read since the last check, or since they last agreed with anchors."""
    every = in_force(AssessorPolicy).drift_check_every
    if every < 1:
        return False
    checks = DriftCheck.objects.visible_to(person)
    last = checks.aggregate(last=Max("offered_at"))["last"]
    certified = Calibration.objects.filter(person=person, result=Result.PASSED)
    agreed = certified.aggregate(last=Max("ended_at"))["last"]
    since = max((moment for moment in (last, agreed) if moment is not None), default=None)
    between = _between(person, checks.count(), every)
    return _scored_since(person, since)[:between].count() >= between


def _between(person: Person, before: int, every: int) -> int:
    """How many readings come before the next check: one fewer than the policy says, give or take."""
    spread = min(SPREAD, (every - 1) // 2)
    drawn = int(hashlib.sha256(f"{person.pk}:{before}".encode()).hexdigest()[:8], 16)
    return max(1, every - 1 + drawn % (2 * spread + 1) - spread)


def _scored_since(person: Person, since: datetime | None) -> QuerySet[Assignment]:
    rows = Assignment.objects.visible_to(person).filter(
        status=AssignmentStatus.SCORED, slot__in=(Slot.FIRST, Slot.SECOND)
    )
    return rows.filter(ended_at__gt=since) if since is not None else rows


def _has_enough(person: Person, rules: AssessmentPolicy) -> bool:
    """With an offer to answer, or as much open as the policy allows."""
    mine = Assignment.objects.visible_to(person)
    if mine.filter(status=AssignmentStatus.OFFERED).exists():
        return True
    open_ = mine.open().count() + DriftCheck.objects.visible_to(person).open().count()
    return open_ >= rules.max_open_per_assessor or (
        DriftCheck.objects.visible_to(person).open().exists()
    )


def _draw(person: Person) -> Anchor | None:
    """Of what they are certified for: first what they read most of lately."""
    certified = Assessor.objects.current().not_paused().calibrated().filter(person=person)
    versions = set(certified.values_list("micro_credential", "major")) & policy.scored_by(person)
    if not versions:
        return None
    latest = Assignment.objects.visible_to(person).filter(status=AssignmentStatus.SCORED)
    of = "evaluation__submission__version__micro_credential"
    read = Counter(latest.order_by("-ended_at").values_list(of, flat=True)[:50])
    anchors = new_to(person, versions).select_related("version").only("pk", "version")
    return min(
        anchors,
        key=lambda anchor: (-read[anchor.version.micro_credential_id], lot(person, anchor)),
        default=None,
    )


def _number(person: Person) -> int:
    """A number that looks like an assignment's key, and that none of this person's assignments has or will have.

    Keys grow: one that is another's today is never theirs.
    """
    taken = set(DriftCheck.objects.visible_to(person).values_list("number", flat=True))
    others = Assignment.objects.exclude(assessor=person).order_by("-pk")
    free = (pk for pk in others.values_list("pk", flat=True)[: len(taken) + 1] if pk not in taken)
    return next(free, _BEYOND + len(taken))


@transaction.atomic
def accept_check(check: DriftCheck, *, by: Person) -> None:
    """Take it up: its evidence opens. Raises PermissionDenied, WrongState where it was answered or its time is over."""
    if not policy.can_take_check(by, check):
        raise PermissionDenied
    if check.status != AssignmentStatus.OFFERED or check.due_on < today():
        raise WrongState(_("This offer is over. Press “Take the next one” for another."))
    if check.reading is not None:
        refuse_paused(check.reading.anchor)
    idle, at = in_force(AssessmentPolicy).reassign_after_idle_business_days, now()
    due_on = add_business_days(today(), idle, closed_periods(within=None))
    move(check, to=AssignmentStatus.ACCEPTED, accepted_at=at, touched_at=at, due_on=due_on)
    note("assessment.check_accepted", check, by=by, person=by.pk)


@transaction.atomic
def decline_check(check: DriftCheck, *, by: Person) -> None:
    """Not this time: the anchor is free again. Raises PermissionDenied, WrongState."""
    if not policy.can_answer_check(by, check):
        raise PermissionDenied
    if check.status != AssignmentStatus.OFFERED:
        raise WrongState(_("This offer is over. Press “Take the next one” for another."))
    _end(check, AssignmentStatus.LAPSED, by=by)


@transaction.atomic
def recuse_check(check: DriftCheck, ground: str, *, by: Person) -> None:
    """Step back with a ground, as from a submission. Raises PermissionDenied, BadInput, WrongState."""
    if not policy.can_answer_check(by, check):
        raise PermissionDenied
    if ground not in CONFLICTS:
        raise BadInput(_("Choose a reason."))
    _end(check, AssignmentStatus.RECUSED, ground=ground, by=by)


@transaction.atomic
def take_check_again(check: DriftCheck, *, late: LateSheet | None, by: Person) -> DriftCheck:
    """Take up again one that ran out, with what was written late, or else with what stood on its sheet.

    Refused in the words of a submission that ran out. Raises PermissionDenied, WrongState where it is over,
    NothingWaits where one holds as many as one may.
    """
    hold(by)
    check.refresh_from_db()
    if not policy.can_take_check_again(by, check, late=late):
        raise PermissionDenied
    reading = AnchorReading.objects.select_for_update().get(drift_check=check)
    rules, mine = in_force(AssessmentPolicy), DriftCheck.objects.visible_to(by).open()
    leases = Assignment.objects.visible_to(by).open()
    if leases.count() + mine.count() >= rules.max_open_per_assessor:
        raise full()
    if mine.exists() or is_over(reading):
        raise WrongState(_("You cannot take this submission again. You keep what you wrote."))
    DriftCheck.objects.filter(pk=check.pk).update(reading=None)
    again = _taken_now(reading, rules)
    DriftCheck.objects.filter(pk=check.pk).update(again=again)
    if late is not None:
        for name in WRITTEN:
            setattr(reading, name, getattr(late, name))
        reading.revision += 1
        reading.save(update_fields=(*WRITTEN, "revision"))
        late.delete()
    note("assessment.check_accepted", again, by=by, person=by.pk)
    return again


def _taken_now(reading: AnchorReading, rules: AssessmentPolicy) -> DriftCheck:
    at, idle = now(), rules.reassign_after_idle_business_days
    return DriftCheck.objects.create(
        person=reading.person,
        number=_number(reading.person),
        reading=reading,
        status=AssignmentStatus.ACCEPTED,
        offered_at=at,
        accepted_at=at,
        touched_at=at,
        due_on=add_business_days(today(), idle, closed_periods(within=None)),
    )


def is_over(reading: AnchorReading) -> bool:
    """Whether what ran out is closed by now, as a submission would be that somebody else has read meanwhile."""
    anchor = reading.anchor
    if reading.handed_over_at is not None or anchor.retired_at or anchor.paused_at:
        return True
    check = DriftCheck.objects.filter(reading=reading).first()
    ended = check.ended_at if check is not None else None
    return ended is not None and ended < over_since(Everywhere(ServiceLevelPolicy))


def over_since(rules: Everywhere) -> datetime:
    """Checks that ran out before this moment are closed: by then a submission of any program would be decided."""
    latest = max(level.business_days_max for level in rules.all(ServiceLevelPolicy))
    return now() - timedelta(days=2 * latest)


def _forget_late() -> None:
    """What was written late beside a check that is closed goes, as it goes with a decision. No event: as of leases."""
    gone = Q(reading__anchor__retired_at__isnull=False)
    gone |= Q(reading__drift_check__ended_at__lt=over_since(Everywhere(ServiceLevelPolicy)))
    LateSheet.objects.filter(gone, reading__handed_over_at__isnull=True).delete()


def lapse_idle_checks() -> int:
    """End checks as leases end: offers not answered in time, and those without a sign of work. Forget what was
    written late beside those that are closed. Returns how many ended."""
    limit, closed, ended = (
        in_force(AssessmentPolicy).reassign_after_idle_business_days,
        closed_periods(within=None),
        0,
    )
    for check in DriftCheck.objects.unanswered().filter(due_on__lt=today()):
        ended += _end_offer(check)
    oldest = now() - timedelta(days=max(limit / 2 - 1, 0))
    taken = DriftCheck.objects.filter(status=AssignmentStatus.ACCEPTED, touched_at__lt=oldest)
    taken = taken.filter(reading__anchor__paused_at__isnull=True)
    for check in taken:
        idle = business_days_between(timezone.localtime(check.touched_at).date(), today(), closed)
        if idle >= limit:
            ended += _lapse(check)
        elif idle * 2 >= limit:
            _remind(check)
    _forget_late()
    return ended


@transaction.atomic
def _remind(check: DriftCheck) -> None:
    """Once for each stretch of idleness, as of a lease."""
    if check.reminded_at is not None and check.reminded_at >= check.touched_at:
        return
    DriftCheck.objects.filter(pk=check.pk).update(reminded_at=now())
    note("assessment.check_reminded", check, by=MACHINE, person=check.person_id)


def end_checks(person: Person, issuer: Organization) -> None:
    """What lies open with somebody ends with a pause."""
    here = {"reading__anchor__version__micro_credential__issuer": issuer}
    for check in DriftCheck.objects.open().filter(person=person, **here):
        _lapse(check)


def end_checks_of(anchor: Anchor, *, begun: bool) -> None:
    """It is retired: those it is offered to get something else; `begun`: who reads it, too."""
    rows = DriftCheck.objects.open() if begun else DriftCheck.objects.unanswered()
    for check in rows.filter(reading__anchor=anchor):
        _lapse(check)


def _end_offer(check: DriftCheck) -> int:
    return _lapse(check)


def _lapse(check: DriftCheck) -> int:
    try:
        with transaction.atomic():
            _end(check, AssignmentStatus.LAPSED, by=MACHINE)
    except WrongState:  # answered or handed over a moment ago
        return 0
    return 1


def _end(check: DriftCheck, how: AssignmentStatus, *, ground: str = "", by: Actor) -> None:
    """An anchor that was never opened is free again; one that was opened counts as met for a year."""
    unopened = check.accepted_at is None
    move(check, to=how, ended_at=now(), recusal_ground=ground)
    if unopened and check.reading is not None:
        check.reading.delete()
        check.refresh_from_db(fields=("reading",))
    note(
        "assessment.check_ended",
        check,
        by=by,
        person=check.person_id,
        how=str(how),
        opened=not unopened,
    )
