"""What a coach says of a draft: kept, sent, answered, done; in the terms of the rubric, and never a level."""

import pytest
from django.core.exceptions import PermissionDenied

from assay.coaching import actions
from assay.coaching.draft_view import view_of
from assay.coaching.models import Comment, DraftShare, Reply
from assay.coaching.tests.factories import make_comment
from assay.evidence.models import Artifact, Submission
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.record.models import Event

STEP = "p1q1"


@pytest.fixture
def recording(draft: Submission) -> Artifact:
    return draft.artifacts.filter(media_type__startswith="video/").earliest("pk")


def test_kept_it_is_the_coachs_alone_and_sent_both_read_it(
    share: DraftShare, ada: Person, cleo: Person
) -> None:
    comment = actions.keep_comment(share, STEP, " Where is the second? ", by=cleo)
    assert [p.kept for p in view_of(share, cleo).passages if p.kept] == [(comment,)]
    mine = view_of(share, ada)
    assert not any(p.kept or p.comments for p in mine.passages) and mine.kept == 0
    assert actions.send_comments(share, by=cleo) == 1
    assert [c.comment for p in view_of(share, ada).passages for c in p.comments] == [comment]
    assert share.snapshots.count() == 1  # who comments has read it
    with pytest.raises(WrongState):
        actions.send_comments(share, by=cleo)
    assert Event.objects.filter(verb="coaching.commented").count() == 1


def test_a_kept_comment_is_changed_or_thrown_away_and_a_sent_one_is_not(
    share: DraftShare, cleo: Person
) -> None:
    comment = actions.keep_comment(share, STEP, "First", by=cleo)
    assert actions.keep_comment(share, STEP, "First", by=cleo) == comment  # pressed twice
    actions.keep_comment(share, STEP, "Second", comment=comment, by=cleo)
    assert Comment.objects.get().text == "Second"
    other = actions.keep_comment(share, STEP, "Third", by=cleo)
    actions.discard_comment(other, by=cleo)
    actions.send_comments(share, by=cleo)
    with pytest.raises(WrongState):
        actions.keep_comment(share, STEP, "Fourth", comment=comment, by=cleo)
    with pytest.raises(WrongState):
        actions.discard_comment(comment, by=cleo)


def test_nobody_else_comments_nor_its_learner(
    share: DraftShare, ada: Person, bo: Person, cor: Person, dee: Person, max_: Person
) -> None:
    for by in (ada, bo, cor, dee, max_):
        with pytest.raises(PermissionDenied):
            actions.keep_comment(share, STEP, "Well done", by=by)
        with pytest.raises(PermissionDenied):
            actions.send_comments(share, by=by)


def test_a_closed_draft_takes_no_comment_and_what_was_kept_waits(
    share: DraftShare, ada: Person, cleo: Person
) -> None:
    comment = actions.keep_comment(share, STEP, "Wait", by=cleo)
    actions.stop_sharing(share, by=ada)
    for verb in (
        lambda: actions.keep_comment(share, STEP, "More", by=cleo),
        lambda: actions.send_comments(share, by=cleo),
        lambda: actions.discard_comment(comment, by=cleo),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    assert Comment.objects.kept().count() == 1


def test_of_a_criterion_and_at_a_moment(
    share: DraftShare, draft: Submission, recording: Artifact, cleo: Person, ada: Person
) -> None:
    criterion = draft.version.content.criteria_on(recording.step_id)[0]
    actions.keep_comment(
        share,
        recording.step_id,
        "You wait here.",
        criterion_id=criterion.id,
        artifact=recording,
        at_seconds=31,
        by=cleo,
    )
    actions.send_comments(share, by=cleo)
    shown = next(c for p in view_of(share, ada).passages for c in p.comments)
    assert (shown.criterion, shown.comment.at_seconds, shown.is_gone) == (criterion, 31, False)
    Artifact.objects.filter(pk=recording.pk).update(removed_at=draft.saved_at)
    gone = next(c for p in view_of(share, ada).passages for c in p.comments)
    assert gone.is_gone and gone.comment.artifact_name == recording.name


def test_bad_input_is_said_beside_its_field(
    share: DraftShare, draft: Submission, recording: Artifact, cleo: Person
) -> None:
    text = draft.artifacts.exclude(step_id=recording.step_id).earliest("pk")
    cases = {
        "text": {"step_id": STEP, "text": "  "},
        "step": {"step_id": "p99", "text": "Hm"},
        "criterion": {"step_id": STEP, "text": "Hm", "criterion_id": "c99"},
        "artifact": {"step_id": STEP, "text": "Hm", "artifact": text},
        "moment": {
            "step_id": recording.step_id,
            "text": "Hm",
            "artifact": recording,
            "at_seconds": 61,
        },
    }
    for field, sent in cases.items():
        with pytest.raises(BadInput) as refused:
            actions.keep_comment(share, by=cleo, **sent)
        assert field in refused.value.fields
    with pytest.raises(BadInput):
        actions.keep_comment(share, STEP, "x" * 2001, by=cleo)
    assert not Comment.objects.exists()


def test_both_answer_and_mark_as_done_and_open_again(
    share: DraftShare, ada: Person, cleo: Person, cor: Person, dee: Person
) -> None:
    comment = make_comment(share, STEP)
    actions.reply(comment, "At 3:50, I thought.", by=ada)
    actions.reply(comment, "At 3:50, I thought.", by=ada)  # pressed twice
    actions.reply(comment, "Listen again.", by=cleo)
    assert [reply.by for reply in Reply.objects.all()] == [ada, cleo]
    for by in (cor, dee):
        with pytest.raises(PermissionDenied):
            actions.reply(comment, "Hm", by=by)
        with pytest.raises(PermissionDenied):
            actions.finish_comment(comment, by=by)
    actions.finish_comment(comment, by=ada)
    with pytest.raises(WrongState):
        actions.finish_comment(comment, by=cleo)
    with pytest.raises(WrongState):
        actions.reply(comment, "And yet", by=cleo)
    actions.open_comment_again(comment, by=cleo)
    with pytest.raises(WrongState):
        actions.open_comment_again(comment, by=cleo)
    with pytest.raises(BadInput):
        actions.reply(comment, " ", by=ada)


def test_when_it_is_closed_the_learner_still_reads_and_answers(
    share: DraftShare, ada: Person, cleo: Person
) -> None:
    comment = make_comment(share, STEP)
    actions.stop_sharing(share, by=ada)
    actions.reply(comment, "Thank you.", by=ada)
    with pytest.raises(PermissionDenied):
        actions.reply(comment, "You are welcome.", by=cleo)


def test_an_unsent_comment_takes_no_answer(share: DraftShare, ada: Person, cleo: Person) -> None:
    comment = actions.keep_comment(share, STEP, "Hm", by=cleo)
    for verb in (actions.finish_comment, actions.open_comment_again):
        with pytest.raises(PermissionDenied):
            verb(comment, by=ada)
    with pytest.raises(PermissionDenied):
        actions.reply(comment, "What?", by=ada)
