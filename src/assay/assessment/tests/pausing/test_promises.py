"""A promise that was broken: another day and its reason for the learner, a word to the lead, and late stays late."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.models import Assignment, Evaluation
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.evidence.actions import move_promise
from assay.evidence.models import Submission
from assay.lib.clock import held_at, now, today
from assay.people.models import Person
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
