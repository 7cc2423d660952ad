"""A license added, changed and removed by its holder."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credits import policy
from assay.credits.actions.ledger import propose
from assay.credits.facts import rule_named
from assay.credits.models import License, LicenseQuerySet
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.record.actions import note

MOST_LICENSES = 20


@transaction.atomic
def add_license(
    person: Person,
    rule: str,
    *,
    kind: str = "",
    name_on_license: str,
    identifier: str = "",
    has_plan: bool = False,
    first: date,
    last: date,
    by: Person,
) -> License:
    """Keep a license of one's own. Raises PermissionDenied, BadInput with `fields`, WrongState beyond twenty."""
    if not policy.can_add_license(by, person):
        raise PermissionDenied
    hold(person)
    kept = License.objects.visible_to(person).kept()
    if kept.count() >= MOST_LICENSES:
        raise WrongState(
            _("You keep %(n)d licenses here. Remove one first.") % {"n": MOST_LICENSES}
        )
    name_on_license, identifier = clean_line(name_on_license), clean_line(identifier)
    _check(kept, None, rule, kind, name_on_license, first, last)
    row = License.objects.create(
        person=person,
        rule=rule,
        kind=kind,
        name_on_license=name_on_license,
        identifier=identifier,
        has_plan=has_plan,
        first=first,
        last=last,
        added_at=now(),
    )
    note("credits.license_added", row, by=by, rule=rule)
    propose(row)  # for what was earned before
    return row


@transaction.atomic
def change_license(
    row: License,
    *,
    kind: str,
    name_on_license: str,
    identifier: str,
    has_plan: bool,
    first: date,
    last: date,
    by: Person,
) -> License:
    """Correct what a license says. Raises PermissionDenied, BadInput with `fields`, WrongState once it was removed."""
    if not policy.can_change_license(by, row):
        raise PermissionDenied
    hold(by)  # as one that is added: cycles of one license never overlap
    row = License.objects.select_for_update().get(pk=row.pk)
    if row.ended_at is not None:
        raise WrongState(_("You removed this license. Add it again."))
    name_on_license, identifier = clean_line(name_on_license), clean_line(identifier)
    kept = License.objects.visible_to(by).kept()
    _check(kept, row, row.rule, kind, name_on_license, first, last)
    row.kind, row.name_on_license, row.identifier = kind, name_on_license, identifier
    row.has_plan, row.first, row.last = has_plan, first, last
    row.save()
    note("credits.license_changed", row, by=by, rule=row.rule)
    propose(row)
    return row


@transaction.atomic
def remove_license(row: License, *, by: Person) -> None:
    """Take a license off one's page. Raises PermissionDenied, WrongState the second time."""
    if not policy.can_change_license(by, row):
        raise PermissionDenied
    hold(by)  # first, as where one is changed: two tabs would wait for each other
    row = License.objects.select_for_update().get(pk=row.pk)
    if row.ended_at is not None:
        raise WrongState(_("You have already removed it."))
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    note("credits.license_removed", row, by=by, rule=row.rule)
    propose(row)  # nothing any more


def _check(
    kept: LicenseQuerySet,
    row: License | None,
    rule: str,
    kind: str,
    name: str,
    first: date,
    last: date,
) -> None:
    wrong: dict[str, str] = {}
    found = rule_named(rule)
    if found is None:
        wrong["rule"] = _("Choose your license.")
    elif (
        kind not in found.requirements
        and (kind or "" not in found.requirements)
        and found.requirements
    ):
        wrong["kind"] = _("Choose what kind of license it is.")
    if not name:
        wrong["name_on_license"] = _("Write your name as it is on the license.")
    if last <= first:
        wrong["last"] = _("The last day is not after the first.")
    elif (last - first).days > 366 * 20:
        wrong["last"] = _("These are more than twenty years. Look at the days again.")
    else:
        others = kept.overlapping(rule, first, last)
        others = others.exclude(pk=row.pk) if row is not None else others
        if others.exists():
            wrong["first"] = _("You already keep this license for some of these days.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
