"""The last day of a version: drafts may be submitted until then, what is answered late a little longer."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.models import Status, Submission
from assay.evidence.tests.factories import again, fill, make_draft, make_submission
from assay.lib.clock import held_at, span_of, today
from assay.lib.errors import WrongState
from assay.record.models import Event


@pytest.fixture
def version(district):
    return make_version(district)


@pytest.fixture
def end():
    return today() + timedelta(days=60)


def at(day: date):
    return held_at(span_of(day)[0] + timedelta(hours=12))


def give(version, last_day, status="retiring"):
    Version.objects.filter(pk=version.pk).update(last_day=last_day, status=status)


def test_a_draft_is_submitted_on_its_last_day_and_not_after(ada, version, end):
    draft = fill(make_draft(ada, version))
    give(version, end)
    with at(end + timedelta(days=1)), pytest.raises(WrongState, match="The last day to submit"):
        actions.submit(again(draft), by=ada)
    assert again(draft).status == Status.DRAFT
    with at(end):
        actions.submit(again(draft), by=ada)
    assert again(draft).status == Status.SUBMITTED


def test_too_late_it_is_read_and_written_on_and_nothing_is_lost(ada, client, version, end):
    draft = fill(make_draft(ada, version))
    give(version, end)
    client.force_login(ada)
    pages = [reverse(f"evidence:{name}", args=[draft.pk]) for name in ("workspace", "readiness")]
    for page in pages:
        assert "You can submit this until" in client.get(page).content.decode()
    give(version, today() - timedelta(days=1), status="retired")
    for page in pages:
        html = client.get(page).content.decode()
        assert "The last day to submit this was" in html
        assert "Submit for assessment" not in html and "and submit." not in html
    answer = client.post(reverse("evidence:submission", args=[draft.pk]))
    assert answer.status_code == 409
    assert "stays to be read" in answer.content.decode()
    assert draft.responses.count() == len(version.content.prompts)


def test_a_not_yet_that_comes_late_leaves_thirty_days(ada, version, end):
    handed_in = make_submission(ada, version)
    give(version, end)
    late = end + timedelta(days=10)
    with at(late):
        actions.close(again(handed_in), "not_yet", by=None)
    with at(late + timedelta(days=31)), pytest.raises(WrongState, match="The last day"):
        actions.open_next_attempt(again(handed_in), {}, by=None)
    with at(late + timedelta(days=3)):
        draft = actions.open_next_attempt(again(handed_in), {}, by=None)
        assert again(draft).last_day == late + timedelta(days=30)
    with at(late + timedelta(days=31)), pytest.raises(WrongState, match="The last day"):
        actions.submit(again(draft), by=ada)


def test_what_screening_gives_back_late_has_thirty_days_too(ada, version, end):
    handed_in = make_submission(ada, version)
    give(version, end)
    reasons = [{"code": "item_missing", "step": "p2a", "line": ""}]
    with at(end):
        actions.reopen(again(handed_in), reasons, by=None)
    assert again(handed_in).last_day == end + timedelta(days=30)


def test_what_was_paused_is_taken_up_after_nobody_may_start(ada, dee, version, end):
    draft = make_draft(ada, version)
    actions.leave(again(draft), by=ada)
    give(version, end)
    micro_credential = version.micro_credential
    micro_credential.current = None
    micro_credential.save()
    assert actions.begin(ada, micro_credential, by=ada) == draft
    with pytest.raises(WrongState, match="no new starts"):
        actions.begin(dee, micro_credential, by=dee)


def test_on_the_day_it_closes_nobody_starts_though_nothing_has_closed_it(ada, version, end):
    Version.objects.filter(pk=version.pk).update(closes_on=end)
    with at(end), pytest.raises(WrongState, match="no new starts"):
        actions.begin(ada, version.micro_credential, by=ada)
    with at(end - timedelta(days=1)):
        assert actions.begin(ada, version.micro_credential, by=ada)


def test_each_is_reminded_once_of_each_last_day(ada, bo, version, end):
    draft = make_draft(ada, version)
    paused = make_draft(bo, version)
    actions.leave(again(paused), by=bo)
    give(version, end)
    assert actions.remind_of_last_days() == 0
    with at(end - timedelta(days=30)):
        assert (actions.remind_of_last_days(), actions.remind_of_last_days()) == (1, 0)
    give(version, end + timedelta(days=5))
    with at(end - timedelta(days=10)):
        assert actions.remind_of_last_days() == 1
    with at(end + timedelta(days=6)):
        assert actions.remind_of_last_days() == 0
    told = Event.objects.filter(verb="evidence.last_day_near")
    assert {event.subject_id for event in told} == {str(draft.pk)}
    assert Submission.objects.get(pk=draft.pk).reminded_of == end + timedelta(days=5)
