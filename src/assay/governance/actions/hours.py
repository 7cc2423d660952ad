"""A learner says in one press roughly how many hours it took, or that they will not say."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assay.evidence.models import Submission
from assay.governance import policy
from assay.governance.models import HoursAsked, HoursBand, HoursCount
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come
from assay.people.models import Person


@transaction.atomic
def say_hours(submission: Submission, band: str, *, by: Person) -> None:
    """Count an answer; "" for none. Asked once for each micro-credential, and nothing on the way to a badge reads it.

    It stands in no record: who answered when, beside counts of a month, would tell what they said. Raises
    PermissionDenied for anyone but its learner, BadInput for no band, WrongState before it was handed in and the second
    time.

    Keeps E3 of docs/reference/promises.md.
    """
    if not policy.can_say_hours(by, submission):
        raise PermissionDenied
    if band and band not in HoursBand.values:
        message = _("Choose one of these.")
        raise BadInput(message, fields={"band": message})
    if submission.submitted_at is None:
        raise WrongState(_("This is asked once you have submitted it."))
    version = submission.version
    with first_come(_("You were asked this before. Thank you.")):
        HoursAsked.objects.create(person=by, micro_credential_id=version.micro_credential_id)
    if band:
        month = today().replace(day=1)
        row, _new = HoursCount.objects.get_or_create(version=version, month=month, band=band)
        HoursCount.objects.filter(pk=row.pk).update(answers=F("answers") + 1)
