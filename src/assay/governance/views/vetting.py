"""Those who ask to become issuers: the list, one with its items, votes, the decision and the end."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.governance import actions, domain_proof, policy
from assay.governance.actions.vetting import latest_looks
from assay.governance.models import Choice, Vetting, VettingItem, VettingQuerySet, VettingVote
from assay.governance.vetting_forms import VettingDecision, VettingEnd
from assay.lib.counts import counted
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.limits import at_most
from assay.people.http import SignedInRequest, only_for
from assay.ui.fields import show_refusal
from assay.ui.paging import as_file, headings, in_parts, query_without, sorting_of, tabs_of

ORDERS = {
    "asked": ("asked_at", "pk"),
    "name": ("legal_name", "pk"),
    "until": ("until_on", "pk"),
}
CHECKS_AN_HOUR = 30


@only_for(policy.has_desk)
@require_safe
def vettings(request: SignedInRequest) -> HttpResponseBase:
    mine = Vetting.objects.visible_to(request.user)
    views = {"": mine, "asked": mine.asked(), "vetted": mine.in_force(), "over": mine.over()}
    shown = request.GET.get("show", "")
    shown = shown if shown in views else ""
    words = request.GET.get("q", "").strip()[:100].replace("\0", "")
    sorting = sorting_of(request.GET, tuple(ORDERS), "-asked")
    rows = views[shown]
    rows = rows.filter(legal_name__icontains=words) if words else rows
    rows = rows.order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("vetting", _of_file(), _lines(rows))
    here = reverse("governance:vettings")
    labels = {
        "": _("All"),
        "asked": _("Being looked at"),
        "vetted": _("Vetted"),
        "over": _("Over"),
    }
    context = {
        "page_obj": page_of(rows, request),
        "shown": shown,
        "q": words,
        "tabs": tabs_of(
            {name: counted(one) for name, one in views.items()}, labels, shown=shown, here=here
        ),
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": headings(
            sorting,
            request.GET,
            (_("Organization"), "name"),
            (_("Asked"), "asked"),
            (_("Until"), "until"),
            (_("State"), ""),
        ),
        "download": f"{here}{as_file(request.GET)}",
    }
    return render(request, "governance/vettings.html", context)


def _of_file() -> list[str]:
    return [_("Organization"), _("Domain"), _("State"), _("Asked"), _("Decided"), _("Last day")]


def _lines(rows: VettingQuerySet) -> Iterator[list[object]]:
    for one in in_parts(rows, lambda part: None):
        days = (one.asked_at, one.decided_at)
        yield [
            one.legal_name,
            one.domain,
            one.state_text,
            *(localdate(at).isoformat() if at else "" for at in days),
            one.until_on.isoformat() if one.until_on else "",
        ]


def _mine(request: SignedInRequest, pk: int) -> Vetting:
    rows = Vetting.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("program", "organization", "decided_by"), pk=pk)


@only_for(policy.has_desk)
@require_safe
def vetting(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _mine(request, pk))


def _page(request: SignedInRequest, row: Vetting, status: int = 200, **more: Any) -> HttpResponse:
    open_ = row.status == "asked"
    decides = policy.can_decide_vetting(request.user, row)
    context = {
        "vetting": row,
        "items": items_of(row),
        "looks": row.looks.select_related("looked_by"),
        "votes": _votes(request, row),
        "may_look": open_ and policy.can_look_at(request.user, row),
        "may_vote": open_ and policy.can_vote_on_vetting(request.user, row),
        "may_decide": open_ and decides,
        "may_end": row.state == "vetted" and decides,
        "choices": Choice.choices,
        "form": VettingDecision(),
        "end_form": VettingEnd(),
        "sent": {},
        "refusal": None,
        **more,
    }
    return render(request, "governance/vetting.html", context, status=status)


def _votes(request: SignedInRequest, row: Vetting) -> QuerySet[VettingVote]:
    """All of them once it is decided; until then one's own."""
    votes = row.votes.select_related("person")
    return votes.filter(person=request.user) if row.status == "asked" else votes


def items_of(row: Vetting) -> list[dict[str, Any]]:
    """Every item with the organization's own words and what was found last. One query."""
    found = latest_looks(row)
    said = {VettingItem.LEGAL_NAME: row.legal_name, VettingItem.DOMAIN: row.domain}
    return [
        {
            "code": str(item),
            "label": str(item.label),
            "text": said.get(item) or getattr(row, item),
            "look": found.get(item),
            "is_domain": item == VettingItem.DOMAIN,
        }
        for item in VettingItem
    ]


@only_for(policy.has_desk)
@require_POST
def looks(request: SignedInRequest, pk: int) -> HttpResponse:
    row, sent = _mine(request, pk), request.POST
    try:
        actions.look_at_item(
            row,
            sent.get("item", ""),
            is_met=sent.get("found") == "met",
            remark=sent.get("remark", ""),
            by=request.user,
        )
    except BadInput as refusal:
        return _page(request, row, 422, sent=sent, refusal=refusal)
    messages.success(request, _("Saved."))
    return redirect("governance:vetting", pk)


@only_for(policy.has_desk)
@require_POST
def domain(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the domain now; what was found is kept afterwards, in a transaction of its own."""
    row = _mine(request, pk)
    at_most(CHECKS_AN_HOUR, of="vetting-domain", by=row.domain, seconds=3600)
    where = domain_proof.find(row.domain, row.code) if row.status == "asked" else ""
    actions.note_domain(row, where)
    say_what_was_found(request, where)
    return redirect("governance:vetting", pk)


def say_what_was_found(request: Any, where: str) -> None:
    if where:
        messages.success(request, _("The code is there. The domain is theirs."))
    else:
        messages.warning(request, _("The code was not found. DNS may take some hours to show it."))


@only_for(policy.has_desk)
@require_POST
def vote(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.vote_on_vetting(_mine(request, pk), request.POST.get("choice", ""), by=request.user)
    messages.success(request, _("Your vote counts. You may change it until the decision."))
    return redirect("governance:vetting", pk)


@only_for(policy.has_desk)
@require_POST
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    row, form = _mine(request, pk), VettingDecision(request.POST)
    if form.is_valid():
        try:
            actions.decide_vetting(row, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Decided. Who asked gets an e-mail."))
            return redirect("governance:vetting", pk)
    return _page(request, row, 422, form=form)


@only_for(policy.has_desk)
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    row, form = _mine(request, pk), VettingEnd(request.POST)
    if form.is_valid():
        try:
            actions.end_vetting(row, form.cleaned_data["ending"], by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Ended. It publishes nothing new from now on."))
            return redirect("governance:vetting", pk)
    return _page(request, row, 422, end_form=form)
