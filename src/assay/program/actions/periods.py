"""Days on which no service level runs."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come
from assay.people.models import Actor, Organization
from assay.program import policy
from assay.program.models import ClosedPeriod, ClosedPeriodQuerySet
from assay.record.actions import note

#: A period longer than this is a year mistyped.
LONGEST = timedelta(days=120)


@transaction.atomic
def close_period(
    first_on: date, last_on: date, *, by: Actor, within: Organization | None = None
) -> ClosedPeriod:
    """Days, both included, on which no service level runs: for every program here, or in one and below it. The same
    again is kept.

    Raises PermissionDenied; BadInput for days out of order, and for a person's days that are over, run into others or
    take longer than four months.
    """
    _may(by, within)
    if last_on < first_on:
        raise BadInput(
            _("The last day is before the first."), fields={"last_on": _("Choose a later day.")}
        )
    if same := _reaching(within).filter(first_on=first_on, last_on=last_on).first():
        return same
    if by is not None:
        _refuse_days(first_on, last_on, within)
    with first_come(_("Someone else has just closed these days.")):
        row = ClosedPeriod.objects.create(
            organization=within, first_on=first_on, last_on=last_on, set_by=by, set_at=now()
        )
    note(
        "program.period_closed",
        row,
        by=by,
        first_on=first_on.isoformat(),
        last_on=last_on.isoformat(),
        **_place_of(row),
    )
    return row


@transaction.atomic
def open_period(period: ClosedPeriod, *, by: Actor) -> None:
    """Take closed days back before they begin. Raises WrongState afterwards, and where it is done."""
    _may(by, period.organization)
    if period.first_on <= today():
        raise WrongState(_("These days have begun. What was promised by them stays."))
    key, days = period.pk, {"first_on": period.first_on, "last_on": period.last_on}
    if not ClosedPeriod.objects.filter(pk=key).exists():
        raise WrongState(_("These days are already open again."))
    said = {name: day.isoformat() for name, day in days.items()}
    note("program.period_opened", period, by=by, **said, **_place_of(period))
    ClosedPeriod.objects.filter(pk=key).delete()


def _may(by: Actor, within: Organization | None) -> None:
    if by is not None and not policy.can_set_rules(by, within):
        raise PermissionDenied


def _reaching(within: Organization | None) -> ClosedPeriodQuerySet:
    """What is closed there already, by whomever."""
    rows = ClosedPeriod.objects.all()
    return rows.of(None) if within is None else rows.reaching(within.pk)


def _place_of(row: ClosedPeriod) -> dict[str, int]:
    return {} if row.organization_id is None else {"organization": row.organization_id}


def _refuse_days(first_on: date, last_on: date, within: Organization | None) -> None:
    if first_on < today():
        message = _("This day is over. Choose today or a later one.")
        raise BadInput(message, fields={"first_on": message})
    if last_on - first_on > LONGEST:
        message = _("That is longer than four months. Look at the year again.")
        raise BadInput(message, fields={"last_on": message})
    other = _reaching(within).filter(first_on__lte=last_on, last_on__gte=first_on).first()
    if other is not None:
        message = _("Some of these days are already closed (%(first)s to %(last)s).") % {
            "first": other.first_on.isoformat(),
            "last": other.last_on.isoformat(),
        }
        raise BadInput(message, fields={"first_on": message})
