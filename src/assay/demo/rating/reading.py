"""A year of one pool: what each way of reading decides on the same submissions, read by the same people."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from assay.assessment.agreement.drift import Check, watch
from assay.assessment.judging.comparison import compare
from assay.assessment.judging.scoring import outcome
from assay.assessment.judging.second_reading import (
    OPENING,
    Choice,
    Facts,
    Past,
    Record,
    best_choice,
    choices,
)
from assay.catalog.content.nouns import POINTS, Criterion, PassingRule
from assay.demo.rating.raters import (
    Levels,
    Standing,
    draw_pool,
    draw_standing,
    drawing,
    true_levels,
)

MONTHS, VERSIONS, RATERS, SUBMISSIONS = 10, 12, 60, 1500
CERTIFYING, ANCHOR_EVERY, FIRST_N = 5, 12, 10
#: With the adaptive rule so many are still read again whole at random: that is how records and past are learned.
KEPT_AT_RANDOM = 0.05
ADJUDICATE_WHEN = ("pass_decision_differs", "any_criterion_differs_by_two")
CRITERIA = tuple(
    Criterion(
        id=f"c{n}",
        title="",
        part="part2",
        evidence=(),
        essential=n < 3,
        impact=False,
        descriptors={},
    )
    for n in range(1, 6)
)
_NAMES = tuple(c.id for c in CRITERIA)
_ALL = PassingRule(
    type="all_demonstrated", text="", parts={}, min_points=0, max_points=10, no_level_below=""
)
_POINTS = PassingRule(
    type="points_with_essentials",
    text="",
    parts={},
    min_points=8,
    max_points=10,
    no_level_below="almost",
)
#: Most versions ask for all, as most of the demo's catalog does.
RULES = (*(_ALL,) * 8, *(_POINTS,) * 4)


@dataclass(slots=True)
class Judged:
    """One submission: whether each way of reading decided rightly, and what it cost in readings."""

    single: bool
    full: bool
    full_cost: float
    adaptive: dict[float, tuple[bool, float]] = field(default_factory=dict)  # by `worth`


@dataclass(slots=True)
class Known:
    """What the program knows of its people and criteria: from anchors, and from double readings nobody chose."""

    compared: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    agreeing: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    above: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    differing: defaultdict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    doubled: defaultdict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    checks: defaultdict[int, list[Check]] = field(default_factory=lambda: defaultdict(list))

    def check(self, rater: int, given: Levels, other: Levels, *, anchor: bool) -> bool:
        """Add a comparison; whether it is an alarm."""
        same = sum(one == two for one, two in zip(given, other, strict=True))
        apart = sum(POINTS[one] - POINTS[two] for one, two in zip(given, other, strict=True))
        self.compared[rater] += len(given)
        self.agreeing[rater] += same
        # Another rater's lenience is in the difference too: it says half as much as an expert's level.
        self.above[rater] += apart if anchor else apart / 2
        self.checks[rater].append(
            Check(agreeing=same, asked=len(given), steady=0.78 if anchor else 0.72)
        )
        return watch(self.checks[rater]).alarmed

    def double(self, version: int, first: Levels, second: Levels) -> None:
        for ident, one, two in zip(_NAMES, first, second, strict=True):
            self.doubled[version, ident] += 1
            self.differing[version, ident] += one != two

    def facts(self, rater: int, version: int, levels: Levels, judged_before: int) -> Facts:
        return Facts(
            levels=dict(zip(_NAMES, levels, strict=True)),
            rule=RULES[version % VERSIONS],
            criteria=CRITERIA,
            judged_before=judged_before,
            assessor=Record(
                compared=self.compared[rater],
                agreeing=self.agreeing[rater],
                above=self.above[rater],
            ),
            past={
                ident: Past(
                    compared=self.doubled[version, ident], differing=self.differing[version, ident]
                )
                for ident in _NAMES
            },
        )


def run(seed: int, worths: Sequence[float], submissions: int = SUBMISSIONS) -> list[Judged]:
    """A year with a pool of its own. The same seed draws the same year."""
    rng = drawing(seed)
    pool = draw_pool(rng, RATERS)
    difficulty = [tuple(rng.gauss(0, 0.4) for _ in CRITERIA) for _ in range(VERSIONS)]
    vague = [tuple(math.exp(rng.gauss(0, 0.3)) for _ in CRITERIA) for _ in range(VERSIONS)]
    known = Known()

    def anchor(rater: int, month: float) -> bool:
        version = rng.randrange(VERSIONS)
        standing = draw_standing(rng, difficulty[version])
        levels = pool.raters[rater].read(standing, vague[version], month, rng)
        return known.check(rater, levels, true_levels(standing), anchor=True)

    for rater in range(RATERS):
        for _ in range(CERTIFYING):
            anchor(rater, 0.0)
    for version in range(VERSIONS):
        for _ in range(FIRST_N):
            standing = draw_standing(rng, difficulty[version])
            one, two = rng.sample(range(RATERS), 2)
            levels = [
                pool.raters[each].read(standing, vague[version], 0.0, rng) for each in (one, two)
            ]
            known.double(version, *levels)
    found, scored = [], [0] * RATERS
    for number in range(submissions):
        month = MONTHS * number / submissions
        version = rng.randrange(VERSIONS)
        first, second = rng.sample(range(RATERS), 2)
        standing = draw_standing(rng, difficulty[version])
        sheets = [
            pool.raters[each].read(standing, vague[version], month, rng) for each in (first, second)
        ]
        lead = rng.choice(pool.leads).read(standing, vague[version], month, rng)
        facts = known.facts(first, version, sheets[0], FIRST_N + number // VERSIONS)
        at_random = rng.random() < KEPT_AT_RANDOM
        found.append(_judge(facts, standing, sheets, lead, at_random, worths))
        scored[first] += 1
        alarm = scored[first] % ANCHOR_EVERY == 0 and anchor(first, month)
        if at_random:
            known.double(version, *sheets)
            alarm |= known.check(first, *sheets, anchor=False)
            known.check(second, sheets[1], sheets[0], anchor=False)
        if alarm:
            pool.raters[first].recalibrated_at = month
            known.checks[first].clear()
    return found


def _judge(
    facts: Facts,
    standing: Standing,
    sheets: Sequence[Levels],
    lead: Levels,
    at_random: bool,
    worths: Sequence[float],
) -> Judged:
    def earned(levels: dict[str, str]) -> bool:
        return outcome(facts.rule, CRITERIA, levels).earned

    truth = earned(dict(zip(_NAMES, true_levels(standing), strict=True)))
    full, full_cost = _read_again(facts, _NAMES, sheets[1], lead)
    judged = Judged(
        single=earned(dict(facts.levels)) == truth, full=full == truth, full_cost=full_cost
    )
    options = choices(facts)
    for worth in worths:
        chosen: Choice | None = best_choice(options, worth)
        if at_random:
            judged.adaptive[worth] = judged.full, judged.full_cost
        elif chosen is None:
            judged.adaptive[worth] = judged.single, 1.0
        else:
            decided, paid = _read_again(facts, chosen.criteria, sheets[1], lead)
            judged.adaptive[worth] = decided == truth, paid
    return judged


def _read_again(
    facts: Facts, again: Sequence[str], second: Levels, lead: Levels
) -> tuple[bool, float]:
    """The decision after a second reading of these criteria, and a third judgment where the rule asks; and its cost.

    The lead has both sheets side by side and settles each criterion where they differ, within what the two gave.
    """
    given = dict(zip(_NAMES, second, strict=True))
    other = {**facts.levels, **{ident: given[ident] for ident in again}}
    compared = compare(
        facts.levels, other, rule=facts.rule, criteria=CRITERIA, when=ADJUDICATE_WHEN
    )
    paid = 1 + _share(again)
    if compared.agree:
        return compared.outcome.earned, paid
    own = dict(zip(_NAMES, lead, strict=True))
    settled = {
        ident: sorted((level, other[ident], own[ident]), key=lambda each: POINTS[each])[1]
        for ident, level in facts.levels.items()
    }
    third = _share(compared.differing)
    return outcome(facts.rule, CRITERIA, settled).earned, paid + third


def _share(again: Sequence[str]) -> float:
    return 1.0 if len(again) == len(_NAMES) else OPENING + (1 - OPENING) * len(again) / len(_NAMES)
