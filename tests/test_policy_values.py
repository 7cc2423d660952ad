"""Each value by which the sample district lets judge is honoured: a figure that code reads, or so for everybody, with a
proof. The table says where; a value of the file without a row fails, and a row without its value, too."""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml

from assay.program.rule_files import ALWAYS, APART, JUDGING, coached_within, known, not_kept

ROOT = Path(__file__).parents[1]
ROOM = "src/assay/assessment/"
#: Figure of a policy -> the module that acts on it.
READ: dict[str, str] = {
    "screening.completeness_check": ROOM + "judging/actions/opening.py",
    "screening.screening_days": ROOM + "judging/actions/opening.py",
    "assessment.double_score_percent": ROOM + "judging/actions/opening.py",
    "assessment.double_score_first_n_per_version": ROOM + "judging/actions/opening.py",
    "assessment.double_score_all_for": ROOM + "judging/actions/opening.py",
    "assessment.adjudicate_when": ROOM + "judging/actions/settling.py",
    "assessment.business_days_target": ROOM + "judging/actions/promises.py",
    "assessment.business_days_max": ROOM + "desks/views/lead.py",
    "assessment.reassign_after_idle_business_days": ROOM + "judging/actions/leases.py",
    "assessment.max_open_per_assessor": ROOM + "judging/actions/offering.py",
    "assessment.coached_within_months": ROOM + "policy/staff.py",
    "assessor.anchors": ROOM + "pool/actions/calibrating.py",
    "assessor.exact_agreement_percent": ROOM + "pool/actions/calibrating.py",
    "assessor.no_criterion_off_by_two": ROOM + "pool/actions/calibrating.py",
    "assessor.with_fewer_anchors": ROOM + "pool/actions/attesting.py",
    "assessor.recalibration_months": ROOM + "pool/actions/calibrating.py",
    "assessor.drift_check_every": ROOM + "pool/actions/checking.py",
    "assessor.pause_below_percent": ROOM + "monitoring/drift.py",
    "assessor.pay_basis": ROOM + "pay/amounts.py",
    "assessor.pay_cents": ROOM + "pay/amounts.py",
    "assessor.pay_currency": ROOM + "pay/amounts.py",
    "appeal.window_days": ROOM + "policy/appeals.py",
    "appeal.days": ROOM + "appeals/actions.py",
    "appeal.grounds": ROOM + "appeals/actions.py",
    "versions.grace_months": "src/assay/catalog/actions/publishing.py",
    "versions.may_opt_up": "src/assay/evidence/actions/beginning.py",
    "versions.scoring_change_requires_committee": "src/assay/catalog/actions/publishing.py",
    "retirement.notice_months": "src/assay/catalog/actions/retiring.py",
    "retirement.open_drafts_may_submit_for_months": "src/assay/catalog/actions/retiring.py",
    "revocation.grounds": "src/assay/credentials/grounds.py",
    "revocation.error_hours": "src/assay/credentials/policy.py",
    "revocation.notice_days": "src/assay/credentials/awarding/actions/cases.py",
    "revocation.response_days": "src/assay/credentials/awarding/actions/cases.py",
    "revocation.appeal": "src/assay/credentials/awarding/actions/cases.py",
    "ai_use.rule": "src/assay/evidence/views/handing_in.py",
    "ai_use.not_allowed": "src/assay/evidence/views/handing_in.py",
}
TESTS = ROOM + "tests/"
CASES = "src/assay/credentials/tests/awarding/test_cases.py"
APPEALS = TESTS + "appeals/test_appeals.py"
#: What is so for everybody -> the test that proves it.
PROVED: dict[str, tuple[str, str]] = {
    "assessment.blind": (
        "tests/journeys/test_blindness.py",
        "test_planted_everywhere_and_found_nowhere",
    ),
    "assessor.must_hold_credential_or_be_expert": (
        TESTS + "judging/test_verbs.py",
        "test_attesting_is_a_leads_and_not_for_oneself",
    ),
    "appeal.decided_by": (APPEALS, "test_two_read_it_who_were_not_involved"),
    "appeal.outcomes": (APPEALS, "test_what_both_find_demonstrated_makes_it_earned"),
    "appeal.final": (APPEALS, "test_the_chair_has_the_last_word"),
    "revocation.decided_by": (CASES, "test_the_chair_names_three_whom_nothing_bars"),
    "revocation.public_effect": (
        CASES,
        "test_while_the_case_is_open_the_badge_stays_valid_and_then_does_not",
    ),
    "versions.in_progress_learners_keep": (
        "src/assay/catalog/tests/test_publish.py",
        "test_the_version_before_keeps_its_learners_and_takes_no_new_starts",
    ),
    "retirement.earned_credentials_remain_valid": (
        "tests/journeys/test_retiring.py",
        "test_a_badge_stays_valid_and_says_that_it_is_retired",
    ),
    "same_school": (
        TESTS + "pool/test_scope.py",
        "test_people_of_one_workplace_never_judge_each_other",
    ),
    **dict.fromkeys(
        ("family", "supervisor_or_subordinate", "co_author_of_submission", "declared_other"),
        (
            TESTS + "pool/test_conflicts.py",
            "test_whoever_declares_any_tie_is_not_offered_the_work",
        ),
    ),
}


def rules() -> dict[str, Any]:
    text = (ROOT / "src/assay/demo/content/district.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)["policies"]
    return found


def test_the_sample_district_asks_for_nothing_that_is_not_done() -> None:
    assert not_kept(rules()) == []


def test_each_value_of_the_file_has_a_row() -> None:
    said = rules()
    figures = {f"{kind}.{name}" for kind in JUDGING for name in known(kind, said.get(kind, {}))}
    figures |= {f"assessment.{name}" for name in coached_within(said["conflict_of_interest"])}
    assert figures == READ.keys()
    always = {f"{kind}.{name}" for kind, name in ALWAYS}
    assert always | set(APART) == PROVED.keys()


@pytest.mark.parametrize("value", sorted(READ))
def test_a_module_reads_it(value: str) -> None:
    tree = ast.parse((ROOT / READ[value]).read_text(encoding="utf-8"))
    read = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert value.partition(".")[2] in read


@pytest.mark.parametrize("value", sorted(PROVED))
def test_a_test_proves_it(value: str) -> None:
    path, name = PROVED[value]
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
