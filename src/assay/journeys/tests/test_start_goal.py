"""For which goal something is started: said at the start, changed later, seen by nobody else."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.journeys import actions, slots
from assay.journeys.models import Start
from assay.journeys.tests.factories import (
    make_aligned_version,
    make_competency,
    make_goal,
    make_start,
)
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.record.models import Event

CHANGED = "journeys.start_goal_changed"


def test_a_start_gets_a_goal_and_loses_it_again(ada: Person) -> None:
    start, goal = make_start(ada), make_goal(ada)
    actions.serve(start, goal, by=ada)
    assert Start.objects.get().goal == goal
    actions.serve(start, None, by=ada)
    assert Start.objects.get().goal is None
    said = [event.particulars for event in Event.objects.filter(verb=CHANGED).order_by("pk")]
    assert said == [{"goal": goal.pk}, {"goal": None}]


def test_a_second_press_changes_nothing(ada: Person) -> None:
    start, goal = make_start(ada), make_goal(ada)
    for _press in range(2):
        actions.serve(start, goal, by=ada)
    assert Event.objects.filter(verb=CHANGED).count() == 1


def test_nobody_says_for_somebody_else_what_a_start_is_for(ada: Person, max_: Person) -> None:
    start = make_start(ada)
    for by in (max_, None):
        with pytest.raises(PermissionDenied):
            actions.serve(start, make_goal(ada), by=by)
    assert not Event.objects.filter(verb=CHANGED).exists()


@pytest.mark.parametrize("close", [actions.reach, actions.put_aside])
def test_a_goal_that_is_closed_or_of_somebody_else_is_refused(
    ada: Person, dee: Person, district: Organization, close
) -> None:
    start, closed = make_start(ada), make_goal(ada)
    close(closed, by=ada)
    for goal in (closed, make_goal(dee)):
        with pytest.raises(BadInput) as refusal:
            actions.serve(start, goal, by=ada)
        assert "goal" in refusal.value.fields
        with pytest.raises(BadInput):
            actions.start(ada, make_version(district, slug=f"mc-{goal.pk}"), goal=goal, by=ada)
    assert Start.objects.get().goal is None


def test_a_goal_reached_meanwhile_stays_with_its_start(ada: Person) -> None:
    goal = make_goal(ada)
    start = make_start(ada, goal=goal)
    actions.reach(goal, by=ada)
    goal.refresh_from_db()
    actions.serve(start, goal, by=ada)
    assert Start.objects.get().goal == goal


def test_what_has_ended_with_a_badge_keeps_its_goal(ada: Person) -> None:
    start = make_start(ada)
    actions.finish(start, by=None)
    with pytest.raises(WrongState):
        actions.serve(start, make_goal(ada), by=ada)


@pytest.fixture
def version(district: Organization) -> Version:
    make_competency()
    return make_aligned_version(district)


def test_the_page_offers_open_goals_and_chooses_the_one_it_would_serve(
    client: Client, ada: Person, dee: Person, version: Version
) -> None:
    competency = version.alignments.filter(competency__isnull=False).first().competency
    other, served = make_goal(ada, "Read more"), make_goal(ada, "Ask better", competency=competency)
    actions.reach(make_goal(ada, "Long done"), by=ada)
    make_goal(dee, "What Dee aims at")
    client.force_login(ada)
    page = reverse("catalog:detail", args=[version.micro_credential.slug])
    text = client.get(page).content.decode()
    assert f'<option value="{served.pk}" selected>' in text
    assert f'<option value="{other.pk}">' in text
    assert "Long done" not in text and "What Dee aims at" not in text
    asked = client.get(f"{page}?goal={other.pk}").content.decode()
    assert f'<option value="{other.pk}" selected>' in asked
    assert f'<option value="{served.pk}">' in asked
    for odd in ("0", "abc", "%00", "9" * 30):
        assert client.get(f"{page}?goal={odd}").status_code == 200


def test_what_is_planned_for_a_goal_is_started_for_it(ada: Person, version: Version) -> None:
    competency = version.alignments.filter(competency__isnull=False).first().competency
    make_goal(ada, "Of the same competency", competency=competency)
    goal = make_goal(ada, "Meant for it")
    actions.plan(ada, version.micro_credential, by=ada, goal=goal)
    said = slots.beside_micro_credential(ada, version)
    assert said is not None and said["goal"] == goal.pk


def test_who_has_no_goal_is_asked_for_none(client: Client, ada: Person, version: Version) -> None:
    client.force_login(ada)
    page = reverse("catalog:detail", args=[version.micro_credential.slug])
    assert "For which goal" not in client.get(page).content.decode()


def test_the_goals_page_shows_what_was_started_for_each(
    client: Client, ada: Person, version: Version
) -> None:
    goal = make_goal(ada)
    start = make_start(ada, version, goal=goal)
    client.force_login(ada)
    text = client.get("/goals/").content.decode()
    assert version.title in text and "In progress" in text
    assert "You earned a badge for this goal" not in text
    actions.finish(start, by=None)
    text = client.get("/goals/").content.decode()
    assert f"/awards/of-start/{start.pk}/" in text
    assert "Whether you reached it is for you to say" in text
    actions.reach(goal, by=ada)
    assert f"/awards/of-start/{start.pk}/" in client.get("/goals/").content.decode()


def test_it_is_changed_on_a_page_and_only_ones_own(
    client: Client, ada: Person, dee: Person, version: Version
) -> None:
    start, goal = make_start(ada, version), make_goal(ada)
    path = reverse("journeys:start-goal", args=[start.pk])
    client.force_login(ada)
    answer = client.post(path, {"goal": str(goal.pk), "next": "/evidence/1/#goal"})
    assert answer.headers["Location"] == "/evidence/1/#goal"
    assert Start.objects.get().goal == goal
    assert client.post(path, {"goal": str(make_goal(dee).pk)}).status_code == 404
    closed = make_goal(ada, "Reached by now")
    actions.reach(closed, by=ada)
    assert client.post(path, {"goal": str(closed.pk)}).status_code == 422
    assert client.get(path).status_code == 405
    assert Start.objects.get().goal == goal
    client.force_login(dee)
    assert client.post(path, {"goal": ""}).status_code == 404
    assert Start.objects.get().goal == goal
    client.force_login(ada)
    assert client.post(path, {"goal": ""}).headers["Location"] == "/goals/"
    assert Start.objects.get().goal is None
