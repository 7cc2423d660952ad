from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.test import Client

from assay.lib.clock import held_at
from assay.people import actions, audit_lines, audit_words
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person, make_school
from assay.record.actions import note
from assay.record.models import Event


def test_the_record_reads_in_words(
    client: Client, max_: Person, ada: Person, district: Organization
) -> None:
    actions.grant(ada, district, "coach", by=max_)
    client.force_login(max_)
    text = client.get("/people/record/").content.decode()
    assert "gave a role" in text
    assert "Max Sund" in text


def test_filters_find_who_did_what_to_whom(
    client: Client, max_: Person, ada: Person, district: Organization
) -> None:
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
        person = make_person(f"Person{n} Test", role="learner", organization=district)
        actions.grant(person, district, "coach", by=max_)
        if n in {0, 59}:
            with django_assert_num_queries(11):
                client.get("/people/record/")


def test_a_whole_name_means_its_bearer_and_a_part_of_it_everybody(
    client: Client, max_: Person, district: Organization
) -> None:
    ruth = make_person("Ruth Abernathy", role="learner", organization=district)
    other = make_person("Ruth Abernathy-Smith", role="learner", organization=district)
    far = make_person("Ruth", role="learner", organization=make_district("Elsewhere"))
    both = {str(ruth.pk), str(other.pk)}
    assert audit_lines.ids_of(" Ruth Abernathy ", reader=max_) == [str(ruth.pk)]
    assert set(audit_lines.ids_of("ruth abernathy", reader=max_)) == both
    assert set(audit_lines.ids_of("Ruth", reader=max_)) == both
    assert audit_lines.ids_of(f"#{far.pk}", reader=max_) == []
    assert audit_lines.ids_of(str(max_.pk), reader=max_)[0] == str(max_.pk)
    assert audit_lines.ids_of("9" * 30, reader=max_) == []


def test_a_day_is_told_by_the_clock_also_with_other_filters(
    client: Client, max_: Person, ada: Person
) -> None:
    client.force_login(max_)
    for hour in (9, 8, 10):
        with held_at(datetime(2026, 3, 2, hour, tzinfo=UTC)):
            note("people.profile_changed", ada, by=ada)
    for query in ("day=2026-03-02", f"day=2026-03-02&by={ada.pk}"):
        lines = client.get(f"/people/record/?{query}").context["lines"]
        assert [line.at.hour for line in lines] == [10, 9, 8]


def test_the_acts_to_choose_from_speak_the_readers_language_and_show_what_is_chosen(
    client: Client, max_: Person
) -> None:
    """They are kept once they are written."""
    client.force_login(max_)
    chosen = '<option value="people.granted" selected>'
    for _ in range(2):
        text = client.get("/people/record/").content.decode()
        assert ">gave a role</option>" in text and chosen not in text
        text = client.get("/people/record/?verb=people.granted").content.decode()
        assert f"{chosen}gave a role</option>" in text
        max_.locale = "es"
        max_.save()
        text = client.get("/people/record/", headers={"Accept-Language": "es"}).content.decode()
        assert ">gave a role</option>" not in text and "people.granted" in text
        max_.locale = "en"
        max_.save()


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


def test_an_administrator_of_one_school_does_not_read_everybodys_record(
    client: Client, district: Organization
) -> None:
    client.force_login(
        make_person("Sam Hill", role="program-admin", organization=make_school(district))
    )
    assert client.get("/people/").status_code == 200
    assert client.get("/people/record/").status_code == 404
    assert client.post("/people/record/check/").status_code == 404


#: What would tell a "not yet", an incomplete or a next attempt (A14), and the words that must not stand on the page.
TELLING = {
    "evidence.reopened": "evidence.submission",
    "evidence.next_attempt_opened": "evidence.submission",
    "evidence.submitted": "evidence.submission",
    "evidence.closed": "evidence.submission",
    "evidence.condition_opened": "evidence.submission",
    "assessment.returned": "assessment.evaluation",
    "assessment.disagreed": "assessment.evaluation",
    "assessment.decided": "assessment.evaluation",
    "assessment.opened": "assessment.evaluation",
    "assessment.reopening_asked": "assessment.reopening",
    "assessment.reopening_answered": "assessment.reopening",
}


class Row:
    """A subject of a later room: its kind and number are all that the record keeps."""

    def __init__(self, kind: str, pk: int) -> None:
        self.pk = pk
        self._meta = type("Meta", (), {"label_lower": kind})


@pytest.mark.parametrize("verb", sorted(TELLING))
def test_the_record_tells_nobody_of_a_not_yet_but_who_did_it(
    client: Client, max_: Person, ada: Person, verb: str
) -> None:
    """Neither in words nor by a number, nor by looking for the verb or for the subject."""
    kind = TELLING[verb]
    note(verb, Row(kind, 4711), by=ada, attempt=2, outcome="not_yet")  # type: ignore[arg-type]
    note("evidence.begun", Row("evidence.submission", 4712), by=ada)  # type: ignore[arg-type]
    client.force_login(max_)
    text = client.get("/people/record/").content.decode()
    for tell in (
        "4711",
        "4712",
        "next attempt",
        "incomplete",
        "returned a decision",
        "different levels",
        "kept criterion",
    ):
        assert tell not in text.split("<tbody>")[1].split("</tbody>")[0], tell
    choices = {
        value
        for value, _words in client.get("/people/record/").context["form"].fields["verb"].choices
    }
    alike = [v for v in choices if v in audit_words.verbs_like(verb)]
    assert len(alike) == 1 and len(audit_words.verbs_like(verb)) > 1
    assert not list(client.get(f"/people/record/?subject={kind}:4711").context["lines"])
    note(verb, Row(kind, 4713), by=max_)  # type: ignore[arg-type]
    own = client.get(f"/people/record/?subject={kind}:4713").context["lines"]
    assert [str(line.what) for line in own] == [str(audit_words.WORDS[verb])]


def test_the_record_names_nobody_of_another_organization(
    client: Client, max_: Person, ada: Person
) -> None:
    far = make_person("Far Away", role="learner", organization=make_district("Elsewhere Schools"))
    note("journeys.goal_set", far, by=far)
    note("journeys.goal_set", ada, by=ada)
    client.force_login(max_)
    text = client.get("/people/record/").content.decode()
    assert (
        "Ada Marsh" in text and "Far Away" not in text and "someone of another organization" in text
    )
    assert f'"/people/{far.pk}/"' not in text
    assert not list(client.get(f"/people/record/?by={far.pk}").context["lines"])
    assert not list(client.get("/people/record/?by=far+away").context["lines"])
