"""An evaluation opens when a submission arrives, and ends when its learner takes it back."""

from datetime import date

from django.db import transaction

from assay.assessment.judging.actions.attesting import forget_colleagues, open_attestation
from assay.assessment.judging.actions.late_sheets import forget_late
from assay.assessment.judging.actions.screening import end_duties
from assay.assessment.judging.second_reading import Base, of_policy
from assay.assessment.models import Assessor, Evaluation, Status
from assay.catalog.models import Kind, VersionStatus
from assay.evidence.actions import promise
from assay.evidence.models import Submission
from assay.lib.clock import now, today
from assay.lib.states import move
from assay.lib.vault import draw
from assay.program.calendar import add_business_days
from assay.program.policies import (
    AssessmentPolicy,
    ScreeningPolicy,
    closed_periods,
    in_force,
    promised_on,
)
from assay.record.actions import note
from assay.record.models import MACHINE


@transaction.atomic
def open_evaluation(submission: Submission) -> Evaluation:
    """Open the judging of what was handed in, or take an incomplete one back to screening. Twice changes nothing."""
    existing = Evaluation.objects.select_for_update().filter(submission=submission).first()
    if submission.submitted_at is None:
        raise LookupError(f"submission {submission.pk} is not handed in")
    issuer = submission.version.micro_credential.issuer_id
    due_on = submission.promised_on or promised_on(
        today(), within=issuer
    )  # without a promise, still the program's own aim
    if existing is not None:
        if existing.status == Status.INCOMPLETE:
            move(
                existing,
                to=Status.SCREENING,
                due_on=due_on,
                check_due_on=check_due_on(in_force(ScreeningPolicy)),
                check_reminded_at=None,
            )
            note("assessment.opened", existing, by=MACHINE, submission=submission.pk, again=True)
        return existing
    drawn = draw("second reading", submission.public_id)
    why = why_double(submission, drawn)
    rules, at = in_force(ScreeningPolicy), now()
    checked = rules.completeness_check
    evaluation = Evaluation.objects.create(
        submission=submission,
        status=Status.SCREENING if checked else Status.QUEUED,
        opened_at=at,
        queued_at=None if checked else at,
        due_on=due_on,
        check_due_on=check_due_on(rules) if checked else None,
        scorings_needed=2 if why else 1,
        why_double=why,
        draw=drawn,
    )
    note(
        "assessment.opened",
        evaluation,
        by=MACHINE,
        submission=submission.pk,
        scorings=evaluation.scorings_needed,
    )
    open_attestation(evaluation)
    return evaluation


def check_due_on(rules: ScreeningPolicy) -> date:
    """The day by which what arrives today is checked for completeness."""
    return add_business_days(today(), rules.screening_days, closed_periods(within=None))


def promise_waiting(assessor: Assessor) -> None:
    """One more may score a version: perhaps enough now to name a day to those who handed in while too few could."""
    waiting = (
        Evaluation.objects.open()
        .filter(
            submission__version__micro_credential=assessor.micro_credential_id,
            submission__status="submitted",
            submission__promised_on__isnull=True,
        )
        .select_related("submission__version__micro_credential")
    )
    for evaluation in waiting.order_by("pk"):
        if evaluation.submission.version.major == assessor.major:
            _promise(evaluation)


@transaction.atomic
def _promise(evaluation: Evaluation) -> None:
    promise(evaluation.submission, by=MACHINE)
    if evaluation.submission.promised_on is not None:
        Evaluation.objects.filter(pk=evaluation.pk).update(due_on=evaluation.submission.promised_on)


@transaction.atomic
def withdraw_evaluation(submission: Submission) -> None:
    """The learner took the submission back: nobody goes on with it."""
    evaluation = Evaluation.objects.select_for_update().filter(submission=submission).first()
    if evaluation is None or evaluation.status in {Status.WITHDRAWN, Status.RELEASED}:
        return
    leases = list(evaluation.assignments.open())
    for assignment in leases:
        move(assignment, to="lapsed", ended_at=now())
    end_duties(evaluation)
    move(evaluation, to=Status.WITHDRAWN)
    forget_late(evaluation)
    forget_colleagues(evaluation)
    ended = [assignment.pk for assignment in leases]
    note("assessment.withdrawn", evaluation, by=MACHINE, submission=submission.pk, leases=ended)


def why_double(submission: Submission, drawn: float) -> str:
    """Why this one is scored twice, as a code, or "": the policy's reasons in the order a lead would give them."""
    rules, version = in_force(AssessmentPolicy), submission.version
    capstone = (
        version.micro_credential.kind == Kind.CAPSTONE
    )  # always by two (product.md, end of section 4)
    before = (
        Evaluation.objects.filter(submission__version=version)
        .exclude(submission=submission)
        .count()
    )
    base = Base(
        first_n=rules.double_score_first_n_per_version,
        random_share=rules.double_score_percent / 100,
        high_stakes=capstone or version.micro_credential.ident in rules.double_score_all_for,
    )
    reason = of_policy(base, judged_before=before, draw=drawn)
    if reason in ("high_stakes", "first_n"):
        return reason
    if version.status == VersionStatus.PILOT:
        return "pilot"  # everything is read by two until it is published (field guide, 4b)
    pool = Assessor.objects.current().filter(
        micro_credential=version.micro_credential, major=version.major
    )
    if pool.exists() and not pool.calibrated().exists():
        return "attested_only"  # nobody is certified by calibration yet, so everything they score is scored twice
    return reason
