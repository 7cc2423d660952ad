"""Cohen's kappa of two readers, plain or weighted: agreement beyond what their own habits would give by chance.

Where nearly all is demonstrated, kappa is low however well readers agree (Gwet 2008): read it beside AC1.
"""

import math

from assay.assessment.agreement.figures import LEAST_PAIRS, Figure, beyond_chance, untold
from assay.assessment.agreement.ratings import Pairs
from assay.assessment.agreement.weights import Weighting, identity, linear, quadratic


def kappa(pairs: Pairs, weighting: Weighting = identity, *, least: int = LEAST_PAIRS) -> Figure:
    """Kappa (Cohen 1960, 1968) with the large-sample standard error of Fleiss, Cohen and Everitt (1969)."""
    n = pairs.n
    if n < max(least, 1):
        return untold(n, "too_few")
    if sum(a + b > 0 for a, b in zip(pairs.rows, pairs.columns, strict=True)) == 1:
        return untold(n, "all_the_same")
    if max(pairs.rows) == n or max(pairs.columns) == n:
        return untold(n, "one_category")
    levels = range(len(pairs.scale))
    w = weighting(len(levels))
    p = [[count / n for count in row] for row in pairs.counts]
    r, c = [count / n for count in pairs.rows], [count / n for count in pairs.columns]
    observed = sum(w[i][j] * p[i][j] for i in levels for j in levels)
    expected = sum(w[i][j] * r[i] * c[j] for i in levels for j in levels)
    value = (observed - expected) / (1 - expected)
    by_row = [sum(w[i][j] * c[j] for j in levels) for i in levels]
    by_column = [sum(w[i][j] * r[i] for i in levels) for j in levels]
    spread = sum(
        p[i][j] * (w[i][j] - (by_row[i] + by_column[j]) * (1 - value)) ** 2
        for i in levels
        for j in levels
    )
    variance = (spread - (value - expected * (1 - value)) ** 2) / (n * (1 - expected) ** 2)
    error = math.sqrt(max(0.0, variance))
    return beyond_chance(value, n=n, standard_error=error, observed=observed, expected=expected)


def linear_kappa(pairs: Pairs, *, least: int = LEAST_PAIRS) -> Figure:
    return kappa(pairs, linear, least=least)


def quadratic_kappa(pairs: Pairs, *, least: int = LEAST_PAIRS) -> Figure:
    return kappa(pairs, quadratic, least=least)
