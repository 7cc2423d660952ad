"""Tying strategic goals to what serves them: who may, with which words, and who is told."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.catalog.actions import tie_goal, untie_goal
from assay.catalog.actions.deriving import renew_edition
from assay.catalog.models import GoalTie, Version
from assay.catalog.tests.factories import make_version
from assay.frameworks.actions import import_case
from assay.frameworks.models import Competency
from assay.frameworks.tests.factories import package
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person, make_school
from assay.program.actions import let_committee_sit
from assay.program.models import StrategicGoal
from assay.record.models import MACHINE, Event

WHY = "Who waits hears from more students."


@pytest.fixture
def goal(district: Organization) -> StrategicGoal:
    cache.clear()
    return StrategicGoal.objects.create(
        organization=district, code="sg1", title="Every student speaks"
    )


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


def test_an_administrator_ties_it_and_it_is_noted(
    goal: StrategicGoal, version: Version, max_: Person
) -> None:
    tie = tie_goal(goal, version.micro_credential, WHY, by=max_)
    assert (tie.first_on, tie.tied_by) == (today(), max_)
    assert Event.objects.get(verb="catalog.goal_tied").particulars == {
        "goal": goal.pk,
        "micro_credential": version.micro_credential_id,
    }
    with pytest.raises(WrongState):
        tie_goal(goal, version.micro_credential, WHY, by=max_)


def test_nobody_else_ties_it_and_where_a_committee_sits_its_chair_alone(
    goal: StrategicGoal, version: Version, max_: Person, lea: Person, district: Organization
) -> None:
    with pytest.raises(PermissionDenied):
        tie_goal(goal, version.micro_credential, WHY, by=lea)
    let_committee_sit(district, by=MACHINE)
    with pytest.raises(PermissionDenied):
        tie_goal(goal, version.micro_credential, WHY, by=max_)
    chair = make_person("Cho Chair", role="committee-chair", organization=district)
    assert tie_goal(goal, version.micro_credential, WHY, by=chair).pk


@pytest.mark.parametrize(
    ("reason", "days", "named"),
    [
        ("", 0, "reason"),
        ("x" * 301, 0, "reason"),
        (WHY, -1, "first_on"),
        (WHY, 4000, "first_on"),
    ],
)
def test_what_is_wrong_is_said(
    goal: StrategicGoal, version: Version, max_: Person, reason: str, days: int, named: str
) -> None:
    with pytest.raises(BadInput) as caught:
        tie_goal(
            goal,
            version.micro_credential,
            reason,
            first_on=today() + timedelta(days=days),
            by=max_,
        )
    assert named in caught.value.fields
    with pytest.raises(BadInput):
        tie_goal(goal, None, WHY, by=max_)
    assert not GoalTie.objects.exists()


def test_taken_away_once_and_kept_as_history(
    goal: StrategicGoal, version: Version, max_: Person, lea: Person
) -> None:
    tie = tie_goal(goal, version.micro_credential, WHY, by=max_)
    with pytest.raises(PermissionDenied):
        untie_goal(tie, by=lea)
    untie_goal(tie, by=max_)
    with pytest.raises(WrongState):
        untie_goal(tie, by=max_)
    assert not GoalTie.objects.all().in_force().exists() and GoalTie.objects.count() == 1
    assert tie_goal(goal, version.micro_credential, WHY, by=max_).pk != tie.pk
    assert Event.objects.filter(verb="catalog.goal_untied").count() == 1


def test_nothing_is_tied_to_a_goal_that_is_over(
    goal: StrategicGoal, version: Version, max_: Person
) -> None:
    tie_goal(goal, version.micro_credential, WHY, by=max_)
    StrategicGoal.objects.filter(pk=goal.pk).update(until_on=today() - timedelta(days=1))
    goal.refresh_from_db()
    assert not GoalTie.objects.all().in_force().exists()
    with pytest.raises(WrongState):
        tie_goal(goal, version.micro_credential, WHY, by=max_)


def test_learners_of_the_place_see_it_and_no_others(
    client: Client, goal: StrategicGoal, version: Version, max_: Person, ada: Person
) -> None:
    renew_edition(version)
    tie_goal(goal, version.micro_credential, WHY, by=max_)
    elsewhere = make_person(
        "Eve Far", role="learner", organization=make_school(make_district("Far Away"), "Far")
    )
    card, page = f"/catalog/?goal={goal.pk}", "/catalog/wait-time/"
    client.force_login(ada)
    assert goal.title in client.get("/catalog/").content.decode()
    assert "1 of 1" in client.get(card).content.decode()
    shown = client.get(page).content.decode()
    assert goal.title in shown and WHY in shown
    for person in (elsewhere, None):
        client.logout()
        if person:
            client.force_login(person)
        for path in ("/catalog/", card, page):
            assert goal.title not in client.get(path).content.decode(), path


def test_a_tied_competency_leads_to_all_that_are_aligned(
    goal: StrategicGoal, version: Version, max_: Person, aligned: Competency
) -> None:
    tie_goal(goal, aligned, WHY, by=max_)
    found = GoalTie.objects.all().in_force().by_micro_credential()
    assert list(found) == [version.micro_credential_id]


@pytest.fixture
def aligned(version: Version) -> Competency:
    import_case(package(), "demo", by=MACHINE)
    row = Competency.objects.get(code="8(i)")
    version.alignments.create(competency=row, framework_slug=row.framework.slug, code=row.code)
    return row


def test_the_page_ties_says_what_is_wrong_and_takes_away(
    client: Client, goal: StrategicGoal, version: Version, max_: Person, lea: Person
) -> None:
    path = f"/program/goals/{goal.pk}/serving/"
    client.force_login(lea)
    assert "Tie it" not in client.get(path).content.decode()
    assert client.post(path, {"reason": WHY}).status_code == 403
    client.force_login(max_)
    wrong = client.post(path, {"reason": WHY})
    assert wrong.status_code == 422
    assert "one of the two" in wrong.content.decode() and WHY in wrong.content.decode()
    sent = {"reason": WHY, "micro_credential": version.micro_credential_id}
    page = client.post(path, sent, follow=True).content.decode()
    assert version.title in page and "Max Sund" in page
    again = client.post(path, sent)
    assert again.status_code == 409 and WHY in again.content.decode()
    tie = GoalTie.objects.get()
    page = client.post(f"{path}{tie.pk}/ending/", follow=True).content.decode()
    assert "Tied before" in page
    assert client.post(f"{path}{tie.pk}/ending/").status_code == 409


def test_a_reason_for_a_goal_that_ended_meanwhile_is_not_lost(
    client: Client, goal: StrategicGoal, max_: Person
) -> None:
    StrategicGoal.objects.filter(pk=goal.pk).update(until_on=today() - timedelta(days=1))
    client.force_login(max_)
    answer = client.post(f"/program/goals/{goal.pk}/serving/", {"reason": WHY})
    assert answer.status_code == 422 and WHY in answer.content.decode()
