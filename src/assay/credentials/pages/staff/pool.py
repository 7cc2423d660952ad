"""The leader pool for whoever gives roles: the list, and one of them with what was offered."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.credentials import actions, policy
from assay.credentials.models import OfferStatus, RoleCandidate
from assay.credentials.models.candidates import OPEN_OFFERS, RoleCandidateQuerySet
from assay.credentials.stacks.actions.candidates import MOST_WORDS
from assay.lib.counts import counted
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import clean_line, whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "name": ("whole__award__name_as_issued", "pk"),
    "role": ("role", "pk"),
    "since": ("entered_at", "pk"),
}


def mine(person: Person) -> RoleCandidateQuerySet:
    """In the organizations where somebody gives roles; never oneself."""
    return RoleCandidate.objects.all().under(policy.giving_paths(person), person)


@only_for(policy.gives_roles)
@require_safe
def pool(request: SignedInRequest) -> HttpResponseBase:
    """Narrowed by ?show= and ?q=, in the order of ?sort=; `?file=csv` gives the same as a file."""
    words = clean_line(request.GET.get("q", ""))[:100]
    inside = mine(request.user).in_pool()
    asked = {
        "free": inside.without_offer(),
        "offered": inside.with_offer(*OPEN_OFFERS),
        "confirmed": mine(request.user).with_offer(OfferStatus.CONFIRMED),
    }
    view = request.GET.get("show", "free")
    view = view if view in asked else "free"
    sorting = sorting_of(request.GET, tuple(ORDERS), "since")
    rows = asked[view].order_by(*sorting.fields(ORDERS))
    rows = rows.select_related("whole__award__version").defer("whole__award__version__data")
    for word in words.split()[:8]:
        named = Q(whole__award__name_as_issued__icontains=word)
        rows = rows.filter(named | Q(whole__award__version__title__icontains=word))
    if request.GET.get("file") == "csv":
        return spreadsheet(
            "leader-pool", _file_headings(), (_line(r) for r in in_parts(rows, _nothing))
        )
    labels = (
        ("free", _("In the pool"), _("nothing is offered yet")),
        ("offered", _("Offered"), _("to answer or to confirm")),
        ("confirmed", _("On record"), _("they have the role")),
    )
    context = {
        "page": page_of(rows, request),
        "counts": [
            {
                "count": counted(asked[name]),
                "label": label,
                "note": said,
                "url": f"?show={name}",
                "is_current": name == view,
            }
            for name, label, said in labels
        ],
        "headings": headings(
            sorting,
            request.GET,
            (_("Name"), "name"),
            (_("Role"), "role"),
            (_("Stack"), ""),
            (_("Since"), "since"),
        ),
        "view": view,
        "words": words,
        "download": as_file(request.GET),
    }
    return render(request, "credentials/pool.html", context)


def _nothing(_part: list[Any]) -> None:
    """Rows need nothing more."""


def _file_headings() -> list[str]:
    return [_("Name"), _("Role"), _("Stack"), _("Since")]


def _line(row: RoleCandidate) -> list[object]:
    award = row.whole.award
    return [award.name_as_issued, row.role_text, award.version.title, local_date(row.entered_at)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def candidate(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of them; POST offers the role, and what was typed stays where something is missing."""
    row = _one(request, pk)
    if request.method != "POST":
        return _page(request, row)
    try:
        actions.offer_role(row, request.POST.get("words", ""), by=request.user)
    except Refusal as e:
        return _page(request, row, e)
    messages.success(request, _("Offered. They get an e-mail, and answer."))
    return redirect("credentials:candidate", pk)


@login_required
@require_POST
def candidate_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put an accepted offer on record, or take an open one back (`do`)."""
    row = _one(request, pk)
    read = whole_number(request.POST.get("offer", ""))
    offer = get_object_or_404(row.offers, pk=read, status__in=OPEN_OFFERS)
    offer.candidate = row
    if request.POST.get("do") == "confirm":
        actions.confirm_role(offer, by=request.user)
        messages.success(request, _("It is on record."))
    else:
        actions.take_offer_back(offer, by=request.user)
        messages.success(request, _("Taken back. They are still in the pool."))
    return redirect("credentials:candidate", pk)


def _one(request: SignedInRequest, pk: int) -> RoleCandidate:
    rows = mine(request.user).select_related(
        "whole__award__person", "whole__award__version__micro_credential", "whole__award__issuer"
    )
    return get_object_or_404(rows, pk=pk)


def _page(
    request: SignedInRequest, row: RoleCandidate, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "candidate": row,
        "award": row.whole.award,
        "offer": row.last_offer,
        "most": MOST_WORDS,
        "sent": request.POST if refusal else {},
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "credentials/candidate.html", context, status=status)
