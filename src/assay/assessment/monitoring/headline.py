"""Agreement in one line, for pages that only point at it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.translation import get_language

from assay.assessment.agreement.exact import exact
from assay.assessment.agreement.figures import Figure
from assay.assessment.models import Figures
from assay.assessment.monitoring.counts import of_all, pairs_of
from assay.assessment.monitoring.report import MOST_KEPT, Line, Report, report_under
from assay.assessment.policy import LEADS
from assay.assessment.readings import Kind
from assay.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """A criterion whose whole interval lies under the bar, with its title and its micro-credential's."""

    slug: str  # of the micro-credential
    title: str
    criterion: str
    criterion_title: str
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """Exact agreement of what nobody chose, with what it rests on; the policy's bar (0 to 1); what lies under it.

    `lines`: by micro-credential, lowest first, as far as leads may see them; `kept_back` of too few to be shown.
    """

    agreement: Figure
    submissions: int
    bar: float
    below: tuple[Below, ...]
    lines: tuple[Line, ...]
    kept_back: int
    counted_at: datetime | None


def headline_for(person: Person) -> Headline:
    """Of what a lead looks after; kept as its report is. Two queries, however much was read."""
    paths = [place.path for place in person.organizations_as(*LEADS)]
    return _of_report(report_under(paths), get_language())


@lru_cache(maxsize=MOST_KEPT)
def _of_report(report: Report, _language: str | None) -> Headline:
    """In the language that is active."""
    rows, bar = report.rows, report.bar
    lines = [line for line in report.by_micro_credential() if line.figure.n]
    told = [line for line in report.kept_back(lines) if line.figure.known]
    told.sort(key=lambda line: (line.figure.value or 0, line.name.casefold()))
    return Headline(
        agreement=exact(of_all(row.counts["kinds"].get(Kind.UNCHOSEN) for row in rows)),
        submissions=sum(row.counts["submissions"].get(Kind.UNCHOSEN, 0) for row in rows),
        bar=bar,
        below=tuple(_below(rows, bar)),
        lines=tuple(told),
        kept_back=len(lines) - len(told),
        counted_at=min((row.counted_at for row in rows), default=None),
    )


def _below(rows: Sequence[Figures], bar: float) -> Iterator[Below]:
    for row in rows:
        for criterion, table in row.counts["criteria"].items():
            pairs = pairs_of(table)
            if pairs.same >= bar * pairs.n:
                continue  # reaches it, so its interval does
            figure = exact(pairs)
            if lies_below(figure, bar):
                yield Below(
                    slug=row.micro_credential.slug,
                    title=row.title,
                    criterion=criterion,
                    criterion_title=row.criteria.get(criterion, criterion),
                    figure=figure,
                )


def lies_below(figure: Figure, bar: float) -> bool:
    """Whether even the best it may be is under the bar; chance alone would not explain that."""
    return figure.high is not None and figure.high < bar
