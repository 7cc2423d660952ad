"""Is a second reading worth its time, and of which criteria? Without database: what is known after the first one in,
advice out.

The policy's base comes first: the first few of each version, work with high stakes, and a share at random are read
again whole. The rest is read again where it pays: where a second reader would so likely come to another decision
that it is worth the minutes. How likely is reckoned from how near the sheet lies to the passing line, from how often
second readers crossed that line on this criterion before, from the assessor's record against anchors, and from how
new the version is. Often one or two criteria are all that is in doubt: then those alone are read again.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final, Literal

from assay.assessment.judging.comparison import Levels
from assay.assessment.judging.scoring import at_least, least_level, outcome
from assay.catalog.content.nouns import POINTS, Criterion, PassingRule
from assay.lib.levels import LEVELS

#: Why it is read again: the policy's base, in its order, or because it pays; "" when it is not.
Reason = Literal["", "high_stakes", "first_n", "random", "worth_it"]

#: A reading pays where it would change the decision of so many in a hundred, for each whole reading it costs.
WORTH: Final = 0.30
#: Opening a submission and learning what it is about, as a share of the reading time; the rest goes to the criteria.
OPENING: Final = 0.2

#: How often a second reader gives the next lower level, and the next higher one, by the first reader's level, where the
#: sheet's other criteria lie in the middle of the scale. Fitted in the model's first twelve years, whose raters appear
#: in no figure that is told (docs/explanation/second-readings.md).
LOWER: Final = {"demonstrated": 0.30, "almost": 0.24, "not_yet": 0.0}
HIGHER: Final = {"demonstrated": 0.0, "almost": 0.29, "not_yet": 0.35}
#: The part of all levels that a second reader gives otherwise.
DIFFERING: Final = 0.25
#: What the logarithm of the odds grows by, downwards: for each level by which the assessor lies above others on the
#: mean; and for each level by which the mean of the sheet's other criteria lies below the middle, by this one's level.
LENIENCE: Final = 8.0
COMPANY: Final = {"demonstrated": 1.6, "almost": 0.5, "not_yet": 1.0}
#: A version of which fewer were judged is new: nobody has settled yet what its words mean.
NEW_UNDER: Final = 10
NEW: Final = 1.3
#: So many comparisons of one's own weigh as much as what is usual: for a mean of levels, and for how often they differ.
_USUAL_ABOVE: Final = 20
_USUAL: Final = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What the policy asks whatever the sheet says."""

    first_n: int
    random_share: float
    high_stakes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An assessor against anchors and unchosen second readings: criteria compared, same level, and levels too high.

    `above` is the sum of the assessor's levels minus the others', in points: below nothing for somebody strict.
    """

    compared: int = 0
    agreeing: int = 0
    above: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A criterion's unchosen double readings: how many there were, and in how many the two levels differed."""

    compared: int = 0
    differing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known once the first sheet is in."""

    levels: Levels
    rule: PassingRule
    criteria: Sequence[Criterion]
    judged_before: int  # submissions of this version
    assessor: Record = Record()
    past: Mapping[str, Past] = field(default_factory=dict)
    shares: Mapping[str, float] = field(
        default_factory=dict
    )  # of the reading time; none: each alike
    carried: frozenset[str] = frozenset()  # from an earlier attempt: nobody reads these again


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Reading these criteria again: how likely the decision is to differ, and its cost in whole readings."""

    criteria: tuple[str, ...]
    doubt: float
    cost: float

    @property
    def worth(self) -> float:
        return self.doubt / self.cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Why it is read again, and which criteria; of no reason, none."""

    reason: Reason
    criteria: tuple[str, ...] = ()
    cost: float = 0.0


def advise(facts: Facts, base: Base, *, draw: float, worth: float = WORTH) -> Advice:
    """The policy's base, then what pays. `draw` is a number from 0 to 1, drawn once and kept with the submission."""
    every = tuple(c.id for c in facts.criteria if c.id not in facts.carried)
    if reason := of_policy(base, judged_before=facts.judged_before, draw=draw):
        return Advice(reason=reason, criteria=every, cost=1.0)
    best = best_choice(choices(facts), worth)
    if best is None:
        return Advice(reason="")
    return Advice(reason="worth_it", criteria=best.criteria, cost=best.cost)


def of_policy(base: Base, *, judged_before: int, draw: float) -> Reason:
    """The policy's base alone, which asks nothing of the sheet: so it can be told when the submission arrives."""
    if base.high_stakes:
        return "high_stakes"
    if judged_before < base.first_n:
        return "first_n"
    return "random" if draw < base.random_share else ""


def best_choice(options: Sequence[Choice], worth: float = WORTH) -> Choice | None:
    """The choice that gains most over its price; none where none is worth it."""
    best = max(options, key=lambda choice: choice.doubt - worth * choice.cost, default=None)
    return best if best is not None and best.worth >= worth else None


def choices(facts: Facts) -> list[Choice]:
    """The criterion most in doubt alone, the two most in doubt, and so on, each set with what it would tell."""
    read = [c.id for c in facts.criteria if c.id in facts.levels and c.id not in facts.carried]
    moves = {ident: _moves(ident, facts) for ident in read}
    first = outcome(facts.rule, facts.criteria, facts.levels).earned
    in_the_way = {
        c.id
        for c in facts.criteria
        if c.id in moves and not at_least(facts.levels[c.id], least_level(facts.rule, c))
    }
    order = sorted(
        moves,
        key=lambda ident: (
            first or ident not in in_the_way,
            -_toward(moves[ident], first, facts.levels[ident]),
        ),
    )
    found = []
    for size in range(1, len(order) + 1):
        again = order[:size]
        doubt = sum(
            chance
            for chance, levels in _sheets(again, moves)
            if outcome(facts.rule, facts.criteria, {**facts.levels, **levels}).earned != first
        )
        found.append(Choice(criteria=tuple(again), doubt=doubt, cost=cost(again, facts)))
    return found


def cost(again: Sequence[str], facts: Facts) -> float:
    """In whole readings: opening it, and the share of the time that these criteria take."""
    total = sum(facts.shares.get(c.id, 1.0) for c in facts.criteria if c.id not in facts.carried)
    asked = sum(facts.shares.get(ident, 1.0) for ident in again)
    return OPENING + (1 - OPENING) * asked / total


Moves = tuple[tuple[float, str], ...]


def _moves(ident: str, facts: Facts) -> Moves:
    """What a second reader may give on this criterion, with how likely: the same, a level less, a level more."""
    level = facts.levels[ident]
    place = LEVELS.index(level)
    others = [POINTS[other] for key, other in facts.levels.items() if key != ident]
    above = facts.assessor.above / (facts.assessor.compared + _USUAL_ABOVE)
    company = sum(others) / len(others) - 1 if others else 0.0
    tilt = math.exp(LENIENCE * above - COMPANY[level] * company)
    unrest = _unrest(ident, facts)
    less = _chance(LOWER[level], unrest * tilt)
    more = _chance(HIGHER[level], unrest / tilt)
    both = max(1.0, less + more)
    less, more = less / both, more / both
    found = [(max(0.0, 1 - less - more), level)]
    if less:
        found.append((less, LEVELS[place + 1]))
    if more:
        found.append((more, LEVELS[place - 1]))
    return tuple(found)


def _unrest(ident: str, facts: Facts) -> float:
    """What multiplies the usual odds that levels differ: the criterion's past, the assessor's record, a new version."""
    past, record = facts.past.get(ident, Past()), facts.assessor
    of_criterion = (past.differing + _USUAL * DIFFERING) / (past.compared + _USUAL)
    of_assessor = (record.compared - record.agreeing + _USUAL * DIFFERING) / (
        record.compared + _USUAL
    )
    new = NEW if facts.judged_before < NEW_UNDER else 1.0
    return new * _odds(of_criterion) * _odds(of_assessor) / _odds(DIFFERING) ** 2


def _odds(chance: float) -> float:
    return chance / (1 - chance)


def _chance(usual: float, times: float) -> float:
    """The chance whose odds are so many times the usual ones."""
    return times * usual / (1 - usual + times * usual)


def _toward(moves: Moves, first_earned: bool, level: str) -> float:
    """How likely the criterion moves toward the other decision."""
    return sum(
        chance
        for chance, other in moves
        if other != level and at_least(other, level) != first_earned
    )


def _sheets(
    again: Sequence[str], moves: Mapping[str, Moves]
) -> Iterator[tuple[float, dict[str, str]]]:
    """Every way in which a second reader may score these criteria, with its chance."""
    for way in product(*(moves[ident] for ident in again)):
        levels = {ident: level for ident, (_, level) in zip(again, way, strict=True)}
        yield math.prod(chance for chance, _ in way), levels
