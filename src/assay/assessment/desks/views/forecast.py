"""The forecast: six weeks' need of readings against what the pool can give, with what it rests on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.pool.forecast import (
    LEAST_HANDED_IN,
    Forecast,
    Week,
    half_after,
    together,
)
from assay.assessment.pool.forecast_facts import SOON, Told, forecast_for
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.ui import charts
from assay.ui.languages import language_name
from assay.ui.paging import Sorting, as_file, headings, sorting_of
from assay.ui.words import short_day

ORDERS = ("short", "title", "department", "need", "capacity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A micro-credential, or a department, over six weeks. `short`: readings beyond what its readers can give."""

    title: str
    language: str
    department: str
    written: str  # in which language the evidence is, in words, where that is not the version's
    weeks: Sequence[Week]

    @property
    def need(self) -> float:
        return together(self.weeks)[0]

    @property
    def capacity(self) -> float:
        return together(self.weeks)[1]

    @property
    def short(self) -> float:
        return sum(week.short for week in self.weeks)


@only_for(policy.is_lead)
@require_safe
def forecast(request: SignedInRequest) -> HttpResponseBase:
    told = forecast_for(request.user)
    sorting = sorting_of(request.GET, ORDERS, "-short")
    lines = in_order(lines_of(told), sorting)
    if request.GET.get("file") == "csv":
        return spreadsheet("forecast", _of_file(), _file_lines(told, lines))
    page = page_of(lines, request)
    columns = (
        (_("Micro-credential"), "title"),
        (_("Department"), "department"),
        (_("Readings needed"), "need"),
        (_("Its assessors can give"), "capacity"),
        (_("Short"), "short"),
    )
    context = {
        "finding": finding(told.forecast),
        "chart": chart_of(told.forecast),
        "weeks": told.forecast.weeks,
        "assumptions": assumptions(told),
        "departments": departments_of(told),
        "page": page,
        "headings": headings(
            sorting, request.GET, *columns, numbers=[label for label, _name in columns[2:]]
        ),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/forecast.html", context)


def finding(found: Forecast) -> str:
    """The next two weeks in one sentence."""
    need, capacity = together(found.weeks[:SOON])
    short = round(found.short(SOON))
    if not round(need):
        return _("No readings are expected in the next two weeks")
    said = {"need": round(need), "capacity": round(capacity), "n": short}
    if not short:
        return (
            _("The next two weeks need %(need)d readings, and the pool can give %(capacity)d")
            % said
        )
    words = ngettext(
        "The next two weeks need %(need)d readings, %(n)d more than the pool can give",
        "The next two weeks need %(need)d readings, %(n)d more than the pool can give",
        short,
    )
    return words % said


def chart_of(found: Forecast) -> charts.Chart:
    """Need by week; beyond what a full week of the pool gives it is hatched."""
    full = max((round(week.capacity) for week in found.weeks), default=0)
    values = [
        charts.Value(
            label=short_day(week.first_on),
            value=round(week.need),
            low=round(week.low),
            high=round(week.high),
            note=_("%(n)d can be given") % {"n": round(week.capacity)},
        )
        for week in found.weeks
    ]
    standard = charts.Standard(value=full, label=_("A full week of the pool: %(n)d") % {"n": full})
    return charts.bars(
        "forecast",
        finding(found),
        values,
        name=_("Readings needed"),
        standard=standard if full else None,
    )


def lines_of(told: Told) -> list[Line]:
    """One for each micro-credential that somebody needs readings of, or that somebody may score."""
    found = []
    for kind, weeks in told.forecast.by_kind.items():
        if (owned := told.owners.get(kind)) is not None:
            found.append(
                Line(
                    title=owned.title,
                    language=owned.language,
                    department=owned.department,
                    written=language_name(owned.written) if owned.written else "",
                    weeks=weeks,
                )
            )
    return found


def in_order(lines: list[Line], sorting: Sorting) -> list[Line]:
    by_title = sorted(lines, key=lambda line: (line.title, line.written, line.department))
    return sorted(
        by_title, key=lambda line: getattr(line, sorting.name), reverse=sorting.is_descending
    )


def departments_of(told: Told) -> list[dict[str, Any]]:
    """Each department or issuer: what its micro-credentials need together."""
    rows = []
    for name, weeks in told.departments.items():
        need, capacity = together(weeks)
        rows.append(
            {
                "name": name,
                "need": need,
                "capacity": capacity,
                "short": sum(week.short for week in weeks),
            }
        )
    return rows


def assumptions(told: Told) -> list[str]:
    """What the figures rest on, in sentences with the figures themselves."""
    facts, found = told.facts, told.forecast
    in_work = sum(one.many for one in facts.waiting)
    readings = sum(one.many * one.sure for one in facts.waiting)
    said = [
        ngettext(
            "%(n)d submission is in progress; such work still needs %(readings)d readings. A reading counts in the"
            " week of the promised date; what is late counts in the first week.",
            "%(n)d submissions are in progress and still need %(readings)d readings. A reading counts in the week of"
            " the promised date; what is late counts in the first week.",
            in_work,
        )
        % {"n": in_work, "readings": readings},
        *_of_drafts(told),
        _of_second_readings(told),
    ]
    if facts.peaks and found.dated:
        said.append(_of_peaks(told))
    said += [
        ngettext(
            "%(n)d assessor gives the share agreed with a lead, or where none is agreed the policy’s. It is less in"
            " weeks with closed days or days away.",
            "%(n)d assessors each give the share agreed with a lead, or where none is agreed the policy’s. It is less"
            " in weeks with closed days or days away.",
            told.readers,
        )
        % {"n": told.readers},
        _(
            "Whoever may score several micro-credentials counts once in the total, and in full in each row they may"
            " score: rows cannot be added up."
        ),
        *(
            [
                _(
                    "Evidence in another language than its version’s has a row of its own, and counts for those who"
                    " say that they read it. Drafts come in the languages of what was submitted in the past year."
                )
            ]
            if any(owned.written for owned in told.owners.values())
            else []
        ),
        _("Third readings, by leads, and readings after an appeal are not counted."),
    ]
    if found.dated:
        said.append(
            _(
                "In nine of ten such weeks the need is within the range, if people go on as in the past year. A"
                " change of habits is not in it."
            )
        )
    return said


def _of_drafts(told: Told) -> Iterator[str]:
    facts, found = told.facts, told.forecast
    if not found.dated:
        yield _(
            "Fewer than %(least)d drafts were handed in within the past year: too few to say when others come. Only"
            " what is in progress is counted; %(n)d open drafts are not."
        ) % {"least": LEAST_HANDED_IN, "n": found.open_drafts}
        return
    yield _(
        "%(n)d drafts are open. They come as the drafts of the past year did: of those handed in (%(handed)d), half"
        " took no more than %(weeks)d weeks."
    ) % {
        "n": found.open_drafts,
        "handed": found.handed_in,
        "weeks": half_after((*facts.first, *facts.again)),
    }
    yield _("New starts a week: about %(rate)s, as in the past eight weeks.") % {
        "rate": charts.number(round(sum(facts.starts.values()), 1))
    }
    if facts.not_yet is None:
        yield _("Too few decisions were made to say how many next attempts follow; none are added.")
    else:
        yield _(
            "After %(n)d of 100 decisions a next attempt opens; some come within these weeks."
        ) % {"n": round(facts.not_yet * 100)}


def _of_second_readings(told: Told) -> str:
    if told.doubled is None:
        usual = _(
            "Too few decisions were made to measure second readings, so the policy’s share is taken."
        )
    else:
        usual = _("%(n)d of 100 are read twice by chance or doubt, as in the past half year.") % {
            "n": round(told.doubled * 100)
        }
    return " ".join((_("New versions and high stakes are read twice."), usual))


def _of_peaks(told: Told) -> str:
    times = charts.number(round(told.facts.peak_times, 1))
    if told.peak_measured:
        return _("In weeks of a peak %(times)s times as much is handed in, as in past peaks.") % {
            "times": times
        }
    return _(
        "In weeks of a peak %(times)s times as much is taken to be handed in: the policy’s figure, since no past peak"
        " can tell yet."
    ) % {"times": times}


def _of_file() -> list[str]:
    return [
        _("Micro-credential"),
        _("Department"),
        _("Week of"),
        _("Readings needed"),
        _("At least"),
        _("At most"),
        _("Can be given"),
        _("Short"),
        _("Language"),
    ]


def _file_lines(told: Told, lines: Sequence[Line]) -> Iterator[list[object]]:
    weeks = told.forecast.weeks
    everything = Line(title=_("All"), language="", department="", written="", weeks=weeks)
    for line in (everything, *lines):
        for week in line.weeks:
            figures = (week.need, week.low, week.high, week.capacity, week.short)
            yield [
                line.title,
                line.department,
                week.first_on.isoformat(),
                *(round(figure, 1) for figure in figures),
                line.written,
            ]
