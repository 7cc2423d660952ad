"""Gwet's AC1 and AC2: agreement beyond chance that holds its ground where nearly all is given the same level.

Any number of raters, gaps allowed. The formulas are those of Gwet, *Handbook of Inter-Rater Reliability* (2014), and of
"Computing inter-rater reliability and its variance in the presence of high agreement" (2008).
"""

import math

from assay.assessment.agreement.figures import LEAST_PAIRS, Figure, beyond_chance, untold
from assay.assessment.agreement.ratings import Pairs, Units
from assay.assessment.agreement.weights import Weighting, identity, quadratic


def ac1(table: Pairs | Units, *, least: int = LEAST_PAIRS) -> Figure:
    """Agreement on the same level beyond chance."""
    return ac2(table, identity, least=least)


def ac2(
    table: Pairs | Units, weighting: Weighting = quadratic, *, least: int = LEAST_PAIRS
) -> Figure:
    """The same with part of the agreement for levels that lie near each other.

    The standard error divides by n² for a table of two readers and by n(n − 1) for any number, as published for each.
    """
    units = table.units() if isinstance(table, Pairs) else table
    twice = units.n
    if twice < max(least, 1):
        return untold(twice, "too_few")
    if units.levels_used == 1:
        return untold(twice, "all_the_same")
    q = len(units.scale)
    w = weighting(q)
    given = {pattern: count for pattern, count in units.patterns.items() if count and any(pattern)}
    n = sum(given.values())
    common = [
        sum(count * pattern[k] / sum(pattern) for pattern, count in given.items()) / n
        for k in range(q)
    ]
    scale = sum(map(sum, w)) / (q * (q - 1))
    expected = scale * sum(part * (1 - part) for part in common)
    agreeing = {pattern: _agreeing(pattern, w) for pattern in given if sum(pattern) >= 2}
    observed = sum(given[pattern] * part for pattern, part in agreeing.items()) / twice
    value = (observed - expected) / (1 - expected)
    squares = 0.0
    for pattern, count in given.items():
        read_twice = pattern in agreeing
        own = (n / twice) * (agreeing[pattern] - expected) / (1 - expected) if read_twice else 0.0
        by_chance = scale * sum(pattern[k] * (1 - common[k]) for k in range(q)) / sum(pattern)
        own -= 2 * (1 - value) * (by_chance - expected) / (1 - expected)
        squares += count * (own - value) ** 2
    error = math.sqrt(squares / (n * (n if isinstance(table, Pairs) else max(n - 1, 1))))
    return beyond_chance(value, n=twice, standard_error=error, observed=observed, expected=expected)


def _agreeing(pattern: tuple[int, ...], w: tuple[tuple[float, ...], ...]) -> float:
    """The share of all ordered pairs of raters of one unit that agree, by weight."""
    raters = sum(pattern)
    near = [sum(w[k][m] * pattern[m] for m in range(len(pattern))) for k in range(len(pattern))]
    together = sum(count * (near[k] - 1) for k, count in enumerate(pattern))
    return together / (raters * (raters - 1))
