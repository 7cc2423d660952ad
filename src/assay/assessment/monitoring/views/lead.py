"""The lead's page of agreement."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.models import Figures, SeverityMeasure
from assay.assessment.monitoring import readers, wording
from assay.assessment.monitoring.pictures import over_time, side_by_side
from assay.assessment.monitoring.report import MOST_KEPT, Line, Report, report_under
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.ui.charts import Chart, number
from assay.ui.paging import Sorting, as_file, headings, in_parts, sorting_of

#: What the figures are told by.
VIEWS = ("micro-credential", "criterion", "department", "assessor", "severity")
ORDERS = ("name", "same", "scores")


@only_for(policy.is_lead)
@require_safe
def agreement(request: SignedInRequest) -> HttpResponseBase:
    """How well readings agree, of what this lead looks after. Three queries, however much was read."""
    by = request.GET.get("by", VIEWS[0])
    by = by if by in VIEWS else VIEWS[0]
    paths = [place.path for place in request.user.organizations_as(*policy.LEADS)]
    report = report_under(paths)
    if by == "severity":
        listed = _severity(request, figures_of(report))
    elif by == "assessor":
        listed = _by_assessor(request, paths, report)
    else:
        listed = _by(by, request, report)
    if isinstance(listed, HttpResponseBase):
        return listed
    context = {
        **_told(report, get_language()),
        "by": by,
        "views": [
            {"label": label, "url": f"?by={name}", "current": name == by}
            for name, label in _labels().items()
        ],
        "download": as_file(request.GET),
        **listed,
    }
    return render(request, "assessment/agreement.html", context)


@lru_cache(maxsize=MOST_KEPT)
def _told(report: Report, _language: str | None) -> dict[str, Any]:
    """What the page says of all together, in the language that is active; nobody changes it."""
    coefficients = report.coefficients()
    return {
        "report": report,
        "headline": coefficients[0],
        "apart": report.apart(),
        "kinds": report.kinds(),
        "coefficients": coefficients,
        "months": over_time("agreement-months", report.months(), report.bar),
        "bar": round(100 * report.bar),
    }


@lru_cache(maxsize=MOST_KEPT)
def _lines_by(by: str, report: Report, _language: str | None) -> tuple[Line, ...]:
    if by == "criterion":
        return tuple(report.by_criterion())
    if by == "department":
        return tuple(report.kept_back(report.by_department()))
    return tuple(report.kept_back(report.by_micro_credential()))


def figures_of(report: Report) -> QuerySet[Figures]:
    return Figures.objects.filter(pk__in=[row.pk for row in report.rows])


def _by(by: str, request: SignedInRequest, report: Report) -> dict[str, Any] | HttpResponseBase:
    """Lines of what the report holds already, those that cannot be told at the end."""
    lines = _lines_by(by, report, get_language())
    sorting = sorting_of(request.GET, ORDERS, "same")
    known = [line for line in lines if line.figure.known]
    keys = {
        "name": lambda line: (line.name.casefold(), line.about),
        "same": lambda line: (line.figure.value or 0, line.name.casefold()),
        "scores": lambda line: (line.figure.n, line.name.casefold()),
    }
    known.sort(key=keys[sorting.name], reverse=sorting.is_descending)
    others = sorted((line for line in lines if not line.figure.known), key=keys["name"])
    ordered = [*known, *others]
    if request.GET.get("file") == "csv":
        return spreadsheet(f"agreement-by-{by}", _headings(), map(_cells, ordered))
    page = page_of(ordered, request)
    return {
        **_table(by, request, sorting, list(page)),
        "page": page,
        "picture": _picture(tuple(page), report.bar, get_language()),
        "below": [line for line in lines if line.is_below],
    }


@lru_cache(maxsize=MOST_KEPT)
def _picture(lines: tuple[Line, ...], bar: float, _language: str | None) -> Chart | None:
    return side_by_side("agreement-lines", lines, bar)


def _by_assessor(
    request: SignedInRequest, paths: Sequence[str], report: Report
) -> dict[str, Any] | HttpResponseBase:
    """Two queries, and one that counts."""
    sorting = sorting_of(request.GET, tuple(readers.ORDERS), "same")
    rows = readers.readers_of(paths, sorting)
    if request.GET.get("file") == "csv":

        def say(part: list[dict[str, Any]]) -> None:
            for row, line in zip(part, readers.lines_of(part, report.bar), strict=True):
                row["line"] = line

        lines = (_cells(row["line"]) for row in in_parts(rows, say))
        return spreadsheet("agreement-by-assessor", _headings(), lines)
    page = page_of(rows, request)
    return {
        **_table("assessor", request, sorting, readers.lines_of(page, report.bar)),
        "page": page,
    }


def _table(
    by: str, request: SignedInRequest, sorting: Sorting, lines: Sequence[Line]
) -> dict[str, Any]:
    """The lines of a page with what opens behind their numbers, and heads of their columns."""
    behind = reverse("assessment:agreement_readings")
    columns = [(_labels()[by], "name"), (_("Same of 100"), "same"), (_("Range"), "")]
    columns += [(_("Scores"), "scores")]
    columns += [(_("Experts, same of 100"), "")] if by == "assessor" else []
    columns += [(_("Read as"), "")]
    numbers = [label for label, _n in columns[1:4]]
    return {
        "rows": [
            (line, f"{behind}?{urlencode(line.query)}" if line.query else "") for line in lines
        ],
        "headings": headings(sorting, request.GET, *columns, numbers=numbers),
    }


def _severity(
    request: SignedInRequest, figures: QuerySet[Figures]
) -> dict[str, Any] | HttpResponseBase:
    """How severe those are of whom this lead sees figures. Two queries, and one that counts."""
    estimated = readers.severity_for(request.user)
    sorting = sorting_of(request.GET, tuple(readers.SEVERITY_ORDERS), "-severity")
    rows = (
        readers.measures_of(estimated, figures, sorting)
        if estimated
        else SeverityMeasure.objects.none()
    )
    columns = [
        (_("Assessor"), "name"),
        (_("Severity"), "severity"),
        (_("Standard error"), ""),
        (_("Infit"), ""),
        (_("Outfit"), ""),
        (_("Scores"), ""),
        (_("Read as"), ""),
    ]
    labels = [label for label, _name in columns]
    if request.GET.get("file") == "csv":
        lines = (list(row.values()) for row in map(_measure, rows.iterator()))
        return spreadsheet("severity", labels, lines)
    page = page_of(rows, request)
    reason = estimated.reason if estimated else "too_few"
    return {
        "page": page,
        "severity": [_measure(row) for row in page],
        "severity_reason": wording.severity_reason(reason) if reason else "",
        "severity_at": estimated.estimated_at if estimated else None,
        "headings": headings(sorting, request.GET, *columns, numbers=labels[1:6]),
    }


def _measure(row: SeverityMeasure) -> dict[str, Any]:
    return {
        "name": row.person.display_name,
        "logits": number(row.logits),
        "error": number(row.standard_error),
        "infit": number(row.infit),
        "outfit": number(row.outfit),
        "n": row.ratings,
        "read_as": wording.severity_as(row.logits, row.standard_error, row.outfit),
    }


def _labels() -> dict[str, str]:
    return {
        "micro-credential": _("Micro-credential"),
        "criterion": _("Criterion"),
        "department": _("Department"),
        "assessor": _("Assessor"),
        "severity": _("Severity"),
    }


def _headings() -> list[str]:
    return [
        _("Name"),
        _("Of"),
        _("Same of 100"),
        _("At least"),
        _("At most"),
        _("Scores"),
        _("Read as"),
    ]


def _cells(line: Line) -> list[object]:
    figure = line.figure
    ends = [round(100 * end, 1) if end is not None else "" for end in (figure.low, figure.high)]
    value = round(100 * figure.value, 1) if figure.value is not None else ""
    return [line.name, line.about, value, *ends, line.n, line.read_as]
