"""The list behind a number of agreement: pairs as they were counted, narrowed to what the number rests on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from assay.assessment.models import Figures, ReadingPair
from assay.assessment.readings import Kind
from assay.catalog.models import MicroCredential
from assay.lib.counts import Listed
from assay.lib.prepared import Prepared, prepared
from assay.people.models import Person

#: Up to so many are found by their versions and put in order; of more, all are gone through in their order.
MANY: Final = 1_500

SHOWN: Final = ("all", "decisions", "settled")


@prepared
def figures_under(paths: Sequence[str]) -> QuerySet[Figures, dict[str, Any]]:
    """Of each scoring version that a lead's role reaches: what it is called, and whose it is."""
    led = MicroCredential.objects.all().under(paths).order_by().values("pk")
    owner, issuer = F("micro_credential__owner"), F("micro_credential__issuer")
    rows = Figures.objects.filter(micro_credential__in=led).order_by("pk")
    found: QuerySet[Figures, dict[str, Any]] = rows.annotate(
        owner=owner,
        owner_name=F("micro_credential__owner__name"),
        issuer=issuer,
        issuer_name=F("micro_credential__issuer__name"),
    ).values(
        *("pk", "title", "language", "criteria", "counted_at"),
        *("owner", "owner_name", "issuer", "issuer_name"),
    )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What is asked for: of these figures, and what else they are narrowed to. `show` is one of `SHOWN`."""

    figures: Collection[int]
    show: str = "all"
    criterion: str = ""
    assessor: int | None = None
    is_every: bool = False

    def pairs_for(self, lead: Person) -> Listed[dict[str, Any]]:
        """The newest first, never of the lead's own work. One query at most, beside those of the list."""
        keys = list(self.figures)
        is_few = len(keys) < 2 or Listed(_held_by, keys).count(MANY + 1) <= MANY
        values: list[Any] = [lead, keys]
        if self.assessor is not None:
            values.append(self.assessor)
        if self.criterion and self.show == "decisions":
            values.append(ReadingPair.marked(self.criterion))
        question = _question(
            self.show, bool(self.criterion), self.assessor is not None, self.is_every, is_few
        )
        return Listed(question, *values)


@prepared
def _held_by(figures: Sequence[int]) -> QuerySet[ReadingPair, int]:
    return ReadingPair.objects.filter(figures__pk__in=figures).values_list("pk", flat=True)


@cache
def _question(
    show: str, of_criterion: bool, of_assessor: bool, is_every: bool, is_few: bool
) -> Prepared[..., dict[str, Any]]:
    def pairs(lead: Any, figures: Any, *more: Any) -> QuerySet[ReadingPair, dict[str, Any]]:
        values = list(more)
        rows = ReadingPair.objects.exclude(evaluation__submission__start__person=lead)
        if is_few:
            rows = rows.filter(figures__pk__in=figures)
        else:
            # Looked up row by row: SQLite would gather all pairs of these versions, and put them in order, first.
            reach = Figures.objects.filter(pk=OuterRef("figures"), pk__in=figures)
            rows = rows.filter(Exists(reach))
        if not is_every:
            rows = rows.filter(kind=Kind.UNCHOSEN.value)
        if of_assessor:
            reader = values.pop(0)
            rows = rows.filter(Q(first=reader) | Q(second=reader))
        if show == "settled":
            rows = rows.filter(is_settled=True)
        elif show == "decisions" and of_criterion:
            rows = rows.filter(apart__contains=values.pop(0))
        elif show == "decisions":
            rows = rows.filter(is_decided_otherwise=True)
        return _shown(rows.order_by("-at", "-pk"))

    return Prepared(pairs)


def _shown(rows: QuerySet[ReadingPair]) -> QuerySet[ReadingPair, dict[str, Any]]:
    found: QuerySet[ReadingPair, dict[str, Any]] = rows.values(
        *("evaluation", "slot", "kind", "at", "same", "asked", "is_decided_otherwise"),
        public_id=F("evaluation__submission__public_id"),
        title=F("evaluation__submission__version__title"),
        language=F("evaluation__submission__version__language"),
        why=F("evaluation__why_double"),
        settled_by=F("evaluation__decision__settled_by"),
    )
    return found
