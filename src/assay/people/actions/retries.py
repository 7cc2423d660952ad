"""Having what follows by itself from an event done after all."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assay.people import policy
from assay.people.models import Person
from assay.record import delivery
from assay.record.actions import note
from assay.record.models import Stumble


@transaction.atomic
def tell_again(stumble: Stumble, *, by: Person) -> None:
    """Try a step that failed once more, now. Raises PermissionDenied, WrongState where it went through meanwhile."""
    if not policy.can_look_after_steps(by):
        raise PermissionDenied
    delivery.ask_again(stumble)
    note("record.told_again", stumble.event, by=by)
