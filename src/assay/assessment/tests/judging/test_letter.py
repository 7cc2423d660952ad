"""The decision letter and what stands on the learner's pages."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assay.assessment import actions, slots
from assay.assessment.models import Evaluation
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import make_decided, take_next
from assay.catalog.models import Version
from assay.evidence.models import Submission
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def not_yet(
    ada: Person, district: Organization, lea: Person, version: Version, chi: Person
) -> Evaluation:
    evaluation = make_decided(ada, district, lead=lea, version=version, c3="almost")
    actions.release(evaluation, by=chi)
    return evaluation


def test_the_letter_opens_with_what_was_demonstrated_and_names_no_assessor(
    not_yet: Evaluation, ada: Person
) -> None:
    body = (
        sign_in(ada)
        .get(reverse("assessment:decision", args=[not_yet.submission_id]))
        .content.decode()
    )
    assert "<h1>Four of five criteria are demonstrated.</h1>" in body
    assert body.index("What remains") < body.index("What you demonstrated")
    assert "Try c3 again." in body and "Pause after the answer" in body
    assert "Chi Okoye released the decision" in body and "Two qualified assessors" in body
    assert not [
        a.assessor.display_name
        for a in not_yet.assignments.all()
        if a.assessor.display_name in body
    ]
    assert "fail" not in body.lower()
    assert "They are not badges" in body


def test_the_letter_is_its_learners_alone(
    not_yet: Evaluation, dee: Person, lea: Person, chi: Person
) -> None:
    url = reverse("assessment:decision", args=[not_yet.submission_id])
    assert Client().get(url).status_code == 302
    for person in (dee, lea, chi, not_yet.assignments.first().assessor):
        assert sign_in(person).get(url).status_code == 404
        assert (
            sign_in(person)
            .post(reverse("assessment:revision", args=[not_yet.submission_id]))
            .status_code
            == 404
        )


def test_before_release_there_is_no_letter(
    ada: Person, district: Organization, lea: Person, version: Version
) -> None:
    evaluation = make_decided(ada, district, lead=lea, version=version)
    answer = sign_in(ada).get(reverse("assessment:decision", args=[evaluation.submission_id]))
    assert answer.status_code == 302 and answer.headers["Location"] == reverse(
        "evidence:detail", args=[evaluation.submission_id]
    )


def test_revising_opens_the_next_attempt_once(not_yet: Evaluation, ada: Person) -> None:
    client, url = sign_in(ada), reverse("assessment:revision", args=[not_yet.submission_id])
    first, second = client.post(url), client.post(url)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert Submission.objects.filter(start__person=ada, attempt=2).count() == 1
    letter = client.get(
        reverse("assessment:decision", args=[not_yet.submission_id])
    ).content.decode()
    assert "Go on with your next attempt" in letter


def test_an_earned_one_cannot_be_revised(
    ada: Person, district: Organization, lea: Person, version: Version, chi: Person
) -> None:
    evaluation = make_decided(ada, district, lead=lea, version=version)
    actions.release(evaluation, by=chi)
    client = sign_in(ada)
    body = client.get(
        reverse("assessment:decision", args=[evaluation.submission_id])
    ).content.decode()
    assert "Every criterion is demonstrated." in body and "Revise" not in body
    assert (
        client.post(reverse("assessment:revision", args=[evaluation.submission_id])).status_code
        == 409
    )


def test_the_status_page_says_who_has_it(queued: Evaluation, sam: Person, ada: Person) -> None:
    client, url = sign_in(ada), reverse("evidence:detail", args=[queued.submission_id])
    assert "waiting for an assessor" in client.get(url).content.decode()
    take_next(sam)
    body = client.get(url).content.decode()
    assert "does not know your name is reading it" in body and "Sam Scorer" not in body


def test_before_the_listener_has_run_the_status_page_is_sensible(
    ada: Person, version: Version
) -> None:
    from assay.evidence.tests.factories import make_submission

    submission = make_submission(ada, version)
    Evaluation.objects.filter(submission=submission).delete()
    said = slots.status(ada, submission)
    assert said is not None and said["who"] == "It has arrived."


def test_who_assesses_is_a_count_and_turnaround_needs_five(
    not_yet: Evaluation, version: Version, ada: Person
) -> None:
    cache.clear()  # ten minutes is longer than a test run, and numbers of rows repeat
    said = slots.who_assesses(ada, version)
    assert said is not None and said["assessors"] == 2 and said["median_days"] is None
