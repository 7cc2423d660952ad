"""An offer: what one needs to decide, and one press that opens it, steps back, or gives it to somebody else."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.assessment.judging import actions
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.judging.size import size_of
from assay.assessment.judging.views.finding import assignment_for
from assay.assessment.models import Assignment, AssignmentStatus
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.people.http import SignedInRequest
from assay.ui.languages import language_name


@login_required
@require_safe
def offered(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it is, how long it may take, until when it is held; nothing of the evidence, and nobody's name."""
    assignment = assignment_for(request.user, pk)
    if assignment.accepted_at is not None:
        return redirect("assessment:sheet", pk)
    return _page(request, assignment)


@login_required
@require_POST
def acceptance(request: SignedInRequest, pk: int) -> HttpResponse:
    """No tie: it opens. A second press finds it open."""
    assignment = assignment_for(request.user, pk)
    if assignment.status == AssignmentStatus.OFFERED:
        try:
            actions.accept(assignment, by=request.user)
        except Refusal as e:
            return _page(request, assignment_for(request.user, pk), refusal=e)
    if not assignment.is_live:
        return redirect("assessment:offered", pk)
    return redirect("assessment:sheet", pk)


@login_required
@require_POST
def recusal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Step back with a ground: from a sheet to one's desk, from an offer to the next one."""
    assignment = assignment_for(request.user, pk)
    was_offered = assignment.status == AssignmentStatus.OFFERED
    try:
        actions.recuse(assignment, request.POST.get("ground", ""), by=request.user)
    except Refusal as e:
        if not was_offered:
            raise
        return _page(request, assignment_for(request.user, pk), refusal=e)
    messages.success(request, _("You stepped back. Someone else takes it from here."))
    return next_one(request) if was_offered else redirect("assessment:desk")


@login_required
@require_POST
def declining(request: SignedInRequest, pk: int) -> HttpResponse:
    """Not this time: it goes to somebody else."""
    assignment = assignment_for(request.user, pk)
    actions.decline(assignment, by=request.user)
    messages.success(request, _("Someone else gets it. Nothing is held against you."))
    return redirect("assessment:desk")


def next_one(request: SignedInRequest) -> HttpResponse:
    """An offer of the next one, or plain words that nothing waits."""
    try:
        offer = actions.offer_next(request.user)
    except NothingWaits as e:
        messages.info(request, e.message)
        return redirect("assessment:desk")
    return redirect("assessment:offered", offer.pk)


def _page(
    request: SignedInRequest, offer: Assignment, *, refusal: Refusal | None = None
) -> HttpResponse:
    submission = offer.evaluation.submission
    open_ = offer.status == AssignmentStatus.OFFERED and offer.due_on >= today()
    context = {
        "key": offer.pk,
        "held_until": offer.due_on,
        "is_open": open_,
        "promised": offer.evaluation.due_on,
        "public_id": submission.public_id,
        "attempt": submission.attempt,
        "version": submission.version,
        "language": language_name(submission.language) if submission.language else "",
        "size": size_of(submission, offer.only) if open_ else None,
    }
    return show_offer(request, context, refusal=refusal)


def show_offer(
    request: SignedInRequest, context: dict[str, Any], *, refusal: Refusal | None = None
) -> HttpResponse:
    """The page, of a submission or of what goes as one."""
    status = refusal.status if refusal else 200
    return render(request, "assessment/offered.html", context | {"refusal": refusal}, status=status)
