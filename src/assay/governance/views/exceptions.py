"""Exceptions from the standard on one list: of what one writes, and of the programs whose committee one sits on."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import BigIntegerField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.catalog.models import Version
from assay.catalog.policy import places_of
from assay.governance import policy
from assay.governance.models.committees import READERS, paths_as
from assay.lib.clock import today
from assay.lib.counts import counted
from assay.lib.errors import BadInput
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person, Role
from assay.program.actions.exceptions import DAYS_AHEAD, date_exception, usual_last_day
from assay.program.models import StandardException, StandardExceptionQuerySet
from assay.ui.paging import as_file, headings, in_parts, query_without, sorting_of, tabs_of

ORDERS = {
    "item": ("item__order", "pk"),
    "granted": ("granted_at", "pk"),
    "until": ("until_on", "pk"),
}


def visible_to(person: Person) -> StandardExceptionQuerySet:
    """Those of versions written where this person writes, sits on the committee, or administers."""
    paths = [*(place.path for place in places_of(person)), *paths_as(person, READERS)]
    return StandardException.objects.of(Version.objects.written_under(paths))


@only_for(policy.reads_proposals)
@require_safe
def exceptions(request: SignedInRequest) -> HttpResponseBase:
    mine, soon = visible_to(request.user), today() + timedelta(days=DAYS_AHEAD)
    views = {
        "": mine,
        "in_force": mine.in_force(),
        "ending": mine.in_force().filter(until_on__lte=soon),
        "ran_out": mine.ran_out(),
        "undated": mine.undated(),
    }
    shown = request.GET.get("show", "")
    shown = shown if shown in views else ""
    words = request.GET.get("q", "").strip()[:100].replace("\0", "")
    sorting = sorting_of(request.GET, tuple(ORDERS), "until")
    rows = _with_versions(views[shown])
    rows = rows.filter(title__icontains=words) if words else rows
    rows = rows.order_by(*sorting.fields(ORDERS)).select_related("item", "extension")
    if request.GET.get("file") == "csv":
        return spreadsheet("exceptions", _of_file(), _lines(rows))
    here = reverse("governance:exceptions")
    labels = {
        "": _("All"),
        "in_force": _("In force"),
        "ending": _("Ending within 30 days"),
        "ran_out": _("Ran out"),
        "undated": _("Without a last day"),
    }
    context = {
        "page_obj": page_of(rows, request),
        "shown": shown,
        "may_date": _may_date(request),
        "usual_last_day": usual_last_day().isoformat(),
        "q": words,
        "tabs": tabs_of(
            {name: counted(one) for name, one in views.items()}, labels, shown=shown, here=here
        ),
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": headings(
            sorting,
            request.GET,
            (_("Micro-credential"), ""),
            (_("Item of the standard"), "item"),
            (_("Granted"), "granted"),
            (_("Last day"), "until"),
        ),
        "download": f"{here}{as_file(request.GET)}",
    }
    return render(request, "governance/exceptions.html", context)


def _may_date(request: SignedInRequest) -> bool:
    """Whether the rows offer a form; the verb asks again, of each."""
    return bool(request.user.organizations_as(Role.COMMITTEE_CHAIR, Role.PROGRAM_ADMIN))


@only_for(policy.reads_proposals)
@require_POST
def dating(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(visible_to(request.user), pk=pk)
    about = Version.objects.select_related("micro_credential__owner", "micro_credential__issuer")
    home = about.get(pk=row.subject_id).micro_credential.home
    date_exception(row, day_of(request.POST.get("until_on", "")), by=request.user, within=home)
    messages.success(request, _("Its last day is on record."))
    return redirect("governance:exceptions")


def day_of(sent: str) -> date | None:
    """A day that was typed, none where nothing was. Raises BadInput."""
    try:
        return date.fromisoformat(sent) if sent else None
    except ValueError as e:
        message = _("“%(value)s” is no day.") % {"value": sent[:20]}
        raise BadInput(message, fields={"until_on": message}) from e


def _with_versions(rows: StandardExceptionQuerySet) -> Any:
    """Each with the version it is about, as columns."""
    about = Version.objects.filter(pk=Cast(OuterRef("subject_id"), BigIntegerField()))
    about = about.annotate(address=F("micro_credential__slug"))
    names = ("title", "number", "language", "address")
    return rows.annotate(**{name: Subquery(about.values(name)[:1]) for name in names})


def _of_file() -> list[str]:
    return [
        _("Micro-credential"),
        _("Version"),
        _("Item"),
        _("Item of the standard"),
        _("Reason"),
        _("Granted"),
        _("Last day"),
        _("State"),
    ]


def _lines(rows: Any) -> Iterator[list[object]]:
    for one in in_parts(rows, lambda part: None):
        yield [
            one.title,
            one.number,
            one.item.code if one.item else "",
            one.text,
            one.reason,
            localdate(one.granted_at).isoformat(),
            one.until_on.isoformat() if one.until_on else "",
            _("In force") if one.is_in_force else _("Ran out"),
        ]
