"""What a reader could work out of hidden counts, from those that are shown and from their sums."""

import math
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
#: A sum that is shown, and the cells it is the sum of.
Sum = tuple[K, Sequence[K]]


def exposed(
    counts: Mapping[K, int],
    relations: Sequence[Sum[K]],
    small: set[K],
    hidden: set[K],
    least: int,
) -> K | None:
    """A small count that a reader could work out, or narrow down too far."""
    low, high = _bounds(counts, relations, hidden)
    for key in counts:
        if key in small and high[key] - low[key] < least:
            return key
    worked_out = _worked_out(relations, hidden)
    return next((key for key in counts if key in small and key in worked_out), None)


def _bounds(
    counts: Mapping[K, int], relations: Sequence[Sum[K]], hidden: set[K]
) -> tuple[dict[K, float], dict[K, float]]:
    """Between what each count must lie for a reader who knows only that nobody is counted below nothing."""
    low = {key: 0.0 if key in hidden else float(count) for key, count in counts.items()}
    high = {key: float("inf") if key in hidden else float(count) for key, count in counts.items()}
    changed = True
    while changed:
        changed = False
        for total, parts in relations:
            least, most = sum(low[part] for part in parts), sum(high[part] for part in parts)
            changed |= _narrow(low, high, total, least, most)
            endless = sum(math.isinf(high[part]) for part in parts)
            finite = sum(high[part] for part in parts if not math.isinf(high[part]))
            for part in parts:
                own = high[part]
                if math.isinf(own):
                    others = math.inf if endless > 1 else finite
                else:
                    others = math.inf if endless else finite - own
                others_least = least - low[part]
                changed |= _narrow(low, high, part, low[total] - others, high[total] - others_least)
    return low, high


def _narrow(low: dict[K, float], high: dict[K, float], key: K, least: float, most: float) -> bool:
    """Whether it became narrower."""
    before = low[key], high[key]
    low[key], high[key] = max(low[key], least), min(high[key], most)
    return (low[key], high[key]) != before


def _worked_out(relations: Sequence[Sum[K]], hidden: set[K]) -> set[K]:
    """Hidden counts that follow from the sums by adding and subtracting, in however many steps (Gauss)."""
    unknown = sorted(hidden, key=repr)
    place = {key: column for column, key in enumerate(unknown)}
    rows = []
    for total, parts in relations:
        row: dict[int, Fraction] = {}
        for key, sign in ((total, -1), *((part, 1) for part in parts)):
            if key in place:
                row[place[key]] = row.get(place[key], Fraction(0)) + sign
        rows.append({column: value for column, value in row.items() if value})
    solved: list[dict[int, Fraction]] = []
    for row in rows:
        for other in solved:
            _subtract(row, other, min(other))
        if row:
            for other in solved:
                _subtract(other, row, min(row))
            solved.append(row)
    return {unknown[min(row)] for row in solved if len(row) == 1}


def _subtract(row: dict[int, Fraction], other: dict[int, Fraction], pivot: int) -> None:
    """Take so much of the other off the row that its pivot vanishes."""
    if pivot not in row:
        return
    times = row[pivot] / other[pivot]
    for column, value in other.items():
        left = row.get(column, Fraction(0)) - times * value
        if left:
            row[column] = left
        else:
            row.pop(column, None)
