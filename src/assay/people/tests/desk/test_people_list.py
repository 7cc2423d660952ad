"""The list of people: views that count, filters and orders in the address, and the same list as a file."""

import csv
import io
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from assay.lib.clock import now, today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person, make_school


def names(client: Client, query: str) -> list[str]:
    return [row["display_name"] for row in client.get(f"/people/?{query}").context["page_obj"]]


def counts(client: Client) -> dict[str, int | None]:
    tabs = client.get("/people/").context["tabs"]
    return {str(tab["label"]): tab["count"] for tab in tabs}


@pytest.fixture
def asked(settings) -> None:  # type: ignore[no-untyped-def]
    settings.SECOND_FACTOR = True
    settings.SECOND_FACTOR_FROM = None
    settings.SECOND_FACTOR_ROLES = ["program-admin", "approver"]


@pytest.fixture
def many(ada: Person, bo: Person, chi: Person, max_: Person, district: Organization) -> None:
    """Chi's role ends in a week, only Bo and Max have signed in, Max has a second step."""
    chi.memberships.update(until_on=today() + timedelta(days=7))
    Person.objects.filter(pk=bo.pk).update(last_login=now() - timedelta(days=3))
    Person.objects.filter(pk=max_.pk).update(last_login=now())
    Authenticator.objects.create(user=max_, type=Authenticator.Type.TOTP, data={})
    far = make_district("Elsewhere Schools")
    make_person("Far Away", role="approver", organization=far)


def test_each_view_lists_as_many_as_its_tab_says(
    client: Client, many: None, asked: None, max_: Person
) -> None:
    client.force_login(max_)
    Person.objects.filter(pk=max_.pk).update(last_login=now())
    told = counts(client)
    assert told.pop("No school or office") is None
    assert told == {
        "Everyone": 4,
        "Staff desks": 3,
        "No second step": 1,
        "Ending soon": 1,
        "Never signed in": 2,
    }
    assert names(client, "view=desks") == ["Bo Lind", "Chi Okoye", "Max Sund"]
    assert names(client, "view=one-step") == names(client, "view=ending") == ["Chi Okoye"]
    assert names(client, "view=never") == ["Ada Marsh", "Chi Okoye"]
    assert names(client, "view=no-place") == ["Chi Okoye", "Max Sund"]
    assert names(client, "view=nonsense") == names(client, "")


def test_a_step_that_is_not_asked_for_is_not_missed(
    client: Client, many: None, settings, max_: Person
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(max_)
    assert "No second step" not in counts(client)
    assert "Second step</th>" not in client.get("/people/").content.decode()
    assert len(names(client, "view=one-step")) == 4


def test_columns_order_the_list_and_keep_the_filters(
    client: Client, many: None, max_: Person
) -> None:
    client.force_login(max_)
    Person.objects.filter(pk=max_.pk).update(last_login=now())
    assert names(client, "sort=-seen")[:2] == ["Max Sund", "Bo Lind"]
    assert names(client, "sort=seen")[-2:] == ["Bo Lind", "Max Sund"]
    assert names(client, "sort=-name")[0] == "Max Sund"
    assert names(client, "sort=-name&role=learner") == ["Bo Lind", "Ada Marsh"]
    page = client.get("/people/?role=learner&page=1").content.decode()
    assert "?role=learner&amp;sort=-name" in page and "1 to 2 of 2" in page


def test_filters_in_use_are_told_and_taken_off(client: Client, many: None, max_: Person) -> None:
    client.force_login(max_)
    page = client.get("/people/?view=desks&q=o&role=approver")
    assert page.context["chips"] == [
        {"label": "o", "url": "?view=desks&role=approver"},
        {"label": "Approver", "url": "?view=desks&q=o"},
    ]
    assert client.get("/people/?role=nonsense").context["chips"] == []


def test_the_file_holds_what_the_list_shows(
    client: Client, many: None, asked: None, max_: Person, ada: Person
) -> None:
    Person.objects.filter(pk=ada.pk).update(display_name="=HYPERLINK(1)")
    client.force_login(max_)
    answer = client.get("/people/?role=learner&sort=-name&page=3&file=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0][:3] == ["Name", "E-mail", "Roles today"]
    assert [row[0] for row in rows[1:]] == ["Bo Lind", "'=HYPERLINK(1)"]
    assert "Learner, Birch Hollow" in rows[1][2]
    every = client.get("/people/?view=ending&file=csv").getvalue().decode()
    assert "Chi Okoye" in every and "Far Away" not in every and "not on" in every
    client.force_login(ada)
    assert client.get("/people/?file=csv").status_code == 404


@pytest.mark.parametrize("query", ["", "view=desks&sort=-seen", "view=never", "view=no-place"])
def test_a_view_costs_the_same_however_many_there_are(
    client: Client, max_: Person, district: Organization, django_assert_num_queries, query: str
) -> None:
    school = make_school(district)
    for n in range(30):
        person = make_person(f"Person{n} Test", role="learner", organization=school)
        make_person(person, role="coach", organization=school)
    make_person("Nowhere Yet", role="learner", organization=district)
    client.force_login(max_)
    client.get("/people/")
    with django_assert_num_queries(9):
        client.get(f"/people/?{query}")
