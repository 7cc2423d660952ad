"""Harm to a child met in evidence, of a submission or an anchor: saying so, and the pages of the named person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import actions, policy
from assay.assessment.judging.actions.safety import LEAST, MOST
from assay.assessment.judging.evidence_view import Evidence, evidence_of
from assay.assessment.judging.views.finding import evaluation_for
from assay.assessment.models import Anchor, Evaluation, SafetyReport
from assay.assessment.pool.anchor_view import evidence_of_anchor
from assay.catalog.models import Version
from assay.lib.errors import BadInput
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "when": ("reported_at", "pk"),
    "submission": ("shown_number", "pk"),
    "ended": ("ended_at", "pk"),
}


@login_required
def safety(request: SignedInRequest, public_id: str) -> HttpResponse:
    """What was seen, told to the named person; what happens then, and the duty that stays one's own."""
    subject = _subject(public_id)
    sent = subject.safety_reports.filter(ended_at__isnull=True, by=request.user).first()
    if sent is None and not policy.can_report_safety(request.user, subject):
        raise Http404
    refusal, seen = None, ""
    if request.method == "POST" and sent is None:
        seen = request.POST.get("seen", "")
        try:
            actions.report_safety(subject, seen, by=request.user)
            return redirect("assessment:safety", public_id)
        except BadInput as e:
            refusal = e
    told = policy.told_of_safety(subject)
    context = {
        "public_id": public_id,
        "version": _version(subject),
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


def _subject(public_id: str) -> Evaluation | Anchor:
    """An anchor is reported under the same address as a submission: nothing tells one from the other."""
    try:
        return evaluation_for(Evaluation.objects.all(), public_id)
    except Http404:
        rows = Anchor.objects.select_related(
            "version__micro_credential__issuer",
            "version__micro_credential__owner",
            "permission__submission__start__person",
        )
        return get_object_or_404(rows, public_id=public_id)


def _version(subject: Evaluation | Anchor) -> Version:
    return subject.version if isinstance(subject, Anchor) else subject.submission.version


@login_required
@require_safe
def safety_reports(request: SignedInRequest) -> HttpResponseBase:
    """What the named person was told of; open ones first. Without words: those stand behind each."""
    mine = SafetyReport.objects.all().visible_to(request.user)
    roles = {m.role for m in request.user.awake_memberships}
    if not mine.exists() and not roles & set(policy.GUARDS):
        raise Http404
    sorting = sorting_of(request.GET, tuple(ORDERS), "-when")
    rows = mine.select_related("evaluation__submission", "anchor", "taken_by").annotate(
        shown_number=Coalesce("evaluation__submission__public_id", "anchor__public_id")
    )
    rows = rows.order_by(*sorting.fields(ORDERS))
    rows = rows.defer("evaluation__submission__manifest", "anchor__responses", "anchor__levels")
    columns = [
        (_("Evidence"), "submission"),
        (_("What it is"), ""),
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
        row.number,
        row.anchor.get_origin_display() if row.anchor else _("A submission"),
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
    report, done = _report(request, pk), request.POST.get("done", "")
    keep_out = request.POST.get("anchor") == "out"
    try:
        if report.anchor is not None:
            actions.end_report_on_anchor(report, done, keep_out=keep_out, by=request.user)
        else:
            actions.end_safety_report(report, done, by=request.user)
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
        "anchor__version__micro_credential__issuer",
        "anchor__permission__submission__start__person",
        "by",
        "taken_by",
    )
    return get_object_or_404(rows, pk=pk)


def _page(
    request: SignedInRequest, report: SafetyReport, *, refusal: BadInput | None = None
) -> HttpResponse:
    open_, anchor = report.ended_at is None, report.anchor
    copied = anchor.permission.submission if anchor and anchor.permission else None
    context = {
        "report": report,
        "anchor": anchor,
        "copied": copied,
        "may_inspect": copied is not None and _may_inspect(request.user, copied.public_id),
        "version": _version(report.subject),
        "learner": None if anchor else policy.learner_of(report.subject),
        "evidence": _evidence(request.user, report.subject) if open_ else None,
        "is_open": open_,
        "keep_out": request.POST.get("anchor") == "out",
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


def _may_inspect(person: Person, public_id: str) -> bool:
    return policy.can_inspect(person, evaluation_for(Evaluation.objects.all(), public_id))


def _evidence(person: Person, subject: Evaluation | Anchor) -> Evidence | None:
    if isinstance(subject, Anchor):
        return evidence_of_anchor(subject) if policy.may_open_anchor(person, subject) else None
    opened = policy.may_open(person, subject) is not None
    return evidence_of(subject.submission) if opened else None
