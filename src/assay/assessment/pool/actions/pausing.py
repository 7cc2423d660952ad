"""Pauses: a lead decides that somebody gets no work of an issuer for a while, and how that ends."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging.actions.leases import give_back
from assay.assessment.judging.actions.screening import free_duties
from assay.assessment.models import AlarmAnswer, Assignment, DriftAlarm, Pause, PauseEnd, Slot
from assay.assessment.pool.actions.checking import end_checks
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.wording import clean
from assay.people.models import Actor, Organization, Person
from assay.record.actions import note

MAX_WORDS = 2000


@transaction.atomic
def pause(person: Person, issuer: Organization, reason: str, *, by: Person) -> Pause:
    """Give somebody no work of an issuer until they have scored anchors again, or a lead ends it.

    What lies open with them goes back to the pool; what they scored stands. Raises PermissionDenied for anyone but a
    lead of theirs, BadInput without a reason, WrongState while a pause runs.
    """
    if not policy.can_pause(by, person, issuer):
        raise PermissionDenied
    reason = words_of(reason, _("Say why, in a sentence or two. The assessor reads it."))
    hold(person)  # who takes something at this moment has it before, and gives it back below
    with first_come(_("This assessor is already paused.")):
        row = Pause.objects.create(person=person, issuer=issuer, by=by, reason=reason, at=now())
    answer_open_alarm(person, issuer, AlarmAnswer.PAUSED, words=reason, by=by)
    back = _give_all_back(person, issuer)
    note("assessment.paused", row, by=by, person=person.pk, issuer=issuer.pk, given_back=back)
    return row


def answer_open_alarm(
    person: Person, issuer: Organization, answer: AlarmAnswer, *, words: str = "", by: Actor
) -> None:
    """An alarm that waits is answered by what was done. The caller notes what that was."""
    rows = DriftAlarm.objects.open().filter(person=person, issuer=issuer)
    rows.update(answer=answer, answer_words=words, answered_by=by, answered_at=now())


def words_of(text: str, missing: str) -> str:
    """A reason as it is kept; BadInput beside its field where there is none, or a page and more."""
    text = clean(text).strip()
    if not text:
        raise BadInput(missing, fields={"reason": missing})
    if len(text) > MAX_WORDS:
        message = _("Please shorten it to half a page. Nothing you typed is lost.")
        raise BadInput(message, fields={"reason": message})
    return text


def _give_all_back(person: Person, issuer: Organization) -> int:
    """Leases and checks of completeness; a lead's own third judgments stay, which are no assessor's work."""
    here = {"evaluation__submission__version__micro_credential__issuer": issuer}
    leases = Assignment.objects.open().filter(assessor=person, **here)
    found = list(leases.exclude(slot=Slot.ADJUDICATION).select_related("evaluation"))
    for assignment in found:
        give_back(assignment)
    free_duties(person, issuer)
    end_checks(person, issuer)
    return len(found)


@transaction.atomic
def end_pause(row: Pause, words: str, *, by: Person) -> None:
    """A lead's word ends it, with a reason. Raises PermissionDenied, BadInput, WrongState where it has ended."""
    if not policy.can_pause(by, row.person, row.issuer):
        raise PermissionDenied
    words = words_of(words, _("Say in a sentence what has changed."))
    end_open_pause(row, PauseEnd.LEAD, words=words, by=by)


def end_open_pause(row: Pause, how: PauseEnd, *, words: str = "", by: Actor) -> None:
    """From now on work is offered again. Raises WrongState where it has ended."""
    changes = {"ended_at": now(), "ended_how": how, "ended_by": by, "end_words": words}
    if Pause.objects.open().filter(pk=row.pk).update(**changes) != 1:
        raise WrongState(_("This pause has ended before."))
    row.refresh_from_db()
    note(
        "assessment.pause_ended",
        row,
        by=by,
        person=row.person_id,
        issuer=row.issuer_id,
        how=str(how),
    )
