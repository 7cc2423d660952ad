"""The three passing rules, without database: levels in, outcome out, with what it rests on.

A level is "demonstrated", "almost" or "not_yet"; a criterion nobody scored yet counts as open. What was demonstrated
in an earlier attempt is given as its level and counts like any other (product principle 3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assay.catalog.content.nouns import POINTS, Criterion, PassingRule
from assay.lib.levels import LEVELS

EARNED, NOT_YET = "earned", "not_yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The rule's result: earned or not, which criteria stand in the way, and the figures behind it."""

    rule: str
    earned: bool
    demonstrated: int
    total: int
    open: tuple[str, ...]  # ids of criteria that keep it from being earned, in rubric order
    unscored: tuple[str, ...]
    points: int = 0
    points_needed: int = 0

    @property
    def word(self) -> str:
        return EARNED if self.earned else NOT_YET


def outcome(rule: PassingRule, criteria: Sequence[Criterion], levels: Mapping[str, str]) -> Outcome:
    """Apply one of the three rules (catalog README: all_demonstrated, parts, points_with_essentials).

    Raises ValueError for a level or a rule that does not exist.
    """
    scored = {c.id: levels[c.id] for c in criteria if c.id in levels}
    if unknown := {level for level in scored.values() if level not in POINTS}:
        raise ValueError(f"no such level: {sorted(unknown)}")
    points = sum(POINTS[level] for level in scored.values())
    blocking = [c.id for c in criteria if not _meets(rule, c, scored.get(c.id))]
    short = rule.type == "points_with_essentials" and points < rule.min_points
    if short and not blocking:
        blocking = [c.id for c in criteria if scored.get(c.id) != "demonstrated"]
    return Outcome(
        rule=rule.type,
        earned=not blocking and not short,
        open=tuple(blocking),
        demonstrated=sum(level == "demonstrated" for level in scored.values()),
        total=len(criteria),
        unscored=tuple(c.id for c in criteria if c.id not in scored),
        points=points,
        points_needed=rule.min_points if rule.type == "points_with_essentials" else 0,
    )


def least_level(rule: PassingRule, criterion: Criterion) -> str:
    """The least level with which this criterion, taken alone, does not stand in the way."""
    if rule.type == "all_demonstrated":
        return "demonstrated"
    if rule.type == "parts":
        return rule.parts.get(criterion.part, "demonstrated")
    if rule.type == "points_with_essentials":
        return "demonstrated" if criterion.essential else rule.no_level_below
    raise ValueError(f"no such passing rule: {rule.type}")


def at_least(level: str, least: str) -> bool:
    return LEVELS.index(level) <= LEVELS.index(least)


def _meets(rule: PassingRule, criterion: Criterion, level: str | None) -> bool:
    return level is not None and at_least(level, least_level(rule, criterion))
