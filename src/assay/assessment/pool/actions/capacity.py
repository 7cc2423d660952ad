"""How much somebody takes on: agreed with a lead; and what they say of their own time and languages."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import Availability, Capacity
from assay.lib.clock import now, today
from assay.lib.errors import BadInput
from assay.lib.locks import hold
from assay.people.models import Person
from assay.record.actions import note
from assay.ui.languages import known_languages

MOST_PER_WEEK, MOST_DAYS_AHEAD = 40, 400


@transaction.atomic
def agree_on_capacity(
    person: Person, per_week: Decimal | None, *, from_on: date | None = None, by: Person
) -> Capacity:
    """Write down how many submissions a week an assessor takes, from a day on; what was agreed before ends there.

    Raises PermissionDenied for all but a lead of their pool, BadInput (`fields`). The same share twice changes nothing.
    """
    if not policy.can_agree_on_capacity(by, person):
        raise PermissionDenied
    day = from_on or today()
    wrong = {}
    if per_week is None or not 0 <= per_week <= MOST_PER_WEEK:
        wrong["per_week"] = _("Write a number from 0 to %(most)s.") % {"most": MOST_PER_WEEK}
    if not 0 <= (day - today()).days <= MOST_DAYS_AHEAD:
        wrong["from_on"] = _("Choose today or a day within the next year.")
    if per_week is None or wrong:
        raise BadInput(_("Please look at this again"), fields=wrong)
    hold(person)
    standing = Capacity.objects.filter(person=person, until_on__isnull=True).first()
    if standing is not None:
        if standing.per_week == per_week and standing.from_on <= day:
            return standing
        standing.until_on = max(day, standing.from_on)
        standing.save(update_fields=("until_on",))
    row = Capacity.objects.create(
        person=person, per_week=per_week, from_on=day, agreed_by=by, agreed_at=now()
    )
    note("assessment.capacity_agreed", row, by=by, person=person.pk, per_week=str(per_week))
    return row


@transaction.atomic
def say_availability(
    person: Person,
    *,
    takes_offers: bool,
    away_until: date | None,
    languages: Iterable[str] = (),
    by: Person,
) -> Availability:
    """Say which further languages one reads, whether offers may come unasked, and until when one is away.

    Raises PermissionDenied for anybody but the assessor themselves, BadInput (`fields`).
    """
    if not policy.can_say_availability(by, person):
        raise PermissionDenied
    if away_until is not None and not 0 < (away_until - today()).days <= MOST_DAYS_AHEAD:
        words = _("Choose a day to come, within the next year, or leave it empty.")
        raise BadInput(words, fields={"away_until": words})
    row, _new = Availability.objects.update_or_create(
        person=person,
        defaults={
            "languages": known_languages(languages),
            "takes_offers": takes_offers,
            "away_until": away_until,
            "said_at": now(),
        },
    )
    note("assessment.availability_said", row, by=by, away=away_until is not None)
    return row
