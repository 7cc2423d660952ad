"""How often two readings give the same level, or one at most a step away, and how often they decide alike."""

from collections.abc import Iterable

from assay.assessment.agreement.figures import LEAST_PAIRS, Figure, share
from assay.assessment.agreement.ratings import Pairs


def exact(pairs: Pairs, *, least: int = LEAST_PAIRS) -> Figure:
    """The share of pairs with the same level."""
    return _within(pairs, 0, least)


def adjacent(pairs: Pairs, *, least: int = LEAST_PAIRS) -> Figure:
    """The share of pairs with the same level or the next. On three levels nearly all are: read it beside `exact`."""
    return _within(pairs, 1, least)


def decisions(outcomes: Iterable[tuple[bool, bool]], *, least: int = LEAST_PAIRS) -> Figure:
    """Decision consistency: how often the passing rule comes to the same outcome on both readings."""
    alike = [first == second for first, second in outcomes]
    return share(sum(alike), len(alike), least=least)


def _within(pairs: Pairs, steps: int, least: int) -> Figure:
    hits = sum(
        count
        for i, row in enumerate(pairs.counts)
        for j, count in enumerate(row)
        if abs(i - j) <= steps
    )
    return share(hits, pairs.n, least=least)
