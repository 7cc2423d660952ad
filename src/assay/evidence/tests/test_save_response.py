from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.errors import NewerText
from assay.evidence.models import EarlierText
from assay.evidence.tests.factories import make_draft
from assay.lib.errors import BadInput, TooLarge
from assay.record.models import Event


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


def test_each_save_counts_a_revision_and_notes_no_event(ada, draft):
    before = Event.objects.count()
    first = actions.save_response(draft, "p1q1", "Grade", revision=0, by=ada)
    second = actions.save_response(draft, "p1q1", "Grade four", revision=first.revision, by=ada)
    assert (first.revision, second.revision) == (1, 2)
    assert Event.objects.count() == before


def test_only_the_learner_writes(dee, max_, draft):
    for other in (dee, max_, None):
        with pytest.raises(PermissionDenied):
            actions.save_response(draft, "p1q1", "x", by=other)


def test_of_two_tabs_the_newer_wins_only_where_it_is_newer(ada, draft):
    actions.save_response(draft, "p1q1", "From the first tab.", revision=0, by=ada)
    with pytest.raises(NewerText) as refusal:
        actions.save_response(draft, "p1q1", "From the second tab.", revision=0, by=ada)
    assert (refusal.value.text, refusal.value.revision) == ("From the first tab.", 1)
    assert draft.responses.get(prompt_id="p1q1").text == "From the first tab."
    kept = EarlierText.objects.get()
    assert (kept.text, kept.stale) == ("From the second tab.", True)
    other = actions.save_response(
        draft, "p1q2", "Another answer, the same tab.", revision=0, by=ada
    )
    assert other.revision == 1


def test_a_tab_that_is_behind_but_agrees_is_no_conflict(ada, draft):
    actions.save_response(draft, "p1q1", "The same.", revision=0, by=ada)
    assert actions.save_response(draft, "p1q1", "The same.", revision=0, by=ada).revision == 1


def test_a_tab_that_goes_on_behind_keeps_one_row_as_it_grows(ada, draft):
    actions.save_response(draft, "p1q1", "First tab.", revision=0, by=ada)
    for text in ("Sec", "Second", "Second tab, and more"):
        with pytest.raises(NewerText):
            actions.save_response(draft, "p1q1", text, revision=0, by=ada)
    assert list(EarlierText.objects.values_list("text", flat=True)) == ["Second tab, and more"]


def test_typing_on_keeps_no_earlier_text_and_taking_out_does(ada, draft):
    text = ""
    for word in ["Typing", "goes", "on", "and", "on", "without", "a", "pause"]:
        text += word + " "
        actions.save_response(draft, "p1q1", text, by=ada)
    assert not EarlierText.objects.exists()
    actions.save_response(draft, "p1q1", "All gone.", by=ada)
    assert EarlierText.objects.get().text == text


def test_many_small_cuts_add_up(ada, draft):
    text = "x" * 100
    actions.save_response(draft, "p1q1", text, by=ada)
    while len(text) > 10:
        text = text[:-5]
        actions.save_response(draft, "p1q1", text, by=ada)
    kept = sorted(len(row.text) for row in EarlierText.objects.all())
    assert kept[-1] >= 80
    assert all(later - earlier <= 20 for earlier, later in pairwise(kept))


def test_an_earlier_text_comes_back_and_the_one_it_replaces_is_kept(ada, dee, draft):
    actions.save_response(draft, "p1q1", "The first long text of this answer.", by=ada)
    actions.save_response(draft, "p1q1", "A second.", by=ada)
    earlier = EarlierText.objects.get()
    with pytest.raises(PermissionDenied):
        actions.restore_text(earlier, by=dee)
    restored = actions.restore_text(earlier, by=ada)
    assert restored.text == "The first long text of this answer."
    assert EarlierText.objects.filter(text="A second.").exists()


def test_an_unknown_question_and_a_flood_are_refused(ada, draft):
    with pytest.raises(BadInput):
        actions.save_response(draft, "p9q9", "x", by=ada)
    with pytest.raises(TooLarge):
        actions.save_response(draft, "p1q1", "x" * 60_001, by=ada)


def test_control_characters_go_and_words_stay(ada, draft):
    saved = actions.save_response(draft, "p1q1", "Grade\x00 four\u202e\r\nfractions", by=ada)
    assert saved.text == "Grade four\nfractions"


def test_an_answer_may_take_another_form_and_what_was_written_stays(ada, draft):
    actions.save_response(draft, "p1q1", "Written.", by=ada)
    assert actions.choose_form(draft, "p1q1", "audio", by=ada).form == "audio"
    assert draft.responses.get(prompt_id="p1q1").text == "Written."
    with pytest.raises(BadInput):
        actions.choose_form(draft, "p1q1", "dance", by=ada)
