"""Pairs of readings as counts, by kind, criterion, month and assessor; without database.

A table is nine counts: the first one's level by the second one's, from least to best. Tables are added up over
micro-credentials, so that one row for each of them is all that a page reads.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from assay.assessment.agreement.figures import Figure, share
from assay.assessment.agreement.ratings import PROGRAM_SCALE, Pairs
from assay.assessment.readings import Kind, Pair

Table = list[int]

_SIZE: Final = len(PROGRAM_SCALE)
_PLACE: Final = {level: place for place, level in enumerate(PROGRAM_SCALE)}


def empty() -> Table:
    return [0] * _SIZE**2


def _tables() -> defaultdict[str, Table]:
    return defaultdict(empty)


def _shares() -> defaultdict[str, list[int]]:
    return defaultdict(lambda: [0, 0])


@dataclass(slots=True, kw_only=True)
class OfReader:
    """One assessor's beside others, as `ReaderFigures` holds it: of what nobody chose, and of anchors."""

    same: int = 0
    scores: int = 0
    expert_same: int = 0
    expert_scores: int = 0
    above: int = 0
    below: int = 0
    criteria: defaultdict[str, list[int]] = field(default_factory=_shares)
    months: defaultdict[str, list[int]] = field(default_factory=_shares)

    def columns(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def add(self, pair: Pair, person: int, month: str) -> None:
        for criterion, own, other in pair.seen_by(person):
            same, place, others = own == other, _PLACE[own], _PLACE[other]
            if pair.kind == Kind.EXPERT:
                self.expert_same += same
                self.expert_scores += 1
            else:
                self.same += same
                self.scores += 1
            self.above += place > others
            self.below += place < others
            for shares, key in ((self.criteria, criterion), (self.months, month)):
                shares[key][0] += same
                shares[key][1] += 1


@dataclass(slots=True, kw_only=True)
class Counts:
    """All that is counted. `alike`: of how many whole pairs the outcome was the same, by kind, as [same, all]."""

    kinds: defaultdict[str, Table] = field(default_factory=_tables)
    criteria: defaultdict[str, Table] = field(default_factory=_tables)  # what nobody chose
    months: defaultdict[str, Table] = field(default_factory=_tables)  # what nobody chose
    alike: defaultdict[str, list[int]] = field(default_factory=_shares)
    submissions: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    settled: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    readers: defaultdict[int, OfReader] = field(default_factory=lambda: defaultdict(OfReader))

    def add(self, pair: Pair) -> None:
        month = f"{pair.at:%Y-%m}"
        self.submissions[pair.kind] += 1
        self.settled[pair.kind] += pair.settled
        if pair.outcomes is not None:
            self.alike[pair.kind][0] += pair.outcomes[0] == pair.outcomes[1]
            self.alike[pair.kind][1] += 1
        for criterion, one, two in pair.levels:
            cell = _PLACE[one] * _SIZE + _PLACE[two]
            self.kinds[pair.kind][cell] += 1
            if pair.kind == Kind.UNCHOSEN:
                self.criteria[criterion][cell] += 1
                self.months[month][cell] += 1
        if pair.kind in (Kind.UNCHOSEN, Kind.EXPERT):
            for person in (pair.first, pair.second):
                if person is not None:
                    self.readers[person].add(pair, person, month)

    def counts_json(self) -> dict[str, Any]:
        return {
            "kinds": self.kinds,
            "criteria": self.criteria,
            "months": self.months,
            "alike": self.alike,
            "submissions": self.submissions,
            "settled": self.settled,
        }


def added(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Several of the same shape, added up cell by cell."""
    total: dict[str, Any] = {}
    for row in rows:
        for key, value in row.items():
            total[key] = _sum(total.get(key), value)
    return total


def _sum(one: Any, two: Any) -> Any:
    if isinstance(two, Mapping):
        return added([one or {}, two])
    if isinstance(two, list):
        return [a + b for a, b in zip(one or [0] * len(two), two, strict=True)]
    return (one or 0) + two


def pairs_of(table: Table | None) -> Pairs:
    """A table as the statistics take it."""
    cells = table or empty()
    rows = (tuple(cells[start : start + _SIZE]) for start in range(0, _SIZE**2, _SIZE))
    return Pairs(PROGRAM_SCALE, tuple(rows))


def of_all(tables: Iterable[Table | None]) -> Pairs:
    """Several tables as one: whoever shows it says that it is pooled."""
    total = empty()
    for table in tables:
        if table:
            total = [a + b for a, b in zip(total, table, strict=True)]
    return pairs_of(total)


def share_of(counted: list[int] | None) -> Figure:
    """A share kept as [same, all]."""
    hits, n = counted or (0, 0)
    return share(hits, n)
