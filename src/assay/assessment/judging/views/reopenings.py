"""Kept criteria that assessors ask to judge again, as the lead answers them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import policy
from assay.assessment.judging import actions
from assay.assessment.models import Reopening, ReopeningStatus
from assay.lib.counts import Listed
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.prepared import Prepared, prepared
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "asked": ("asked_at", "pk"),
    "submission": ("evaluation__submission__public_id", "pk"),
    "criterion": ("title", "pk"),
    "state": ("status", "asked_at", "pk"),
}


@only_for(policy.is_lead)
@require_safe
def reopenings(request: SignedInRequest) -> HttpResponseBase:
    """What waits for an answer first, then what was answered."""
    return _page(request)


@only_for(policy.is_lead)
@require_POST
def reopening_answer(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Asked again on this attempt, or kept; with the reason."""
    row = get_object_or_404(_list_of(_paths(request), request.user), pk=pk)
    words, grant = request.POST.get("words", ""), request.POST.get("answer") == "granted"
    try:
        actions.answer_reopening(row, grant=grant, words=words, by=request.user)
    except Refusal as e:
        return _page(request, refusal=e, typed={"pk": pk, "words": words}, status=e.status)
    messages.success(request, _("Answered. The assessor sees it on the sheet."))
    return redirect("assessment:reopenings")


def _paths(request: SignedInRequest) -> list[str]:
    return [place.path for place in request.user.organizations_as(*policy.LEADS)]


def _list_of(paths: Sequence[str], person: Person) -> QuerySet[Reopening, Reopening]:
    rows = Reopening.objects.all().led_from(paths, person)
    version = "evaluation__submission__version"
    return rows.select_related(
        f"{version}__micro_credential__owner",
        f"{version}__micro_credential__issuer",
        "evaluation__submission__start",
    ).defer(f"{version}__data", "evaluation__submission__manifest")


@cache
def _in_order(fields: tuple[str, ...]) -> Prepared[..., Reopening]:
    @prepared
    def ordered(paths: Sequence[str], person: Person) -> QuerySet[Reopening, Reopening]:
        return _list_of(paths, person).order_by(*fields)

    return ordered


def _page(
    request: SignedInRequest,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    q = request.GET.get("q", "").strip()
    sorting = sorting_of(request.GET, tuple(ORDERS), "state")
    order, paths = tuple(sorting.fields(ORDERS)), _paths(request)
    rows = _list_of(paths, request.user).order_by(*order)
    if q:
        rows = rows.filter(evaluation__submission__public_id__icontains=q)
    columns = [
        (_("Submission"), "submission"),
        (_("Criterion"), "criterion"),
        (_("Asked"), "asked"),
        (_("State"), "state"),
    ]
    if request.GET.get("file") == "csv":
        labels = [label for label, _name in columns]
        lines = (_line(row) for row in in_parts(rows, lambda _part: None))
        return spreadsheet("reopenings", [*labels, _("Why"), _("Answer")], lines)
    context = {
        "page": page_of(rows if q else Listed(_in_order(order), paths, request.user), request),
        "q": q,
        "refusal": refusal,
        "typed": typed or {},
        "asked": ReopeningStatus.ASKED,
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/reopenings.html", context, status=status)


def _line(row: Reopening) -> list[object]:
    return [
        row.evaluation.public_id,
        row.title,
        local_date(row.asked_at).isoformat(),
        row.get_status_display(),
        row.reason,
        row.words,
    ]
