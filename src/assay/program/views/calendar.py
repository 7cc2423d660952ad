"""Closed days: those to come, those that are over, and closing more."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.program import actions, policy
from assay.program.forms import PeriodForm
from assay.program.models import ClosedPeriod
from assay.program.views.places import Place, address, place_of
from assay.ui.fields import show_refusal


@only_for(policy.can_read_rules)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest, ident: str = "") -> HttpResponse:
    place = place_of(request, ident)
    may = policy.can_set_rules(request.user, place.seat)
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_period(
                form.cleaned_data["first_on"],
                form.cleaned_data["last_on"],
                by=request.user,
                within=place.organization,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved. No time runs on these days."))
            return redirect(place.url("calendar"))
    rows = _rows(place).order_by("-first_on")
    page = page_of(rows, request)
    for row in page:
        row.closed_by = closed_by(row, place)
        row.is_of_place = row.organization == place.organization
    context = {
        "place": place,
        "tabs": place.tabs("calendar"),
        "csv_url": place.url("calendar_csv"),
        "page_obj": page,
        "day": today(),
        "form": form if may else None,
    }
    return render(request, "program/calendar.html", context, status=422 if form.errors else 200)


@only_for(policy.can_read_rules)
@require_POST
def open_again(request: SignedInRequest, pk: int) -> HttpResponse:
    period = get_object_or_404(_readable(request), pk=pk)
    actions.open_period(period, by=request.user)
    messages.success(request, _("These days are open again."))
    return redirect(address("calendar", period.organization))


@only_for(policy.can_read_rules)
@require_safe
def table(request: SignedInRequest, ident: str = "") -> HttpResponseBase:
    place = place_of(request, ident)
    headings = (_("First day"), _("Last day"), _("Where"), _("Closed by"))
    lines = (
        (
            row.first_on,
            row.last_on,
            row.organization.name if row.organization else _("Every program here"),
            closed_by(row, place),
        )
        for row in _rows(place).order_by("first_on").iterator()
    )
    own = place.organization
    return spreadsheet(f"calendar-{own.ident}" if own else "calendar", headings, lines)


def closed_by(row: ClosedPeriod, place: Place) -> str:
    """Who closed it, by name for whoever may read it."""
    if row.set_by is None:
        return str(_("At set-up"))
    if row.organization is None:
        return row.set_by.display_name if place.reads_home else str(_("Home district"))
    return (
        row.set_by.display_name if row.organization == place.organization else row.organization.name
    )


def _rows(place: Place) -> QuerySet[ClosedPeriod]:
    """What is closed there, by whomever."""
    own, rows = place.organization, ClosedPeriod.objects.select_related("set_by", "organization")
    return rows.filter(organization=None) if own is None else rows.reaching(own.pk)


def _readable(request: SignedInRequest) -> QuerySet[ClosedPeriod]:
    """Those of every program here, and of the programs whose rules somebody reads."""
    mine = policy.rules_read_by(request.user)
    rows = ClosedPeriod.objects.select_related("organization")
    return rows.filter(Q(organization=None) | Q(organization__in=mine))
