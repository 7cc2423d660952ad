"""Each reader beside the others, for leads: added up and put in order by the database, one page at a time."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from django.db.models import Case, F, QuerySet, When

from assay.assessment.agreement.figures import LEAST_PAIRS, share
from assay.assessment.models import (
    Figures,
    ReaderFigures,
    ReaderFiguresQuerySet,
    Severity,
    SeverityMeasure,
)
from assay.assessment.monitoring.report import Line, under
from assay.assessment.policy import programs_led_by
from assay.lib.counts import Listed
from assay.lib.prepared import Prepared, prepared
from assay.people.models import Person
from assay.ui.paging import Sorting

#: What the list is ordered by; those of whom too little was read twice come last whichever way it is.
ORDERS: Final = {"name": "person__display_name", "same": "share", "scores": "all_scores"}
SEVERITY_ORDERS: Final = {"name": ("person__display_name", "pk"), "severity": ("logits", "pk")}


def readers_of(paths: Sequence[str], sorting: Sorting) -> Listed[dict[str, Any]]:
    """One row of sums for each reader of what is owned or issued there, in order."""
    question = _in_order(sorting.name, sorting.is_descending)
    return Listed(question, paths, counted_by=_readers)


@prepared
def _readers(paths: Sequence[str]) -> QuerySet[Person, Any]:
    """Everybody with figures there: each has one row of sums."""
    rows = ReaderFigures.objects.filter(figures__micro_credential__in=under(paths))
    return Person.objects.filter(pk__in=rows.order_by().values("person")).order_by()


@cache
def _in_order(name: str, is_descending: bool) -> Prepared[..., dict[str, Any]]:
    @prepared
    def ordered(paths: Sequence[str]) -> QuerySet[ReaderFigures, dict[str, Any]]:
        key = F(ORDERS[name])
        return (
            ReaderFigures.objects.filter(figures__micro_credential__in=under(paths))
            .by_reader(LEAST_PAIRS)
            .order_by(
                Case(When(all_scores__lt=LEAST_PAIRS, then=1), default=0),
                key.desc() if is_descending else key.asc(),
                "person",
            )
        )

    return ordered


def lines_of(rows: Iterable[Mapping[str, Any]], bar: float) -> list[Line]:
    """Their own levels beside those of whoever read the same, and beside experts'. One query, for names."""
    rows = list(rows)
    names = dict(_names([row["person"] for row in rows]))
    return [
        Line(
            name=names[row["person"]],
            figure=share(row["all_same"], row["all_scores"]),
            bar=bar,
            query={"assessor": row["person"]},
            expert=share(row["all_expert_same"], row["all_expert_scores"]),
        )
        for row in rows
    ]


@prepared
def _names(people: Sequence[int]) -> QuerySet[Person, tuple[int, str]]:
    return Person.objects.filter(pk__in=people).order_by().values_list("pk", "display_name")


def severity_for(lead: Person) -> Severity | None:
    """The latest estimate of a program that this lead looks after. One query."""
    rows = Severity.objects.filter(program__in=programs_led_by(lead))
    return rows.order_by("-estimated_at").first()


def measures_of(
    severity: Severity, figures: QuerySet[Figures], sorting: Sorting
) -> QuerySet[SeverityMeasure]:
    """How severe those are of whom these figures tell, in order."""
    rows = severity.readers.filter(person__in=_of(figures).values("person"))
    return rows.select_related("person").order_by(*sorting.fields(SEVERITY_ORDERS))


def _of(figures: QuerySet[Figures]) -> ReaderFiguresQuerySet:
    return ReaderFigures.objects.filter(figures__in=figures.order_by().values("pk"))
