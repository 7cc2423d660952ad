"""Which micro-credentials count as others in stacks: the list, the record of a decision, its end."""

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

from assay.catalog import actions as catalog
from assay.catalog.models import Equivalence, EquivalenceQuerySet
from assay.governance import actions, policy
from assay.governance.equating_forms import Equating
from assay.governance.models.committees import READERS
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.people.models import PROGRAMS, Organization, Role
from assay.program.policy import committee_sits
from assay.ui.fields import show_refusal
from assay.ui.paging import as_file, headings, in_parts, query_without, sorting_of

ORDERS = {"decided": ("decided_at", "pk"), "from": ("first_on", "pk")}


def _programs(request: SignedInRequest, *roles: str) -> list[Organization]:
    return [one for one in request.user.organizations_as(*roles) if one.kind in PROGRAMS]


def _visible(request: SignedInRequest) -> EquivalenceQuerySet:
    rows = Equivalence.objects.of_programs(_programs(request, *READERS))
    return rows.select_related("source__current", "target__current", "decided_by").defer(
        "source__current__data", "target__current__data"
    )


@only_for(policy.has_desk)
@require_http_methods(["GET", "HEAD", "POST"])
def equivalences(request: SignedInRequest) -> HttpResponseBase:
    """All that is and was, and for who records decisions the form. What was typed stays whatever happens to it."""
    form = _form(request)
    if request.method == "POST" and form is None:
        return redirect("governance:equivalences")
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.record_equating(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Recorded. Both pages say so from now on."))
            return redirect("governance:equivalences")
    words = request.GET.get("q", "").strip()[:100].replace("\0", "")
    sorting = sorting_of(request.GET, tuple(ORDERS), "-decided")
    rows = _visible(request)
    if words:
        rows = rows.filter(source__current__title__icontains=words) | rows.filter(
            target__current__title__icontains=words
        )
    rows = rows.order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("equivalences", _of_file(), _lines(rows))
    here = reverse("governance:equivalences")
    context = {
        "form": form,
        "page_obj": page_of(rows, request),
        "q": words,
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": headings(
            sorting,
            request.GET,
            (_("A badge of"), ""),
            (_("counts as one of"), ""),
            (_("From"), "from"),
            (_("Decided"), "decided"),
            (_("Until"), ""),
        ),
        "download": f"{here}{as_file(request.GET)}",
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "governance/equivalences.html", context, status=status)


def _form(request: SignedInRequest) -> Equating | None:
    """For the chair of a committee that sits; where none does, for an administrator."""
    chairs = [p for p in _programs(request, Role.COMMITTEE_CHAIR) if committee_sits(p)]
    admins = [p for p in _programs(request, Role.PROGRAM_ADMIN) if not committee_sits(p)]
    programs = chairs or admins
    data = request.POST if request.method == "POST" else None
    return Equating(data, programs=programs, sits=bool(chairs)) if programs else None


def _of_file() -> list[str]:
    return [
        _("A badge of"),
        _("counts as one of"),
        _("First day"),
        _("Last day"),
        _("Decided"),
        _("Votes for"),
        _("Votes against"),
        _("Why"),
        _("Dissent"),
    ]


def _lines(rows: EquivalenceQuerySet) -> Iterator[list[object]]:
    for one in in_parts(rows, lambda part: None):
        yield [
            _title(one.source),
            _title(one.target),
            one.first_on.isoformat(),
            _("Never began")
            if one.never_began
            else one.ended_on.isoformat()
            if one.ended_on
            else "",
            localdate(one.decided_at).isoformat(),
            "" if one.in_favor is None else one.in_favor,
            "" if one.against is None else one.against,
            one.reason,
            one.dissent,
        ]


def _title(one: Any) -> str:
    return str(one.current.title if one.current else one.ident)


@only_for(policy.has_desk)
@require_POST
def equating_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_visible(request), pk=pk)
    catalog.end_equivalence(row, by=request.user)
    never = row.first_on > today()
    messages.success(
        request,
        _("Ended. It never begins to count.")
        if never
        else _("Ended. It counts for the last time today."),
    )
    return redirect("governance:equivalences")
