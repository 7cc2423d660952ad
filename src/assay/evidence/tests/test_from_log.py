"""An entry of one’s own log becomes part of an answer, when its learner says so."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.models import EarlierText, Response, Submission
from assay.evidence.tests.factories import make_draft
from assay.journeys import actions as journeys
from assay.journeys.models import LogEntry
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.record.models import Event


@pytest.fixture
def draft(ada: Person, district: Organization) -> Submission:
    return make_draft(ada, make_version(district))


@pytest.fixture
def prompt(draft: Submission) -> str:
    return draft.version.content.prompts[0].id


@pytest.fixture
def entry(ada: Person) -> LogEntry:
    said = journeys.EntryWords(text="I waited three seconds, and Table 4 spoke.")
    return journeys.write_entry(ada, said, by=ada)


def test_its_words_come_after_what_was_written_with_its_day(
    ada: Person, draft: Submission, prompt: str, entry: LogEntry
) -> None:
    actions.save_response(draft, prompt, "First of all.", by=ada)
    actions.take_log_entry(draft, prompt, entry, by=ada)
    text = Response.objects.get(submission=draft, prompt_id=prompt).text
    assert text.startswith("First of all.\n\n") and text.endswith(": " + entry.text)
    assert str(entry.day.year) in text and not EarlierText.objects.exists()
    taken = Event.objects.get(verb="evidence.log_entry_taken")
    assert taken.particulars == {"prompt": prompt}
    with pytest.raises(WrongState, match="in your answer"):
        actions.take_log_entry(draft, prompt, entry, by=ada)
    journeys.delete_entry(entry, by=ada)
    assert Response.objects.get(submission=draft, prompt_id=prompt).text == text


def test_where_it_would_be_too_long_nothing_changes(
    ada: Person, draft: Submission, prompt: str, entry: LogEntry
) -> None:
    limit = draft.version.content.prompts[0].word_limit
    full = "word " * (limit - 3)
    actions.save_response(draft, prompt, full, by=ada)
    with pytest.raises(BadInput, match=f"of {limit} at most"):
        actions.take_log_entry(draft, prompt, entry, by=ada)
    assert Response.objects.get(submission=draft, prompt_id=prompt).text == full


def test_only_of_ones_own_log_into_ones_own_draft(
    ada: Person, bo: Person, draft: Submission, prompt: str, entry: LogEntry
) -> None:
    other = journeys.write_entry(bo, journeys.EntryWords(text="Mine"), by=bo)
    for who, what in ((bo, entry), (bo, other), (ada, other)):
        with pytest.raises(PermissionDenied):
            actions.take_log_entry(draft, prompt, what, by=who)
    with pytest.raises(BadInput):
        actions.take_log_entry(draft, "p9q9", entry, by=ada)
    Submission.objects.filter(pk=draft.pk).update(status="withdrawn")
    draft.refresh_from_db()
    with pytest.raises(WrongState):
        actions.take_log_entry(draft, prompt, entry, by=ada)


def test_from_the_step_to_the_log_and_back(
    ada: Person, bo: Person, draft: Submission, prompt: str, entry: LogEntry
) -> None:
    mine = Client()
    mine.force_login(ada)
    page = reverse("evidence:from_log", args=[draft.pk, prompt])
    step = reverse("evidence:step", args=[draft.pk, prompt])
    assert page in mine.get(step).content.decode()
    assert entry.text in mine.get(page).content.decode()
    assert mine.post(page, {"entry": "x"}).status_code == 422
    answer = mine.post(page, {"entry": entry.pk})
    assert answer.status_code == 302 and answer.headers["Location"] == step
    assert entry.text in mine.get(step).content.decode()
    again = mine.post(page, {"entry": entry.pk})
    assert again.status_code == 409 and "in your answer" in again.content.decode()
    item = draft.version.content.items[0].id
    assert mine.get(reverse("evidence:from_log", args=[draft.pk, item])).status_code == 404
    other = Client()
    other.force_login(bo)
    assert other.get(page).status_code == 404
