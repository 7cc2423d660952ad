"""A district's file and what is done: each value of judging is a figure that is read, or so for everybody."""

from typing import Any

import pytest

from assay.program.rule_files import coached_within, not_kept

#: As the sample district says it.
SAID: dict[str, Any] = {
    "screening": {"completeness_check": True, "screening_days": 1},
    "assessment": {"blind": True, "double_score_rate": 0.15, "business_days_max": 14},
    "assessor": {
        "must_hold_credential_or_be_expert": True,
        "certification": {"anchors": 5, "exact_agreement_min": 0.8},
        "pause_below_exact_agreement": 0.7,
        "compensation": {"basis": "per_scored_submission", "amount_usd": 30},
    },
    "conflict_of_interest": [
        "same_school",
        "coached_within_12_months",
        "family",
        "supervisor_or_subordinate",
        "co_author_of_submission",
        "declared_other",
    ],
    "appeal": {
        "window_days": 30,
        "decided_by": "two_assessors_not_involved",
        "outcomes": ["decision_stands", "rescored", "returned_with_correction"],
        "final": "committee_chair",
    },
    "revocation": {"notice_days": 14, "decided_by": "committee_panel_of_three"},
    "ai_use": {"rule": "disclosed_assistance_allowed", "not_allowed": ["fabricated_evidence"]},
    "leaving_district": {"portfolio_stays_with": "learner"},
}


def test_all_of_it_is_kept() -> None:
    assert not_kept(SAID) == []
    assert coached_within(SAID["conflict_of_interest"]) == {"coached_within_months": 12}
    assert coached_within(["family"]) == {}


@pytest.mark.parametrize(
    ("kind", "value", "name"),
    [
        ("assessment", {"blind": False}, "assessment.blind"),
        ("appeal", {"final": "superintendent"}, "appeal.final"),
        ("revocation", {"decided_by": "principal"}, "revocation.decided_by"),
        ("assessor", {"certification": {"essays": 2}}, "assessor.essays"),
        ("assessor", {"training_hours": 4}, "assessor.training_hours"),
        ("conflict_of_interest", ["same_shoes"], "conflict_of_interest.same_shoes"),
    ],
)
def test_what_nothing_does_is_named(kind: str, value: Any, name: str) -> None:
    assert not_kept({**SAID, kind: value}) == [name]
