"""What badges cost: by micro-credential, in a period, for whoever looks after a program's credit and pay."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment.pay.amounts import Amount
from assay.credits import policy
from assay.credits.costs import Cost, costs_of
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules.nouns import plain
from assay.lib.clock import today
from assay.lib.errors import BadInput
from assay.lib.http import spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.program.calendar import add_months
from assay.ui.paging import as_file


@only_for(policy.keeps_approvals)
@require_safe
@rules_in_hand()
def costs(request: SignedInRequest) -> HttpResponseBase:
    """The last twelve months, or the days that were asked for."""
    first, last = _period(request)
    paths = [place.path for place in policy.programs_of(request.user)]
    found = costs_of(paths, first, last)
    if request.GET.get("file") == "csv":
        return spreadsheet("costs", _columns(), map(_as_line, found.rows))
    context = {
        "costs": found,
        "first_text": first.isoformat(),
        "last_text": last.isoformat(),
        "download": as_file(request.GET),
    }
    return render(request, "credits/costs.html", context)


def _period(request: HttpRequest) -> tuple[date, date]:
    day = today()
    first = _day(request, "first", add_months(day.replace(day=1), -11))
    last = _day(request, "last", day)
    if first > last:
        raise BadInput(_("The last day is before the first."))
    # Whole months: who moves a day back and forth would tell one person's badge from the rest.
    return first.replace(day=1), add_months(last.replace(day=1), 1) - timedelta(days=1)


def _day(request: HttpRequest, name: str, usual: date) -> date:
    text = request.GET.get(name, "").strip()
    try:
        found = parse_date(text) if text else usual
    except ValueError:
        found = None
    if found is None:
        raise BadInput(_("Choose a day that is in the calendar."))
    if not date(2000, 1, 1) <= found <= date(2200, 1, 1):
        raise BadInput(_("Choose a day that is in the calendar."))
    return found


def _columns() -> list[str]:
    return [
        _("Micro-credential"),
        _("Badges"),
        _("Hours promised"),
        _("Pay for assessing"),
        _("Pay by rules"),
        _("For one badge"),
    ]


def _as_line(row: Cost) -> list[object]:
    few = _("fewer than 5")
    return [
        row.title if row.pk is not None else _("Calibration and checks"),
        few if row.awards is None else row.awards,
        few if row.hours is None else plain(row.hours),
        _money(row.assessing),
        few if row.pay is None else _money(row.pay),
        few if row.each is None else _money(row.each),
    ]


def _money(amounts: Sequence[Amount]) -> str:
    return "; ".join(f"{amount.value:.2f} {amount.currency}" for amount in amounts)
