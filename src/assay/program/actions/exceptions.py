"""What may go without an item of the standard: granted until a day, taken over by a new version, reminded of."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from assay.lib.clock import months_after, now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean
from assay.people.models import Organization, Person
from assay.program import policy
from assay.program.models import (
    ChecklistItem,
    Extension,
    StandardException,
    StandardExceptionQuerySet,
)
from assay.record.actions import kind_of, note
from assay.record.models import MACHINE

MONTHS = 12  # an exception lasts, where no other day is named
MOST_MONTHS = 36
DAYS_AHEAD = 30  # of its last day those whom it concerns are told


def usual_last_day() -> date:
    return months_after(today(), MONTHS)


@transaction.atomic
def grant_exception(
    item: ChecklistItem | Extension,
    subject: models.Model,
    reason: str,
    *,
    until_on: date | None = None,
    by: Person,
    within: Organization | None,
    decision: str = "",
) -> StandardException:
    """Let one subject go without one item of the standard, or one field of its department, for a reason that stands on
    record, until a day (a year from now where none is named). The same again is kept while it is in force.

    Raises PermissionDenied, and BadInput without a reason, for a day that is over and for one too far away.
    """
    may = policy.can_carry_out if decision else policy.can_give_mandate
    if not may(by, "exception", within):
        raise PermissionDenied
    said = clean(reason).strip()[:4000]
    if not said:
        message = _("Say why it may go without this item.")
        raise BadInput(message, fields={"reason": message})
    until_on = checked_last_day(until_on)
    hold(subject)
    about: dict[str, Any] = {
        "item": item if isinstance(item, ChecklistItem) else None,
        "extension": item if isinstance(item, Extension) else None,
    }
    row = exceptions_of(subject).in_force().filter(**about).first()
    if row is not None:
        return row
    row = StandardException.objects.create(
        **about,
        subject_kind=kind_of(subject),
        subject_id=str(subject.pk),
        reason=said,
        granted_by=by,
        granted_at=now(),
        decision=decision,
        until_on=until_on,
    )
    particulars = {"item": item.code, "until_on": until_on.isoformat()}
    note("program.exception_granted", subject, by=by, **particulars)
    return row


@transaction.atomic
def date_exception(
    exception: StandardException, until_on: date | None, *, by: Person, within: Organization | None
) -> None:
    """Give an exception that was granted without a last day one (a year from now where none is named).

    Raises PermissionDenied, BadInput for a day that does not fit, WrongState where it has one.
    """
    if not policy.can_date_exception(by, within):
        raise PermissionDenied
    until_on = checked_last_day(until_on)
    rows = StandardException.objects.filter(pk=exception.pk, until_on=None)
    if rows.update(until_on=until_on) != 1:
        raise WrongState(_("This exception already has a last day."))
    note("program.exception_dated", exception, by=by, until_on=until_on.isoformat())


def checked_last_day(until_on: date | None) -> date:
    """The day that was named, or a year from now. Raises BadInput."""
    until_on = until_on or usual_last_day()
    latest = months_after(today(), MOST_MONTHS)
    if not today() <= until_on <= latest:
        message = _("An exception ends within three years, and not on a day that is over.")
        raise BadInput(message, fields={"until_on": message})
    return until_on


def exceptions_of(subject: models.Model) -> StandardExceptionQuerySet:
    """Those of one subject, in the order of the standard, the latest of an item first."""
    rows = StandardException.objects.filter(
        subject_kind=kind_of(subject), subject_id=str(subject.pk)
    )
    rows = rows.select_related("item", "extension", "granted_by")
    return rows.order_by("item__order", "extension", "-granted_at", "-pk")


def carry_exceptions(before: models.Model, subject: models.Model, codes: set[str]) -> int:
    """What is in force for the one goes on for what takes its place, for these codes, to the same day. How many did."""
    own = {row.code for row in exceptions_of(subject).in_force()}
    rows = {row.code: row for row in exceptions_of(before).in_force()}
    fresh = [
        StandardException(
            item=row.item,
            extension=row.extension,
            subject_kind=kind_of(subject),
            subject_id=str(subject.pk),
            reason=row.reason,
            granted_by=row.granted_by,
            granted_at=row.granted_at,
            decision=row.decision,
            until_on=row.until_on,
            carried_from=row,
        )
        for code, row in rows.items()
        if code in codes - own
    ]
    return len(StandardException.objects.bulk_create(fresh))


def tend_exceptions() -> int:
    """Say of each exception once that its last day comes near, and once that it is over. Nothing else happens: the next
    publication needs the item, or a new exception. Returns how many were said."""
    day = today()
    near = day + timedelta(days=DAYS_AHEAD)
    rows = StandardException.objects.filter(until_on__lte=near)
    unsaid = models.Q(reminded_on=None) | models.Q(
        until_on__lt=day, reminded_on__lte=models.F("until_on")
    )
    return sum(
        _say(pk, day) for pk in rows.filter(unsaid).order_by("pk").values_list("pk", flat=True)
    )


@transaction.atomic
def _say(pk: int, day: date) -> bool:
    row = StandardException.objects.select_related("item", "extension").get(pk=pk)
    mine = StandardException.objects.filter(pk=pk, reminded_on=row.reminded_on)
    if row.until_on is None or mine.update(reminded_on=day) != 1:
        return False
    verb = "program.exception_ran_out" if row.until_on < day else "program.exception_ending"
    note(verb, row, by=MACHINE, item=row.code, until_on=row.until_on.isoformat())
    return True
