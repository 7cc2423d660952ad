"""A coordinator waits with a credit, for a reason that its learner reads, and goes on."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credits import policy
from assay.credits.models import Credit, CreditStatus
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.record.actions import note

MOST_WORDS = 300
#: Where it waits for its coordinator.
MAY_WAIT = (CreditStatus.CLAIMED, CreditStatus.REJECTED)


@transaction.atomic
def hold_credit(credit: Credit, reason: str, *, by: Person) -> None:
    """Wait with a credit: it is approved with no others until the hold ends, and its learner is told why.

    Raises PermissionDenied as `approve`, BadInput (`fields`) without a reason, WrongState where it does not wait or is
    held already.
    """
    credit = _held(credit, by)
    reason = clean_line(reason)
    if not reason or len(reason) > MOST_WORDS:
        said = _("Say in one sentence why it waits. The learner reads it.")
        raise BadInput(said, fields={"reason": said})
    if credit.status not in MAY_WAIT or credit.held_at is not None:
        raise WrongState(_("This row is no longer for you to approve, or is already on hold."))
    credit.held_at, credit.held_because = now(), reason
    credit.save(update_fields=["held_at", "held_because"])
    note("credits.held", credit, by=by)


@transaction.atomic
def end_hold(credit: Credit, *, by: Person) -> None:
    """Go on with a credit. Raises PermissionDenied as `approve`, WrongState where it is not held."""
    credit = _held(credit, by)
    if credit.held_at is None:
        raise WrongState(_("It is not on hold."))
    credit.held_at, credit.held_because = None, ""
    credit.save(update_fields=["held_at", "held_because"])
    note("credits.hold_ended", credit, by=by)


def _held(credit: Credit, by: Person) -> Credit:
    hold(credit)
    credit = Credit.objects.select_related("organization").get(pk=credit.pk)
    if not policy.can_approve(by, credit):
        raise PermissionDenied
    return credit
