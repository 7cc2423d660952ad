"""Goals of a school: set by who leads it or the district, dated, with what they said before."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.lib.clock import today
from assay.lib.errors import BadInput
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.program import actions
from assay.program.models import PastWording, StrategicGoal

AIM = "Every child explains their thinking"


@pytest.fixture
def school(district: Organization) -> Organization:
    return make_school(district, "Pine Ridge")


@pytest.fixture
def pat(school: Organization) -> Person:
    return make_person("Pat Head", role="principal", organization=school)


def test_its_principal_and_the_district_set_it_and_no_other_school(
    school: Organization, pat: Person, max_: Person, ada: Person, district: Organization
) -> None:
    later = today() + timedelta(days=200)
    goal = actions.add_strategic_goal(school, AIM, until_on=later, by=pat)
    assert (goal.first_on, goal.until_on) == (today(), later)
    assert actions.add_strategic_goal(school, "Every family hears from us", by=max_).pk
    other = make_school(district, "Cedar Ridge")
    for place, person in ((other, pat), (district, pat), (school, ada)):
        with pytest.raises(PermissionDenied):
            actions.add_strategic_goal(place, AIM, by=person)


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [(-1, None, "first_on"), (5, 2, "until_on"), (None, -3, "until_on"), (9000, None, "first_on")],
)
def test_days_that_cannot_be_are_refused(
    school: Organization, pat: Person, first: int | None, last: int | None, named: str
) -> None:
    days = [None if n is None else today() + timedelta(days=n) for n in (first, last)]
    with pytest.raises(BadInput) as caught:
        actions.add_strategic_goal(school, AIM, first_on=days[0], until_on=days[1], by=pat)
    assert named in caught.value.fields and not StrategicGoal.objects.exists()


def test_other_days_are_kept_in_its_history(school: Organization, pat: Person) -> None:
    goal = actions.add_strategic_goal(school, AIM, by=pat)
    later = today() + timedelta(days=30)
    for _press in range(2):
        actions.reword_strategic_goal(goal, AIM, days=(goal.first_on, later), by=pat)
    assert [row.text for row in PastWording.objects.all()] == [f"{AIM} ({today().isoformat()} – …)"]


def test_it_holds_between_its_days_alone(school: Organization, pat: Person) -> None:
    goal = actions.add_strategic_goal(school, AIM, until_on=today() + timedelta(days=2), by=pat)
    rows = StrategicGoal.objects.all()
    assert rows.open().get() == goal
    assert not rows.open(today() + timedelta(days=3)).exists()
    assert not rows.open(today() - timedelta(days=1)).exists()


def test_its_principal_has_a_desk_of_goals_and_reads_the_districts(
    client: Client, school: Organization, pat: Person, district: Organization, max_: Person
) -> None:
    of_district = actions.add_strategic_goal(district, "Students own their learning", by=max_)
    client.force_login(pat)
    assert "School goals" in client.get("/").content.decode()
    sent = {"title": AIM, "organization": school.pk, "until_on": "soon"}
    wrong = client.post("/program/goals/", sent)
    assert wrong.status_code == 422 and AIM in wrong.content.decode()
    page = client.post("/program/goals/", {**sent, "until_on": ""}, follow=True).content.decode()
    assert AIM in page and of_district.title in page
    there = f"/program/goals/{of_district.pk}/"
    assert client.get(there).status_code == 200
    assert client.post(there, {"title": "Ours now"}).status_code == 403
    assert client.get("/program/policies/").status_code == 404


def test_a_school_beside_it_is_told_nothing(
    client: Client, school: Organization, pat: Person, district: Organization
) -> None:
    goal = actions.add_strategic_goal(school, AIM, by=pat)
    other = make_person(
        "Quin Head", role="principal", organization=make_school(district, "Cedar Ridge")
    )
    client.force_login(other)
    assert AIM not in client.get("/program/goals/").content.decode()
    assert client.get(f"/program/goals/{goal.pk}/").status_code == 404
