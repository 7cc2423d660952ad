"""Calibration: training read, anchors scored one after the other, and what they come to."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging.actions.late_sheets import keep_beside
from assay.assessment.judging.actions.pausing import refuse_paused
from assay.assessment.judging.actions.sheets import in_order, what_is_missing
from assay.assessment.judging.errors import LeaseEnded
from assay.assessment.models import (
    AHEAD_DAYS,
    AlarmAnswer,
    Anchor,
    AnchorQuerySet,
    AnchorReading,
    Assessor,
    AssignmentStatus,
    Calibration,
    DriftAlarm,
    DriftCheck,
    Occasion,
    Pause,
    PauseEnd,
    Result,
    TrainingRead,
)
from assay.assessment.pay.actions import write_pay_line_of_check
from assay.assessment.pool import calibration as agreement
from assay.assessment.pool import training
from assay.assessment.pool.actions.checking import is_over
from assay.assessment.pool.actions.pausing import answer_open_alarm, end_open_pause
from assay.assessment.pool.drawing import lot, new_to
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, Stale, WrongState
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Actor, Person
from assay.program.calendar import add_months
from assay.program.policies import AssessorPolicy, in_force
from assay.record.actions import note
from assay.record.models import MACHINE

#: Anchors of a second try.
ANCHORS_AGAIN = 2


@transaction.atomic
def confirm_training(page: str, *, by: Person) -> TrainingRead:
    """Say that one page of the training was read. Twice changes nothing; raises BadInput for one that is not there."""
    if page not in training.PAGES:
        raise BadInput(_("There is no such page of the training."))
    row, is_new = TrainingRead.objects.get_or_create(person=by, page=page, defaults={"at": now()})
    if is_new:
        note("assessment.training_read", row, by=by, page=page)
    return row


@transaction.atomic
def start_calibration(assessor: Assessor, *, by: Person) -> Calibration:
    """Begin with the anchors of a scoring version: which ones, and in which order, is fixed now.

    Raises PermissionDenied for anyone but the assessor, WrongState while training is unread, while one is under way,
    before a renewal or a second try is due, and where too few anchors are new to them. In a pause, and
    after an alarm of drift, it is due at once.
    """
    if not policy.can_calibrate(by, assessor):
        raise PermissionDenied
    last = last_calibration(assessor)
    if why := why_not_yet(assessor, last):
        raise WrongState(why)
    follows = last if last is not None and last.result == Result.BELOW else None
    number = anchors_asked(follows)
    drawn = _draw(assessor, number)
    if len(drawn) < number:
        raise WrongState(
            _(
                "Too few anchors are new to you: %(found)d of %(asked)d. Talk to your lead assessor."
                " Until then a second person reads what you score, too."
            )
            % {"found": len(drawn), "asked": number}
        )
    try:
        with transaction.atomic():
            turn = Calibration.objects.create(
                person=by,
                micro_credential=assessor.micro_credential,
                major=assessor.major,
                occasion=_occasion(assessor),
                follows=follows,
                started_at=now(),
            )
    except IntegrityError as e:
        raise WrongState(_("You have already begun this.")) from e
    AnchorReading.objects.bulk_create(
        AnchorReading(person=by, anchor=anchor, calibration=turn, place=n, saved_at=now())
        for n, anchor in enumerate(drawn, 1)
    )
    note(
        "assessment.calibration_started",
        turn,
        by=by,
        person=by.pk,
        micro_credential=assessor.micro_credential_id,
        major=assessor.major,
        anchors=len(drawn),
    )
    return turn


def _occasion(assessor: Assessor) -> Occasion:
    if pause_of(assessor) is not None:
        return Occasion.AFTER_PAUSE
    if has_alarm(assessor):
        return Occasion.ON_DRIFT
    return Occasion.RENEWAL if assessor.calibrated_at else Occasion.CERTIFICATION


def pause_of(assessor: Assessor) -> Pause | None:
    """Their pause in the pool of its issuer, while it lasts."""
    issuer = assessor.micro_credential.issuer_id
    rows = Pause.objects.open().filter(person=assessor.person_id, issuer=issuer)
    return rows.select_related("person", "issuer", "by").first()


def has_alarm(assessor: Assessor) -> bool:
    """Whether their levels lately differ more than they did, and a lead has yet to answer that."""
    issuer = assessor.micro_credential.issuer_id
    return DriftAlarm.objects.open().filter(person=assessor.person_id, issuer=issuer).exists()


def last_calibration(assessor: Assessor) -> Calibration | None:
    """The newest turn of this person at this scoring version."""
    return Calibration.objects.filter(
        person=assessor.person_id,
        micro_credential=assessor.micro_credential_id,
        major=assessor.major,
    ).first()


def why_not_yet(assessor: Assessor, last: Calibration | None) -> str:
    """Why it cannot begin today, in words; "" where it can, as far as anchors allow."""
    if last is not None and last.is_open:
        return _("You have already begun this.")
    if pages_unread(assessor.person):
        return _("Please read the four pages of the training first, and confirm each.")
    day = today()
    if last is not None and last.again_on is not None and day < last.again_on:
        return _("A second try opens on %(day)s.") % {"day": last.again_on.isoformat()}
    until = assessor.calibrated_until
    if pause_of(assessor) is not None or has_alarm(assessor):
        return ""
    if assessor.counts_alone(day) and (until is None or day < opens_on(until)):
        return _("You are certified, and a renewal is not due yet.")
    return ""


def opens_on(until: date) -> date:
    """The day from which a certification that ends on a day may be renewed."""
    return until - timedelta(days=AHEAD_DAYS)


def pages_unread(person: Person) -> list[str]:
    """Pages of the training that this person has not confirmed."""
    read = set(TrainingRead.objects.filter(person=person).values_list("page", flat=True))
    return [page for page in training.PAGES if page not in read]


def anchors_asked(follows: Calibration | None) -> int:
    """How many a turn draws: the policy's number, or two after a result below."""
    return ANCHORS_AGAIN if follows is not None else in_force(AssessorPolicy).anchors


def _draw(assessor: Assessor, number: int) -> list[Anchor]:
    """In an order that differs from person to person and never changes for one."""
    found = _new_to(assessor).select_related(None).only("pk")
    return sorted(found, key=lambda anchor: lot(assessor.person, anchor))[:number]


def new_anchors(assessor: Assessor) -> int:
    """How many anchors this person may be given today."""
    return _new_to(assessor).count()


def _new_to(assessor: Assessor) -> AnchorQuerySet:
    return new_to(assessor.person, [(assessor.micro_credential_id, assessor.major)])


def save_reading(
    reading: AnchorReading,
    *,
    levels: Mapping[str, str],
    feedback: Mapping[str, Mapping[str, str]],
    summary: str = "",
    notes: Sequence[Mapping[str, Any]] | None = None,
    note_to_approver: str = "",
    revision: int | None = None,
    origin: str = "",
    by: Person,
) -> AnchorReading:
    """Save what is on an anchor's sheet so far, as `save_sheet` does.

    Raises PermissionDenied for anyone but its reader, WrongState once it is handed over, before its turn and when the
    calibration has ended, Stale where another tab saved meanwhile, BadInput; LeaseEnded where the time of a check has
    run out: what was sent is then kept beside it, as of a lease.
    """
    with transaction.atomic():
        row = _locked(reading, by)
        content = row.anchor.version.content
        written = in_order(
            content,
            levels=levels,
            feedback=feedback,
            summary=summary,
            notes=row.notes if notes is None else notes,
        ) | {"note_to_approver": clean(note_to_approver).strip()}
        too_late = _has_run_out(row)
        if too_late:
            of = {"reading_id": row.pk}
            kept = not is_over(row) and keep_beside(of, row, written, origin=origin)
        else:
            _save(row, written, revision)
    if too_late:
        raise LeaseEnded(kept=kept)
    return row


def _save(row: AnchorReading, written: Mapping[str, Any], revision: int | None) -> None:
    _refuse_closed(row)
    if revision is not None and revision != row.revision:
        raise Stale(_("This sheet was also saved in another window. Neither was overwritten."))
    for name, value in written.items():
        setattr(row, name, value)
    row.revision, row.saved_at = row.revision + 1, now()
    row.save(update_fields=(*written, "revision", "saved_at"))
    DriftCheck.objects.open().filter(reading=row).update(touched_at=row.saved_at)


@transaction.atomic
def hand_over_reading(reading: AnchorReading, *, by: Person) -> AnchorReading:
    """Hand an anchor's levels over: from now on the expert's can be seen beside them. The last one ends the turn.

    A check is paid as the reading for which it was taken. Raises as `save_reading`, and BadInput (`fields`) while
    something is open, as on every sheet.
    """
    row = _locked(reading, by)
    if _has_run_out(row):
        raise LeaseEnded(kept=not is_over(row))
    _refuse_closed(row)
    refuse_paused(row.anchor)
    missing = what_is_missing(row.anchor.version.content, {}, row)
    if missing:
        raise BadInput(_("A few things are still open on this sheet."), fields=missing)
    row.handed_over_at = now()
    row.save(update_fields=("handed_over_at",))
    if (check := DriftCheck.objects.open().filter(reading=row).first()) is not None:
        move(check, to=AssignmentStatus.SCORED, ended_at=row.handed_over_at)
        row.late_sheets.all().delete()
        write_pay_line_of_check(row)
    note("assessment.anchor_scored", row, by=by, anchor=row.anchor_id)
    turn = row.calibration
    if turn is not None and not turn.readings.filter(handed_over_at__isnull=True).exists():
        _conclude(turn)
    return row


@transaction.atomic
def stop_calibration(turn: Calibration, *, by: Actor) -> None:
    """End it before its end; anchors that were not scored are free again. The machine does, with the attestation.

    Raises PermissionDenied for anyone but whose it is, WrongState where it has ended.
    """
    if by is not None and not policy.can_stop(by, turn):
        raise PermissionDenied
    ended = Calibration.objects.filter(pk=turn.pk, ended_at__isnull=True)
    if ended.update(ended_at=now(), result=Result.ENDED) != 1:
        raise WrongState(_("This has ended before."))
    turn.readings.filter(handed_over_at__isnull=True).delete()
    turn.refresh_from_db()
    note("assessment.calibration_stopped", turn, by=by, person=turn.person_id)


def readings_counted(turn: Calibration) -> list[AnchorReading]:
    """The readings that count for it, newest first: its own, and after a result below those before, up to the policy's
    number."""
    most = in_force(AssessorPolicy).anchors
    found: list[AnchorReading] = []
    at: Calibration | None = turn
    while at is not None and len(found) < most:
        rows = at.readings.filter(handed_over_at__isnull=False)
        found += rows.select_related("anchor__version").order_by("-place")
        at = at.follows
    own = turn.readings.count()
    return found[: max(most, own)]


def pairs_of(reading: AnchorReading) -> tuple[agreement.Pair, ...]:
    """One's levels beside the expert's of today: a level that was corrected counts for everybody."""
    anchor = reading.anchor
    criteria = [c.id for c in anchor.version.content.criteria]
    return agreement.pairs(criteria, reading.levels, anchor.levels, anchor.set_aside)


def reckon_again(anchor: Anchor) -> None:
    """An expert's level was corrected, or a criterion set aside: who came out below may now be certified."""
    rows = Calibration.objects.filter(
        readings__anchor=anchor, result=Result.BELOW, followed_by__isnull=True
    )
    for turn in rows.order_by("pk").distinct():
        if _is_passed(turn):
            Calibration.objects.filter(pk=turn.pk).update(result=Result.PASSED, again_on=None)
            turn.refresh_from_db()
            _certify(turn)
            _say(turn)


def replace_anchor(turn: Calibration, anchor: Anchor) -> None:
    """An anchor was retired while this turn still had it to read: another takes its place, or the turn ends.
    What was written on its sheet goes with it."""
    row = turn.readings.get(anchor=anchor)
    place = row.place
    row.delete()
    assessor = Assessor.objects.current().filter(
        person=turn.person_id, micro_credential=turn.micro_credential_id, major=turn.major
    )
    who = assessor.first()
    other = _draw(who, 1) if who is not None else []
    if other:
        AnchorReading.objects.create(
            person=turn.person, anchor=other[0], calibration=turn, place=place, saved_at=now()
        )
        return
    stop_calibration(turn, by=MACHINE)


def _conclude(turn: Calibration) -> None:
    rules = in_force(AssessorPolicy)
    passed = _is_passed(turn)
    turn.ended_at = now()
    turn.result = Result.PASSED if passed else Result.BELOW
    turn.again_on = None if passed else today() + timedelta(days=rules.retry_wait_days)
    turn.save(update_fields=("ended_at", "result", "again_on"))
    if passed:
        _certify(turn)
    _say(turn)


def _is_passed(turn: Calibration) -> bool:
    rules = in_force(AssessorPolicy)
    return agreement.passes(
        [pairs_of(reading) for reading in readings_counted(turn)],
        this_turn=turn.readings.count(),
        percent=rules.exact_agreement_percent,
        no_criterion_off_by_two=rules.no_criterion_off_by_two,
    )


def _certify(turn: Calibration) -> None:
    """A year from today, or from the end of the year that runs. It ends a pause, and answers an alarm of drift."""
    assessor = Assessor.objects.current().filter(
        person=turn.person_id, micro_credential=turn.micro_credential_id, major=turn.major
    )
    row = assessor.select_for_update().first()
    if row is None:
        return  # the attestation ended meanwhile
    start, is_renewal = today(), turn.occasion == Occasion.RENEWAL
    if is_renewal and row.calibrated_until is not None and row.calibrated_until > start:
        start = row.calibrated_until
    row.calibrated_at = now()
    row.calibrated_until = add_months(start, in_force(AssessorPolicy).recalibration_months)
    row.save(update_fields=("calibrated_at", "calibrated_until"))
    answer_open_alarm(row.person, row.micro_credential.issuer, AlarmAnswer.RECALIBRATED, by=MACHINE)
    if turn.occasion == Occasion.AFTER_PAUSE and (pause := pause_of(row)) is not None:
        end_open_pause(pause, PauseEnd.RECALIBRATED, by=MACHINE)


def _say(turn: Calibration) -> None:
    found = agreement.tally(pairs_of(reading) for reading in readings_counted(turn))
    note(
        "assessment.calibrated",
        turn,
        by=MACHINE,
        person=turn.person_id,
        micro_credential=turn.micro_credential_id,
        major=turn.major,
        result=turn.result,
        same=found.same,
        counted=found.counted,
    )


def _locked(reading: AnchorReading, by: Person) -> AnchorReading:
    rows = AnchorReading.objects.select_for_update(of=("self",))
    row = rows.select_related("anchor__version", "calibration").get(pk=reading.pk)
    if not policy.can_read_anchor(by, row):
        raise PermissionDenied
    return row


def _has_run_out(row: AnchorReading) -> bool:
    """A check that lapsed before it was handed over."""
    if row.calibration_id is not None or row.handed_over_at is not None:
        return False
    check = _check_of(row)
    return check is not None and check.status == AssignmentStatus.LAPSED


def _check_of(row: AnchorReading) -> DriftCheck | None:
    return DriftCheck.objects.filter(reading=row).first()


def _refuse_closed(row: AnchorReading) -> None:
    if row.handed_over_at is not None:
        raise WrongState(_("These scores are sent. You can read them but not change them."))
    if row.calibration is None:
        check = _check_of(row)
        if check is not None and check.status == AssignmentStatus.RECUSED:
            raise WrongState(
                _("You stepped back from this submission, so nothing more is saved on its sheet.")
            )
        if check is None or check.status != AssignmentStatus.ACCEPTED:
            raise LeaseEnded(kept=False)
        return
    if not row.calibration.is_open:
        raise WrongState(_("This calibration has ended, so nothing more is saved on its sheets."))
    before = row.calibration.readings.filter(place__lt=row.place, handed_over_at__isnull=True)
    before = before.filter(anchor__paused_at__isnull=True)
    if before.exists():
        raise WrongState(_("Please score the anchor before this one first."))
