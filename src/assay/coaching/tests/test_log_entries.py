"""An entry of a learner’s log on the page of the two: copied by the learner, while they work together."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.coaching import actions
from assay.coaching.models import BroughtEntry, Pairing
from assay.journeys import actions as journeys
from assay.journeys.models import LogEntry
from assay.lib.errors import WrongState
from assay.people.models import Person
from assay.record.models import Event


@pytest.fixture
def entry(ada: Person) -> LogEntry:
    said = journeys.EntryWords(text="Three seconds, and Table 4 spoke.")
    return journeys.write_entry(ada, said, by=ada)


def test_it_is_copied_and_what_happens_to_the_log_changes_nothing(
    ada: Person, pairing: Pairing, entry: LogEntry
) -> None:
    row = actions.bring_entry(pairing, entry, by=ada)
    assert (row.text, row.day) == (entry.text, entry.day)
    with pytest.raises(WrongState, match="on your page"):
        actions.bring_entry(pairing, entry, by=ada)
    journeys.delete_entry(entry, by=ada)
    assert BroughtEntry.objects.get().text == "Three seconds, and Table 4 spoke."
    assert Event.objects.filter(verb="coaching.entry_brought").count() == 1


def test_the_learner_alone_brings_and_only_while_they_work_together(
    ada: Person, bo: Person, cleo: Person, pairing: Pairing, entry: LogEntry
) -> None:
    theirs = journeys.write_entry(cleo, journeys.EntryWords(text="Hers"), by=cleo)
    for who, what in ((cleo, entry), (bo, entry), (cleo, theirs), (ada, theirs)):
        with pytest.raises(PermissionDenied):
            actions.bring_entry(pairing, what, by=who)
    actions.end_pairing(pairing, by=ada)
    with pytest.raises(WrongState):
        actions.bring_entry(pairing, entry, by=ada)


def test_from_the_log_to_the_page_of_both(
    ada: Person, bo: Person, cleo: Person, pairing: Pairing, entry: LogEntry
) -> None:
    mine, theirs, other = Client(), Client(), Client()
    for client, person in ((mine, ada), (theirs, cleo), (other, bo)):
        client.force_login(person)
    page = reverse("coaching:log_entries", args=[pairing.pk])
    shared = reverse("coaching:pairing", args=[pairing.pk])
    assert page in mine.get(shared).content.decode()
    assert page not in theirs.get(shared).content.decode()
    assert entry.text in mine.get(page).content.decode()
    assert mine.post(page, {"entry": entry.pk}).status_code == 302
    assert mine.post(page, {"entry": entry.pk}).status_code == 409
    assert entry.text in theirs.get(shared).content.decode()
    for client in (theirs, other):
        assert client.get(page).status_code == 404
        assert client.post(page, {"entry": entry.pk}).status_code == 404


def test_its_learner_takes_it_off_again_and_nobody_else(
    ada: Person, cleo: Person, bo: Person, pairing: Pairing, entry: LogEntry
) -> None:
    row = actions.bring_entry(pairing, entry, by=ada)
    with pytest.raises(PermissionDenied):
        actions.take_entry_back(row, by=cleo)
    mine, theirs = Client(), Client()
    mine.force_login(ada)
    theirs.force_login(cleo)
    shared = reverse("coaching:pairing", args=[pairing.pk])
    press = reverse("coaching:entry_taking_back", args=[row.pk])
    assert press in mine.get(shared).content.decode()
    assert press not in theirs.get(shared).content.decode()
    assert theirs.post(press).status_code == 404
    actions.end_pairing(pairing, by=cleo)  # also when it is over
    assert "Your log keeps it." in mine.post(press, follow=True).content.decode()
    assert entry.text not in theirs.get(shared).content.decode()
    assert mine.post(press).status_code == 404
    with pytest.raises(WrongState):
        actions.take_entry_back(row, by=ada)
    assert LogEntry.objects.filter(pk=entry.pk).exists()
    assert Event.objects.filter(verb="coaching.entry_taken_back").count() == 1
