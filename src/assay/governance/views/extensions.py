"""What departments carry beyond the template: the list, asking for more, the decision and the end."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.governance import actions, policy
from assay.governance.extension_forms import Extending, ExtensionDecided
from assay.governance.voters import voters_of
from assay.lib.counts import counted
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.levels import LEVELS
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization, Role
from assay.program import actions as program
from assay.program.models import Extension, ExtensionQuerySet, ExtensionStatus
from assay.program.policy import (
    can_decide_extension,
    can_propose_extension,
    can_read_rules,
    committee_sits,
)
from assay.ui.fields import show_refusal
from assay.ui.paging import as_file, headings, in_parts, query_without, sorting_of, tabs_of

ORDERS = {
    "name": ("name", "pk"),
    "department": ("department__name", "pk"),
    "asked": ("proposed_at", "pk"),
}


@only_for(policy.reads_extensions)
@require_safe
def extensions(request: SignedInRequest) -> HttpResponseBase:
    mine = Extension.objects.visible_to(request.user)
    views = {
        "": mine,
        "proposed": mine.filter(status=ExtensionStatus.PROPOSED),
        "in_force": mine.in_force(),
        "over": mine.filter(status__in=(ExtensionStatus.DECLINED, ExtensionStatus.ENDED)),
    }
    shown = request.GET.get("show", "")
    shown = shown if shown in views else ""
    words = request.GET.get("q", "").strip()[:100].replace("\0", "")
    sorting = sorting_of(request.GET, tuple(ORDERS), "-asked")
    rows = views[shown].select_related("department")
    rows = rows.filter(name__icontains=words) if words else rows
    rows = rows.order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("extensions", _of_file(), _lines(rows))
    here = reverse("governance:extensions")
    labels = {
        "": _("All"),
        "proposed": _("To be decided"),
        "in_force": _("In force"),
        "over": _("Over"),
    }
    context = {
        "page_obj": page_of(rows, request),
        "shown": shown,
        "q": words,
        "may_ask": bool(_departments(request)),
        "reads_standard": can_read_rules(request.user),
        "tabs": tabs_of(
            {name: counted(one) for name, one in views.items()}, labels, shown=shown, here=here
        ),
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": headings(
            sorting,
            request.GET,
            (_("Name"), "name"),
            (_("Department"), "department"),
            (_("Asked"), "asked"),
            (_("State"), ""),
        ),
        "download": f"{here}{as_file(request.GET)}",
    }
    return render(request, "governance/extensions.html", context)


def _departments(request: SignedInRequest) -> list[Organization]:
    places = request.user.organizations_as(Role.AUTHOR, Role.DEPARTMENT_HEAD)
    return [one for one in places if can_propose_extension(request.user, one)]


def _of_file() -> list[str]:
    return [
        _("Department"),
        _("Name"),
        _("What it adds"),
        _("Required"),
        _("State"),
        _("Why"),
        _("Asked"),
        _("Decided"),
        _("Ended"),
    ]


def _lines(rows: ExtensionQuerySet) -> Iterator[list[object]]:
    for one in in_parts(rows, lambda part: None):
        days = (one.proposed_at, one.decided_at, one.ended_at)
        yield [
            one.department.name,
            one.name,
            one.get_kind_display(),
            _("Yes") if one.is_binding else _("No"),
            one.get_status_display(),
            one.why,
            *(localdate(at).isoformat() if at else "" for at in days),
        ]


@only_for(policy.reads_extensions)
@require_http_methods(["GET", "HEAD", "POST"])
def extending(request: SignedInRequest) -> HttpResponse:
    """Ask for one; what was typed stays whatever happens to it."""
    places = _departments(request)
    if not places:
        return redirect("governance:extensions")
    form = Extending(request.POST if request.method == "POST" else None, departments=places)
    if request.method == "POST" and form.is_valid():
        try:
            row = program.propose_extension(by=request.user, **form.asked())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Asked. Drafts carry it once it is approved."))
            return redirect("governance:extension", row.pk)
    context = {"form": form, "sits": committee_sits(places[0])}
    return render(request, "governance/extending.html", context, status=422 if form.errors else 200)


@only_for(policy.reads_extensions)
@require_http_methods(["GET", "HEAD", "POST"])
def extension(request: SignedInRequest, pk: int) -> HttpResponse:
    """One, with what was decided of it; for whoever decides, the form."""
    rows = Extension.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("department__parent", "proposed_by"), pk=pk)
    form = _decision_form(request, row)
    if request.method == "POST":
        ends = row.status == ExtensionStatus.IN_FORCE
        if form is None or form.is_valid():
            sent: dict[str, Any] = form.recorded() if form else {"reason": ""}
            outcome = sent.pop("outcome", ExtensionStatus.ENDED)
            try:
                actions.record_extension(row, outcome, by=request.user, **sent)
            except Refusal as refusal:
                if form is None:
                    raise
                show_refusal(form, refusal)
            else:
                said = _("Ended. New drafts are begun without it.") if ends else _("Recorded.")
                messages.success(request, said)
                return redirect("governance:extension", row.pk)
    context = {
        "extension": row,
        "levels": [(level, row.descriptors.get(level, "")) for level in LEVELS],
        "decisions": row.decisions.select_related("decided_by").prefetch_related("votes__person"),
        "form": form,
        "ends": row.status == ExtensionStatus.IN_FORCE,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "governance/extension.html", context, status=status)


def _decision_form(request: SignedInRequest, row: Extension) -> ExtensionDecided | None:
    """For whoever decides, while something can be decided."""
    open_ = (ExtensionStatus.PROPOSED, ExtensionStatus.IN_FORCE)
    if row.status not in open_ or not can_decide_extension(request.user, row):
        return None
    place = row.department.program
    committee = policy.sitting(place) if place is not None else None
    voters = None
    if committee is not None:
        voters = voters_of(committee, policy.recused_on_extension(row, committee.sitting()))
    return ExtensionDecided(
        request.POST if request.method == "POST" else None,
        voters=voters,
        ends=row.status == ExtensionStatus.IN_FORCE,
    )
