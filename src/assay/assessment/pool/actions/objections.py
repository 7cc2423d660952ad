"""Reading an anchor otherwise than its expert: one message to the lead, and its answer."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import AnchorReading, Answer, Objection
from assay.assessment.pool.actions.anchors import correct_level, set_criterion_aside
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note

MAX_WORDS = 4000


@transaction.atomic
def object_to(reading: AnchorReading, criterion: str, words: str, *, by: Person) -> Objection:
    """Tell the lead what the evidence shows of one criterion. The anchor goes on counting until the answer.

    Raises PermissionDenied for anyone but its reader, WrongState before it is handed over and while a message waits,
    BadInput (`fields`).
    """
    if not policy.can_read_anchor(by, reading):
        raise PermissionDenied
    if reading.handed_over_at is None:
        raise WrongState(_("Hand your scores over first; then you see the expert’s."))
    if reading.anchor.version.content.criterion(criterion) is None:
        message = _("Choose the criterion you read otherwise.")
        raise BadInput(message, fields={"criterion": message})
    words = clean(words).strip()
    if not words:
        message = _("Say what the evidence shows, and name the moment.")
        raise BadInput(message, fields={"words": message})
    if len(words) > MAX_WORDS:
        message = _("Please shorten it to about a page. Nothing you typed is lost.")
        raise BadInput(message, fields={"words": message})
    try:
        with transaction.atomic():
            row = Objection.objects.create(
                reading=reading, criterion=criterion, words=words, sent_at=now()
            )
    except IntegrityError as e:
        raise WrongState(_("Your lead assessor has a message from you on this anchor.")) from e
    note(
        "assessment.objected",
        row,
        by=by,
        person=by.pk,
        anchor=reading.anchor_id,
        criterion=criterion,
    )
    return row


@transaction.atomic
def answer_objection(
    objection: Objection, answer: str, words: str, *, level: str = "", by: Person
) -> None:
    """Answer it in words: the level stays, it was wrong and becomes `level`, or the criterion is set aside.

    Raises PermissionDenied for anyone but a lead who did not send it, WrongState the second time, BadInput.
    """
    if not policy.can_answer_objection(by, objection):
        raise PermissionDenied
    if answer not in Answer.values:
        message = _("Choose an answer.")
        raise BadInput(message, fields={"answer": message})
    words = clean(words).strip()[:MAX_WORDS]
    if not words:
        message = _("Answer in a sentence or two.")
        raise BadInput(message, fields={"words": message})
    rows = Objection.objects.filter(pk=objection.pk, answered_at__isnull=True)
    changes = {
        "answer": answer,
        "answer_words": words,
        "answered_by": by,
        "answered_at": now(),
    }
    if rows.update(**changes) != 1:
        raise WrongState(_("This was answered before."))
    objection.refresh_from_db()
    anchor = objection.reading.anchor
    if answer == Answer.CORRECTED:
        correct_level(anchor, objection.criterion, level, by=by)
    elif answer == Answer.SET_ASIDE and objection.criterion not in anchor.set_aside:
        set_criterion_aside(anchor, objection.criterion, words, by=by)
    note(
        "assessment.objection_answered",
        objection,
        by=by,
        person=objection.reading.person_id,
        anchor=anchor.pk,
        criterion=objection.criterion,
        answer=answer,
    )
