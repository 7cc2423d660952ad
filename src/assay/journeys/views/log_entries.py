"""The learning log: one’s own alone, quick to write, searched and taken along as a file."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.journeys import actions
from assay.journeys.log_forms import EntryForm
from assay.journeys.models import LogEntry
from assay.journeys.views.goals import competencies
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest
from assay.ui.fields import show_refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """The log, the newest day first, and writing into it."""
    form, status = EntryForm(request.POST or None, competencies=competencies()), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            press = request.POST.get("press", "")[:64]
            try:
                actions.write_entry(request.user, _said(form), press=press, by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Written down. Only you read it."))
                return redirect("journeys:log")
    searched = request.GET.get("q", "").strip()[:100]
    rows = LogEntry.objects.visible_to(request.user)
    page = page_of(rows.found(searched).with_subject(), request)
    context = {
        "form": form,
        "page_obj": page,
        "q": searched,
        "has_any": bool(page.object_list) or (bool(searched) and rows.exists()),
    }
    return render(request, "journeys/log.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(LogEntry.objects.visible_to(request.user), pk=pk)
    values = {
        "text": found.text,
        "day": found.day,
        "with_whom": found.with_whom,
        "micro_credential": found.micro_credential_id,
        "competency": found.competency_id,
        "link": found.link,
    }
    chosen = competencies(also=found.competency_id)
    form, status = EntryForm(request.POST or None, initial=values, competencies=chosen), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.change_entry(found, _said(form), by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Saved."))
                return redirect("journeys:log")
    return render(request, "journeys/log_entry.html", {"form": form, "entry": found}, status=status)


@login_required
@require_POST
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(LogEntry.objects.visible_to(request.user), pk=pk)
    actions.delete_entry(found, by=request.user)
    messages.success(request, _("Deleted. What you took out of it stays where you put it."))
    return redirect("journeys:log")


@login_required
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    """All of it as a file of one’s own."""
    headings = (_("Day"), _("Entry"), _("With"), _("Micro-credential"), _("Competency"), _("Link"))
    return spreadsheet("learning-log", headings, _lines(LogEntry.objects.visible_to(request.user)))


def _lines(rows: QuerySet[LogEntry]) -> Iterator[tuple[Any, ...]]:
    columns = ("day", "text", "with_whom", "micro_credential__current__title", "competency__label")
    for line in rows.values_list(*columns, "link").iterator():
        yield tuple(cell or "" for cell in line)


def _said(form: EntryForm) -> actions.EntryWords:
    return actions.EntryWords(**form.cleaned_data)
