"""Bad input for sheets, told in plain words with nothing lost: forged, empty, too late, over a change of clocks."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.models import Assignment, Evaluation
from assay.assessment.tests.factories import make_assessor, make_evaluation, take_next
from assay.assessment.tests.sheets.test_later_attempts import (
    first_attempt,
    handed_in_again,
    leased_to_somebody,
)
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.lib.clock import held_at
from assay.people.models import Organization, Person
from assay.program.models import ClosedPeriod
from assay.program.policies import AssessmentPolicy, in_force

DETROIT = ZoneInfo("America/Detroit")


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def leased(ada: Person, lea: Person, district: Organization, version: Version) -> Assignment:
    sam = make_assessor(version, district, lead=lea, name="Sam Scorer")
    make_evaluation(ada, district, lead=lea, version=version)
    return take_next(sam)


def sign_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_forged_assignment_is_not_there_and_its_sheet_stays_empty(
    leased: Assignment, lea: Person, district: Organization, version: Version
) -> None:
    other = sign_in(make_assessor(version, district, lead=lea))
    for name, sent in (
        ("sheet", {"level-c1": "not_yet", "summary": "Mine."}),
        ("handover", {"level-c1": "not_yet"}),
        ("recusal", {"ground": "family"}),
        ("proposing", {"criterion": "c1", "level": "almost", "text": "Anything."}),
        ("reopening", {"criterion": "c1", "reopen-c1": "Because it is not mine."}),
        ("taking_again", {}),
    ):
        address = reverse(f"assessment:{name}", args=[leased.pk])
        assert other.post(address, sent).status_code == 404, name
    fresh = Assignment.objects.select_related("sheet").get(pk=leased.pk)
    assert (fresh.status, fresh.sheet.levels, fresh.sheet.summary) == ("accepted", {}, "")


def test_feedback_of_blanks_is_no_feedback_and_all_that_was_typed_comes_back(
    leased: Assignment,
) -> None:
    client = sign_in(leased.assessor)
    sent = {f"level-c{n}": "demonstrated" for n in range(1, 6)}
    sent |= {"level-c3": "almost", "next-c3": " \u00a0\n ", "strength-c3": "She waits once."}
    answer = client.post(reverse("assessment:handover", args=[leased.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say what to do next for" in page and "She waits once." in page
    leased.refresh_from_db()
    assert leased.status == "accepted" and leased.sheet.levels["c3"] == "almost"


@pytest.mark.parametrize("level", ["", "excellent", "4", "DEMONSTRATED"])
def test_a_level_outside_the_scale_is_asked_for_again(leased: Assignment, level: str) -> None:
    client = sign_in(leased.assessor)
    sent = {f"level-c{n}": "demonstrated" for n in range(1, 6)}
    sent |= {"level-c2": level, "summary": "All pauses can be heard."}
    answer = client.post(reverse("assessment:handover", args=[leased.pk]), sent)
    assert answer.status_code == 422
    assert "Choose a level for" in answer.content.decode()
    assert "All pauses can be heard." in answer.content.decode()


def test_a_forged_level_for_what_is_kept_changes_no_decision(
    ada: Person, lea: Person, district: Organization, version: Version
) -> None:
    first = first_attempt(ada, lea, district, version, c3="almost")
    later = handed_in_again(first, ada, lea)
    while Evaluation.objects.get(pk=later.pk).status != "awaiting_release":
        lease = leased_to_somebody(later, district, lea)
        sent = {"level-c1": "not_yet", "level-c3": "demonstrated", "strength-c3": "She waits."}
        address = reverse("assessment:handover", args=[lease.pk])
        assert sign_in(lease.assessor).post(address, sent).status_code == 302
    decision = Evaluation.objects.get(pk=later.pk).decision
    assert decision.levels["c1"] == "demonstrated" and decision.outcome == "earned"


def test_a_second_press_sends_scores_once_and_says_so(leased: Assignment) -> None:
    client, address = sign_in(leased.assessor), reverse("assessment:handover", args=[leased.pk])
    sent = {f"level-c{n}": "demonstrated" for n in range(1, 6)} | {"summary": "Well shown."}
    assert client.post(address, sent).status_code == 302
    leased.sheet.refresh_from_db()
    first = leased.sheet.handed_over_at
    again = client.post(address, sent | {"level-c1": "not_yet"})
    assert again.status_code == 409 and "These scores are sent" in again.content.decode()
    leased.sheet.refresh_from_db()
    assert (leased.sheet.handed_over_at, leased.sheet.levels["c1"]) == (first, "demonstrated")


def test_a_change_of_clocks_and_a_holiday_take_no_day_from_a_lease(
    ada: Person, lea: Person, district: Organization, version: Version
) -> None:
    """Taken on the Friday before clocks go forward (March 14, 2027); Monday and Tuesday are closed."""
    ClosedPeriod.objects.create(first_on=date(2027, 3, 15), last_on=date(2027, 3, 16))
    limit = in_force(AssessmentPolicy).reassign_after_idle_business_days
    assert limit == 4
    with held_at(datetime(2027, 3, 12, 23, 30, tzinfo=DETROIT)):
        sam = make_assessor(version, district, lead=lea)
        make_evaluation(ada, district, lead=lea, version=version)
        lease = take_next(sam)
    # Business days since: the 17th, 18th and 19th; the fourth is the 22nd.
    with held_at(datetime(2027, 3, 21, 23, 59, tzinfo=DETROIT)):
        actions.lapse_idle()
        lease.refresh_from_db()
        assert lease.status == "accepted"
        actions.save_sheet(lease, levels={"c1": "almost"}, feedback={}, by=sam)
    with held_at(datetime(2027, 3, 24, 23, 59, tzinfo=DETROIT)):  # three more
        actions.lapse_idle()
        lease.refresh_from_db()
        assert lease.status == "accepted"
    with held_at(datetime(2027, 3, 25, 0, 1, tzinfo=DETROIT)):
        actions.lapse_idle()
        lease.refresh_from_db()
        assert lease.status == "lapsed" and lease.sheet.levels == {"c1": "almost"}
