"""Two readings of the same work, made apart from each other, as they stand in rows: agreement is told from these.

What counts is what each reader said first. A sheet that an approver gave back was written anew with a hint, and a third
judgment has both sides before it: neither tells how well two agree.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from assay.assessment.models import (
    LATER_OF_TWO,
    AnchorReading,
    Assignment,
    AssignmentQuerySet,
    AssignmentStatus,
    Evaluation,
    Slot,
)
from assay.catalog.models import major_of
from assay.lib.prepared import prepared

#: Reasons for a second reading that do not hang on what the first one said: these alone tell how the pool agrees.
UNCHOSEN: Final = (
    "first_n",
    "high_stakes",
    "pilot",
    "attested_only",
    "random",
)
#: Slots whose two readers know nothing of each other.
PAIRED: Final = (
    (Slot.FIRST, Slot.SECOND),
    (Slot.APPEAL_FIRST, Slot.APPEAL_SECOND),
    (Slot.LAST_FIRST, Slot.LAST_SECOND),
)


class Kind(StrEnum):
    """Why there are two readings."""

    UNCHOSEN = "unchosen"  # whatever the first one said
    DOUBTED = "doubted"  # because the first one left the decision in doubt
    APPEAL = "appeal"
    EXPERT = "expert"  # an anchor, against its expert's levels


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two readings of one submission, or one of an anchor beside its expert's.

    `subject` is the evaluation or the anchor; `second` is None for the expert. `levels`: criterion, the first one's
    level, the second one's, for each that both were asked. `outcomes`: whether each came to *earned*; None where one
    of them was asked a part only, or where an anchor was read.
    """

    kind: Kind
    micro_credential: int
    major: str
    subject: int
    first: int
    second: int | None
    at: datetime
    levels: tuple[tuple[str, str, str], ...]
    outcomes: tuple[bool, bool] | None = None
    slot: int = 0  # of the second one
    settled: bool = False  # by a third judgment

    @property
    def same(self) -> int:
        return sum(one == two for _criterion, one, two in self.levels)

    def seen_by(self, person: int) -> tuple[tuple[str, str, str], ...]:
        """The levels with this reader's own first."""
        if person == self.first:
            return self.levels
        return tuple((criterion, two, one) for criterion, one, two in self.levels)


def read_twice(evaluations: QuerySet[Evaluation, Any] | Iterable[int]) -> Iterator[Pair]:
    """The pairs of these evaluations, in their order. One query, read as it comes."""
    rows = Assignment.objects.filter(_THAT_TELL, evaluation__in=evaluations)
    sorted_rows = rows.order_by("evaluation", "slot").values(*_FIELDS)
    return _in_pairs(sorted_rows.iterator(chunk_size=2000))


def _in_pairs(rows: Iterable[dict[str, Any]]) -> Iterator[Pair]:
    """Of sheets by submission and slot."""
    for _evaluation, sheets in groupby(rows, key=itemgetter("evaluation")):
        yield from _pairs({row["slot"]: row for row in sheets})


def against_experts(rows: QuerySet[AnchorReading, Any]) -> Iterator[Pair]:
    """Anchors that were read, beside their expert's levels, without what counts for nobody. One query."""
    handed_over = rows.filter(handed_over_at__isnull=False).values(*_OF_ANCHORS)
    return _beside_experts(handed_over.iterator(chunk_size=2000))


def _beside_experts(rows: Iterable[dict[str, Any]]) -> Iterator[Pair]:
    for row in rows:
        at = row["handed_over_at"]
        levels = _both(row["levels"], row["anchor__levels"], leave_out=row["anchor__set_aside"])
        if at and levels:
            yield Pair(
                kind=Kind.EXPERT,
                micro_credential=row["anchor__version__micro_credential"],
                major=row["anchor__major"],
                subject=row["anchor"],
                first=row["person"],
                second=None,
                at=at,
                levels=levels,
            )


def have_two() -> AssignmentQuerySet:
    """The later of two readings: one row for each pair there is."""
    return Assignment.objects.filter(status=AssignmentStatus.SCORED, slot__in=LATER_OF_TWO)


def latest_of(person: int, most: int) -> list[Pair]:
    """A reader's latest pairs that nobody chose, anchors among them; the newest first. Three queries.

    At most a hundred.
    """
    sheets = _sheets_of(_latest_read_twice.part(0, most, [person]))
    anchors = _latest_anchors.part(0, most, [person])
    found = [
        *(pair for pair in _in_pairs(sheets) if person in (pair.first, pair.second)),
        *_beside_experts(anchors),
    ]
    return list(islice(sorted(found, key=lambda pair: pair.at, reverse=True), most))


@prepared
def _latest_read_twice(person: int) -> QuerySet[Assignment, int]:
    """What this reader and another one read, and nobody chose."""
    scored = Assignment.objects.filter(
        assessor=person,
        status=AssignmentStatus.SCORED,
        slot__in=(Slot.FIRST, Slot.SECOND),
        evaluation__why_double__in=UNCHOSEN,
    )
    other = Assignment.objects.filter(
        evaluation=OuterRef("evaluation"),
        status=AssignmentStatus.SCORED,
        slot__in=(Slot.FIRST, Slot.SECOND),
    ).exclude(assessor=person)
    rows = scored.filter(Exists(other)).order_by("-ended_at", "-pk")
    return rows.values_list("evaluation", flat=True)


@prepared
def _sheets_of(evaluations: Sequence[int]) -> QuerySet[Assignment, dict[str, Any]]:
    rows = Assignment.objects.filter(_THAT_TELL, evaluation__pk__in=evaluations)
    found: QuerySet[Assignment, dict[str, Any]] = rows.order_by("evaluation", "slot").values(
        *_FIELDS
    )
    return found


@prepared
def _latest_anchors(person: int) -> QuerySet[AnchorReading, dict[str, Any]]:
    rows = AnchorReading.objects.filter(person=person, handed_over_at__isnull=False)
    found: QuerySet[AnchorReading, dict[str, Any]] = rows.order_by("-handed_over_at", "-pk").values(
        *_OF_ANCHORS
    )
    return found


def latest_on(micro_credential: int, major: str, most: int) -> list[Pair]:
    """The latest pairs of a scoring version that nobody chose. Two queries."""
    number = Q(evaluation__submission__version__number=major) | Q(
        evaluation__submission__version__number__startswith=f"{major}."
    )
    seconds = have_two().filter(
        number,
        slot=Slot.SECOND,
        evaluation__why_double__in=UNCHOSEN,
        evaluation__submission__version__micro_credential=micro_credential,
    )
    keys = seconds.order_by("-ended_at").values_list("evaluation", flat=True)[:most]
    return [pair for pair in read_twice(list(keys)) if pair.kind == Kind.UNCHOSEN]


_THAT_TELL: Final = Q(
    status=AssignmentStatus.SCORED,
    slot__in=(Slot.ADJUDICATION, *(slot for both in PAIRED for slot in both)),
)
_FIELDS = (
    "evaluation",
    "slot",
    "assessor",
    "sheet__levels",
    "sheet__earlier",
    "sheet__outcome",
    "sheet__handed_over_at",
    "evaluation__why_double",
    "evaluation__submission__carried",
    "evaluation__submission__version__micro_credential",
    "evaluation__submission__version__number",
)
_OF_ANCHORS = (
    "person",
    "levels",
    "handed_over_at",
    "anchor",
    "anchor__levels",
    "anchor__set_aside",
    "anchor__major",
    "anchor__version__micro_credential",
)


def _pairs(sheets: Mapping[int, dict[str, Any]]) -> Iterator[Pair]:
    for one, two in PAIRED:
        first, second = sheets.get(one), sheets.get(two)
        if first is None or second is None:
            continue
        said = [_said_first(row) for row in (first, second)]
        levels = _both(
            said[0][0], said[1][0], leave_out=first["evaluation__submission__carried"] or {}
        )
        if not levels:
            continue
        outcomes = [word for _levels, word in said]
        yield Pair(
            kind=_kind(one, first["evaluation__why_double"]),
            micro_credential=first["evaluation__submission__version__micro_credential"],
            major=major_of(first["evaluation__submission__version__number"]),
            subject=first["evaluation"],
            first=first["assessor"],
            second=second["assessor"],
            at=max(row["sheet__handed_over_at"] for row in (first, second)),
            levels=levels,
            outcomes=(outcomes[0] == "earned", outcomes[1] == "earned") if all(outcomes) else None,
            slot=two,
            settled=one == Slot.FIRST and Slot.ADJUDICATION in sheets,
        )


def _said_first(row: dict[str, Any]) -> tuple[dict[str, str], str]:
    """Levels and outcome of the sheet as it was first handed over."""
    if row["sheet__earlier"]:
        first = row["sheet__earlier"][0]
        return first["levels"], first.get("outcome", "")
    return row["sheet__levels"], row["sheet__outcome"]


def _both(
    first: Mapping[str, str], second: Mapping[str, str], *, leave_out: Mapping[str, Any]
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (criterion, level, second[criterion])
        for criterion, level in first.items()
        if criterion in second and criterion not in leave_out
    )


def _kind(slot: int, why: str) -> Kind:
    if slot != Slot.FIRST:
        return Kind.APPEAL
    return Kind.UNCHOSEN if why in UNCHOSEN else Kind.DOUBTED
