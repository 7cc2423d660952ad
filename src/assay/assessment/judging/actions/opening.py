"""An evaluation opens when a submission arrives, and ends when its learner takes it back."""

import hashlib

from django.db import transaction

from assay.assessment.judging.actions.late_sheets import forget_late
from assay.assessment.judging.actions.screening import end_duties
from assay.assessment.models import Assessor, Evaluation, Status
from assay.catalog.models import Kind
from assay.evidence.actions import promise
from assay.evidence.models import Submission
from assay.lib.clock import now, today
from assay.lib.states import move
from assay.program.policies import AssessmentPolicy, in_force, promised_on
from assay.record.actions import note
from assay.record.models import MACHINE


@transaction.atomic
def open_evaluation(submission: Submission) -> Evaluation:
    """Open the judging of what was handed in, or take an incomplete one back to screening. Twice changes nothing."""
    existing = Evaluation.objects.select_for_update().filter(submission=submission).first()
    if submission.submitted_at is None:
        raise LookupError(f"submission {submission.pk} is not handed in")
    due_on = submission.promised_on or promised_on(
        today()
    )  # without a promise, still the program's own aim
    if existing is not None:
        if existing.status == Status.INCOMPLETE:
            move(existing, to=Status.SCREENING, due_on=due_on)
            note("assessment.opened", existing, by=MACHINE, submission=submission.pk, again=True)
        return existing
    why = why_double(submission)
    evaluation = Evaluation.objects.create(
        submission=submission,
        opened_at=now(),
        due_on=due_on,
        scorings_needed=2 if why else 1,
        why_double=why,
    )
    note(
        "assessment.opened",
        evaluation,
        by=MACHINE,
        submission=submission.pk,
        scorings=evaluation.scorings_needed,
    )
    return evaluation


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
    ended = [assignment.pk for assignment in leases]
    note("assessment.withdrawn", evaluation, by=MACHINE, submission=submission.pk, leases=ended)


def why_double(submission: Submission) -> str:
    """Why this one is scored twice, as a code, or "": the policy's reasons in the order a lead would give them."""
    rules, version = in_force(AssessmentPolicy), submission.version
    capstone = (
        version.micro_credential.kind == Kind.CAPSTONE
    )  # always by two (product.md, end of section 4)
    if capstone or version.micro_credential.ident in rules.double_score_all_for:
        return "high_stakes"
    before = (
        Evaluation.objects.filter(submission__version=version)
        .exclude(submission=submission)
        .count()
    )
    if before < rules.double_score_first_n_per_version:
        return "first_n"
    pool = Assessor.objects.current().filter(
        micro_credential=version.micro_credential, major=version.major
    )
    if pool.exists() and not pool.calibrated().exists():
        return "attested_only"  # nobody is certified by calibration yet, so everything they score is scored twice
    drawn = int(hashlib.sha256(submission.public_id.encode()).hexdigest()[:8], 16) % 100
    return "random" if drawn < rules.double_score_percent else ""
