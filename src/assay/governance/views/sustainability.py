"""Sustainability for the committee: readings and who gives them, reviews that are due, and the cost; with the lists."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment.desks.views.forecast import chart_of, departments_of
from assay.assessment.pay.costs import cost_by_month, cost_of_assessing
from assay.assessment.pool.forecast import together
from assay.assessment.pool.forecast_facts import kept
from assay.governance import policy, sustainability
from assay.governance.sustainability import DUE, PAST, Line
from assay.governance.views.seats import committee_of
from assay.lib.clock import today
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.program.calendar import add_months
from assay.program.policies import CommitteePolicy, in_force
from assay.ui.paging import Sorting, as_file, headings, sorting_of, tabs_of

ORDERS = ("title", "department", "review_by", "need", "capacity", "short")


@only_for(policy.has_desk)
@require_safe
def sustained(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The figures with a list behind each: micro-credentials by review and by shortage, departments, months of pay."""
    committee, day = committee_of(request, pk), today()
    paths = [committee.organization.path]
    told = kept(paths)
    every = sustainability.lines_of(committee.organization, told, day)
    counts = sustainability.counted(every)
    shown = request.GET.get("show", "all")
    shown = shown if shown in counts else "all"
    sorting = sorting_of(request.GET, ORDERS, "review_by")
    lines = _in_order(sustainability.within(every, shown), sorting)
    if request.GET.get("file") == "csv":
        return spreadsheet("sustainability", _columns(), _cells(lines))
    need, capacity = together(told.forecast.weeks)
    rate = sustainability.rate_in_force()
    since = add_months(day.replace(day=1), -11)
    columns = zip(_columns()[:6], ORDERS, strict=True)
    context = {
        "committee": committee,
        "counts": counts,
        "need": round(need),
        "capacity": round(capacity),
        "cost_ahead": sustainability.cost_of(need, rate),
        "readers": told.readers,
        "departments": [
            {**row, "cost": sustainability.cost_of(row["need"], rate)}
            for row in departments_of(told)
        ],
        "picture": chart_of(told.forecast),
        "paid": cost_of_assessing(paths, since, day),
        "months": cost_by_month(paths, since, day),
        "review_months": in_force(CommitteePolicy, within=committee.organization_id).review_months,
        "page": page_of(lines, request),
        "shown": shown,
        "tabs": tabs_of(counts, _labels(), shown=shown),
        "headings": headings(sorting, request.GET, *columns, numbers=_columns()[3:6]),
        "download": as_file(request.GET),
    }
    return render(request, "governance/sustainability.html", context)


def _labels() -> dict[str, str]:
    return {
        "all": _("All"),
        PAST: _("Past the review date"),
        DUE: _("Review due in 90 days"),
        "short": _("Short of readings"),
    }


def _in_order(lines: list[Line], sorting: Sorting) -> list[Line]:
    def key(line: Line) -> Any:
        value = getattr(line, sorting.name)
        return value.casefold() if isinstance(value, str) else value

    return sorted(lines, key=key, reverse=sorting.is_descending)


def _columns() -> list[str]:
    return [
        _("Micro-credential"),
        _("Department"),
        _("Review by"),
        _("Readings needed"),
        _("Its assessors can give"),
        _("Short"),
        _("Published"),
        _("Cost of the readings needed"),
        _("Currency"),
    ]


def _cells(lines: Iterable[Line]) -> Iterator[list[object]]:
    for line in lines:
        yield [
            line.title,
            line.department,
            line.review_by,
            round(line.need, 1),
            round(line.capacity, 1),
            round(line.short, 1),
            line.published_on,
            line.cost.value if line.cost else "",
            line.cost.currency if line.cost else "",
        ]
