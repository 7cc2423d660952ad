"""Turns an evaluation takes beside the straight path."""

from datetime import timedelta

import pytest

from assay.assessment import actions
from assay.assessment.models import Assignment, AssignmentStatus, Evaluation, Status
from assay.assessment.tests.factories import make_assessor, make_decided, score, take_next
from assay.catalog.models import Version
from assay.evidence import actions as evidence
from assay.lib.clock import held_at, now
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


def again(row: Evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=row.pk)


def test_withdrawing_while_it_is_scored_clears_the_desk(leased: Assignment, ada: Person) -> None:
    evidence.withdraw(leased.evaluation.submission, by=ada)
    actions.withdraw_evaluation(leased.evaluation.submission)
    actions.withdraw_evaluation(leased.evaluation.submission)
    leased.refresh_from_db()
    assert (leased.status, again(leased.evaluation).status) == (
        AssignmentStatus.LAPSED,
        Status.WITHDRAWN,
    )
    event = Event.objects.get(verb="assessment.withdrawn")
    assert event.particulars == {
        "submission": leased.evaluation.submission_id,
        "leases": [leased.pk],
    }
    with pytest.raises(WrongState):
        actions.hand_over(leased, by=leased.assessor)


def test_withdrawing_while_it_waits_for_release_stops_the_release(
    ada: Person, district: Organization, lea: Person, version: Version, chi: Person
) -> None:
    evaluation = make_decided(ada, district, lead=lea, version=version)
    evidence.withdraw(evaluation.submission, by=ada)
    with pytest.raises(WrongState):  # also in the second before the listener has run
        actions.release(again(evaluation), by=chi)
    assert again(evaluation).status == Status.AWAITING_RELEASE
    actions.withdraw_evaluation(evaluation.submission)
    assert again(evaluation).status == Status.WITHDRAWN


def test_a_first_sheet_given_up_after_a_return_is_read_by_somebody_else(
    ada: Person, district: Organization, lea: Person, version: Version, chi: Person
) -> None:
    evaluation = make_decided(ada, district, lead=lea, version=version)
    actions.send_back(again(evaluation), "Look at c2 again.", by=chi)
    first, second = evaluation.assignments.order_by("slot")
    actions.recuse(first, "family", by=first.assessor)
    score(Assignment.objects.get(pk=second.pk), by=second.assessor)
    third = make_assessor(version, district, lead=lea)
    score(take_next(third), by=third)
    assert again(evaluation).status == Status.AWAITING_RELEASE


def test_one_reminder_at_half_of_the_time_and_then_it_lapses(leased: Assignment) -> None:
    monday = now() + timedelta(days=(7 - now().weekday()) % 7)
    Assignment.objects.filter(pk=leased.pk).update(touched_at=monday)
    for days, reminders, lapsed in ((1, 0, 0), (2, 1, 0), (3, 1, 0), (4, 1, 1), (4, 1, 0)):
        with held_at(monday + timedelta(days=days)):
            assert actions.lapse_idle() == lapsed, days
        assert Event.objects.filter(verb="assessment.reminded").count() == reminders, days
    assert again(leased.evaluation).status == Status.QUEUED


def test_what_is_worked_on_again_is_idle_no_longer(leased: Assignment) -> None:
    monday = now() + timedelta(days=(7 - now().weekday()) % 7)
    Assignment.objects.filter(pk=leased.pk).update(touched_at=monday)
    with held_at(monday + timedelta(days=2)):
        actions.lapse_idle()
    assert Evaluation.objects.all().idle().get() == leased.evaluation
    with held_at(monday + timedelta(days=2, hours=1)):
        actions.save_sheet(leased, levels={}, feedback={}, by=leased.assessor)
    assert not Evaluation.objects.all().idle().exists()


def test_a_calibrated_scorer_alone_is_enough_where_the_policy_asks_for_no_second(
    queued: Evaluation, sam: Person
) -> None:
    Evaluation.objects.filter(pk=queued.pk).update(scorings_needed=1, why_double="")
    sam.assessor_for.update(calibrated_at=now())
    far = {c.id: "not_yet" for c in queued.submission.version.content.criteria}
    score(actions.offer_next(sam), by=sam, **far)
    assert again(queued).status == Status.AWAITING_RELEASE
    assert again(queued).decision.settled_by == "single"


def test_one_who_is_only_attested_is_always_read_by_a_second_person(
    queued: Evaluation, sam: Person
) -> None:
    Evaluation.objects.filter(pk=queued.pk).update(scorings_needed=1, why_double="")
    score(take_next(sam), by=sam)
    assert (again(queued).status, again(queued).why_double) == (
        Status.SECOND_SCORING,
        "attested_only",
    )


def test_nobody_holds_more_than_the_policy_says(
    district: Organization, lea: Person, version: Version, sam: Person
) -> None:
    from assay.assessment.tests.factories import make_evaluation
    from assay.people.tests.factories import make_person
    from assay.program.actions import set_policy

    set_policy("assessment", {"max_open_per_assessor": 1}, by=None)
    for n in range(2):
        make_evaluation(
            make_person(f"Learner {n}", role="learner", organization=district), district, lead=lea
        )
    take_next(sam)
    with pytest.raises(WrongState, match="You have 1 open"):
        take_next(sam)
