"""The program's rules as pages: found, changed with words that help, and read without being able to change."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assay.lib.clock import today
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_person
from assay.program import actions
from assay.program.models import ChecklistItem, ClosedPeriod, Policy, StrategicGoal
from assay.program.policies import ServiceLevelPolicy, in_force

PAGES = ("policies/", "calendar/", "standard/", "goals/", "policies/assessment/share_per_week/")
FILES = ("policies.csv", "calendar.csv", "standard.csv", "goals.csv")
TARGET = "/program/policies/assessment/business_days_target/"


def test_readers_see_them_and_others_find_nothing(client: Client, lea: Person, ada: Person) -> None:
    client.force_login(lea)
    for path in (*PAGES, *FILES):
        assert client.get(f"/program/{path}").status_code == 200, path
    page = client.get(TARGET).content.decode()
    assert "Save the change" not in page and "or the chair of its committee, may change" in page
    assert client.post(TARGET, {"value": "6"}).status_code == 403
    client.force_login(ada)
    for path in (*PAGES, *FILES):
        assert client.get(f"/program/{path}").status_code == 404, path
    client.force_login(lea)
    for path in ("assessment/none", "none/none", "evidence/video_max_minutes_default"):
        assert client.get(f"/program/policies/{path}/").status_code == 404


def test_a_figure_is_changed_and_its_history_is_told(client: Client, max_: Person) -> None:
    client.force_login(max_)
    later = today() + timedelta(days=40)
    sent = {"value": "6", "effective_from": later.isoformat(), "reason": "Asked for by teachers."}
    page = client.post(TARGET, {**sent, "seen": "0"}, follow=True).content.decode()
    assert "6 business days" in page and "Asked for by teachers." in page and "Max Sund" in page
    assert in_force(ServiceLevelPolicy, on=later).business_days_target == 6
    listed = client.get("/program/policies/?q=promised").content.decode()
    assert "6 business days from" in listed and "Largest file" not in listed
    assert "6 business days" in client.get("/program/policies.csv").getvalue().decode()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"value": "six"}, "Write a whole number from 1 to 90."),
        ({"value": "91"}, "Write a whole number from 1 to 90."),
        ({"effective_from": "2020-01-01"}, "This day is over."),
        ({"effective_from": "soon"}, "Write a day, such as 2027-01-05."),
        ({"reason": ""}, "Say why."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, max_: Person, sent: dict[str, str], told: str
) -> None:
    client.force_login(max_)
    good = {"value": "7", "effective_from": today().isoformat(), "reason": "Kept words."}
    answer = client.post(TARGET, {**good, "seen": "0", **sent})
    page = answer.content.decode()
    assert answer.status_code == 422 and told in page
    assert sent.get("value", "7") in page and sent.get("reason", "Kept words.") in page
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("assessment/offers_unasked", "no"),
        ("assessment/adjudicate_when", ["pass_decision_differs"]),
        ("submission/evidence_languages", ["en", "so"]),
        ("calendar/submission_peaks", "2027-04-26..2027-05-28\n2027-06-14..2027-06-30"),
        ("safety/told_role", "program-admin"),
        ("evidence/max_gb_per_person", "0"),
    ],
)
def test_each_kind_of_value_has_its_field(
    client: Client, max_: Person, path: str, value: str | list[str]
) -> None:
    client.force_login(max_)
    sent = {"value": value, "effective_from": today().isoformat(), "reason": "So.", "seen": "0"}
    assert client.post(f"/program/policies/{path}/", sent).status_code == 302
    assert client.get(f"/program/policies/{path}/").status_code == 200
    assert Policy.objects.get().kind == path.split("/")[0]


def test_calendar_standard_and_goals_are_kept_on_their_pages(client: Client, max_: Person) -> None:
    client.force_login(max_)
    day = (today() + timedelta(days=9)).isoformat()
    assert client.post("/program/calendar/", {"first_on": day, "last_on": "x"}).status_code == 422
    client.post("/program/calendar/", {"first_on": day, "last_on": day})
    period = ClosedPeriod.objects.get()
    client.post(f"/program/calendar/{period.pk}/opening/")
    assert not ClosedPeriod.objects.exists()
    assert client.post("/program/standard/", {"section": "", "text": "A."}).status_code == 422
    client.post("/program/standard/", {"section": "One", "text": "A.", "required": "on"})
    client.post("/program/standard/q01/", {"text": "B."})
    assert "A." in client.get("/program/standard/q01/").content.decode()
    assert ChecklistItem.objects.get().required is False
    home = max_.current_memberships[0].organization.pk
    client.post("/program/goals/", {"title": "Read.", "organization": home})
    goal = StrategicGoal.objects.get()
    client.post(f"/program/goals/{goal.pk}/", {"title": "Read more."})
    client.post(f"/program/goals/{goal.pk}/ending/")
    page = client.get(f"/program/goals/{goal.pk}/").content.decode()
    assert "Ended on" in page and "Read." in page


def test_a_partner_reads_the_rules_without_the_names_and_nobody_elses_goals(
    client: Client, max_: Person, district: Organization
) -> None:
    actions.change_policy("assessment", "business_days_target", 6, by=max_, reason="Tried.")
    goal = actions.add_strategic_goal(district, "Ours alone.", by=max_)
    partner = make_district("North Coast Institute", kind=OrganizationKind.PARTNER)
    client.force_login(make_person("Ida Ray", role="program-admin", organization=partner))
    for path in ("policies/", "policies.csv", "policies/assessment/business_days_target/"):
        answer = client.get(f"/program/{path}")
        page = answer.getvalue().decode() if path.endswith("csv") else answer.content.decode()
        assert "Max Sund" not in page and "Home district" in page, path
    assert "Ours alone." not in client.get("/program/goals/").content.decode()
    assert client.get(f"/program/goals/{goal.pk}/").status_code == 404
    assert client.post("/program/calendar/", {"first_on": "2030-01-01"}).status_code == 422


def test_the_list_costs_the_same_however_much_was_changed(
    client: Client, max_: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(max_)
    client.get("/program/policies/")
    with django_assert_num_queries(10):
        client.get("/program/policies/")
    for value in range(1, 9):
        actions.change_policy("assessment", "business_days_target", value, by=max_, reason="So.")
        actions.change_policy("appeal", "days", value, by=max_, reason="So.")
    with django_assert_num_queries(10):
        client.get("/program/policies/")
