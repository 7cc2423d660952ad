"""Strategic goals and what serves them: suggested first to who makes one theirs, counted without names."""

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.catalog.actions import tie_goal
from assay.catalog.actions.deriving import renew_edition
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, wait_time
from assay.journeys import actions, situation
from assay.journeys.models import Goal, GoalSource
from assay.journeys.served import served
from assay.journeys.tests.factories import make_goal
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.program.models import StrategicGoal
from assay.record.models import MACHINE

WHY = "Who waits hears from more students."


def strategic(place: Organization, title: str = "Every student speaks") -> StrategicGoal:
    return StrategicGoal.objects.create(organization=place, code="sg1", title=title)


def of_district(person: Person, goal: StrategicGoal) -> Goal:
    return make_goal(person, source=GoalSource.DISTRICT, strategic_goal=goal)


def another(issuer: Organization) -> Version:
    return make_version(issuer, slug="another", data={**wait_time(), "title": "Another"})


def test_what_is_tied_comes_first_to_who_made_the_goal_theirs(
    district: Organization, ada: Person
) -> None:
    one, other = make_version(district), another(district)
    renew_edition(one, other)
    goal = strategic(district)
    tie_goal(goal, other.micro_credential, WHY, by=MACHINE)
    mine = of_district(ada, goal)
    first = situation.suggestions(ada)[0]
    assert (first.option.slug, first.goal) == ("another", mine.pk)
    assert "it serves your goal" in first.because


def test_few_are_hidden_and_five_are_told(district: Organization, max_: Person) -> None:
    version, goal = make_version(district), strategic(district)
    tie_goal(goal, version.micro_credential, WHY, by=MACHINE)
    school = make_school(district, "Cedar Point")
    people = [
        make_person(f"Teacher {word}", role="learner", organization=school)
        for word in ("One", "Two", "Three", "Four", "Five")
    ]
    for person in people[:4]:
        actions.start(person, version, goal=of_district(person, goal), by=person)
    assert [line.started for line in served([goal])[0].lines] == [None]
    last = people[4]
    start = actions.start(last, version, goal=of_district(last, goal), by=last)
    assert [line.started for line in served([goal])[0].lines] == [None], "as of a moment ago"
    cache.clear()
    assert [(line.started, line.earned) for line in served([goal])[0].lines] == [(5, 0)]
    actions.finish(start, by=MACHINE)
    cache.clear()
    line = served([goal])[0].lines[0]
    assert line.earned is None and line.is_tied


def test_the_page_and_its_file_are_for_readers_of_goals(
    client: Client, district: Organization, lea: Person, ada: Person, dee: Person
) -> None:
    version = make_version(district)
    tie_goal(strategic(district), version.micro_credential, WHY, by=MACHINE)
    client.force_login(ada)
    assert client.get("/program/goals/served/").status_code == 404
    client.force_login(lea)
    page = client.get("/program/goals/served/").content.decode()
    assert version.title in page and "Every student speaks" in page
    assert version.title in client.get("/program/goals/served.csv").getvalue().decode()


def test_it_asks_as_little_of_many_goals_as_of_one(
    client: Client, district: Organization, lea: Person, ada: Person
) -> None:
    def asked() -> dict[str, int]:
        found = {}
        for path in ("/program/goals/served/", "/program/goals/served.csv"):
            cache.clear()
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(path)
                text = answer.getvalue() if answer.streaming else answer.content
            assert version.title in text.decode()
            found[path] = len(seen)
        return found

    version = make_version(district)
    tie_goal(strategic(district), version.micro_credential, WHY, by=MACHINE)
    client.force_login(lea)
    client.get("/program/goals/served/")  # what is asked once a process
    first = asked()
    for n in range(4):
        goal = StrategicGoal.objects.create(organization=district, code=f"n{n}", title=f"Goal {n}")
        other = make_version(district, slug=f"more-{n}")
        tie_goal(goal, other.micro_credential, WHY, by=MACHINE)
        actions.start(ada, other, goal=of_district(ada, goal), by=ada)
    assert asked() == first


def test_a_goal_of_a_school_is_offered_to_its_own_learners(
    client: Client, ada: Person, dee: Person
) -> None:
    strategic(ada.current_memberships[0].organization, "Every child explains")
    for person, sees in ((ada, True), (dee, False)):
        client.force_login(person)
        assert ("Every child explains" in client.get("/goals/").content.decode()) is sees
