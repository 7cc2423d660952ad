"""A stack is retired with notice: announced, called off, and closed once its last day is over."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.actions.deriving import renew_edition
from assay.catalog.actions.retiring import MOST_CHARACTERS, earliest_closing
from assay.catalog.models import Stack, VersionStatus
from assay.lib.clock import months_after, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note
from assay.record.models import MACHINE
from assay.ui import words

MOST_MONTHS = 60  # between the notice and the last day


@transaction.atomic
def announce_stack_end(stack: Stack, reason: str, *, last_day: date, by: Person) -> None:
    """Say until which day its badge may be taken, at least the policy's months ahead. Badges stay valid.

    Raises PermissionDenied, BadInput, WrongState for one that is not open, or whose end is announced already.
    """
    if not policy.can_author(by, stack.home):
        raise PermissionDenied
    said = clean(reason).strip()
    _check(stack, said, last_day)
    hold(stack)
    stack.refresh_from_db(fields=("status", "last_day"))
    if stack.status != VersionStatus.PUBLISHED:
        raise WrongState(_("Its end is already announced, or it is not open."))
    stack.status, stack.last_day, stack.end_reason = VersionStatus.RETIRING, last_day, said
    stack.save(update_fields=("status", "last_day", "end_reason"))
    renew_edition()
    note("catalog.stack_end_announced", stack, by=by, last_day=last_day.isoformat())


def _check(stack: Stack, said: str, last_day: date) -> None:
    fields = {}
    if not said:
        fields["reason"] = _("Say why, in a sentence or two. Everyone reads it.")
    elif len(said) > MOST_CHARACTERS:
        fields["reason"] = _("Say it in %(n)s characters at most.") % {"n": MOST_CHARACTERS}
    first = earliest_closing(stack.home_id)
    if last_day < first:
        fields["last_day"] = _(
            "The notice takes until %(day)s. Choose that day or a later one."
        ) % {"day": words.day(first)}
    elif last_day > months_after(first, MOST_MONTHS):
        fields["last_day"] = _("Choose a day within the next five years.")
    if fields:
        raise BadInput(next(iter(fields.values())), fields=fields)


@transaction.atomic
def call_off_stack_end(stack: Stack, *, by: Person) -> None:
    """It stays open after all. Raises PermissionDenied, WrongState where no end is announced, or its day is over."""
    if not policy.can_author(by, stack.home):
        raise PermissionDenied
    hold(stack)
    stack.refresh_from_db(fields=("status", "last_day"))
    is_over = stack.last_day is not None and stack.last_day < today()
    if stack.status != VersionStatus.RETIRING or is_over:
        raise WrongState(_("No end is announced, or its day is over."))
    stack.status, stack.last_day, stack.end_reason = VersionStatus.PUBLISHED, None, ""
    stack.save(update_fields=("status", "last_day", "end_reason"))
    renew_edition()
    note("catalog.stack_end_called_off", stack, by=by)


def tend_stacks() -> int:
    """Close the stacks whose last day is over. Returns how many."""
    due = Stack.objects.filter(status=VersionStatus.RETIRING, last_day__lt=today())
    return sum(_end(pk) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _end(pk: int) -> bool:
    stack = Stack.objects.get(pk=pk)
    hold(stack)
    stack.refresh_from_db(fields=("status", "last_day"))
    if (
        stack.status != VersionStatus.RETIRING
        or stack.last_day is None
        or stack.last_day >= today()
    ):
        return False
    stack.status = VersionStatus.RETIRED
    stack.save(update_fields=("status",))
    renew_edition()
    note("catalog.stack_ended", stack, by=MACHINE, number=stack.number)
    return True
