"""Agreement with an expert, criterion by criterion, without database: what is the same, how far the rest is apart.

A criterion that is set aside counts for nobody. Several anchors together give the tally that the policy's bar is for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assay.catalog.content.nouns import POINTS

Levels = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One criterion, read by somebody and by the expert."""

    criterion: str
    own: str
    expert: str
    is_set_aside: bool = False

    @property
    def higher(self) -> int:
        """By how many levels one's own is above the expert's; below zero, where it is under it."""
        return POINTS[self.own] - POINTS[self.expert]

    @property
    def apart(self) -> int:
        return abs(self.higher)

    @property
    def is_same(self) -> bool:
        return self.own == self.expert


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many criteria were read the same, of how many that count, and how many two levels apart."""

    same: int
    counted: int
    off_by_two: int

    @property
    def percent(self) -> int:
        """In whole percent, rounded down: 79.9 is not 80."""
        return 100 * self.same // self.counted if self.counted else 0

    def reaches(self, percent: int) -> bool:
        return self.counted > 0 and 100 * self.same >= percent * self.counted


def pairs(
    criteria: Sequence[str], own: Levels, expert: Levels, set_aside: Iterable[str] = ()
) -> tuple[Pair, ...]:
    """The criteria that both have a level for, in their order."""
    aside = frozenset(set_aside)
    return tuple(
        Pair(criterion=c, own=own[c], expert=expert[c], is_set_aside=c in aside)
        for c in criteria
        if c in own and c in expert
    )


def tally(readings: Iterable[Sequence[Pair]]) -> Tally:
    """All readings together."""
    counted = [pair for reading in readings for pair in reading if not pair.is_set_aside]
    return Tally(
        same=sum(pair.is_same for pair in counted),
        counted=len(counted),
        off_by_two=sum(pair.apart > 1 for pair in counted),
    )


def passes(
    newest: Sequence[Sequence[Pair]],
    *,
    this_turn: int,
    percent: int,
    no_criterion_off_by_two: bool,
) -> bool:
    """Whether readings, newest first, come up to the bar.

    All of them count for the share of equal levels; for *none two levels apart* only the first `this_turn` of them, so
    that one slip long ago is not held against a second try.
    """
    far = tally(newest[:this_turn]).off_by_two
    return tally(newest).reaches(percent) and not (no_criterion_off_by_two and far)


def still_needed(so_far: Tally, to_come: int, *, percent: int) -> int:
    """How many of the criteria to come must be read the same; more than there are, where it cannot be reached."""
    whole = so_far.counted + to_come
    return max(0, -(-percent * whole // 100) - so_far.same)
