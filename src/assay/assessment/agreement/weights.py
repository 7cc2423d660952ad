"""How much two levels count as agreeing: 1 where they are the same, less the further they lie apart."""

from collections.abc import Callable
from math import comb

#: `weights[i][j]` for the levels i and j of a scale.
Weights = tuple[tuple[float, ...], ...]
Weighting = Callable[[int], Weights]


def identity(levels: int) -> Weights:
    """The same level, or nothing."""
    return _matrix(levels, lambda apart: float(apart == 0))


def linear(levels: int) -> Weights:
    """Each step apart costs the same."""
    return _matrix(levels, lambda apart: 1 - apart / (levels - 1))


def quadratic(levels: int) -> Weights:
    """Two steps apart cost four times as much as one."""
    return _matrix(levels, lambda apart: 1 - (apart / (levels - 1)) ** 2)


def ordinal(levels: int) -> Weights:
    """By how many pairs of levels lie between the two (Gwet 2014, section 3.5)."""
    return _matrix(levels, lambda apart: 1 - comb(apart + 1, 2) / comb(levels, 2))


def _matrix(levels: int, weight: Callable[[int], float]) -> Weights:
    if levels < 2:
        raise ValueError("a scale has two levels or more")
    return tuple(tuple(weight(abs(i - j)) for j in range(levels)) for i in range(levels))
