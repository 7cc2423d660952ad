"""Recognition asked for by whoever earned the badge, one at a time, and taken back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credentials.models import Award
from assay.credits import policy
from assay.credits.models import Recognition, RecognitionKind, RecognitionRequest
from assay.credits.recognition import holds_for, places_of, principals_of
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.locks import hold
from assay.people.models import Person
from assay.record.actions import note


@transaction.atomic
def ask_recognition(recognition: Recognition, award: Award, *, by: Person) -> RecognitionRequest:
    """Have a letter reach one's principal, or be celebrated where one works, for one badge (D13).

    Raises PermissionDenied for anyone but the badge's holder, WrongState where it is not given for this badge, where no
    principal is there to read the letter, where it is the reader's own, and the second time.
    """
    if not policy.can_ask_recognition(by, award):
        raise PermissionDenied
    hold(by)
    award = Award.objects.select_related("issuer").get(pk=award.pk)
    at_work = places_of(by)
    given = holds_for(recognition, award.earned_on, (), at_work)
    standing = Award.objects.standing().filter(pk=award.pk).exists()
    if not recognition.is_asked_for or not given or not standing:
        raise WrongState(_("This is not given for this badge. Reload the page to see what is."))
    if recognition.kind == RecognitionKind.LETTER and not principals_of(by):
        raise WrongState(
            _("Your school has no principal here. Download the page and give it to them yourself.")
        )
    mine = RecognitionRequest.objects.visible_to(by).filter(ended_at=None)
    if mine.filter(recognition=recognition, award=award).exists():
        raise WrongState(_("You have asked for this before."))
    row = RecognitionRequest.objects.create(
        person=by, recognition=recognition, award=award, asked_at=now()
    )
    note("credits.recognition_asked", row, by=by, kind=recognition.kind)
    return row


@transaction.atomic
def take_recognition_back(row: RecognitionRequest, *, by: Person) -> None:
    """Show it to no one any more. Raises PermissionDenied for anyone but its learner, WrongState the second time."""
    if not policy.can_take_recognition_back(by, row):
        raise PermissionDenied
    held = RecognitionRequest.objects.filter(pk=row.pk, ended_at=None)
    if not held.update(ended_at=now()):
        raise WrongState(_("You have already taken it back."))
    note("credits.recognition_taken_back", row, by=by, kind=row.recognition.kind)
