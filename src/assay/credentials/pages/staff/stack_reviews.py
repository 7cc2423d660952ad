"""Badges of stacks inside which one was withdrawn: the list, and one of them to keep or withdraw."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.credentials import actions, policy
from assay.credentials.models import StackOutcome, StackReview
from assay.credentials.models.stacks import StackReviewQuerySet
from assay.credentials.stacks.actions.stack_reviews import MOST_WORDS
from assay.lib.counts import counted
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import clean_line, whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "opened": ("opened_at", "pk"),
    "name": ("whole__award__name_as_issued", "pk"),
    "title": ("whole__award__version__title", "pk"),
}


def mine(person: Person) -> StackReviewQuerySet:
    """About badges of the issuers somebody approves or administers; never their own."""
    paths = [place.path for place in person.organizations_as(*policy.STEWARDS)]
    return StackReview.objects.all().under(paths, person)


@only_for(policy.settles_stacks)
@require_safe
def stack_reviews(request: SignedInRequest) -> HttpResponseBase:
    """Narrowed by ?show= and ?q=, in the order of ?sort=; `?file=csv` gives the same as a file."""
    words = clean_line(request.GET.get("q", ""))[:100]
    asked = {"open": mine(request.user).open(), "all": mine(request.user)}
    view = "all" if request.GET.get("show") == "all" else "open"
    sorting = sorting_of(request.GET, tuple(ORDERS), "opened")
    rows = asked[view].order_by(*sorting.fields(ORDERS))
    rows = rows.select_related("whole__award__version", "part__version")
    rows = rows.defer("whole__award__version__data", "part__version__data")
    if words:
        named = Q(whole__award__name_as_issued__icontains=words)
        rows = rows.filter(named | Q(whole__award__version__title__icontains=words))
    if request.GET.get("file") == "csv":
        lines = (_line(row) for row in in_parts(rows, lambda _part: None))
        return spreadsheet("stacks-to-look-at", _file_headings(), lines)
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
            for name, label, said in (
                ("open", _("To look at"), _("keep or withdraw")),
                ("all", _("All"), _("ended ones too")),
            )
        ],
        "headings": headings(
            sorting,
            request.GET,
            (_("Earned by"), "name"),
            (_("Stack"), "title"),
            (_("Withdrawn from it"), ""),
            (_("Asked"), "opened"),
        ),
        "view": view,
        "words": words,
        "download": as_file(request.GET),
    }
    return render(request, "credentials/stack_reviews.html", context)


def _file_headings() -> list[str]:
    return [
        _("Earned by"),
        _("Stack"),
        _("Withdrawn from it"),
        _("Asked"),
        _("What became of it"),
        _("Why"),
    ]


def _line(row: StackReview) -> list[object]:
    return [
        row.whole.award.name_as_issued,
        row.whole.award.version.title,
        row.part.version.title,
        local_date(row.opened_at),
        row.get_outcome_display(),
        row.reason,
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stack_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of them; POST settles it, and what was typed stays where something is missing."""
    rows = mine(request.user).select_related(
        "whole__award__version__micro_credential",
        "whole__award__issuer",
        "part__version",
        "part__revocation",
        "by",
    )
    row = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        return _page(request, row)
    try:
        actions.settle_stack(
            row,
            request.POST.get("verdict", ""),
            reason=request.POST.get("reason", ""),
            by=request.user,
            seen=whole_number(request.POST.get("seen", "")),
        )
    except Refusal as e:
        row.refresh_from_db()
        return _page(request, row, e)
    messages.success(request, _("Settled. The earner gets an e-mail, and reads why."))
    return redirect("credentials:stack_review", pk)


def _page(
    request: SignedInRequest, row: StackReview, refusal: Refusal | None = None
) -> HttpResponse:
    award = row.whole.award
    parts = [part.award for part in row.whole.parts.select_related("award__version")]
    context: dict[str, Any] = {
        "review": row,
        "award": award,
        "parts": parts,
        "seen": sum(part.revoked for part in parts),
        "open": not row.outcome and not award.revoked,
        "verdicts": StackOutcome.choices,
        "most": MOST_WORDS,
        "sent": request.POST if refusal else {},
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "credentials/stack_review.html", context, status=status)
