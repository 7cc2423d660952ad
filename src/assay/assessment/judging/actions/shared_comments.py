"""The comment bank: an assessor proposes a sentence from their sheet; the lead takes it in, words it, retires it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import Assignment, CommentStatus, DriftCheck, SharedComment
from assay.catalog.models import Version
from assay.lib.clock import now
from assay.lib.errors import BadInput, TooLarge, WrongState
from assay.lib.levels import LEVELS
from assay.lib.locks import hold
from assay.lib.states import move
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.record.actions import note

#: Sentences of one scoring version: more than this nobody reads while scoring.
MOST_IN_USE, MOST_WAITING = 300, 100
MOST_LETTERS = 400


@transaction.atomic
def propose_comment(
    assignment: Assignment, *, criterion: str, level: str, text: str, by: Person
) -> SharedComment:
    """Send a sentence to the lead, for everybody who scores this version.

    One that is there already is given back as it is. Raises PermissionDenied for anyone but the holder of the sheet,
    BadInput (`fields`) for no sentence, an unknown criterion or level, or one that names the submission's learner;
    TooLarge while too many wait.
    """
    if not policy.can_propose_comment(by, assignment):
        raise PermissionDenied
    version = assignment.evaluation.submission.version
    return _propose(version, assignment, criterion, level, text, by)


@transaction.atomic
def propose_comment_on_check(
    check: DriftCheck, *, criterion: str, level: str, text: str, by: Person
) -> SharedComment:
    """The same from the sheet of a check, whose learner nobody knows. Raises as `propose_comment`."""
    if not policy.can_write_check(by, check) or check.reading is None:
        raise PermissionDenied
    return _propose(check.reading.anchor.version, None, criterion, level, text, by)


def _propose(
    version: Version,
    assignment: Assignment | None,
    criterion: str,
    level: str,
    text: str,
    by: Person,
) -> SharedComment:
    found = version.content.criterion(criterion)
    if found is None:
        message = _("Choose the criterion it is about.")
        raise BadInput(message, fields={"comment_criterion": message})
    text = _checked(text, level, assignment)
    hold(version.micro_credential)
    bank = SharedComment.objects.all().of(version.micro_credential_id, version.major)
    open_ = bank.filter(status__in=(CommentStatus.PROPOSED, CommentStatus.IN_USE))
    same = open_.filter(criterion=criterion, level=level, text=text).first()
    if same is not None:
        return same
    if bank.filter(status=CommentStatus.PROPOSED).count() >= MOST_WAITING:
        raise TooLarge(_("Enough sentences wait for the lead. Keep it for yourself for now."))
    comment = SharedComment.objects.create(
        micro_credential=version.micro_credential,
        major=version.major,
        criterion=criterion,
        title=found.title,
        level=level,
        text=text,
        language=version.language,
        proposed_by=by,
        proposed_at=now(),
        sheet_of=assignment,
    )
    note("assessment.comment_proposed", comment, by=by, version=version.pk, criterion=criterion)
    return comment


@transaction.atomic
def take_comment(comment: SharedComment, *, text: str, level: str, by: Person) -> None:
    """Put it into the bank, as it is or in other words: from now on it stands on every sheet of the version.

    Raises PermissionDenied for anyone but a lead, BadInput, TooLarge, WrongState where it is in use.
    """
    _may_curate(by, comment)
    text = _worded(comment, text, level)
    bank = SharedComment.objects.all().of(comment.micro_credential_id, comment.major)
    if bank.in_use().count() >= MOST_IN_USE:
        raise TooLarge(_("The bank is full. Retire a sentence first."))
    move(
        comment,
        to=CommentStatus.IN_USE,
        text=text,
        level=level,
        decided_by=by,
        decided_at=now(),
    )
    note("assessment.comment_taken", comment, by=by, criterion=comment.criterion)


@transaction.atomic
def edit_comment(comment: SharedComment, *, text: str, level: str, by: Person) -> None:
    """Word it anew. What was written with it on sheets stays as it was.

    Raises PermissionDenied, BadInput, WrongState where it is not in use.
    """
    _may_curate(by, comment)
    text = _worded(comment, text, level)
    if comment.status != CommentStatus.IN_USE:
        raise WrongState(_("Only a sentence that is in use can be rewritten."))
    comment.text, comment.level = text, level
    comment.save(update_fields=("text", "level"))
    note("assessment.comment_edited", comment, by=by, criterion=comment.criterion)


@transaction.atomic
def decline_comment(comment: SharedComment, *, by: Person) -> None:
    """It does not come into the bank. Raises PermissionDenied, WrongState where it was answered already."""
    _end(comment, CommentStatus.DECLINED, by)
    note("assessment.comment_declined", comment, by=by, criterion=comment.criterion)


@transaction.atomic
def retire_comment(comment: SharedComment, *, by: Person) -> None:
    """It stands on no sheet any more. Raises PermissionDenied, WrongState where it is not in use."""
    _end(comment, CommentStatus.RETIRED, by)
    note("assessment.comment_retired", comment, by=by, criterion=comment.criterion)


def _end(comment: SharedComment, to: CommentStatus, by: Person) -> None:
    _may_curate(by, comment)
    move(comment, to=to, decided_by=by, decided_at=now())


def _may_curate(by: Person, comment: SharedComment) -> None:
    if not policy.can_curate_comment(by, comment):
        raise PermissionDenied
    hold(comment.micro_credential)
    comment.refresh_from_db()


def _worded(comment: SharedComment, text: str, level: str) -> str:
    """The sentence in order. Raises BadInput where another one says the same."""
    text = _checked(text, level, comment.sheet_of)
    others = SharedComment.objects.all().of(comment.micro_credential_id, comment.major)
    others = others.filter(status__in=(CommentStatus.PROPOSED, CommentStatus.IN_USE))
    same = others.filter(criterion=comment.criterion, level=level, text=text)
    if same.exclude(pk=comment.pk).exists():
        message = _("This sentence is already there. Nothing was added twice.")
        raise BadInput(message, fields={"comment_text": message})
    return text


def _checked(text: str, level: str, assignment: Assignment | None) -> str:
    text = clean_line(text)
    if level not in LEVELS:
        message = _("Choose the level it belongs to.")
        raise BadInput(message, fields={"comment_level": message})
    if not text or len(text) > MOST_LETTERS:
        message = _("Write one sentence of up to %(n)d characters.") % {"n": MOST_LETTERS}
        raise BadInput(message, fields={"comment_text": message})
    if assignment is not None and _names(text, assignment):
        message = _(
            "It holds a name that belongs to this submission. Everyone reads it, so say it without names."
        )
        raise BadInput(message, fields={"comment_text": message})
    return text


def _names(text: str, assignment: Assignment) -> bool:
    return bool(assignment.evaluation.submission.start.person.naming.places(text))
