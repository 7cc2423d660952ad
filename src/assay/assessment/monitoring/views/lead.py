"""The lead's page of agreement, and the list behind every number on it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.models import Assignment, Figures, ScoreSheet, SeverityMeasure, Slot
from assay.assessment.monitoring import readers, wording
from assay.assessment.monitoring.pictures import over_time, side_by_side
from assay.assessment.monitoring.report import Line, Report
from assay.assessment.readings import UNCHOSEN, Kind, Pair, have_two, read_twice
from assay.assessment.words import double_word, settled_word
from assay.catalog.models import MicroCredential
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.ui.charts import number
from assay.ui.paging import Sorting, as_file, headings, in_parts, sorting_of

#: What the figures are told by.
VIEWS = ("micro-credential", "criterion", "department", "assessor", "severity")
ORDERS = ("name", "same", "scores")
SHOWN = ("all", "decisions", "settled")


@only_for(policy.is_lead)
@require_safe
def agreement(request: SignedInRequest) -> HttpResponseBase:
    """How well readings agree, of what this lead looks after. Three queries, however much was read."""
    by = request.GET.get("by", VIEWS[0])
    by = by if by in VIEWS else VIEWS[0]
    figures = figures_of(request.user)
    report = Report.of(figures)
    if by == "severity":
        listed = _severity(request, figures)
    elif by == "assessor":
        listed = _by_assessor(request, figures, report)
    else:
        listed = _by(by, request, report)
    if isinstance(listed, HttpResponseBase):
        return listed
    coefficients = report.coefficients()
    context = {
        "report": report,
        "headline": coefficients[0],
        "apart": report.apart(),
        "kinds": report.kinds(),
        "coefficients": coefficients,
        "months": over_time("agreement-months", report.months(), report.bar),
        "bar": round(100 * report.bar),
        "by": by,
        "views": [
            {"label": label, "url": f"?by={name}", "current": name == by}
            for name, label in _labels().items()
        ],
        "download": as_file(request.GET),
        **listed,
    }
    return render(request, "assessment/agreement.html", context)


@only_for(policy.is_lead)
@require_safe
def readings(request: SignedInRequest) -> HttpResponseBase:
    """What was read twice, newest first, narrowed to what a number rests on. Nobody's name."""
    narrowed = _narrowed(request)
    rows = narrowed["rows"]

    def say(part: list[Any]) -> None:
        _say_what_they_said(part, narrowed["criterion"])

    if request.GET.get("file") == "csv":
        lines = (
            [
                row.evaluation.public_id,
                row.version.title,
                row.at.date().isoformat() if row.at else "",
                row.why,
                row.same,
                row.asked,
                row.differing,
                row.settled,
            ]
            for row in in_parts(rows, say)
        )
        return spreadsheet("read-twice", _reading_headings(), lines)
    page = page_of(rows, request)
    say(list(page))
    context = {
        **narrowed,
        "page": page,
        "shown": [
            {"label": label, "url": _with(request, show=name), "current": name == narrowed["show"]}
            for name, label in zip(SHOWN, _shown_labels(bool(narrowed["criterion"])), strict=True)
        ],
        "download": as_file(request.GET),
    }
    return render(request, "assessment/agreement_readings.html", context)


def figures_of(lead: Person) -> QuerySet[Figures]:
    led = MicroCredential.objects.all().reached_from(lead.organizations_as(*policy.LEADS))
    rows = Figures.objects.filter(micro_credential__in=led.order_by().values("pk"))
    return rows.select_related("micro_credential__owner", "micro_credential__issuer")


def _by(by: str, request: SignedInRequest, report: Report) -> dict[str, Any] | HttpResponseBase:
    """Lines of what the report holds already, those that cannot be told at the end."""
    if by == "criterion":
        lines = report.by_criterion()
    elif by == "department":
        lines = report.kept_back(report.by_department())
    else:
        lines = report.kept_back(report.by_micro_credential())
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
        "picture": side_by_side("agreement-lines", page, report.bar),
        "below": [line for line in lines if line.is_below],
    }


def _by_assessor(
    request: SignedInRequest, figures: QuerySet[Figures], report: Report
) -> dict[str, Any] | HttpResponseBase:
    """Two queries, and one that counts."""
    sorting = sorting_of(request.GET, tuple(readers.ORDERS), "same")
    rows = readers.readers_of(figures, sorting)
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


def _narrowed(request: SignedInRequest) -> dict[str, Any]:
    """The rows, and what they are narrowed to. What does not exist, or is not theirs, narrows to nothing."""
    me, query = request.user, request.GET
    paths = [place.path for place in me.organizations_as(*policy.LEADS)]
    rows: QuerySet[Assignment] = have_two().led_from(paths, me)
    figures = criterion = assessor = department = None
    if "of" in query:
        figures = figures_of(me).filter(pk=whole_number(query.get("of")) or 0).first()
        rows = rows.filter(_of_version(figures)) if figures else rows.none()
    if figures and query.get("criterion") in figures.criteria:
        criterion = query["criterion"]
        rows = _differing_on(rows, criterion) if query.get("show") == "decisions" else rows
    if "assessor" in query:
        of = whole_number(query["assessor"]) or 0
        held = Assignment.objects.filter(assessor=of, slot__in=(Slot.FIRST, Slot.SECOND))
        rows = rows.filter(evaluation__in=held.order_by().values("evaluation"))
        # Nobody learns a name from a number: only whoever read something that this lead looks after has one here.
        assessor = Person.objects.filter(pk=of).first() if rows.exists() else None
    if "department" in query:
        place = whole_number(query["department"]) or 0
        owner = "evaluation__submission__version__micro_credential"
        rows = rows.filter(
            Q(**{f"{owner}__owner": place})
            | Q(**{f"{owner}__owner__isnull": True, f"{owner}__issuer": place})
        )
        department = (
            figures_of(me).filter(micro_credential__owner=place).first()
            or figures_of(me).filter(micro_credential__issuer=place).first()
        )
    show = query.get("show", "all")
    show = show if show in SHOWN else "all"
    if show == "decisions" and not criterion:
        rows = _deciding_otherwise(rows)
    if show == "settled":
        third = Assignment.objects.filter(slot=Slot.ADJUDICATION, status="scored")
        rows = rows.filter(slot=Slot.SECOND, evaluation__in=third.order_by().values("evaluation"))
    if query.get("kind") != "every":
        rows = rows.filter(slot=Slot.SECOND, evaluation__why_double__in=UNCHOSEN)
    return {
        "rows": rows.select_related("evaluation__submission__version", "evaluation__decision")
        .defer("evaluation__submission__manifest", "evaluation__submission__version__data")
        .order_by("-ended_at", "-pk"),
        "figures": figures,
        "criterion": criterion,
        "criterion_title": figures.criteria[criterion] if figures and criterion else "",
        "assessor": assessor,
        "department": department,
        "show": show,
        "every": query.get("kind") == "every",
        "every_url": _with(request, kind="every"),
        "unchosen_url": _with(request, kind=""),
    }


def _of_version(figures: Figures) -> Q:
    version = "evaluation__submission__version"
    number = Q(**{f"{version}__number": figures.major}) | Q(
        **{f"{version}__number__startswith": f"{figures.major}."}
    )
    return number & Q(**{f"{version}__micro_credential": figures.micro_credential_id})


def _first_sheet() -> QuerySet[ScoreSheet]:
    return ScoreSheet.objects.filter(
        assignment__evaluation=OuterRef("evaluation"),
        assignment__slot=Slot.FIRST,
        assignment__status="scored",
    )


def _differing_on(rows: QuerySet[Assignment], criterion: str) -> QuerySet[Assignment]:
    one = _first_sheet().annotate(level=KeyTextTransform(criterion, "levels")).values("level")[:1]
    two = KeyTextTransform(criterion, "sheet__levels")
    rows = rows.filter(slot=Slot.SECOND).annotate(one=Subquery(one), two=two)
    return rows.filter(one__isnull=False, two__isnull=False).exclude(one=F("two"))


def _deciding_otherwise(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    one = Subquery(_first_sheet().values("outcome")[:1])
    rows = rows.filter(slot=Slot.SECOND).exclude(sheet__outcome="").annotate(one=one)
    return rows.exclude(one="").exclude(one=F("sheet__outcome"))


def _say_what_they_said(rows: Sequence[Any], criterion: str | None) -> None:
    """Add to each row what its two readers said, without names. Two queries."""
    pairs: dict[tuple[int, int], Pair] = {
        (pair.subject, pair.slot): pair for pair in read_twice([row.evaluation_id for row in rows])
    }
    for row in rows:
        pair = pairs.get((row.evaluation_id, row.slot))
        levels = [level for level in (pair.levels if pair else ()) if criterion in (None, level[0])]
        decision = getattr(row.evaluation, "decision", None)
        row.version, row.at = row.evaluation.submission.version, row.ended_at
        row.why = (
            _("an appeal")
            if pair and pair.kind == Kind.APPEAL
            else double_word(row.evaluation.why_double)
        )
        row.same, row.asked = sum(one == two for _c, one, two in levels), len(levels)
        row.differing = bool(pair and pair.outcomes and pair.outcomes[0] != pair.outcomes[1])
        row.levels = levels if criterion else []
        row.settled = settled_word(decision.settled_by) if decision else ""


def _with(request: SignedInRequest, **changed: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query[name] = value
        if not value:
            del query[name]
    return f"?{query.urlencode()}"


def _labels() -> dict[str, str]:
    return {
        "micro-credential": _("Micro-credential"),
        "criterion": _("Criterion"),
        "department": _("Department"),
        "assessor": _("Assessor"),
        "severity": _("Severity"),
    }


def _shown_labels(of_criterion: bool) -> tuple[str, str, str]:
    differ = _("Levels differ") if of_criterion else _("Decisions differ")
    return _("All"), differ, _("Settled by a lead")


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


def _reading_headings() -> list[str]:
    return [
        _("Submission"),
        _("Micro-credential"),
        _("Second reading sent"),
        _("Why twice"),
        _("Criteria the same"),
        _("Criteria read twice"),
        _("Decisions differ"),
        _("Settled by"),
    ]
