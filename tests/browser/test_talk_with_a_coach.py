"""Not yet, not yet, not yet, a talk, and the fourth attempt, in the browser from both seats."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_settling import opened as opened
from tests.journeys.test_talk_with_a_coach import decide, next_one, revise

from assay.assessment import actions as assessment
from assay.assessment.models import Evaluation
from assay.assessment.tests.factories import make_evaluation
from assay.catalog.tests.factories import make_version
from assay.coaching import actions as coaching
from assay.evidence.models import Submission
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_fourth_attempt_follows_a_talk(
    opened: Callable[..., Page],
    accessible_at: Callable[[Page], None],
    ada: Person,
    lea: Person,
    chi: Person,
    district: Organization,
) -> None:
    cleo = make_person("Cleo Guide", role="coach", organization=district)
    evaluation = make_evaluation(ada, district, lead=lea, version=make_version(district))
    for attempt in (1, 2, 3):
        decide(evaluation, district, lea, chi)
        evaluation = Evaluation.objects.get(pk=evaluation.pk)
        draft = assessment.revise(evaluation, by=ada)
        if attempt < 3:
            evaluation = next_one(draft, ada, lea)
    revise(draft, ada)
    pairing = coaching.pair(ada, cleo, ada.current_memberships[0].organization, by=None)

    learner = opened(ada, f"/evidence/{draft.pk}/readiness/", 390)
    expect(learner.get_by_text(re.compile("talk", re.I)).first).to_be_visible()
    expect(learner.get_by_role("button", name="Submit for assessment")).to_have_count(0)
    accessible_at(learner)

    coach = opened(cleo, "/coaching/desk/", 390)
    expect(coach.locator("#needs").get_by_text("Talk required")).to_be_visible()
    accessible_at(coach)
    coach.get_by_role("link", name=re.compile("^Log a talk")).click()
    coach.locator("#log-topic").fill("What the next lesson shows")
    coach.get_by_label("This was the talk that a next attempt waits for").check()
    coach.get_by_role("button", name="Save to the log").click()
    expect(coach.get_by_text(re.compile("^Logged"))).to_be_visible()
    assert pairing.meetings.logged().count() == 1

    learner.reload()
    learner.locator("summary").filter(has_text=re.compile("^Submit$")).click()
    learner.get_by_role("button", name="Submit for assessment").click()
    learner.wait_for_url(re.compile(r"/evidence/\d+/(?!readiness)"))
    assert Submission.objects.get(pk=draft.pk).status == "submitted"
