"""Two score sheets side by side, without database: do they agree, and what do they come to together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assay.assessment.judging.scoring import Outcome, outcome
from assay.catalog.content.nouns import POINTS, Criterion, PassingRule

Levels = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Which criteria differ, by how much, and why a third judgment is needed (empty: it is not)."""

    differing: tuple[str, ...]
    adjudicate_because: tuple[str, ...]
    levels: dict[str, str]  # of both together, where no third judgment is needed
    outcome: Outcome

    @property
    def agree(self) -> bool:
        return not self.adjudicate_because


def compare(
    first: Levels,
    second: Levels,
    *,
    rule: PassingRule,
    criteria: Sequence[Criterion],
    when: Sequence[str],
) -> Comparison:
    """Compare by the policy's `adjudicate_when`: pass_decision_differs, any_criterion_differs_by_two.

    Where the two agree on the decision, each criterion takes the higher of its two levels, which is kinder to the
    learner's carry-forward; unless the higher ones together would change the decision: then the lower ones stand
    (docs/decisions/0004).
    """
    differing = tuple(c.id for c in criteria if first.get(c.id) != second.get(c.id))
    one, two = outcome(rule, criteria, first), outcome(rule, criteria, second)
    reasons = []
    if "pass_decision_differs" in when and one.earned != two.earned:
        reasons.append("pass_decision_differs")
    far = any(
        abs(POINTS[first[c]] - POINTS[second[c]]) >= 2
        for c in differing
        if c in first and c in second
    )
    if "any_criterion_differs_by_two" in when and far:
        reasons.append("any_criterion_differs_by_two")
    higher = _merged(first, second, criteria, best=True)
    together = outcome(rule, criteria, higher)
    if together.earned != one.earned:
        higher = _merged(first, second, criteria, best=False)
        together = outcome(rule, criteria, higher)
    return Comparison(
        differing=differing, adjudicate_because=tuple(reasons), levels=higher, outcome=together
    )


def _merged(
    first: Levels, second: Levels, criteria: Sequence[Criterion], *, best: bool
) -> dict[str, str]:
    pick = max if best else min
    return {
        c.id: pick((first[c.id], second[c.id]), key=lambda level: POINTS[level])
        for c in criteria
        if c.id in first and c.id in second
    }
