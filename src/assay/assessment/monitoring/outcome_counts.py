"""Decisions as counts, by attempt, days and weeks; without database.

Counts are added up over micro-credentials, so that one row for each of them is all that a page reads.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

#: What took longer is counted here: the middle of many hangs on none of them.
MOST_DAYS: Final = 120
MOST_WEEKS: Final = 156
#: The third attempt and all after it stand together.
LAST_ATTEMPT: Final = 3


def _shares() -> defaultdict[str, list[int]]:
    return defaultdict(lambda: [0, 0])


def _numbers() -> defaultdict[str, int]:
    return defaultdict(int)


@dataclass(slots=True, kw_only=True)
class OutcomeCounts:
    """All that is counted.

    `learners`: with a decision. `attempts`: "1", "2" or "3" (or later) -> [earned, decided]. `tries`: how many attempts
    those who earned it took -> learners. `days`: business days from handing in to the decision -> decisions. `weeks`:
    from the start to the first handing in -> learners. `cents`: currency -> paid for readings.
    """

    learners: int = 0
    attempts: defaultdict[str, list[int]] = field(default_factory=_shares)
    tries: defaultdict[str, int] = field(default_factory=_numbers)
    days: defaultdict[str, int] = field(default_factory=_numbers)
    weeks: defaultdict[str, int] = field(default_factory=_numbers)
    cents: defaultdict[str, int] = field(default_factory=_numbers)

    def add(self, *, attempt: int, earned: bool, days: int, first: int | None) -> None:
        """One decision. `first`: weeks until the learner first handed something in; None but with their first one."""
        share = self.attempts[str(min(attempt, LAST_ATTEMPT))]
        share[0] += earned
        share[1] += 1
        self.days[str(min(days, MOST_DAYS))] += 1
        if earned:
            self.tries[str(attempt)] += 1
        if first is not None:
            self.learners += 1
            self.weeks[str(min(first, MOST_WEEKS))] += 1

    def counts_json(self) -> dict[str, Any]:
        return {
            "learners": self.learners,
            "attempts": self.attempts,
            "tries": self.tries,
            "days": self.days,
            "weeks": self.weeks,
            "cents": self.cents,
        }


def middle(histogram: Mapping[str, int]) -> float | None:
    """The median of values kept as how often each one was."""
    values = sorted((int(value), times) for value, times in histogram.items() if times)
    n = sum(times for _value, times in values)
    if not n:
        return None
    ends = []
    for place in ((n - 1) // 2, n // 2):
        passed = 0
        for value, times in values:
            passed += times
            if passed > place:
                ends.append(value)
                break
    return sum(ends) / 2


def average(histogram: Mapping[str, int]) -> float | None:
    n = sum(histogram.values())
    return sum(int(value) * times for value, times in histogram.items()) / n if n else None
