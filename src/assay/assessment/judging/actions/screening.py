"""The completeness check: all there, legible, safe. Not a judgment and not an attempt."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging.actions.pausing import refuse_paused
from assay.assessment.models import Evaluation, Screening, ScreeningDuty, Status
from assay.evidence import actions as evidence
from assay.evidence.reasons import REASONS
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Organization, Person
from assay.program.calendar import business_days_between
from assay.program.policies import closed_periods
from assay.record.actions import note
from assay.record.models import MACHINE

#: A check that was taken and left for this many business days is free again.
IDLE_BUSINESS_DAYS = 2


@transaction.atomic
def take_screening(evaluation: Evaluation, *, by: Person) -> ScreeningDuty:
    """Take the check of completeness upon oneself: from now on its evidence is open, and scoring it is not theirs.

    A second press changes nothing. Raises PermissionDenied, WrongState if it is checked, or somebody else has it.
    """
    if not policy.can_screen(by, evaluation):
        raise PermissionDenied
    if Evaluation.objects.filter(pk=evaluation.pk, status=Status.SCREENING).first() is None:
        raise WrongState(_("This has been checked. It is no longer on this desk."))
    own = ScreeningDuty.objects.open().filter(evaluation=evaluation, screener=by).first()
    if own is not None:
        return own
    try:
        with transaction.atomic():
            duty = ScreeningDuty.objects.create(evaluation=evaluation, screener=by, taken_at=now())
    except IntegrityError as e:
        raise WrongState(_("Someone else is checking this one.")) from e
    note("assessment.screening_taken", evaluation, by=by, duty=duty.pk)
    return duty


@transaction.atomic
def leave_screening(evaluation: Evaluation, *, by: Person) -> None:
    """Put the check back for somebody else. Raises WrongState if it is not theirs."""
    if (
        not ScreeningDuty.objects.open()
        .filter(evaluation=evaluation, screener=by)
        .update(ended_at=now())
    ):
        raise WrongState(_("This check is not yours anymore."))
    note("assessment.screening_left", evaluation, by=by)


def end_duties(evaluation: Evaluation) -> None:
    """It is checked, or taken back by its learner: nobody has it to check any more. The caller notes why."""
    ScreeningDuty.objects.open().filter(evaluation=evaluation).update(ended_at=now())


def free_duties(person: Person, issuer: Organization) -> None:
    """What this person has taken to check, of an issuer, is free again for somebody else."""
    here = {"evaluation__submission__version__micro_credential__issuer": issuer}
    duties = ScreeningDuty.objects.open().filter(screener=person, **here)
    for duty in duties.select_related("evaluation"):
        _end_idle(duty)


def end_idle_duties() -> int:
    """Free the checks that were taken and left. Returns how many."""
    closed, ended = closed_periods(within=None), 0
    for duty in (
        ScreeningDuty.objects.open()
        .filter(taken_at__lt=now() - timedelta(days=1))
        .select_related("evaluation")
    ):
        taken_on = timezone.localtime(duty.taken_at).date()
        if business_days_between(taken_on, today(), closed) >= IDLE_BUSINESS_DAYS:
            ended += _end_idle(duty)
    return ended


def remind_of_checks() -> int:
    """Of each check that is past its day, once: whoever has it, whoever may take it and the leads hear of it."""
    reminded = 0
    for evaluation in Evaluation.objects.all().check_late(today()).filter(check_reminded_at=None):
        reminded += _remind(evaluation)
    return reminded


@transaction.atomic
def _remind(evaluation: Evaluation) -> int:
    rows = Evaluation.objects.filter(
        pk=evaluation.pk, status=Status.SCREENING, check_reminded_at=None
    )
    if not rows.update(check_reminded_at=now()):
        return 0  # checked or taken back a moment ago
    note("assessment.check_late", evaluation, by=MACHINE)
    return 1


@transaction.atomic
def _end_idle(duty: ScreeningDuty) -> int:
    if not ScreeningDuty.objects.open().filter(pk=duty.pk).update(ended_at=now()):
        return 0  # checked or put back a moment ago
    note("assessment.screening_left", duty.evaluation, by=MACHINE)
    return 1


@transaction.atomic
def screen(
    evaluation: Evaluation,
    *,
    complete: bool,
    in_real_role: bool = True,
    reasons: Sequence[Mapping[str, str]] = (),
    by: Person,
) -> Screening:
    """Complete: it joins the queue. Incomplete: it goes back to the learner with reasons; no attempt is used.

    `in_real_role`: that this person did this work, in a role of theirs; without it nothing is complete, since those who
    score it do not know whose it is. `reasons`: {"code", "step", "line"}; a line says what, in the screener's words.
    Whoever has not taken the check takes it with this. Raises PermissionDenied, BadInput without a usable reason,
    WrongState if it was screened before, is somebody else's to check, or is paused.
    """
    if not policy.can_screen(by, evaluation):
        raise PermissionDenied
    hold(evaluation)  # a hold is placed before it, or finds it checked
    refuse_paused(evaluation)
    if evaluation.status == Status.SCREENING and not policy.holds_duty(by, evaluation):
        take_screening(evaluation, by=by)
    kept = [_reason(evaluation, reason) for reason in reasons]
    if complete and not in_real_role:
        message = _("Confirm it, or give it back with the reason “It is not from real practice”.")
        raise BadInput(message, fields={"real": message})
    if not complete and not kept:
        raise BadInput(_("Choose at least one reason, so that the learner knows what to do."))
    if complete:
        move(evaluation, to=Status.QUEUED, queued_at=now())
        kept = []
    else:
        move(evaluation, to=Status.INCOMPLETE)
        evidence.reopen(evaluation.submission, kept, by=by)
    screening = Screening.objects.create(
        evaluation=evaluation,
        by=by,
        complete=complete,
        in_real_role=True if complete else None,
        reasons=kept,
        at=now(),
    )
    end_duties(evaluation)
    codes = [reason["code"] for reason in kept]
    note("assessment.screened", evaluation, by=by, complete=complete, reasons=codes)
    return screening


def _reason(evaluation: Evaluation, reason: Mapping[str, str]) -> dict[str, str]:
    content, step = evaluation.submission.version.content, reason.get("step", "")
    if reason.get("code") not in REASONS:
        raise BadInput(_("Choose a reason from the list."))
    if step and content.item(step) is None and content.prompt(step) is None:
        raise BadInput(_("This version has no such step."))
    return {
        "code": reason["code"],
        "step": step,
        "line": clean(reason.get("line", "")).strip()[:500],
    }
