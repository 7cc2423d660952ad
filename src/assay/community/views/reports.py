"""Reporting what a colleague wrote; and for who looks after the program, the list of reports and settling one."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.community import actions, policy
from assay.community.directory_forms import ReportForm, SettlingForm
from assay.community.micro_credentials import version_of
from assay.community.models import Inquiry, InquiryMessage, Report
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.text.folding import folded
from assay.people.http import SignedInRequest, only_for
from assay.ui.fields import show_refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_message(request: SignedInRequest, pk: int) -> HttpResponse:
    """Report what the other of the two wrote."""
    mine = Inquiry.objects.visible_to(request.user)
    rows = InquiryMessage.objects.filter(inquiry__in=mine).exclude(by=request.user)
    message = get_object_or_404(rows.select_related("by", "inquiry__entry__program"), pk=pk)
    form, status = ReportForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.report_message(message, form.cleaned_data["reason"], by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(
                    request, _("Reported. Who looks after your program will look at it.")
                )
                return redirect("community:inquiry", message.inquiry_id)
    context = {"form": form, "message": message}
    return render(request, "community/report_message.html", context, status=status)


@only_for(policy.moderates)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What was reported: open ones first, the longest waiting on top; `?q=` looks in the words of the moderators."""
    settled = request.GET.get("show") == "settled"
    words = request.GET.get("q", "")[:100].strip()
    rows = _found(request, words)
    rows = rows.settled().order_by("-settled_at", "-pk") if settled else rows.open()
    context = {"page_obj": page_of(rows, request), "settled": settled, "words": words}
    return render(request, "community/reports.html", context)


@only_for(policy.moderates)
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    headings = (
        _("Program"),
        _("Reported"),
        _("By"),
        _("Author"),
        _("Reason"),
        _("Settled"),
        _("What it comes to"),
        _("Answer"),
    )
    rows = Report.objects.filter(policy.reports_of(request.user)).for_pages()
    return spreadsheet("reports", headings, _lines(rows.order_by("-reported_at", "-pk")))


@only_for(policy.moderates)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report with what was written, and settling it."""
    rows = Report.objects.filter(policy.reports_of(request.user)).for_pages()
    row = get_object_or_404(rows, pk=pk)
    form, status = SettlingForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            sent = form.cleaned_data
            try:
                actions.settle_report(row, sent["outcome"], sent["words"], by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Settled."))
                return redirect("community:reports")
    context = {
        "report": row,
        "version": version_of(row.micro_credential) if row.micro_credential else None,
        "form": form if row.is_open and policy.can_settle(request.user, row) else None,
    }
    return render(request, "community/report.html", context, status=status)


def _found(request: SignedInRequest, words: str) -> Any:
    rows = Report.objects.filter(policy.reports_of(request.user)).for_pages()
    for word in folded(words).split()[:8]:
        rows = rows.filter(folded__contains=word)
    return rows


def _lines(rows: QuerySet[Report]) -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator():
        yield (
            row.program.name,
            row.reported_at,
            row.by.display_name,
            row.said.by.display_name,
            row.reason,
            row.settled_at,
            row.get_outcome_display(),
            row.words,
        )
