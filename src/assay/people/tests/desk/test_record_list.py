"""The record as a list: every subject leads on where that tells nothing private, and it comes as a file."""

from datetime import UTC, date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assay.lib.clock import span_of, today
from assay.people import actions
from assay.people.models import Organization, Person
from assay.people.tests.test_record_page import Row
from assay.record.actions import note


def subjects(client: Client, query: str = "") -> list[tuple[str, str]]:
    lines = client.get(f"/people/record/?{query}").context["lines"]
    return [(line.subject, line.url) for line in lines]


def test_a_subject_is_named_and_leads_to_its_page(
    client: Client, max_: Person, ada: Person, district: Organization
) -> None:
    membership = actions.grant(ada, district, "coach", by=max_)
    client.force_login(max_)
    assert subjects(client)[0] == ("Coach of Ada Marsh", f"/people/{ada.pk}/")
    actions.invite("new@example.org", district, "learner", by=max_)
    assert subjects(client)[0][1] == "/people/invitations/"
    number = membership.pk
    membership.delete()
    told = (f"role {number}", f"/people/record/?subject=people.membership%3A{number}")
    assert subjects(client, "verb=people.granted") == [told]


def test_what_has_no_page_leads_to_all_that_happened_to_it(
    client: Client, max_: Person, ada: Person
) -> None:
    client.force_login(max_)
    note("evidence.artifact_added", Row("evidence.artifact", 65), by=ada)  # type: ignore[arg-type]
    assert subjects(client)[0] == (
        "piece of evidence 65",
        "/people/record/?subject=evidence.artifact%3A65",
    )


def test_views_chips_and_file_follow_the_address(
    client: Client, max_: Person, ada: Person, bo: Person, district: Organization
) -> None:
    actions.grant(ada, district, "coach", by=max_)
    actions.deactivate(ada, by=max_)
    client.force_login(max_)
    page = client.get("/people/record/?verb=people.granted")
    assert [tab["label"] for tab in page.context["tabs"] if tab["current"]] == ["Roles given"]
    assert page.context["chips"] == [{"label": "What happened: gave a role", "url": "?"}]
    assert "1 to 1 of 1" in page.content.decode()
    file = client.get("/people/record/?verb=people.granted&file=csv").getvalue().decode("utf-8-sig")
    assert "Coach of Ada Marsh" in file and "closed an account" not in file
    assert client.get(f"/people/record/?day={today()}").context["tabs"][1]["current"]
    client.force_login(bo)
    assert client.get("/people/record/?file=csv").status_code == 404


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_first_and_the_last_day_there_are_can_be_asked_for(
    client: Client, max_: Person, day: str
) -> None:
    client.force_login(max_)
    assert client.get(f"/people/record/?day={day}").status_code == 200
    assert client.get(f"/people/security/?first={day}&last={day}").status_code == 200
    with timezone.override("Asia/Tokyo"):
        begin, end = span_of(date.fromisoformat(day))
    assert end - begin == timedelta(days=1) and begin.astimezone(UTC) < end.astimezone(UTC)
