"""Holds for integrity: who may, that everything stands still meanwhile, and that the promised day moves."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import Assignment, Evaluation, IntegrityHold
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import score
from assay.evidence.actions import withdraw
from assay.evidence.models import Submission
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.calendar import business_days_between
from assay.program.policies import closed_periods
from assay.record.models import Event

pytestmark = pytest.mark.django_db
WHY = "The plan is word for word another one that was handed in last week."
FOUND = "Both taught from the same plan, which the item allows."


@pytest.fixture
def pia(district: Organization) -> Person:
    """The district's privacy officer."""
    return make_person("Pia Guard", role="privacy-officer", organization=district)


def test_a_lead_alone_holds_and_lifts(
    leased: Assignment, lea: Person, sam: Person, ada: Person, max_: Person
) -> None:
    evaluation = leased.evaluation
    for person in (sam, ada, max_):
        with pytest.raises(PermissionDenied):
            actions.hold_for_integrity(evaluation, "copied", WHY, by=person)
    row = actions.hold_for_integrity(
        evaluation, "copied", WHY, "Who else worked on the plan?", by=lea
    )
    with pytest.raises(WrongState):
        actions.hold_for_integrity(evaluation, "copied", WHY, by=lea)
    for person in (sam, ada, max_):
        with pytest.raises(PermissionDenied):
            actions.lift_hold(row, "cleared", FOUND, by=person)
    actions.lift_hold(row, "cleared", FOUND, by=lea)
    with pytest.raises(WrongState):
        actions.lift_hold(row, "cleared", FOUND, by=lea)
    assert Event.objects.get(verb="assessment.held").particulars == {
        "evaluation": evaluation.pk,
        "ground": "copied",
    }
    assert Event.objects.filter(verb="assessment.hold_lifted").count() == 1


@pytest.mark.parametrize(
    ("ground", "reason", "where"), [("xx", WHY, "ground"), ("copied", "short", "reason")]
)
def test_a_hold_that_says_nothing_is_refused(
    leased: Assignment, lea: Person, ground: str, reason: str, where: str
) -> None:
    with pytest.raises(BadInput) as refused:
        actions.hold_for_integrity(leased.evaluation, ground, reason, by=lea)
    assert list(refused.value.fields) == [where]
    row = actions.hold_for_integrity(leased.evaluation, "copied", WHY, by=lea)
    with pytest.raises(BadInput) as refused:
        actions.lift_hold(row, "", "", by=lea)
    assert list(refused.value.fields) == ["outcome", "found"]
    assert IntegrityHold.objects.open().exists()


def test_everything_stands_still_and_nothing_is_lost(
    leased: Assignment, lea: Person, sam: Person
) -> None:
    row = actions.hold_for_integrity(leased.evaluation, "not_own", WHY, by=lea)
    with pytest.raises(WrongState):
        score(leased, by=sam)
    assert Assignment.objects.get(pk=leased.pk).sheet.levels  # what was typed is kept
    with held_at(now() + timedelta(days=30)):
        actions.lapse_idle()
        assert Assignment.objects.get(pk=leased.pk).is_open
        actions.lift_hold(row, "explained", FOUND, by=lea)
        actions.hand_over(Assignment.objects.get(pk=leased.pk), by=sam)


def test_what_is_on_hold_is_offered_to_nobody(leased: Assignment, lea: Person, sam: Person) -> None:
    actions.recuse(leased, "family", by=sam)
    actions.hold_for_integrity(leased.evaluation, "copied", WHY, by=lea)
    with pytest.raises(NothingWaits):
        actions.offer_next(sam)


def test_the_promised_day_moves_by_the_business_days_on_hold(
    leased: Assignment, lea: Person
) -> None:
    before = Evaluation.objects.get(pk=leased.evaluation_id).due_on
    row = actions.hold_for_integrity(leased.evaluation, "copied", WHY, by=lea)
    with held_at(now() + timedelta(days=14)):
        actions.lift_hold(row, "cleared", FOUND, by=lea)
    assert (Evaluation.objects.get(pk=leased.evaluation_id).due_on - before).days >= 14


def test_what_was_taken_back_is_not_held(lea: Person, leased: Assignment) -> None:
    evaluation = leased.evaluation
    Evaluation.objects.filter(pk=evaluation.pk).update(status="withdrawn")
    with pytest.raises(WrongState):
        actions.hold_for_integrity(evaluation, "copied", WHY, by=lea)


def test_a_safety_report_and_a_hold_each_keep_it_still(
    leased: Assignment, lea: Person, sam: Person
) -> None:
    report = actions.report_safety(leased.evaluation, "A bruise on a child in the clip.", by=sam)
    row = actions.hold_for_integrity(leased.evaluation, "copied", WHY, by=lea)
    actions.lift_hold(row, "cleared", FOUND, by=lea)
    assert Evaluation.objects.get(pk=leased.evaluation_id).paused_at is not None
    assert report.ended_at is None


def test_the_way_by_pages(leased: Assignment, lea: Person, sam: Person) -> None:
    number = leased.evaluation.public_id
    learner = leased.evaluation.submission.start.person
    address = reverse("assessment:hold", args=[number])
    assert sign_in(sam).get(address).status_code == 404
    client = sign_in(lea)
    answer = client.get(reverse("assessment:holds"), {"submission": number.lower()})
    assert answer.status_code == 302 and answer["Location"] == address
    assert (
        "You look after no submission"
        in client.get(reverse("assessment:holds"), {"submission": "X"}).content.decode()
    )
    bad = client.post(address, {"ground": "copied", "reason": "too short"})
    assert bad.status_code == 422 and ">too short</textarea>" in bad.content.decode()
    sent = {"ground": "copied", "reason": WHY, "asked": "Who else worked on the plan?"}
    assert client.post(address, sent).status_code == 302
    status = (
        sign_in(learner)
        .get(reverse("evidence:detail", args=[leased.evaluation.submission_id]))
        .content.decode()
    )
    assert (
        "On hold since" in status and "Who else worked on the plan?" in status and WHY not in status
    )
    listed = client.get(reverse("assessment:holds")).content.decode()
    assert number in listed
    assert number in b"".join(client.get(reverse("assessment:holds"), {"file": "csv"})).decode()  # type: ignore[call-overload]
    assert client.post(address, {"outcome": "cleared", "found": FOUND}).status_code == 302
    assert (
        "On hold since"
        not in sign_in(learner)
        .get(reverse("evidence:detail", args=[leased.evaluation.submission_id]))
        .content.decode()
    )


def test_a_day_moves_by_the_hold_alone_and_tells_nothing_of_a_safety_report(
    leased: Assignment, lea: Person, sam: Person, pia: Person
) -> None:
    """Whether a report came before the hold, or is still open: the same day as without one."""
    evaluation, moved = leased.evaluation, []
    submission = evaluation.submission
    Submission.objects.filter(pk=submission.pk).update(promised_on=today() + timedelta(days=60))
    start = now()
    report = actions.report_safety(evaluation, "A bruise on a child in the clip.", by=sam)
    for days, is_open in ((14, True), (28, False)):
        submission.refresh_from_db()
        before = submission.promised_on
        with held_at(start + timedelta(days=days)):
            if not is_open:
                actions.end_safety_report(report, "Told the agency on Monday.", by=pia)
                report = actions.report_safety(evaluation, "Another one in the clip.", by=sam)
            row = actions.hold_for_integrity(evaluation, "copied", WHY, by=lea)
        with held_at(start + timedelta(days=days + 7)):
            if not is_open:
                actions.end_safety_report(report, "Told the agency on Monday.", by=pia)
            actions.lift_hold(row, "cleared", FOUND, by=lea)
        submission.refresh_from_db()
        moved.append(
            business_days_between(before, submission.promised_on, closed_periods(within=None))
        )
    assert moved == [5, 5]


def test_nobody_reads_that_it_goes_on_where_it_was_taken_back(
    leased: Assignment, lea: Person
) -> None:
    submission = leased.evaluation.submission
    actions.hold_for_integrity(leased.evaluation, "copied", WHY, by=lea)
    withdraw(submission, by=submission.start.person)
    actions.withdraw_evaluation(submission)
    address = reverse("assessment:hold", args=[leased.evaluation.public_id])
    answer = sign_in(lea).post(address, {"outcome": "taken_back", "found": FOUND}, follow=True)
    assert "Nothing goes on" in answer.content.decode()
