"""Levels that several people gave, as frozen values: ratings, and the two tables in which all figures are counted.

What was not scored is in no table: a gap is no level. All figures rest on how often something occurs, never on the
order of rows, so that a quarter of a million scores come down to a handful of counts.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from assay.lib.levels import LEVELS

Level = Hashable
#: The levels from least to best.
Scale = tuple[Level, ...]

#: The program's scale, from least to best.
PROGRAM_SCALE: Final[Scale] = tuple(reversed(LEVELS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """The level that one rater gave one subject (a submission, an anchor) on one criterion."""

    subject: Hashable
    criterion: Hashable
    rater: Hashable
    level: Level


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two readings of the same, side by side: `counts[i][j]` times the first gave level i and the second level j."""

    scale: Scale
    counts: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        size = len(self.scale)
        if len(self.counts) != size or any(len(row) != size for row in self.counts):
            raise ValueError(f"a table of {size} levels has {size} rows of {size}")
        if any(count < 0 for row in self.counts for count in row):
            raise ValueError("a count is never below nothing")

    @property
    def n(self) -> int:
        return sum(map(sum, self.counts))

    @property
    def same(self) -> int:
        return sum(row[place] for place, row in enumerate(self.counts))

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(map(sum, self.counts))

    @property
    def columns(self) -> tuple[int, ...]:
        return tuple(map(sum, zip(*self.counts, strict=True)))

    def units(self) -> "Units":
        """The same without who was first and who second."""
        patterns: Counter[tuple[int, ...]] = Counter()
        for i, row in enumerate(self.counts):
            for j, count in enumerate(row):
                if count:
                    pattern = [0] * len(self.scale)
                    pattern[i] += 1
                    pattern[j] += 1
                    patterns[tuple(pattern)] += count
        return Units(self.scale, patterns)


@dataclass(frozen=True, slots=True)
class Units:
    """What any number of raters read, with gaps: how many subjects were given each pattern of levels.

    A pattern holds, for each level of the scale, how many raters gave it: (0, 1, 2) is one *almost* and two
    *demonstrated*. Of a subject that one alone has read only how often its level occurs is of use.
    """

    scale: Scale
    patterns: Mapping[tuple[int, ...], int]

    @property
    def n(self) -> int:
        """How many were read by two or more."""
        return sum(count for pattern, count in self.patterns.items() if sum(pattern) >= 2)

    @property
    def levels_used(self) -> int:
        """How many levels were given at all, where two or more have read."""
        seen = [pattern for pattern, count in self.patterns.items() if count and sum(pattern) >= 2]
        return sum(any(column) for column in zip(*seen, strict=True))


def paired(first: Iterable[Level], second: Iterable[Level], scale: Scale = PROGRAM_SCALE) -> Pairs:
    """Two columns of the same length, row by row, as a table.

    Raises ValueError for a level that the scale does not have, and where one column is longer.
    """
    counted = Counter(zip(first, second, strict=True))
    _check({level for pair in counted for level in pair}, scale)
    return Pairs(scale, tuple(tuple(counted[one, two] for two in scale) for one in scale))


def pairs(ratings: Iterable[Rating], scale: Scale = PROGRAM_SCALE) -> Pairs:
    """Every two ratings of the same subject and criterion, in the order in which they come."""
    both = [
        pair for given in _gathered(ratings).values() for pair in combinations(given.values(), 2)
    ]
    return paired([one for one, _ in both], [two for _, two in both], scale)


def units(ratings: Iterable[Rating], scale: Scale = PROGRAM_SCALE) -> Units:
    """All ratings, each subject and criterion a unit, whoever read it."""
    return grouped((tuple(given.values()) for given in _gathered(ratings).values()), scale)


def grouped(readings: Iterable[Sequence[Level]], scale: Scale = PROGRAM_SCALE) -> Units:
    """The levels that each unit was given, without who gave them. Raises ValueError for an unknown level."""
    counted = Counter(map(tuple, readings))
    _check({level for given in counted for level in given}, scale)
    patterns: Counter[tuple[int, ...]] = Counter()
    for given, count in counted.items():
        patterns[tuple(given.count(level) for level in scale)] += count
    return Units(scale, patterns)


def _gathered(ratings: Iterable[Rating]) -> dict[tuple[Hashable, Hashable], dict[Hashable, Level]]:
    found: defaultdict[tuple[Hashable, Hashable], dict[Hashable, Level]] = defaultdict(dict)
    for rating in ratings:
        given = found[rating.subject, rating.criterion]
        if rating.rater in given:
            raise ValueError(f"{rating.rater} read {rating.subject} twice on {rating.criterion}")
        given[rating.rater] = rating.level
    return found


def _check(levels: set[Level], scale: Scale) -> None:
    if unknown := levels - set(scale):
        raise ValueError(f"no such level: {sorted(map(str, unknown))}")
