"""Has an assessor begun to judge otherwise? Told from checks: seeded anchors and double readings, in their order.

Each check compares the assessor's levels with another judgment: an expert's on an anchor, a second reader's on a live
submission. After each one the sum grows where they differ and shrinks where they agree (Page's CUSUM, 1954): it weighs
how much likelier the check is of somebody whose agreement has fallen than of somebody steady. It never goes below
nothing, so that a good past hides no fall. At LIMIT it is an alarm: a reason to talk and to recalibrate, not a verdict.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assay.assessment.agreement.figures import LEAST_PAIRS, Figure, share

#: At this sum an alarm is raised. With it at most one of twenty steady assessors is alarmed within 24 checks of five
#: criteria, and a fall of exact agreement from .81 to .65 is told for 86 of 100 (docs/explanation/agreement.md).
LIMIT: Final = 4.0
#: The exact agreement of somebody steady, where the pool's own is not known yet.
STEADY: Final = 0.81
#: A fall by so much is to be told.
FALL: Final = 0.16
#: How much the criteria of one check agree or differ together (intraclass correlation): they are no separate witnesses.
CLUMPING: Final = 0.1
#: The policy's line looks at so many of the latest checks.
LATEST: Final = 12
#: A newcomer's own agreement counts half against the pool's when so many criteria were compared.
_NEWCOMER: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One comparison: on how many criteria the levels were the same, and the share a steady assessor would have."""

    agreeing: int
    asked: int
    steady: float = STEADY

    def __post_init__(self) -> None:
        if not 0 <= self.agreeing <= self.asked or self.asked == 0:
            raise ValueError(
                "a check compares one criterion or more, and no more agree than are asked"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What the checks come to: the sum after each of them, and with which one it reached the limit, counted from 1."""

    sums: tuple[float, ...]
    alarm_at: int | None

    @property
    def alarmed(self) -> bool:
        return self.alarm_at is not None


def watch(
    checks: Iterable[Check], *, limit: float = LIMIT, clumping: float = CLUMPING, fall: float = FALL
) -> Watch:
    """Go through the checks in their order, oldest first; begin anew after a recalibration."""
    sums: list[float] = []
    total, alarm_at = 0.0, None
    for check in checks:
        total = max(0.0, total + _evidence(check, clumping, fall))
        sums.append(total)
        if alarm_at is None and total >= limit:
            alarm_at = len(sums)
    return Watch(sums=tuple(sums), alarm_at=alarm_at)


def expected(agreeing: int, asked: int, *, pool: float = STEADY) -> float:
    """The agreement to expect of somebody steady: their own at certification and since, drawn toward the pool's."""
    return (agreeing + _NEWCOMER * pool) / (asked + _NEWCOMER)


def latest(checks: Sequence[Check], *, least: int = LEAST_PAIRS) -> Figure:
    """Exact agreement over the latest twelve checks: what the policy's line for a pause looks at."""
    window = checks[-LATEST:]
    hits, n = sum(check.agreeing for check in window), sum(check.asked for check in window)
    return share(hits, n, least=least)


def _evidence(check: Check, clumping: float, fall: float) -> float:
    """The logarithm of how much likelier this check is after a fall, less what its criteria say in common."""
    steady = min(max(check.steady, 0.05), 0.99)
    fallen = max(steady - fall, 0.01)
    differing = check.asked - check.agreeing
    said = check.agreeing * math.log(fallen / steady) + differing * math.log(
        (1 - fallen) / (1 - steady)
    )
    return said / (1 + (check.asked - 1) * clumping)
