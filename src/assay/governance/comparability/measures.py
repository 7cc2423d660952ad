"""What is compared: each measure with its value over one or several micro-credentials, and what it rests on.

Computed from what authors state and from counts that are kept; without database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from statistics import median, median_low
from typing import Any, Final

from assay.assessment.agreement.exact import exact
from assay.assessment.monitoring.counts import added, of_all, pairs_of
from assay.assessment.monitoring.outcome_counts import average, middle
from assay.lib.small_cells import INTERNAL

#: Two figures stand apart where one is more than so many times the other (field guide, section 9).
APART: Final = 1.5


class Measure(StrEnum):
    """In the order of the page: what authors state, then what was counted."""

    HOURS = "hours"
    TOLD = "told"  # hours, as learners say
    ITEMS = "items"
    WORDS = "words"
    CRITERIA = "criteria"
    STUDENTS = "students"  # of 100 micro-credentials, how many ask for students' work
    WEEKS = "weeks"
    PASSED = "passed"  # of 100 decisions
    ATTEMPTS = "attempts"
    AGREEMENT = "agreement"  # of 100 scores
    DAYS = "days"
    COST = "cost"


STATED: Final = (
    Measure.HOURS,
    Measure.ITEMS,
    Measure.WORDS,
    Measure.CRITERIA,
    Measure.STUDENTS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An organization that owns or issues."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """One micro-credential as it is open to starts: what it states, and what was counted of its scoring version.

    `counts`: of decisions (`OutcomeCounts`), or nothing; `pairs`: of scores given twice that nobody chose, or None.
    """

    pk: int
    version: int
    slug: str
    title: str
    language: str
    owner: Place
    issuer: Place
    themes: tuple[str, ...]
    stated: Mapping[Measure, float]
    counts: Mapping[str, Any]
    pairs: Sequence[int] | None
    told: tuple[tuple[int, int], ...] = ()  # hours, answers

    @property
    def answers(self) -> int:
        return sum(n for _hours, n in self.told)

    @property
    def learners(self) -> int:
        return int(self.counts.get("learners", 0))

    @property
    def scores(self) -> int:
        return pairs_of(list(self.pairs)).n if self.pairs else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value and how many it rests on; or no value and why: "nothing", "too_few", "unpaid" or "currencies"."""

    n: int = 0
    value: float | None = None
    reason: str = ""
    currency: str = ""


NOTHING: Final = Cell(reason="nothing")
TOO_FEW: Final = Cell(reason="too_few")


def stated(measure: Measure, subjects: Sequence[Subject]) -> Cell:
    """The middle one of several; of students' work, how many of a hundred ask for it."""
    values = [subject.stated[measure] for subject in subjects]
    if not values:
        return NOTHING
    if measure == Measure.STUDENTS:
        return Cell(n=len(values), value=100 * sum(values) / len(values))
    return Cell(n=len(values), value=median(values))


def measured(measure: Measure, subjects: Sequence[Subject]) -> Cell:
    """Of all decisions together. Nothing of it is hidden yet but what rests on too few by itself."""
    if measure == Measure.TOLD:
        return _told(subjects)
    if measure == Measure.AGREEMENT:
        figure = exact(of_all(list(one.pairs) for one in subjects if one.pairs))
        return Cell(
            n=figure.n, value=figure.value and 100 * figure.value, reason=figure.reason or ""
        )
    return _of_counts(measure, added(one.counts for one in subjects))


def _told(subjects: Sequence[Subject]) -> Cell:
    """The middle one of all answers."""
    hours = sorted(
        hours for subject in subjects for hours, n in subject.told for _answer in range(n)
    )
    return _resting_on(len(hours), median_low(hours) if hours else None)


def _of_counts(measure: Measure, counts: Mapping[str, Any]) -> Cell:
    if not counts.get("learners"):
        return NOTHING
    earned, decided = reduce(
        lambda sums, one: (sums[0] + one[0], sums[1] + one[1]),
        counts["attempts"].values(),
        (0, 0),
    )
    if measure == Measure.PASSED:
        return _resting_on(decided, 100 * earned / decided)
    if measure == Measure.COST:
        return _cost(counts["cents"], earned)
    kept, of = {
        Measure.WEEKS: ("weeks", middle),
        Measure.DAYS: ("days", middle),
        Measure.ATTEMPTS: ("tries", average),
    }[measure]
    return _resting_on(sum(counts[kept].values()), of(counts[kept]))


def _cost(cents: Mapping[str, int], awards: int) -> Cell:
    paid = {currency: sum_ for currency, sum_ in cents.items() if sum_ > 0}
    if not paid:
        return Cell(reason="unpaid")
    if len(paid) > 1:
        return Cell(reason="currencies")
    ((currency, total),) = paid.items()
    cell = _resting_on(awards, total / awards / 100 if awards else None)
    return Cell(n=cell.n, value=cell.value, reason=cell.reason, currency=currency)


def _resting_on(n: int, value: float | None) -> Cell:
    if value is None or not n:
        return NOTHING
    return Cell(n=n, value=value) if n >= INTERNAL else TOO_FEW


def times_apart(cells: Iterable[Cell]) -> float | None:
    """How many times the least the most is, where that is more than `APART`; infinite where the least is nothing."""
    values = [cell.value for cell in cells if cell.value is not None]
    if len(values) < 2 or max(values) <= 0:
        return None
    least, most = min(values), max(values)
    times = most / least if least > 0 else float("inf")
    return times if times > APART else None
