"""withdraw, take_up_again, reopen, close, open_next_attempt: refusal, wrong state, second press, event."""

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.drafts.loader import draft_of
from assay.evidence.errors import NotReady
from assay.evidence.models import EarlierText, Status
from assay.evidence.outline import outline_of
from assay.evidence.tests.factories import again, make_draft, make_submission
from assay.lib.errors import BadInput, WrongState
from assay.people.tests.factories import make_person
from assay.record.models import Event

REASON = {"code": "not_legible", "step": "", "line": "The second recording does not play."}


@pytest.fixture
def version(district):
    return make_version(district)


def verbs(prefix="evidence."):
    return list(Event.objects.filter(verb__startswith=prefix).values_list("verb", flat=True))


def test_a_withdrawn_submission_keeps_everything_and_can_be_taken_up_again(ada, version):
    submission = make_submission(ada, version)
    actions.withdraw(submission, by=ada)
    assert again(submission).status == Status.WITHDRAWN
    draft = actions.take_up_again(again(submission), by=ada)
    assert draft.responses.count() == 5
    assert draft.artifacts.count() == 4
    assert draft.attempt == 2
    actions.declare(
        draft, own_work=True, ai_use="None.", student_privacy=True, practice_months_ago=0, by=ada
    )
    actions.submit(draft, by=ada)  # nothing was decided, so no note on what changed is asked for
    assert verbs()[-3:] == ["evidence.withdrawn", "evidence.taken_up", "evidence.submitted"]


def test_withdrawing_twice_and_taking_up_twice_are_refused(ada, dee, version):
    submission = make_submission(ada, version)
    with pytest.raises(PermissionDenied):
        actions.withdraw(submission, by=dee)
    with pytest.raises(WrongState):
        actions.take_up_again(submission, by=ada)
    actions.withdraw(submission, by=ada)
    with pytest.raises(WrongState):
        actions.withdraw(submission, by=ada)
    actions.take_up_again(submission, by=ada)
    with pytest.raises(WrongState):
        actions.take_up_again(submission, by=ada)


def test_an_incomplete_one_comes_back_as_the_same_attempt(ada, district, version):
    bo = make_person("Bo Screens", role="screener", organization=district)
    submission = make_submission(ada, version)
    actions.reopen(submission, [REASON], by=bo)
    draft = again(submission)
    assert (draft.status, draft.attempt, draft.manifest_hash) == (Status.DRAFT, 1, "")
    assert draft.returned_reasons == [REASON]
    actions.submit(draft, by=ada)
    assert again(draft).returned_reasons == []
    for none in ([], [REASON | {"code": "weather"}]):
        with pytest.raises(BadInput):
            actions.reopen(again(draft), none, by=bo)


def test_who_may_give_back_and_close(ada, district, dee, chi, version):
    bo = make_person("Bo Screens", role="screener", organization=district)
    submission = make_submission(ada, version)
    for somebody in (ada, dee):
        with pytest.raises(PermissionDenied):
            actions.reopen(submission, [REASON], by=somebody)
        with pytest.raises(PermissionDenied):
            actions.close(submission, "earned", by=somebody)
    with pytest.raises(PermissionDenied):
        actions.close(submission, "earned", by=bo)
    with pytest.raises(BadInput):
        actions.close(submission, "failed", by=chi)
    actions.close(submission, "earned", by=chi)
    with pytest.raises(WrongState):
        actions.close(submission, "earned", by=chi)
    with pytest.raises(WrongState):
        actions.reopen(submission, [REASON], by=bo)
    with pytest.raises(WrongState):
        actions.withdraw(submission, by=ada)


def test_closing_starts_the_retention_clock_and_prunes_earlier_texts(ada, chi, version):
    draft = make_submission(ada, version, handed_in=False)
    actions.save_response(draft, "p1q1", "Something entirely different.", by=ada)
    assert EarlierText.objects.count() == 1
    actions.submit(draft, by=ada)
    actions.close(draft, "not_yet", by=chi)
    closed = again(draft)
    assert not EarlierText.objects.exists()
    assert (closed.originals_until - closed.closed_at.date()).days in {89, 90, 91}
    assert closed.streaming_until > closed.originals_until


def test_the_next_attempt_starts_from_what_was_demonstrated(ada, version):
    submission = make_submission(ada, version, outcome="not_yet")
    submission.artifacts.first().annotations.create(
        text="Pause.", at_seconds=5, added_at=submission.created_at
    )
    draft = actions.open_next_attempt(
        submission, {"c1": "demonstrated", "c5": "demonstrated"}, by=ada
    )
    assert (draft.attempt, draft.status, draft.follows) == (2, Status.DRAFT, submission)
    assert draft.responses.count() == 5
    copies = list(draft.artifacts.all())
    assert {c.carried_from_id for c in copies} == set(
        submission.artifacts.values_list("pk", flat=True)
    )
    assert copies[0].annotations.get().text == "Pause."
    assert all(c.consent.students == 20 for c in copies)
    assert verbs()[-1] == "evidence.next_attempt_opened"


def test_what_was_demonstrated_is_locked_and_the_rest_is_open(ada, version):
    submission = make_submission(ada, version, outcome="not_yet")
    carried = {"c1": "demonstrated", "c2": "demonstrated", "c3": "demonstrated"}
    draft = actions.open_next_attempt(submission, carried, by=ada)
    with pytest.raises(WrongState, match="demonstrated this already"):
        actions.save_response(draft, "p1q1", "new", by=ada)
    with pytest.raises(WrongState):
        actions.remove_artifact(draft.artifacts.filter(step_id="p2a").first(), by=ada)
    actions.save_response(draft, "p1q2", "judged on c4, which is open", by=ada)


def test_from_the_second_attempt_on_a_note_says_what_changed(ada, version):
    submission = make_submission(ada, version, outcome="not_yet")
    draft = actions.open_next_attempt(submission, {"c1": "demonstrated"}, by=ada)
    actions.declare(
        draft, own_work=True, ai_use="None.", student_privacy=True, practice_months_ago=0, by=ada
    )
    with pytest.raises(NotReady) as refusal:
        actions.submit(draft, by=ada)
    assert [o.code for o in refusal.value.open] == ["note"]
    actions.explain(draft, "I taught it again in another section.", by=ada)
    actions.submit(draft, by=ada)
    assert again(draft).manifest["carried"] == {"c1": "demonstrated"}


def test_a_next_attempt_opens_once_after_a_not_yet_only(ada, dee, version):
    draft = make_draft(ada, version)
    with pytest.raises(WrongState):
        actions.open_next_attempt(draft, {}, by=ada)
    closed = make_submission_from(draft, ada)
    with pytest.raises(PermissionDenied):
        actions.open_next_attempt(closed, {}, by=dee)
    with pytest.raises(BadInput):
        actions.open_next_attempt(closed, {"c99": "demonstrated"}, by=ada)
    actions.open_next_attempt(closed, {}, by=ada)
    with pytest.raises(WrongState):
        actions.open_next_attempt(closed, {}, by=ada)


def make_submission_from(draft, ada):
    from assay.evidence.tests.factories import fill

    actions.submit(fill(draft), by=ada)
    actions.close(draft, "not_yet", by=None)
    return again(draft)


def test_what_was_not_demonstrated_is_to_be_looked_at_again_until_it_changes(ada, version):
    submission = make_submission(ada, version, outcome="not_yet")
    draft = actions.open_next_attempt(submission, {"c1": "demonstrated"}, by=ada)
    states = {e.id: e.state for e in outline_of(draft_of(again(draft))).entries}
    assert (states["p1q1"], states["p1q3"]) == ("kept", "kept")
    assert (states["p1q2"], states["p2a"]) == ("again", "again")
    actions.save_response(draft, "p1q2", "New words.", by=ada)
    actions.remove_artifact(draft.artifacts.filter(step_id="p2a").first(), by=ada)
    states = {e.id: e.state for e in outline_of(draft_of(again(draft))).entries}
    assert (states["p1q2"], states["p2a"]) == ("done", "todo")
