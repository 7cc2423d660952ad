"""The model's tables: what each way of reading decides rightly for what it costs, and how soon drift is told."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from assay.assessment.agreement.drift import STEADY, Check, watch
from assay.assessment.agreement.figures import student
from assay.assessment.judging.second_reading import WORTH
from assay.demo.rating.raters import drawing
from assay.demo.rating.reading import KEPT_AT_RANDOM, Judged, run

#: Where the curve is drawn, from reading much again to reading little again.
WORTHS = (0.10, 0.15, 0.20, 0.25, WORTH, 0.35, 0.40, 0.50)
#: The policy's share at random in the demo's district.
RANDOM_SHARE = 0.15
#: The aim: as good as reading all twice. The mean difference, and the lower end of its interval.
LEAST_DIFFERENCE, LEAST_END, MOST_READINGS = -0.005, -0.01, 1.35

CHECKS, CRITERIA_OF_A_CHECK = 24, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way of reading: the share of decisions that are right, readings a submission, and both against full double.

    `low` and `high` are the 95 % interval of the difference over seeds (Student's t of the seeds' paired differences).
    """

    name: str
    accuracy: float
    readings: float
    difference: float
    low: float
    high: float
    over_random: float  # against as many readings dealt out at random

    @property
    def as_good_as_double(self) -> bool:
        return self.difference >= LEAST_DIFFERENCE and self.low >= LEAST_END


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """The curve: single, random and full double, and the adaptive rule by what a reading must be worth."""

    single: Row
    random: Row
    double: Row
    adaptive: dict[float, Row]


def accuracy(
    seeds: Sequence[int],
    submissions: int,
    worths: Sequence[float] = WORTHS,
    tell: Callable[[int], None] = lambda seed: None,
) -> Accuracy:
    """Run a year for each seed, at least two. Reading at random lies on the straight line between none and all."""
    years: list[list[Judged]] = []
    for seed in seeds:
        years.append(run(seed, worths, submissions))
        tell(seed)
    single = [fmean(one.single for one in year) for year in years]
    double = [fmean(one.full for one in year) for year in years]
    readings = fmean(fmean(one.full_cost for one in year) for year in years)

    def row(name: str, right: Sequence[float], cost: float) -> Row:
        apart = [mine - theirs for mine, theirs in zip(right, double, strict=True)]
        half = student(len(apart) - 1) * stdev(apart) / math.sqrt(len(apart))
        middle = fmean(apart)
        at_random = fmean(single) + (cost - 1) / (readings - 1) * (fmean(double) - fmean(single))
        return Row(
            name=name,
            accuracy=fmean(right),
            readings=cost,
            difference=middle,
            low=middle - half,
            high=middle + half,
            over_random=fmean(right) - at_random,
        )

    shared = [one + RANDOM_SHARE * (two - one) for one, two in zip(single, double, strict=True)]
    return Accuracy(
        single=row("single", single, 1.0),
        random=row(f"random {RANDOM_SHARE:.0%}", shared, 1 + RANDOM_SHARE * (readings - 1)),
        double=row("full double", double, readings),
        adaptive={
            worth: row(
                f"adaptive, worth {worth:.2f}",
                [fmean(one.adaptive[worth][0] for one in year) for year in years],
                fmean(fmean(one.adaptive[worth][1] for one in year) for year in years),
            )
            for worth in worths
        },
    )


def accuracy_table(found: Accuracy) -> Iterator[str]:
    yield f"{'':22}{'readings':>9}{'right':>8}{'against full double':>30}{'over random':>13}"
    for row in (found.single, found.random, *reversed(found.adaptive.values()), found.double):
        against = f"{row.difference:+.4f} ({row.low:+.4f} to {row.high:+.4f})"
        yield (
            f"{row.name:22}{row.readings:9.3f}{row.accuracy:8.4f}{against:>30}{row.over_random:+13.4f}"
        )
    yield f"The adaptive rule keeps {KEPT_AT_RANDOM:.0%} whole second readings at random, to learn from."
    if WORTH in found.adaptive:
        rule = found.adaptive[WORTH]
        met = rule.as_good_as_double and rule.readings <= MOST_READINGS
        yield (
            f"Aim, as good as full double at no more than {MOST_READINGS} readings:"
            f" {'met' if met else 'not met'} by worth {WORTH:.2f}, the rule in force."
        )


def drift_table(seed: int, assessors: int = 1000) -> Iterator[str]:
    """Of so many assessors, how many are alarmed within 24 checks, by their agreement and how alike criteria go."""
    kinds = (
        ("steady", STEADY),
        ("fallen", 0.75),
        ("fallen", 0.70),
        ("fallen", 0.65),
        ("fallen", 0.60),
    )
    yield f"{'agreement':18}" + "".join(f"{f'clumping {c:.1f}':>24}" for c in (0.0, 0.1, 0.2))
    for word, agreement in kinds:
        cells = (
            _alarmed(drawing(seed), agreement, clumping, assessors) for clumping in (0.0, 0.1, 0.2)
        )
        yield f"{word + f' {agreement:.2f}':18}" + "".join(f"{cell:>24}" for cell in cells)
    yield f"Alarmed within {CHECKS} checks of {CRITERIA_OF_A_CHECK} criteria; half of them by the check shown."


def _alarmed(rng: random.Random, agreement: float, clumping: float, assessors: int) -> str:
    told = sorted(
        at
        for _ in range(assessors)
        if (at := watch(_checks(rng, agreement, clumping)).alarm_at) is not None
    )
    middle = f" (check {told[len(told) // 2]})" if told else ""
    return f"{len(told) / assessors:.1%}{middle}"


def _checks(rng: random.Random, agreement: float, clumping: float) -> Iterator[Check]:
    for _ in range(CHECKS):
        here = agreement
        if clumping:
            less = 1 / clumping - 1
            here = rng.betavariate(agreement * less, (1 - agreement) * less)
        same = sum(rng.random() < here for _ in range(CRITERIA_OF_A_CHECK))
        yield Check(agreeing=same, asked=CRITERIA_OF_A_CHECK)
