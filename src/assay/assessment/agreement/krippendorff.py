"""Krippendorff's alpha: one minus the disagreement seen over the disagreement expected by chance.

Any number of raters, gaps allowed (Krippendorff, *Content Analysis*, 2004, chapter 11). The standard error is the
jackknife's, leaving out one unit after the other; equal units are left out but once, so that it costs next to nothing.
"""

import math
from collections.abc import Callable, Sequence

from assay.assessment.agreement.figures import LEAST_PAIRS, Figure, beyond_chance, untold
from assay.assessment.agreement.ratings import Units

#: How far two levels lie apart: (their numbers i and j, how often each level occurs, each level's value).
Distance = Callable[[int, int, Sequence[float], Sequence[float]], float]


def nominal(i: int, j: int, _occurs: Sequence[float], _values: Sequence[float]) -> float:
    """The same, or not."""
    return float(i != j)


def ordinal(i: int, j: int, occurs: Sequence[float], _values: Sequence[float]) -> float:
    """By how many were given a level between the two."""
    low, high = min(i, j), max(i, j)
    return (sum(occurs[low : high + 1]) - (occurs[low] + occurs[high]) / 2) ** 2


def interval(i: int, j: int, _occurs: Sequence[float], values: Sequence[float]) -> float:
    """By the difference of their values."""
    return (values[i] - values[j]) ** 2


def ratio(i: int, j: int, _occurs: Sequence[float], values: Sequence[float]) -> float:
    """By the difference of their values against their sum; for values above nothing."""
    return ((values[i] - values[j]) / (values[i] + values[j])) ** 2 if i != j else 0.0


def alpha(
    units: Units,
    distance: Distance = nominal,
    *,
    values: Sequence[float] | None = None,
    least: int = LEAST_PAIRS,
) -> Figure:
    """Alpha; `values` (for interval and ratio) are each level's number, else its place on the scale."""
    n = units.n
    if n < max(least, 1):
        return untold(n, "too_few")
    if units.levels_used == 1:
        return untold(n, "all_the_same")
    numbers = values if values is not None else range(len(units.scale))
    given = {
        pattern: count for pattern, count in units.patterns.items() if count and sum(pattern) >= 2
    }
    together = _together(given)
    value = _alpha(together, distance, numbers)
    error = _jackknife(given, together, n, distance, numbers)
    return beyond_chance(
        value,
        n=n,
        standard_error=error,
        observed=1 - _disagreement(together, nominal, numbers)[0],
        expected=1 - _disagreement(together, nominal, numbers)[1],
    )


Matrix = list[list[float]]


def _together(given: dict[tuple[int, ...], int]) -> Matrix:
    """The coincidences: how often two levels stand side by side in one unit, each unit counting by its raters."""
    size = len(next(iter(given)))
    found = [[0.0] * size for _ in range(size)]
    for pattern, count in given.items():
        _add(found, pattern, count)
    return found


def _add(together: Matrix, pattern: tuple[int, ...], times: int) -> None:
    others = sum(pattern) - 1
    for i, one in enumerate(pattern):
        if one:
            for j, two in enumerate(pattern):
                together[i][j] += times * one * (two - (i == j)) / others


def _disagreement(
    together: Matrix, distance: Distance, values: Sequence[float]
) -> tuple[float, float]:
    """What is seen and what chance would give."""
    occurs = [sum(row) for row in together]
    total = sum(occurs)
    seen = by_chance = 0.0
    for i, row in enumerate(together):
        for j, count in enumerate(row):
            if i != j and occurs[i] > 0 and occurs[j] > 0:
                apart = distance(i, j, occurs, values)
                seen += count * apart
                by_chance += occurs[i] * occurs[j] * apart
    return seen / total, by_chance / (total * (total - 1))


def _alpha(together: Matrix, distance: Distance, values: Sequence[float]) -> float:
    seen, by_chance = _disagreement(together, distance, values)
    return 1 - seen / by_chance


def _jackknife(
    given: dict[tuple[int, ...], int],
    together: Matrix,
    n: int,
    distance: Distance,
    values: Sequence[float],
) -> float:
    """The standard error; 0 where leaving out one unit leaves nothing to tell levels apart by."""
    without = []
    for pattern, count in given.items():
        rest = [row[:] for row in together]
        _add(rest, pattern, -1)
        if sum(sum(row) > 1e-9 for row in rest) < 2:
            return 0.0
        without.append((_alpha(rest, distance, values), count))
    mean = sum(value * count for value, count in without) / n
    return math.sqrt((n - 1) / n * sum(count * (value - mean) ** 2 for value, count in without))
