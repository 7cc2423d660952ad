"""Comparability: departments, issuers and micro-credentials side by side, and what each figure rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment.policy import is_lead
from assay.catalog.content import labels
from assay.catalog.models import Version
from assay.governance import policy
from assay.governance.comparability import wording
from assay.governance.comparability.attempts import attempts_of
from assay.governance.comparability.measures import STATED, Measure
from assay.governance.comparability.report import VIEWS, Comparison, Line, comparison_under
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.program.models import Extension
from assay.ui.charts import Chart, Value, bars
from assay.ui.paging import Sorting, as_file, headings, query_without, sorting_of

SINGLE: Final = VIEWS[2]
#: Pages that are kept as they were drawn, and lines that can be told apart on one picture.
MOST_DRAWN: Final = 200
ON_PICTURE: Final = 12
ORDERS: Final = ("name", *(str(measure) for measure in Measure))


@only_for(policy.compares)
@require_safe
def comparability(request: SignedInRequest) -> HttpResponseBase:
    """Side by side by department, issuer or micro-credential. Four queries, however much was judged."""
    comparison = comparison_under(policy.programs_compared(request.user))
    asked = _asked(request, comparison)
    lines = _ordered(comparison, asked)
    if request.GET.get("file") == "csv":
        return spreadsheet(f"comparability-by-{asked.by}", _columns(asked.by), map(_cells, lines))
    page = page_of(lines, request)
    language = get_language()
    context = {
        "comparison": comparison,
        "by": asked.by,
        "views": _views(asked.by),
        "apart": _apart(comparison, asked.by, language),
        "page": page,
        "table": _table(tuple(page), asked.by, language),
        "headings": _headings(request, asked),
        "picture": _picture(tuple(page), asked.by, asked.sorting.name, language),
        "download": as_file(request.GET),
        "single": asked.by == SINGLE,
        "places": comparison.places(),
        "themes": [(theme, theme_word(theme)) for theme in comparison.themes()],
        "departments": asked.departments,
        "theme": asked.theme,
        "chips": _chips(request, comparison, asked),
        "extended": Extension.objects.of_departments([place.pk for place in comparison.places()]),
        "reads_extensions": policy.reads_extensions(request.user),
        "may_equate": policy.has_desk(request.user),
    }
    return render(request, "governance/comparability.html", context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for; what the program does not have is left out."""

    by: str
    departments: tuple[int, ...]
    theme: str
    sorting: Sorting


def _asked(request: SignedInRequest, comparison: Comparison) -> Asked:
    query = request.GET
    by = query.get("by", "")
    by = by if by in VIEWS else VIEWS[0]
    places = {str(place.pk): place.pk for place in comparison.places()}
    chosen = dict.fromkeys(places[one] for one in query.getlist("department") if one in places)
    theme = query.get("theme", "")
    return Asked(
        by=by,
        departments=tuple(chosen) if by == SINGLE else (),
        theme=theme if by == SINGLE and theme in comparison.themes() else "",
        sorting=sorting_of(query, ORDERS, "name"),
    )


def _ordered(comparison: Comparison, asked: Asked) -> list[Line]:
    """Those asked for, in the order asked for; what cannot be told stands at the end."""
    lines = sorted(comparison.lines[asked.by], key=lambda line: (line.name.casefold(), line.key))
    if asked.departments:
        lines = [line for line in lines if line.subjects[0].owner.pk in asked.departments]
    if asked.theme:
        lines = [line for line in lines if asked.theme in line.subjects[0].themes]
    if asked.sorting.name == "name":
        return lines[::-1] if asked.sorting.is_descending else lines
    measure = Measure(asked.sorting.name)
    known = [line for line in lines if line.cells[measure].value is not None]
    known.sort(key=lambda line: line.cells[measure].value or 0, reverse=asked.sorting.is_descending)
    return [*known, *(line for line in lines if line.cells[measure].value is None)]


def _views(by: str) -> list[dict[str, Any]]:
    names = {
        "department": _("Departments"),
        "issuer": _("Issuers"),
        SINGLE: _("Micro-credentials"),
    }
    return [
        {"label": label, "url": f"?by={name}", "current": name == by}
        for name, label in names.items()
    ]


def _chips(request: SignedInRequest, comparison: Comparison, asked: Asked) -> list[dict[str, str]]:
    names = {place.pk: place.name for place in comparison.places()}
    found = []
    for pk in asked.departments:
        others = [str(one) for one in asked.departments if one != pk]
        query = request.GET.copy()
        query.setlist("department", others)
        query.pop("page", None)
        found.append({"label": names[pk], "url": f"?{query.urlencode()}"})
    if asked.theme:
        found.append({"label": theme_word(asked.theme), "url": query_without(request.GET, "theme")})
    return found


def theme_word(theme: str) -> str:
    return str(labels.label(labels.CATEGORIES, theme))


def _headings(request: SignedInRequest, asked: Asked) -> Any:
    columns = [(wording.head(measure), str(measure)) for measure in Measure]
    numbers = [label for label, _name in columns]
    return headings(
        asked.sorting, request.GET, (_first(asked.by), "name"), *columns, numbers=numbers
    )


def _first(by: str) -> str:
    return {
        "department": _("Department"),
        "issuer": _("Issuer"),
        SINGLE: _("Micro-credential"),
    }[by]


@lru_cache(maxsize=MOST_DRAWN)
def _table(lines: tuple[Line, ...], by: str, _language: str | None) -> SafeString:
    """The rows of a page, in the language that is active: nothing of them is the reader's own."""
    rows = [{"line": line, "url": _behind(line, by), "cells": _drawn(line, by)} for line in lines]
    return render_to_string("governance/comparability_rows.html", {"rows": rows})


def _drawn(line: Line, by: str) -> list[dict[str, Any]]:
    """A cell for each measure. What one micro-credential states rests on nothing else."""
    return [
        {
            "head": wording.head(measure),
            "said": wording.said(measure, line.cells[measure], is_single=by == SINGLE),
            "n": line.cells[measure].n,
            "rests_on": _rests_on(measure, line, by),
            "is_known": line.cells[measure].value is not None,
            "url": _behind(line, by, measure),
        }
        for measure in Measure
    ]


def _rests_on(measure: Measure, line: Line, by: str) -> str:
    cell = line.cells[measure]
    if cell.value is None or (by == SINGLE and measure in STATED):
        return ""
    return wording.rests_on(measure, cell.n)


def _behind(line: Line, by: str, measure: Measure | None = None) -> str:
    """The list that a line, or one of its figures, is made of."""
    if by == SINGLE:
        address = reverse("governance:rests_on", args=[line.subjects[0].slug])
        return f"{address}#{'stated' if measure in STATED else 'measured'}" if measure else address
    if by == "department":
        query: list[tuple[str, Any]] = [("by", SINGLE), ("department", line.key)]
    else:
        query = [("by", SINGLE)]
        query += [("department", pk) for pk in dict.fromkeys(s.owner.pk for s in line.subjects)]
    return "?" + urlencode([*query, *([("sort", f"-{measure}")] if measure else [])])


@lru_cache(maxsize=MOST_DRAWN)
def _apart(comparison: Comparison, by: str, _language: str | None) -> list[dict[str, Any]]:
    """What stands more than 1.5 times apart, each with the list behind it."""
    found = []
    for one in comparison.apart(by):
        if by == SINGLE and one.measure == Measure.STUDENTS:
            continue  # yes or no: nothing to be so many times
        query: list[tuple[str, Any]] = [("by", SINGLE), ("sort", f"-{one.measure}")]
        owners = [s.owner.pk for line in (one.most, one.least) for s in line.subjects]
        if by != SINGLE:
            query += [("department", pk) for pk in dict.fromkeys(owners)]
        ends = [
            {
                "name": line.name,
                "language": line.language,
                "said": wording.said(one.measure, line.cells[one.measure]),
                "rests_on": _rests_on(one.measure, line, by),
            }
            for line in (one.most, one.least)
        ]
        found.append(
            {
                "head": wording.head(one.measure),
                "ends": ends,
                "times": wording.times(one),
                "url": "?" + urlencode(query),
            }
        )
    return found


@lru_cache(maxsize=MOST_DRAWN)
def _picture(lines: tuple[Line, ...], by: str, name: str, _language: str | None) -> Chart | None:
    """The measure the list is ordered by, or hours as they are stated."""
    measure = Measure.HOURS if name == "name" else Measure(name)
    shown = lines[:ON_PICTURE]
    if not any(line.cells[measure].value is not None for line in shown):
        return None
    values = [
        Value(
            label=line.name,
            value=line.cells[measure].value,
            note=_rests_on(measure, line, by) or wording.said(measure, line.cells[measure]),
        )
        for line in shown
    ]
    return bars(f"compared-{measure}", wording.head(measure), values, name=wording.head(measure))


def _columns(by: str) -> list[str]:
    pairs = ((wording.head(m), _("Rests on")) for m in Measure)
    return [_first(by), *(word for pair in pairs for word in pair)]


def _cells(line: Line) -> list[object]:
    return [line.name, *_figures(line)]


def _figures(line: Line) -> Iterator[object]:
    """Figures as figures, with a point; in words why there is none. No n is told of what is hidden."""
    for measure in Measure:
        cell = line.cells[measure]
        yield wording.said(measure, cell) if cell.value is None else round(cell.value, 2)
        yield "" if cell.value is None else cell.n


@only_for(policy.compares)
@require_safe
def rests_on(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the figures of one micro-credential rest on: its items and criteria, and its decisions by attempt."""
    comparison = comparison_under(policy.programs_compared(request.user))
    line = comparison.of(slug)
    if line is None:
        raise Http404
    (subject,) = line.subjects
    version = Version.objects.select_related("micro_credential").get(pk=subject.version)
    cells = {str(drawn["head"]): drawn for drawn in _drawn(line, SINGLE)}
    stated = [cells[wording.head(measure)] for measure in STATED]
    context = {
        "line": line,
        "subject": subject,
        "version": version,
        "content": version.content,
        "stated": stated,
        "measured": [cell for cell in cells.values() if cell not in stated],
        "attempts": attempts_of(subject),
        "is_hidden": line.cells[Measure.PASSED].reason == "too_few",
        "is_lead": is_lead(request.user),
    }
    return render(request, "governance/comparability_rests_on.html", context)
