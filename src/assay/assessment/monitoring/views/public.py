"""The program's agreement, for everybody: what it is, what it means, and what it does not say. Nobody is named."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment.agreement.exact import adjacent, exact
from assay.assessment.agreement.gwet import ac1
from assay.assessment.models import Figures
from assay.assessment.monitoring import wording
from assay.assessment.monitoring.pictures import of_a_hundred, over_time, side_by_side
from assay.assessment.monitoring.report import Line, Report
from assay.catalog.models import MicroCredential
from assay.lib.http import spreadsheet
from assay.people.models import PROGRAMS, Organization
from assay.program.policies import AppealPolicy, AssessmentPolicy, in_force


@require_safe
def program(request: HttpRequest, ident: str) -> HttpResponseBase:
    """What a program issues, all pooled and by micro-credential. Eight queries, however much was read."""
    place = Organization.objects.current().filter(ident=ident, kind__in=PROGRAMS).first()
    if place is None:
        raise Http404
    issued = MicroCredential.objects.filter(issuer__path__startswith=place.path)
    rows = Figures.objects.filter(micro_credential__in=issued.order_by().values("pk"))
    report = Report.of(rows.select_related("micro_credential"))
    lines = sorted(
        report.hidden_small(report.by_micro_credential()),
        key=lambda line: (bool(line.pooled), -(line.figure.value or 0), line.name),
    )
    if request.GET.get("file") == "csv":
        return spreadsheet(
            f"agreement-{place.ident}", _headings(), map(_cells, _all(report, lines))
        )
    pairs = report.pairs()
    same, near, decisions = exact(pairs), adjacent(pairs), report.decisions()
    rules = in_force(AssessmentPolicy)
    months = report.months()
    context = {
        "program": place,
        "report": report,
        "is_known": same.known,
        "same": wording.of_hundred(same),
        "near": wording.of_hundred(near),
        "n": pairs.n,
        "decisions": wording.of_hundred(decisions) if decisions.known else "",
        "whole": decisions.n,
        "settled": report.settled(),
        "submissions": report.submissions(),
        "chance": wording.coefficient(ac1(pairs)) if ac1(pairs).known else "",
        "bar": round(100 * report.bar),
        "reaches": same.value is not None and same.value >= report.bar,
        "hundred": of_a_hundred("agreement-hundred", report),
        "months": over_time("agreement-months", months, report.bar),
        "picture": side_by_side("agreement-lines", lines, report.bar),
        "lines": lines,
        "coefficients": report.coefficients() if same.known else [],
        "rules": rules,
        "always": len(rules.double_score_all_for),
        "appeal_days": in_force(AppealPolicy, within=place).window_days,
    }
    return render(request, "assessment/public_agreement.html", context)


def _all(report: Report, lines: list[Line]) -> list[Line]:
    whole = Line(name=_("All together"), figure=exact(report.pairs()), bar=report.bar)
    return [whole, *lines]


def _headings() -> list[str]:
    return [
        _("Micro-credential"),
        _("Scoring version"),
        _("Same of 100"),
        _("At least"),
        _("At most"),
        _("Scores given twice"),
        _("Read as"),
    ]


def _cells(line: Line) -> list[object]:
    figure = line.figure
    ends = [round(100 * end, 1) if end is not None else "" for end in (figure.low, figure.high)]
    value = round(100 * figure.value, 1) if figure.value is not None else ""
    return [line.name, line.about, value, *ends, line.n, line.read_as]
