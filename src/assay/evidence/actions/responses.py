"""Saving what is typed: often, cheaply, and without dropping a word."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.evidence import policy
from assay.evidence.actions.draft_guards import changing, prompt_of
from assay.evidence.drafts.text_diff import removed
from assay.evidence.errors import NewerText
from assay.evidence.models import EarlierText, Response, ResponseForm, Submission
from assay.journeys.models import LogEntry
from assay.lib.clock import now
from assay.lib.errors import BadInput, TooLarge, WrongState
from assay.lib.prepared import prepared
from assay.lib.wording import clean, word_count
from assay.people.models import Actor, Person
from assay.record.actions import note
from assay.ui.words import full_day

# Far above any word limit: a text over its limit is kept and told, a flood is refused.
MAX_CHARACTERS = 60_000
# A replaced text is kept once this many characters were taken out since the last one kept.
KEEP_AFTER_CHARACTERS = 20


def save_response(
    submission: Submission,
    prompt_id: str,
    text: str,
    *,
    revision: int | None = None,
    keep: bool = False,
    by: Actor,
) -> Response:
    """Save an answer's text (C4). `revision` is the one the writer started from; None takes whatever stands there.

    `keep` keeps the replaced text in any case: after a choice between two texts, the other one stays findable.

    Notes no event: a save is not news. Raises PermissionDenied, WrongState (handed in, or kept from an earlier
    attempt), BadInput, TooLarge, and NewerText where another tab saved meanwhile: then nothing is overwritten, and the
    text that was sent is kept among the earlier texts.
    """
    text = clean(text)
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(
            _(
                "This text is far over its limit and cannot be saved whole. Keep a copy, and shorten it."
            )
        )
    with transaction.atomic():
        changing(submission, by=by)
        prompt_of(submission, prompt_id)
        response = _row(submission, prompt_id)
        behind = revision is not None and revision != response.revision and text != response.text
        if behind:
            _keep_stale(response, text, int(revision or 0))
        else:
            _replace(response, text, keep=keep)
    if behind:
        message = _(
            "A newer text of this answer was saved in another tab or on another device. Both are kept."
        )
        raise NewerText(
            message,
            text=response.text,
            revision=response.revision,
            saved_at=response.saved_at,
            sent=text,
        )
    return response


@transaction.atomic
def choose_form(submission: Submission, prompt_id: str, form: str, *, by: Actor) -> Response:
    """Answer a prompt in writing, as audio or as video; what was written stays (E9). Raises as `save_response`."""
    changing(submission, by=by)
    prompt = prompt_of(submission, prompt_id)
    if form != ResponseForm.TEXT and form not in prompt.alternatives:
        raise BadInput(
            _("This question is not answered in that form."),
            fields={"form": _("Choose one of the forms.")},
        )
    response = _row(submission, prompt_id)
    Response.objects.filter(pk=response.pk).update(form=form)
    response.form = form
    return response


@transaction.atomic
def restore_text(earlier: EarlierText, *, by: Actor) -> Response:
    """Put an earlier text back; the one it replaces is kept in turn. Raises PermissionDenied, WrongState."""
    submission = earlier.response.submission
    changing(submission, by=by)
    prompt_of(submission, earlier.response.prompt_id)
    response = _row(submission, earlier.response.prompt_id)
    _replace(response, earlier.text, keep=True)
    return response


@transaction.atomic
def take_log_entry(
    submission: Submission, prompt_id: str, entry: LogEntry, *, by: Person
) -> Response:
    """Put the words of an entry of one’s own log at the end of an answer, with its day; the log stays private (D1).

    Raises PermissionDenied, WrongState (handed in, kept, answered in another form, or taken before), and BadInput
    where the answer would be longer than it may be: then nothing is changed.
    """
    if not policy.can_take_log_entry(by, submission, entry):
        raise PermissionDenied
    changing(submission, by=by)
    prompt = prompt_of(submission, prompt_id)
    response = _row(submission, prompt_id)
    if response.form != ResponseForm.TEXT:
        raise WrongState(_("You answer this question in another form. Choose “in writing” first."))
    words = f"{full_day(entry.day)}: {entry.text}"
    if words in response.text:
        raise WrongState(_("This entry is in your answer."))
    text = f"{response.text.rstrip()}\n\n{words}".lstrip()
    length = word_count(text)
    if length > prompt.word_limit:
        raise BadInput(
            _(
                "With this entry your answer would have %(n)d words, of %(most)d at most. It is as it was."
            )
            % {"n": length, "most": prompt.word_limit}
        )
    _replace(response, text)
    note("evidence.log_entry_taken", submission, by=by, prompt=prompt_id)
    return response


def _row(submission: Submission, prompt_id: str) -> Response:
    row = _locked.first(submission, prompt_id)
    if row is not None:
        return row
    rows = Response.objects.select_for_update()
    return rows.get_or_create(
        submission=submission, prompt_id=prompt_id, defaults={"saved_at": now()}
    )[0]


@prepared
def _locked(submission: Submission, prompt: str) -> QuerySet[Response]:
    return Response.objects.select_for_update().filter(submission=submission, prompt_id=prompt)


def _replace(response: Response, text: str, *, keep: bool = False) -> None:
    if text == response.text:
        return
    lost = response.removed_characters + removed(response.text, text)
    if response.text.strip() and (keep or lost >= KEEP_AFTER_CHARACTERS):
        EarlierText.objects.create(
            response=response, text=response.text, revision=response.revision, replaced_at=now()
        )
        lost = 0
    response.text, response.removed_characters = text, lost
    response.revision, response.saved_at = response.revision + 1, now()
    response.save(update_fields=("text", "removed_characters", "revision", "saved_at"))


def _keep_stale(response: Response, text: str, revision: int) -> None:
    """One row per base revision: a tab that goes on sending replaces its own row only by a longer story."""
    if not text.strip():
        return
    row = EarlierText.objects.filter(response=response, revision=revision, stale=True).first()
    if row is not None and removed(row.text, text) < KEEP_AFTER_CHARACTERS:
        EarlierText.objects.filter(pk=row.pk).update(text=text, replaced_at=now())
        return
    EarlierText.objects.create(
        response=response, text=text, revision=revision, stale=True, replaced_at=now()
    )
