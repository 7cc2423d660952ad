"""The learner's letter, and the next step after a not-yet."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import policy
from assay.assessment.judging import actions
from assay.assessment.judging.actions.releasing import next_attempt
from assay.assessment.judging.letters import letter_of
from assay.assessment.models import AppealStatus, Evaluation, Status
from assay.people.http import SignedInRequest


def _mine(request: SignedInRequest, submission_pk: int) -> Evaluation:
    rows = Evaluation.objects.filter(submission__start__person=request.user).select_related(
        "submission__version__micro_credential__issuer", "submission__start__person", "decision"
    )
    return get_object_or_404(rows, submission=submission_pk)


@login_required
@require_safe
def decision(request: SignedInRequest, submission_pk: int) -> HttpResponse:
    """The letter; before release, the status page."""
    evaluation = _mine(request, submission_pk)
    if evaluation.status != Status.RELEASED:
        return redirect("evidence:detail", submission_pk)
    context: dict[str, Any] = {
        "evaluation": evaluation,
        "submission": evaluation.submission,
        "version": evaluation.submission.version,
        "letter": letter_of(evaluation),
        "draft": next_attempt(evaluation),
        "learner": request.user.display_name,
        "talk": policy.talk_after(evaluation),
        "appeal": evaluation.appeals.exclude(status=AppealStatus.WITHDRAWN).first(),
        "appeal_until": None
        if policy.why_not_appeal(evaluation)
        else policy.appeal_until(evaluation),
    }
    return render(request, "assessment/decision.html", context)


@login_required
@require_POST
def revision(request: SignedInRequest, submission_pk: int) -> HttpResponse:
    """Open the next attempt, or go on with the one that is open."""
    draft = actions.revise(_mine(request, submission_pk), by=request.user)
    return redirect("evidence:workspace", draft.pk)
