"""What a coach or colleague says of a shared draft, and what its learner answers. No level is ever given here."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.coaching import policy
from assay.coaching.actions.shares import mark_read
from assay.coaching.draft_state import steps_of
from assay.coaching.models import Comment, DraftShare, Reply
from assay.evidence.models import Artifact
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note

MAX_CHARACTERS = 2000
#: Open and kept together, on one draft: more would bury whoever reads them.
MOST_COMMENTS = 200
#: Answers to one comment: what goes on longer is better said aloud.
MOST_REPLIES = 50


@transaction.atomic
def keep_comment(
    share: DraftShare,
    step_id: str,
    text: str,
    *,
    criterion_id: str = "",
    artifact: Artifact | None = None,
    at_seconds: int | None = None,
    comment: Comment | None = None,
    by: Person,
) -> Comment:
    """Write a comment on a step and keep it for later, or change one that is kept (`comment`): nobody else sees it.

    Raises PermissionDenied where the draft is not open to them; BadInput for a step or part that is not shared, a
    criterion that does not judge it, a moment outside a recording, no words or too many; WrongState where it was sent
    meanwhile, or as many stand there as can be read.
    """
    if not policy.can_comment(by, share):
        raise PermissionDenied
    said = clean(text).strip()
    values = {
        "step_id": step_id,
        "criterion_id": criterion_id,
        "artifact": artifact,
        "artifact_name": artifact.name if artifact else "",
        "at_seconds": at_seconds,
        "text": said,
        "written_at": now(),
    }
    _check(share, said, step_id, criterion_id, artifact, at_seconds)
    if comment is not None:
        if not policy.is_of(share, comment, by):
            raise PermissionDenied
        if Comment.objects.kept().filter(pk=comment.pk).update(**values) != 1:
            raise WrongState(_("This comment was sent."))
        return comment
    hold(share)
    if share.comments.filter(done_at=None).count() >= MOST_COMMENTS:
        raise WrongState(_("There are as many comments as one can read. Mark some as done first."))
    twice = share.comments.filter(by=by, step_id=step_id, text=said, sent_at=None).first()
    return twice or Comment.objects.create(share=share, by=by, **values)


@transaction.atomic
def discard_comment(comment: Comment, *, by: Person) -> None:
    """Throw away what was kept and not sent. Raises WrongState once it is sent, or gone."""
    if not policy.can_change_comment(by, comment):
        raise PermissionDenied
    if Comment.objects.kept().filter(pk=comment.pk).delete()[0] != 1:
        raise WrongState(_("This comment was sent."))


@transaction.atomic
def send_comments(share: DraftShare, *, by: Person) -> int:
    """Send all that one has kept on this draft, and count it as read. Raises WrongState where nothing is kept."""
    if not policy.can_comment(by, share):
        raise PermissionDenied
    count = Comment.objects.kept().filter(share=share, by=by).update(sent_at=now())
    if not count:
        raise WrongState(_("There is no comment to send."))
    mark_read(share, by=by)
    note("coaching.commented", share, by=by, learner=share.submission.person_id, comments=count)
    return count


@transaction.atomic
def reply(comment: Comment, text: str, *, press: str = "", by: Person) -> Reply:
    """Answer a comment. Raises PermissionDenied, BadInput for no words or too many; WrongState once it is done."""
    if not policy.can_reply(by, comment):
        raise PermissionDenied
    said = _said(text)
    hold(comment)
    comment.refresh_from_db(fields=("done_at",))
    if comment.done_at is not None:
        raise WrongState(_("This comment is marked as done. Open it again to go on."))
    last = comment.replies.order_by("-pk").first()
    if last is not None and (last.by_id, last.text) == (by.pk, said):
        return last  # pressed twice
    if comment.replies.count() >= MOST_REPLIES:
        raise WrongState(_("There are as many answers as one can read. Mark it as done."))
    answer = Reply.objects.create(comment=comment, by=by, text=said, written_at=now())
    note(
        "coaching.replied",
        comment,
        by=by,
        learner=comment.share.submission.person_id,
        coach=comment.share.pairing.coach_id,
    )
    return answer


@transaction.atomic
def finish_comment(comment: Comment, *, by: Person) -> None:
    """Mark it as done: folded away for both. Raises WrongState the second time."""
    if not policy.can_reply(by, comment):
        raise PermissionDenied
    if Comment.objects.open().filter(pk=comment.pk).update(done_at=now()) != 1:
        raise WrongState(_("This comment is marked as done."))
    note("coaching.comment_done", comment, by=by, learner=comment.share.submission.person_id)


@transaction.atomic
def open_comment_again(comment: Comment, *, by: Person) -> None:
    """Take *done* back. Raises WrongState where it is open."""
    if not policy.can_reply(by, comment):
        raise PermissionDenied
    done = Comment.objects.sent().filter(pk=comment.pk, done_at__isnull=False)
    if done.update(done_at=None) != 1:
        raise WrongState(_("This comment is open."))
    note("coaching.comment_opened", comment, by=by, learner=comment.share.submission.person_id)


def _check(
    share: DraftShare,
    said: str,
    step_id: str,
    criterion_id: str,
    artifact: Artifact | None,
    at_seconds: int | None,
) -> None:
    fields: dict[str, str] = {}
    try:
        _said(said)
    except BadInput as refusal:
        fields |= refusal.fields
    content = share.submission.version.content
    if step_id not in {step.id for step in steps_of(share)}:
        fields["step"] = _("This part is not shared with you.")
    if criterion_id and criterion_id not in {c.id for c in content.criteria_on(step_id)}:
        fields["criterion"] = _("This criterion does not look at this part.")
    if artifact is not None and (
        artifact.submission_id != share.submission_id or artifact.step_id != step_id
    ):
        fields["artifact"] = _("This file is not part of it.")
    if at_seconds is not None:
        length = artifact.duration_seconds if artifact is not None else None
        if artifact is None or not artifact.is_recording:
            fields["moment"] = _("Choose the recording that this moment is in.")
        elif length is not None and at_seconds > length:
            fields["moment"] = _("The recording is shorter than that.")
    if fields:
        raise BadInput(next(iter(fields.values())), fields=fields)


def _said(text: str) -> str:
    said, message = clean(text).strip(), ""
    if not said:
        message = _("Write something first.")
    elif len(said) > MAX_CHARACTERS:
        message = _("Keep it to %(n)d characters.") % {"n": MAX_CHARACTERS}
    if message:
        raise BadInput(message, fields={"text": message})
    return said
