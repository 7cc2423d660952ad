"""Harm to a child met in evidence: saying so, and the pages of the named person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import policy
from assay.assessment.judging import actions
from assay.assessment.judging.actions.safety import LEAST, MOST
from assay.assessment.judging.evidence_view import evidence_of
from assay.assessment.judging.views.finding import evaluation_for
from assay.assessment.models import Evaluation, SafetyReport
from assay.lib.errors import BadInput
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "when": ("reported_at", "pk"),
    "submission": ("evaluation__submission__public_id", "pk"),
    "ended": ("ended_at", "pk"),
}


@login_required
def safety(request: SignedInRequest, public_id: str) -> HttpResponse:
    """What was seen, told to the named person; what happens then, and the duty that stays one's own."""
    evaluation = evaluation_for(Evaluation.objects.all(), public_id)
    sent = SafetyReport.objects.open().filter(evaluation=evaluation, by=request.user).first()
    if sent is None and not policy.can_report_safety(request.user, evaluation):
        raise Http404
    refusal, seen = None, ""
    if request.method == "POST" and sent is None:
        seen = request.POST.get("seen", "")
        try:
            actions.report_safety(evaluation, seen, by=request.user)
            return redirect("assessment:safety", public_id)
        except BadInput as e:
            refusal = e
    told = policy.told_of_safety(evaluation)
    context = {
        "submission": evaluation.submission,
        "version": evaluation.submission.version,
        "sent": sent,
        "told_role": told.role.label,
        "told": told.people,
        "seen": seen,
        "refusal": refusal,
        "least": LEAST,
        "most": MOST,
    }
    return render(
        request, "assessment/safety.html", context, status=refusal.status if refusal else 200
    )


@login_required
@require_safe
def safety_reports(request: SignedInRequest) -> HttpResponseBase:
    """What the named person was told of; open ones first. Without words: those stand behind each."""
    mine = SafetyReport.objects.all().visible_to(request.user)
    roles = {m.role for m in request.user.awake_memberships}
    if not mine.exists() and not roles & set(policy.GUARDS):
        raise Http404
    sorting = sorting_of(request.GET, tuple(ORDERS), "-when")
    rows = mine.select_related("evaluation__submission", "taken_by").order_by(
        *sorting.fields(ORDERS)
    )
    rows = rows.defer("evaluation__submission__manifest")
    columns = [
        (_("Submission"), "submission"),
        (_("Reported"), "when"),
        (_("With"), ""),
        (_("Closed"), "ended"),
    ]
    if request.GET.get("file") == "csv":
        lines = (_line(row) for row in in_parts(rows, lambda _part: None))
        return spreadsheet("safety-reports", [label for label, _name in columns], lines)
    context = {
        "page": page_of(rows, request),
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/safety_reports.html", context)


def _line(row: SafetyReport) -> list[object]:
    return [
        row.evaluation.public_id,
        local_date(row.reported_at).isoformat(),
        row.taken_by.display_name if row.taken_by else "",
        local_date(row.ended_at).isoformat() if row.ended_at else "",
    ]


@login_required
@require_safe
def safety_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report with its evidence, for the named person."""
    return _page(request, _report(request, pk))


@login_required
@require_POST
def safety_taking(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.take_safety_report(_report(request, pk), by=request.user)
    return redirect("assessment:safety_report", pk)


@login_required
@require_POST
def safety_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    try:
        actions.end_safety_report(report, request.POST.get("done", ""), by=request.user)
    except BadInput as e:
        return _page(request, report, refusal=e)
    messages.success(request, _("Noted. The pause has ended."))
    return redirect("assessment:safety_report", pk)


def _report(request: SignedInRequest, pk: int) -> SafetyReport:
    rows = SafetyReport.objects.all().visible_to(request.user)
    rows = rows.select_related(
        "evaluation__submission__start__person",
        "evaluation__submission__declaration",
        "evaluation__submission__version__micro_credential__issuer",
        "by",
        "taken_by",
    )
    return get_object_or_404(rows, pk=pk)


def _page(
    request: SignedInRequest, report: SafetyReport, *, refusal: BadInput | None = None
) -> HttpResponse:
    evaluation = report.evaluation
    submission, open_ = evaluation.submission, report.ended_at is None
    shown = open_ and policy.may_open(request.user, evaluation) is not None
    context = {
        "report": report,
        "submission": submission,
        "version": submission.version,
        "learner": submission.start.person,
        "evidence": evidence_of(submission) if shown else None,
        "is_open": open_,
        "done": request.POST.get("done", ""),
        "refusal": refusal,
        "least": LEAST,
        "most": MOST,
        "hide_safety": True,
    }
    return render(
        request,
        "assessment/safety_report.html",
        context,
        status=refusal.status if refusal else 200,
    )
