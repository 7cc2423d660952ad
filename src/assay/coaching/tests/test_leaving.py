"""Somebody leaves in the middle of it: it ends for both, in words, and nothing of what was written is lost."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from assay.coaching import actions
from assay.coaching.models import Comment, Cycle, DraftShare, Meeting, Pairing, PairingStatus
from assay.coaching.tests.factories import make_comment, make_share
from assay.evidence.models import Submission
from assay.lib.clock import now, today
from assay.people import actions as people
from assay.people.models import Membership, Person
from assay.people.tests.factories import make_district, make_person, make_school
from assay.record.models import Event

#: What is done within it is heard by whoever listens, as after its transaction.
heard = partial(TestCase.captureOnCommitCallbacks, execute=True)


@pytest.fixture
def cycle(pairing: Pairing, draft: Submission, ada: Person, cleo: Person) -> Cycle:
    """Half of it is behind them: a draft with a comment, a meeting in the log and one to come."""
    make_comment(make_share(draft, pairing), "p1q1")
    cycle = actions.begin_cycle(pairing, "Every student explains once.", "Their words.", by=cleo)
    actions.log_meeting(pairing, today(), topic="Who speaks first", by=cleo)
    actions.set_meeting(pairing, now() + timedelta(days=3), topic="How it went", by=cleo)
    return cycle


def page_of(person: Person, pairing: Pairing) -> tuple[int, str]:
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    answer = client.get(reverse("coaching:pairing", args=[pairing.pk]))
    return answer.status_code, answer.content.decode()


def is_over(pairing: Pairing) -> None:
    pairing.refresh_from_db()
    assert pairing.status == PairingStatus.ENDED and pairing.ended_by is None
    assert not Meeting.objects.planned().exists() and not Cycle.objects.open().exists()
    assert not DraftShare.objects.filter(ended_at=None).exists()
    assert Comment.objects.exists() and Meeting.objects.logged().exists()
    assert Event.objects.filter(verb="coaching.ended").count() == 1


def test_a_learner_who_leaves(cycle: Cycle, pairing: Pairing, ada: Person, cleo: Person) -> None:
    with heard():
        people.deactivate(ada, by=None)
    is_over(pairing)
    status, said = page_of(cleo, pairing)
    assert status == 200 and "Ended on" in said and "Who speaks first" in said
    assert "How it went" not in said and "Save to the log" not in said


def test_a_coach_who_leaves(cycle: Cycle, pairing: Pairing, ada: Person, cleo: Person) -> None:
    with heard():
        people.deactivate(cleo, by=None)
    is_over(pairing)
    status, said = page_of(ada, pairing)
    assert status == 200 and "Ended on" in said and "Who speaks first" in said
    share = DraftShare.objects.get()
    client = Client()
    client.force_login(ada)
    own = client.get(reverse("coaching:shared", args=[share.pk]))
    assert "Where is the second?" in own.content.decode()


def test_a_learner_who_moves_to_another_district(
    cycle: Cycle, pairing: Pairing, draft: Submission, ada: Person, cleo: Person
) -> None:
    held = ada.current_memberships[0]
    make_person(ada, role="learner", organization=make_district("Far Away"))
    with heard():
        people.end_membership(held, by=None)
    is_over(pairing)
    assert page_of(ada, pairing)[0] == 200
    status, said = page_of(cleo, pairing)
    assert status == 200 and "Ended on" in said
    draft.refresh_from_db()
    assert draft.is_draft and draft.responses.exists()


def test_a_coach_without_the_role_ends_and_one_with_another_that_reaches_goes_on(
    cycle: Cycle, pairing: Pairing, ada: Person, cleo: Person
) -> None:
    held = Membership.objects.get(person=cleo)
    place = ada.current_memberships[0].organization
    make_person(cleo, role="coach", organization=place)
    with heard():
        people.end_membership(held, by=None)
    pairing.refresh_from_db()
    assert pairing.is_running
    with heard():
        people.end_membership(Membership.objects.get(person=cleo, organization=place), by=None)
    is_over(pairing)


def test_who_was_asked_and_leaves_is_answered_for(ada: Person, cleo: Person, bo: Person) -> None:
    asked, other = actions.ask_for_coach(ada, cleo, by=ada), actions.ask_for_coach(bo, None, by=bo)
    with heard():
        people.deactivate(cleo, by=None)
    with heard():
        people.deactivate(bo, by=None)
    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.status, other.status) == (PairingStatus.DECLINED, PairingStatus.TAKEN_BACK)


def test_a_move_to_another_school_of_the_program_ends_nothing(
    cycle: Cycle, pairing: Pairing, ada: Person
) -> None:
    held = ada.current_memberships[0]
    district = held.organization.parent
    assert district is not None
    make_person(ada, role="learner", organization=make_school(district, "The other school"))
    with heard():
        people.end_membership(held, by=None)
    pairing.refresh_from_db()
    assert pairing.is_running
