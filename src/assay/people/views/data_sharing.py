"""Agreements between districts: proposed, accepted, ended."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assay.lib.clock import today
from assay.lib.counts import counted
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people import actions, policy
from assay.people.forms.organizations import DataSharingForm
from assay.people.http import SignedInRequest, only_for
from assay.people.models import (
    DataSharingAgreement,
    DataSharingAgreementQuerySet,
)
from assay.people.views.desk import administrators_only
from assay.ui.fields import show_refusal
from assay.ui.paging import as_file, headings, in_parts, query_without, sorting_of, tabs_of

ORDERS = {
    "proposed": ("proposed_at", "pk"),
    "district": ("first__name", "second__name", "pk"),
    "from": ("first_on", "pk"),
    "until": ("last_on", "pk"),
}


@administrators_only
@only_for(policy.can_see_agreements)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponseBase:
    """Those of the districts one administers, and the form for a new one."""
    form = DataSharingForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_data_sharing(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("Proposed. It holds once the other district’s administrator accepts it.")
            )
            return redirect("people:data-sharing")
    mine = DataSharingAgreement.objects.visible_to(request.user)
    views = _views(mine)
    shown = request.GET.get("show", "")
    shown = shown if shown in views else ""
    words = request.GET.get("q", "").strip()[:100].replace("\0", "")
    sorting = sorting_of(request.GET, tuple(ORDERS), "-proposed")
    rows = views[shown].select_related("first", "second")
    rows = rows.naming(words) if words else rows
    rows = rows.order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("data-sharing", _of_file(), _lines(rows))
    page = page_of(rows, request)
    for row in page:
        row.may_accept = (  # for the template only
            row.state == "proposed"
            and row.last_on >= today()
            and policy.can_accept_agreement(request.user, row)
        )
        row.may_end = row.is_open and policy.can_end_agreement(request.user, row)
    context = {
        "form": form if form.fields["first"].queryset else None,  # type: ignore[attr-defined]
        "page_obj": page,
        "shown": shown,
        "q": words,
        "tabs": _tabs(views, shown),
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": headings(
            sorting,
            request.GET,
            (_("Districts"), "district"),
            (_("Covers"), ""),
            (_("From"), "from"),
            (_("Until"), "until"),
            (_("State"), ""),
        ),
        "download": f"{reverse('people:data-sharing')}{as_file(request.GET)}",
    }
    return render(request, "people/data_sharing.html", context, status=422 if form.errors else 200)


def _views(mine: DataSharingAgreementQuerySet) -> dict[str, DataSharingAgreementQuerySet]:
    return {
        "": mine,
        "proposed": mine.proposed(),
        "in_force": mine.in_force(),
        "to_come": mine.to_come(),
        "over": mine.over(),
    }


def _tabs(views: dict[str, DataSharingAgreementQuerySet], shown: str) -> list[dict[str, Any]]:
    words = {
        "": _("All"),
        "proposed": _("Waiting for an answer"),
        "in_force": _("In force"),
        "to_come": _("Begin later"),
        "over": _("Over"),
    }
    counts = {name: counted(rows) for name, rows in views.items()}
    return tabs_of(counts, words, shown=shown, here=reverse("people:data-sharing"))


def _of_file() -> list[str]:
    return [
        _("Proposed by"),
        _("Other district"),
        _("Whose evidence"),
        _("It may be read for"),
        _("First day"),
        _("Last day"),
        _("State"),
        _("Proposed"),
        _("Accepted"),
        _("Ended"),
        _("Where the signed agreement is kept"),
    ]


def _lines(rows: DataSharingAgreementQuerySet) -> Iterator[list[object]]:
    for one in in_parts(rows, lambda part: None):
        moments = (one.proposed_at, one.accepted_at, one.ended_at)
        yield [
            one.first.name,
            one.second.name,
            _in_words(one),
            one.purposes_text,
            one.first_on.isoformat(),
            one.last_on.isoformat(),
            one.state_text,
            *(localdate(moment).isoformat() if moment else "" for moment in moments),
            one.reference,
        ]


def _in_words(one: DataSharingAgreement) -> str:
    """What crosses, in one line of a file."""
    said = _("Evidence of %(one)s, read by assessors of %(other)s")
    return "; ".join(said % {"one": one_, "other": other} for one_, other in one.crossings)


@administrators_only
@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.accept_data_sharing(_mine(request, pk), by=request.user)
    messages.success(request, _("The agreement is accepted by both districts."))
    return redirect("people:data-sharing")


@administrators_only
@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.end_data_sharing(_mine(request, pk), by=request.user)
    messages.success(request, _("The agreement is ended. Nothing more is offered under it."))
    return redirect("people:data-sharing")


def _mine(request: SignedInRequest, pk: int) -> DataSharingAgreement:
    return get_object_or_404(DataSharingAgreement.objects.visible_to(request.user), pk=pk)
