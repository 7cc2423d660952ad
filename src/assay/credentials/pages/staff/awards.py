"""The awards of an issuer, for its approvers and administrators; withdrawing one takes a second press."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.catalog.models import marked_number
from assay.credentials import actions, addresses, policy
from assay.credentials.models import Award, AwardStatus
from assay.credentials.pages.forms import RevocationForm
from assay.lib.counts import Counted, CountOf, Listed
from assay.lib.http import address_of, page_of, spreadsheet
from assay.lib.prepared import prepared
from assay.lib.wording import clean_line
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.program.policies import RevocationPolicy, in_force
from assay.ui.paging import (
    Heading,
    Ordered,
    Sorting,
    as_file,
    headings,
    in_parts,
    query_without,
    sorting_of,
)

PAGE_SIZE = 25


@require_safe
@only_for(policy.can_keep_awards)
def awards(request: SignedInRequest) -> HttpResponseBase:
    """Filtered by ?q= (name or title) and ?status=, in the order of ?sort=; `?file=csv` gives the same as a file."""
    paths = [organization.path for organization in policy.kept_by(request.user)]
    words, status = clean_line(request.GET.get("q", "")), request.GET.get("status", "")
    status = status if status in AwardStatus.values else ""
    sorting = sorting_of(request.GET, _ALL.names, "-earned")
    found = _fitting(paths, words, status, sorting)
    if request.GET.get("file") == "csv":
        return spreadsheet("awards", _of_file(), _lines(found))
    page_obj = page_of(found, request, PAGE_SIZE)
    may_revoke = policy.may_revoke_some(request.user)
    for row in page_obj:
        row["url"] = address_of("credentials:badge", row["pk"])
        row["state"] = str(AwardStatus(row["status"]).label)
        stands = row["status"] == AwardStatus.ISSUED
        row["mark"] = "earned" if stands else "late"
        if may_revoke and stands and row["person"] != request.user.pk:
            row["revocation_url"] = address_of("credentials:revocation", row["pk"])
    context = {
        "page_obj": page_obj,
        "q": words,
        "status": status,
        "tabs": _tabs(paths, status, request.user),
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": _headings(sorting, request),
        "download": as_file(request.GET),
        "may_revoke": may_revoke,
        "may_settle": policy.settles_stacks(request.user),
    }
    return render(request, "credentials/awards.html", context)


def _fitting(
    paths: list[str], words: str, status: str, sorting: Sorting
) -> Listed[dict[str, Any]] | QuerySet[Award, Any]:
    """The awards that fit; without words by a prepared question, as the page opens with it."""
    if not words:
        question = {"": _ALL, AwardStatus.ISSUED: _VALID, AwardStatus.REVOKED: _WITHDRAWN}[status]
        return question.listed(sorting, paths)
    rows = Award.objects.issued_under(paths).found(words)
    rows = rows.filter(status=status) if status else rows
    return _shown(rows).order_by(*sorting.fields(ORDERS))


def _all(paths: Sequence[str]) -> QuerySet[Award, Any]:
    return _shown(Award.objects.issued_under(paths))


def _valid(paths: Sequence[str]) -> QuerySet[Award, Any]:
    return _shown(Award.objects.issued_under(paths).standing())


def _withdrawn(paths: Sequence[str]) -> QuerySet[Award, Any]:
    return _shown(Award.objects.issued_under(paths).withdrawn())


def _shown(rows: QuerySet[Award]) -> QuerySet[Award, Any]:
    """What a row shows, and what decides whether its badge may be withdrawn."""
    return rows.values(
        "pk",
        "person",
        "name_as_issued",
        "earned_on",
        "status",
        title=F("version__title"),
        number=F("version__number"),
        language=F("version__language"),
        stage=F("version__status"),
        issued_by=F("issuer__name"),
    )


ORDERS = {
    "earned": ("earned_on", "issued_at"),
    "name": ("name_as_issued", "pk"),
    "title": ("version__title", "pk"),
}
_ALL, _VALID, _WITHDRAWN = (Ordered(rows, **ORDERS) for rows in (_all, _valid, _withdrawn))


@prepared
def _numbers(paths: Sequence[str], reader: int) -> QuerySet[Person, tuple[int | None, ...]]:
    under = Award.objects.issued_under(paths)
    numbers = (CountOf(rows) for rows in (under, under.standing(), under.withdrawn()))
    return Person.objects.filter(pk=reader).order_by().values_list(*numbers)


def _tabs(paths: list[str], status: str, by: Person) -> list[dict[str, Any]]:
    """All, and those of each state, with how many there are."""
    views = [("", _("All")), *((value, str(label)) for value, label in AwardStatus.choices)]
    numbers = _numbers(paths, by.pk).pop()
    return [
        {
            "label": label,
            "url": f"?status={value}" if value else reverse("credentials:awards"),
            "current": value == status,
            "count": Counted(number or 0),
        }
        for (value, label), number in zip(views, numbers, strict=True)
    ]


def _headings(sorting: Sorting, request: SignedInRequest) -> list[Heading]:
    return headings(
        sorting,
        request.GET,
        (_("Earned by"), "name"),
        (_("Micro-credential"), "title"),
        (_("Version"), ""),
        (_("On"), "earned"),
        (_("State"), ""),
    )


def _of_file() -> list[str]:
    return [
        _("Earned by"),
        _("Micro-credential"),
        _("Version"),
        _("Issued by"),
        _("On"),
        _("State"),
        _("Badge"),
    ]


def _lines(found: Listed[dict[str, Any]] | QuerySet[Award, Any]) -> Iterator[list[object]]:
    for row in in_parts(found, lambda _rows: None):
        yield [
            row["name_as_issued"],
            row["title"],
            marked_number(row["number"], row["stage"]),
            row["issued_by"],
            row["earned_on"].isoformat(),
            AwardStatus(row["status"]).label,
            addresses.badge(row["pk"]),
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def revocation(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What was issued in error: the form, a summary to be confirmed, then the act. Later only a case leads there."""
    rows = Award.objects.issued_by(policy.kept_by(request.user)).select_related(
        "version__micro_credential", "issuer", "person"
    )
    award = get_object_or_404(rows, pk=pk)
    if not policy.can_revoke(request.user, award):
        own = award.person_id == request.user.pk
        raise PermissionDenied(_("No one can withdraw their own badge.") if own else "")
    if request.method != "POST" and not award.revoked and policy.why_not_at_once(award):
        return redirect("credentials:new_case", pk)
    form = RevocationForm(request.POST or None)
    confirming = form.is_valid()
    if confirming and request.POST.get("confirmed") == "yes":
        actions.revoke(
            award,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        messages.success(request, _("The badge is withdrawn. Every check says so from now on."))
        return redirect("credentials:awards")
    if award.revoked and request.method != "POST":
        raise Http404
    status = 422 if request.method == "POST" and not confirming else 200
    hours = in_force(RevocationPolicy, within=award.issuer_id).error_hours
    context = {"award": award, "form": form, "confirming": confirming, "hours": hours}
    return render(request, "credentials/revocation.html", context, status=status)
