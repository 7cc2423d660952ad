"""Learning elsewhere: its holder enters it for the whole picture, and takes it off."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credits import policy
from assay.credits.actions.ledger import propose
from assay.credits.facts import rule_of
from assay.credits.models import LearningElsewhere, License
from assay.credits.models.elsewhere import CONTACT_HOUR
from assay.credits.rules.words import kinds_elsewhere
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.record.actions import note

MOST_ELSEWHERE, MOST_NUMBER = 500, Decimal(1000)


@transaction.atomic
def add_elsewhere(
    license_: License,
    *,
    title: str,
    kind: str = CONTACT_HOUR,
    number: Decimal,
    category: str = "",
    ended_on: date,
    by: Person,
) -> LearningElsewhere:
    """Enter a course or workshop beside one's awards. Raises PermissionDenied, BadInput with `fields`, WrongState."""
    if not policy.can_change_license(by, license_):
        raise PermissionDenied
    hold(by)
    license_ = License.objects.get(pk=license_.pk)
    if license_.ended_at is not None:
        raise WrongState(_("You removed this license. Add it again."))
    if license_.elsewhere.kept().count() >= MOST_ELSEWHERE:
        raise WrongState(
            _("You keep %(n)d of these here. Remove one first.") % {"n": MOST_ELSEWHERE}
        )
    title = clean_line(title)
    rule = rule_of(license_)
    wrong: dict[str, str] = {}
    if not title:
        wrong["title"] = _("Say what it was.")
    if rule is None or kind not in kinds_elsewhere(rule):
        wrong["kind"] = _("Choose what is counted.")
    if not 0 < number <= MOST_NUMBER:
        wrong["number"] = _("Write a number above 0, at most 1000.")
    if ended_on > today():
        wrong["ended_on"] = _("This day is still to come. Enter it once it is done.")
    elif not license_.first <= ended_on <= license_.last:
        wrong["ended_on"] = _("This day is outside the license's time.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    row = LearningElsewhere.objects.create(
        license=license_,
        title=title,
        kind=kind,
        number=number,
        category=category,
        ended_on=ended_on,
        added_at=now(),
    )
    note("credits.elsewhere_added", row, by=by, license=license_.pk)
    propose(license_)  # it may take of a cap
    return row


@transaction.atomic
def remove_elsewhere(row: LearningElsewhere, *, by: Person) -> None:
    """Take it off. Raises PermissionDenied, WrongState the second time."""
    if not policy.can_change_license(by, row.license):
        raise PermissionDenied
    row = LearningElsewhere.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.ended_at is not None:
        raise WrongState(_("You have already removed it."))
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    note("credits.elsewhere_removed", row, by=by, license=row.license_id)
    propose(row.license)
