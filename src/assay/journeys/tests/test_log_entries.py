"""The learning log: one’s own alone, one field is enough, and nothing of it is in the record."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.journeys import actions
from assay.journeys.models import LogEntry
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.record.models import Event

Words = actions.EntryWords


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def write(person: Person, text: str = "I waited three seconds.", **said: object) -> LogEntry:
    return actions.write_entry(person, Words(text=text, **said), by=person)


def test_a_line_is_enough_and_the_record_knows_nothing(ada: Person) -> None:
    before = Event.objects.count()
    entry = write(ada, "  I waited.\r\nThey spoke.  ")
    assert (entry.text, entry.day, entry.with_whom) == ("I waited.\nThey spoke.", today(), "")
    actions.change_entry(entry, Words(text="I waited longer.", with_whom="Bo"), by=ada)
    assert entry.text == "I waited longer."
    actions.delete_entry(entry, by=ada)
    assert not LogEntry.objects.exists() and Event.objects.count() == before


def test_nobody_writes_changes_or_reads_for_somebody_else(
    ada: Person, bo: Person, max_: Person
) -> None:
    entry = write(ada)
    for by in (bo, max_):
        with pytest.raises(PermissionDenied):
            actions.write_entry(ada, Words(text="Hm"), by=by)
        with pytest.raises(PermissionDenied):
            actions.change_entry(entry, Words(text="Hm"), by=by)
        with pytest.raises(PermissionDenied):
            actions.delete_entry(entry, by=by)
        assert not LogEntry.objects.visible_to(by).exists()
        client = signed_in(by)
        assert client.get(reverse("journeys:log_entry", args=[entry.pk])).status_code == 404
        assert client.post(reverse("journeys:log_removal", args=[entry.pk])).status_code == 404
        lines = b"".join(client.get(reverse("journeys:log_csv"))).decode()
        assert "three seconds" not in lines


def test_sent_twice_it_is_one_and_deleted_twice_is_told(ada: Person) -> None:
    first = actions.write_entry(ada, Words(text="Once"), press="p", by=ada)
    assert actions.write_entry(ada, Words(text="Once"), press="p", by=ada) == first
    again = LogEntry.objects.get()
    actions.delete_entry(first, by=ada)
    for verb in (
        lambda: actions.delete_entry(again, by=ada),
        lambda: actions.change_entry(again, Words(text="More"), by=ada),
    ):
        with pytest.raises(WrongState):
            verb()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"day": today() + timedelta(days=1)}, "day"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"with_whom": "x" * 201}, "with_whom"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field(
    ada: Person, said: dict[str, object], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        actions.write_entry(ada, Words(**{"text": "Hm", **said}), by=ada)
    assert list(refused.value.fields) == [field]


def test_it_counts_no_hours() -> None:
    names = {field.name for field in LogEntry._meta.get_fields()}
    assert not any("hour" in name or "minute" in name or "duration" in name for name in names)


def test_written_searched_changed_and_taken_along_on_pages(ada: Person) -> None:
    mine, log = signed_in(ada), reverse("journeys:log")
    assert "Nothing is written yet" in mine.get(log).content.decode()
    assert mine.post(log, {"text": "Cards on every table"}).status_code == 302
    mine.post(log, {"text": "=cmd()", "with_whom": "Bo"})
    wrong = mine.post(log, {"text": "Kept words", "day": "someday", "link": "x y"})
    assert wrong.status_code == 422 and "Kept words" in wrong.content.decode()
    found = mine.get(log, {"q": "TABLE cards"}).content.decode()
    assert "Cards on every table" in found and "=cmd" not in found
    assert "No entry has these words." in mine.get(log, {"q": "zebra"}).content.decode()
    entry = LogEntry.objects.get(text__startswith="Cards")
    page = reverse("journeys:log_entry", args=[entry.pk])
    assert "Cards on every table" in mine.get(page).content.decode()
    assert mine.post(page, {"text": ""}).status_code == 422
    assert mine.post(page, {"text": "Cards, in pairs"}).status_code == 302
    lines = b"".join(mine.get(reverse("journeys:log_csv"))).decode()
    assert "Cards, in pairs" in lines and ",=cmd" not in lines
    assert mine.post(reverse("journeys:log_removal", args=[entry.pk])).status_code == 302
    assert LogEntry.objects.count() == 1


def test_the_log_costs_the_same_for_many(ada: Person) -> None:
    mine, log = signed_in(ada), reverse("journeys:log")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            mine.get(log)
        return len(asked)

    write(ada)
    cost()
    few = cost()
    for n in range(30):
        write(ada, f"Line {n}")
    assert cost() <= few <= 12
