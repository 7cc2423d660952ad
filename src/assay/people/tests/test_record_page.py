import pytest
from django.core.management import call_command
from django.test import Client

from assay.people import actions
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.record.models import Event


def test_the_record_reads_in_words(client: Client, max_: Person, ada: Person, district: Organization) -> None:
    actions.grant(ada, district, "coach", by=max_)
    client.force_login(max_)
    text = client.get("/people/record/").content.decode()
    assert "gave a role" in text
    assert "Max Sund" in text


def test_filters_find_who_did_what_to_whom(client: Client, max_: Person, ada: Person, district: Organization) -> None:
    actions.deactivate(ada, by=max_)
    actions.reactivate(ada, by=max_)
    client.force_login(max_)

    def verbs(query: str) -> list[str]:
        return [line.verb for line in client.get(f"/people/record/?{query}").context["lines"]]

    assert verbs("verb=people.deactivated") == ["people.deactivated"]
    assert verbs(f"by={max_.pk}") == ["people.reactivated", "people.deactivated"]
    assert verbs(f"by={ada.pk}") == []
    assert verbs("by=max+sund") == ["people.reactivated", "people.deactivated"]
    assert verbs("by=nobody+here") == []
    assert len(verbs(f"subject=people.person:{ada.pk}")) == 2
    assert verbs("day=2001-01-01") == []
    assert len(verbs("day=not-a-day")) == 2


def test_the_page_costs_the_same_for_one_row_and_for_a_page_full(
    client: Client, max_: Person, district: Organization, django_assert_num_queries
) -> None:
    client.force_login(max_)
    for n in range(60):
        person = make_person(f"Person{n} Test")
        actions.grant(person, district, "coach", by=max_)
        if n in {0, 59}:
            with django_assert_num_queries(8):
                client.get("/people/record/")


def test_the_check_names_the_row_that_was_changed(
    client: Client, max_: Person, ada: Person, district: Organization
) -> None:
    actions.grant(ada, district, "coach", by=max_)
    actions.deactivate(ada, by=max_)
    client.force_login(max_)
    assert "All 2 rows" in client.post("/people/record/check/").content.decode()
    call_command("record", "check")
    Event.objects.filter(pk=1).update(by_id="7")
    assert "Row 1 is not as it was written" in client.post("/people/record/check/").content.decode()
    with pytest.raises(SystemExit) as stop:
        call_command("record", "check")
    assert stop.value.code == 1


def test_an_administrator_of_one_school_does_not_read_everybodys_record(client: Client, district: Organization) -> None:
    client.force_login(make_person("Sam Hill", role="program-admin", organization=make_school(district)))
    assert client.get("/people/").status_code == 200
    assert client.get("/people/record/").status_code == 404
    assert client.post("/people/record/check/").status_code == 404
