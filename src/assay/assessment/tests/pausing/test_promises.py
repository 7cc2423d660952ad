"""A promise that was broken: another day and its reason for the learner, a word to the lead, and late stays late."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.judging.actions import promises
from assay.assessment.models import Assignment, Evaluation
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import make_evaluation
from assay.catalog.models import Version
from assay.evidence.actions import move_promise
from assay.evidence.models import Submission
from assay.lib.clock import held_at, now, today
from assay.people.models import Organization, Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def promised(leased: Assignment) -> Submission:
    submission = leased.evaluation.submission
    Submission.objects.filter(pk=submission.pk).update(promised_on=today() + timedelta(days=9))
    submission.refresh_from_db()
    return submission


def test_a_broken_promise_gets_a_new_day_and_its_reason_once(promised: Submission) -> None:
    first, due = promised.promised_on, promised.evaluation.due_on
    assert actions.move_broken_promises() == 0
    with held_at(now() + timedelta(days=12)):
        assert actions.move_broken_promises() == 1
        assert actions.move_broken_promises() == 0  # the same day again
        promised.refresh_from_db()
        assert promised.promised_on > today() and promised.first_promised_on == first
        assert promised.moved_because == "scoring"
        page = (
            sign_in(promised.start.person)
            .get(reverse("evidence:detail", args=[promised.pk]))
            .content.decode()
        )
    assert "The assessor who reads it has not finished in time." in page
    assert (
        Evaluation.objects.get(submission=promised).due_on == due
    )  # what is late stays late for the lead
    assert Event.objects.filter(verb="evidence.promise_moved").count() == 1
    assert Event.objects.filter(verb="assessment.promise_broken").count() == 1
    with held_at(now() + timedelta(days=60)):
        assert actions.move_broken_promises() == 1
    promised.refresh_from_db()
    assert promised.first_promised_on == first


def test_what_is_on_hold_gets_its_day_when_it_goes_on(promised: Submission, lea: Person) -> None:
    row = actions.hold_for_integrity(
        promised.evaluation, "copied", "Word for word another one of last week.", by=lea
    )
    with held_at(now() + timedelta(days=14)):
        assert actions.move_broken_promises() == 0
        actions.lift_hold(row, "cleared", "Both taught from the same plan, as allowed.", by=lea)
    promised.refresh_from_db()
    assert promised.moved_because == "held" and promised.promised_on > promised.first_promised_on


def test_nobody_moves_a_promise_by_hand_and_none_is_moved_back(
    promised: Submission, lea: Person
) -> None:
    day = promised.promised_on
    with pytest.raises(PermissionDenied):
        move_promise(promised, day + timedelta(days=1), "queued", by=lea)
    move_promise(promised, day - timedelta(days=1), "queued", by=None)
    promised.refresh_from_db()
    assert promised.promised_on == day and not promised.moved_because


def test_no_promise_is_made_up_where_none_was(leased: Assignment) -> None:
    submission = leased.evaluation.submission
    Submission.objects.filter(pk=submission.pk).update(promised_on=None)
    with held_at(now() + timedelta(days=60)):
        assert actions.move_broken_promises() == 0


def test_one_that_cannot_be_moved_keeps_nobody_else_from_their_day(
    promised: Submission,
    bo: Person,
    district: Organization,
    lea: Person,
    version: Version,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = make_evaluation(bo, district, lead=lea, version=version).submission
    Submission.objects.filter(pk=other.pk).update(promised_on=promised.promised_on)

    def move(submission: Submission, *rest: Any, **named: Any) -> None:
        if submission.pk == promised.pk:
            raise ValueError("broken")
        move_promise(submission, *rest, **named)

    monkeypatch.setattr(promises, "move_promise", move)
    with held_at(now() + timedelta(days=12)):
        assert actions.move_broken_promises() == 1
        other.refresh_from_db()
        assert other.promised_on > today()
    assert Event.objects.filter(verb="assessment.promise_broken").count() == 1


def test_who_comes_second_moves_nothing_and_tells_nobody_again(
    promised: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two clocks: the other one has moved it after this one looked which are late."""
    hold = promises.hold
    others: list[int] = []

    def held_after_the_other(rows: Any) -> bool:
        if not others:
            others.append(1)
            others.append(actions.move_broken_promises())
        return hold(rows)

    monkeypatch.setattr(promises, "hold", held_after_the_other)
    with held_at(now() + timedelta(days=12)):
        assert actions.move_broken_promises() == 0
    assert others[1] == 1
    assert Event.objects.filter(verb="assessment.promise_broken").count() == 1


def test_a_safety_report_does_not_show_in_a_day_that_alone_stands_still(
    promised: Submission, sam: Person
) -> None:
    actions.report_safety(promised.evaluation, "A bruise on a child in the clip.", by=sam)
    with held_at(now() + timedelta(days=12)):
        assert actions.move_broken_promises() == 1  # as of everybody else's
        promised.refresh_from_db()
        assert promised.promised_on > today() and promised.moved_because == "scoring"
