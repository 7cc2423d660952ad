"""Any sequence of verbs by anybody takes only moves in the table, and never breaks what must hold."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import outdoors

from assay.assessment import actions
from assay.assessment.judging import scoring
from assay.assessment.models import (
    LIVE,
    Assignment,
    AssignmentStatus,
    Evaluation,
    Override,
    Release,
    Status,
)
from assay.assessment.tests.factories import attest, take_next
from assay.catalog.models import Version
from assay.evidence import actions as evidence
from assay.evidence.models import Status as Handed
from assay.evidence.models import Submission
from assay.lib.errors import Refusal
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school

WHY = "The clip shows it, though the sheet could not hear it."
VERBS = (
    "complete",
    "incomplete",
    "submit",
    "offer",
    "score",
    "recuse",
    "take_back",
    "settle",
    "release",
    "override",
    "send_back",
    "withdraw",
    "revise",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 6), st.booleans()), min_size=4, max_size=14
)


@pytest.fixture
def world(
    ada: Person, district: Organization, lea: Person, chi: Person, dee: Person, version: Version
) -> list[Person]:
    """Learner, three assessors, a lead who may score too, an approver, an outsider."""
    pool = []
    for n in range(3):
        person = make_person(f"Scorer {n}", role="assessor", organization=district)
        make_person(person, role="learner", organization=make_school(district, f"School {n}"))
        attest(person, version, lea)
        pool.append(person)
    return [ada, *pool, lea, chi, dee]


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_whoever_presses_whatever_only_moves_of_the_table_happen(
    steps: list[tuple[str, int, bool]], world: list[Person], version: Version
) -> None:
    from django.db import transaction

    from assay.evidence.tests.factories import make_submission

    with outdoors.atomic():
        evaluation = actions.open_evaluation(make_submission(world[0], version))
        before = Status(evaluation.status)
        for verb, who, low in [
            ("complete", 4, False),
            ("offer", 1, False),
            ("score", 1, False),
            *steps,
        ]:
            try:
                with outdoors.atomic():
                    press(verb, evaluation, world[who], low=low)
            except (Refusal, PermissionDenied):
                pass
            after = Status(Evaluation.objects.get(pk=evaluation.pk).status)
            assert reachable(before, after), (verb, before, after)
            what_must_hold(evaluation.pk)
            before = after
        transaction.set_rollback(True)


def press(verb: str, evaluation: Evaluation, by: Person, *, low: bool) -> Any:
    row = Evaluation.objects.get(pk=evaluation.pk)
    mine = Assignment.objects.filter(evaluation=row, assessor=by).order_by("-pk").first()
    submission = Submission.objects.get(pk=row.submission_id)
    if verb in ("score", "settle"):
        if verb == "settle" and row.status == Status.ADJUDICATION:
            mine = actions.take_adjudication(row, by=by)
        return fill_and_hand_over(mine, by, low=low) if mine else None
    if verb in ("recuse", "take_back") and mine is None:
        return None
    return {
        "complete": lambda: actions.screen(row, complete=True, by=by),
        "incomplete": lambda: actions.screen(
            row, complete=False, reasons=[{"code": "over_limit"}], by=by
        ),
        "submit": lambda: (evidence.submit(submission, by=by), actions.open_evaluation(submission)),
        "offer": lambda: take_next(by),
        "recuse": lambda: actions.recuse(mine, "family", by=by),
        "take_back": lambda: actions.take_back(mine, by=by),
        "release": lambda: actions.release(row, by=by),
        "override": lambda: actions.override(
            row, "earned" if low else "not_yet", reason=WHY, criteria=["c1"], by=by
        ),
        "send_back": lambda: actions.send_back(row, "Look again.", by=by),
        "withdraw": lambda: (
            evidence.withdraw(submission, by=by),
            actions.withdraw_evaluation(submission),
        ),
        "revise": lambda: actions.revise(row, by=by),
    }[verb]()


def fill_and_hand_over(assignment: Assignment, by: Person, *, low: bool) -> Any:
    content = assignment.evaluation.submission.version.content
    levels = {c.id: "demonstrated" for c in content.criteria} | ({"c3": "almost"} if low else {})
    feedback = {c.id: {"strength": "Seen.", "next": "Go on."} for c in content.criteria}
    actions.save_sheet(assignment, levels=levels, feedback=feedback, by=by)
    return actions.hand_over(assignment, reason="Seen twice.", by=by)


def reachable(before: Status, after: Status) -> bool:
    """By moves of the table, two at most: a verb may queue or settle on its way."""
    near = Evaluation.MOVES[before]
    return after == before or after in near or any(after in Evaluation.MOVES[step] for step in near)


def what_must_hold(pk: int) -> None:
    row = Evaluation.objects.select_related("submission__start").get(pk=pk)
    live = [a for a in row.assignments.all() if a.status in LIVE]
    assert len({a.slot for a in live}) == len(live) == len({a.assessor_id for a in live})
    assert row.submission.start.person_id not in {a.assessor_id for a in live}
    if row.status == Status.RELEASED:
        released = Release.objects.get(evaluation=row, released=True)
        overridden = Override.objects.filter(evaluation=row).first()
        assert row.submission.status == Handed.CLOSED
        if overridden is None:  # a decision differs from the rule by a recorded override alone
            assert row.submission.outcome == row.decision.outcome
        else:
            assert row.submission.outcome == overridden.outcome != row.decision.outcome
            assert overridden.reason and overridden.by_id == released.by_id
        content = row.submission.version.content
        found = scoring.outcome(content.rule, content.criteria, row.decision.levels)
        assert found.word == row.decision.outcome
        assert released.by_id not in {a.assessor_id for a in live}
    else:
        assert row.submission.status != Handed.CLOSED
        assert not Override.objects.filter(evaluation=row).exists()
    if row.status == Status.AWAITING_RELEASE:
        assert all(a.status == AssignmentStatus.SCORED for a in live)
    for assignment in live:
        sheet = assignment.sheet
        assert (sheet.handed_over_at is not None) == (assignment.status == AssignmentStatus.SCORED)
