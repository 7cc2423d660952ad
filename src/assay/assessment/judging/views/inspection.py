"""Evidence that is not on one's desk: asked for with a reason, read for an hour."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.judging import actions
from assay.assessment.judging.actions.inspecting import LEAST_REASON, MOST_REASON
from assay.assessment.judging.evidence_view import evidence_of
from assay.assessment.judging.views.finding import evaluation_for
from assay.assessment.models import Evaluation, Inspection
from assay.lib.errors import BadInput
from assay.lib.http import page_of
from assay.people.http import SignedInRequest, only_for


@only_for(policy.may_inspect_somewhere)
@require_safe
def inspections(request: SignedInRequest) -> HttpResponse:
    """Which submission, by its number; and what one opened so far."""
    wanted = request.GET.get("submission", "").strip().upper()
    if wanted:
        found = Evaluation.objects.filter(submission__public_id=wanted).first()
        if found is not None and policy.can_inspect(request.user, found):
            return redirect("assessment:inspection", wanted)
        messages.error(
            request, _("There is no submission %(id)s that you may open.") % {"id": wanted[:20]}
        )
    rows = Inspection.objects.filter(by=request.user).select_related(
        "evaluation__submission__version"
    )
    rows = rows.defer("evaluation__submission__version__data", "evaluation__submission__manifest")
    guards = policy.guards_somewhere(request.user)
    context = {"page": page_of(rows, request), "wanted": wanted, "guards": guards}
    return render(request, "assessment/inspections.html", context)


@login_required
def inspection(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The question why, then the evidence. A look that has run out asks again."""
    evaluation = evaluation_for(Evaluation.objects.all(), public_id)
    if not policy.can_inspect(request.user, evaluation):
        raise Http404
    refusal, reason = None, ""
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        try:
            actions.inspect(evaluation, reason, by=request.user)
            return redirect("assessment:inspection", public_id)
        except BadInput as e:
            refusal = e
    running = policy.inspecting(request.user, evaluation)
    context = {
        "evaluation": evaluation,
        "submission": evaluation.submission,
        "version": evaluation.submission.version,
        "running": running,
        "evidence": evidence_of(evaluation.submission) if running else None,
        "refusal": refusal,
        "reason": reason,
        "least": LEAST_REASON,
        "most": MOST_REASON,
    }
    return render(
        request, "assessment/inspection.html", context, status=refusal.status if refusal else 200
    )
