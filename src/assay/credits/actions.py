"""The verbs of credits: a license added, changed and removed by its holder; approvals added and ended."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog.models import MicroCredential
from assay.credits import policy
from assay.credits.facts import rule_named
from assay.credits.models import Approved, CreditApproval, License, LicenseQuerySet
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people.models import Organization, Person
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
    return row


@transaction.atomic
def remove_license(row: License, *, by: Person) -> None:
    """Take a license off one's page. Raises PermissionDenied, WrongState the second time."""
    if not policy.can_change_license(by, row):
        raise PermissionDenied
    row = License.objects.select_for_update().get(pk=row.pk)
    if row.ended_at is not None:
        raise WrongState(_("You have already removed it."))
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    note("credits.license_removed", row, by=by, rule=row.rule)


@transaction.atomic
def add_approval(
    organization: Organization,
    rule: str,
    what: str,
    *,
    micro_credential: MicroCredential | None,
    number: str,
    hours: Decimal | None = None,
    category: str = "",
    approved_on: date,
    first: date,
    last: date,
    by: Person,
) -> CreditApproval:
    """Write down what was approved outside. Raises PermissionDenied, BadInput with `fields`, WrongState for the same
    once more: whoever ended one of two would read that nothing counts by it any more.
    """
    if not policy.can_add_approval(by, organization):
        raise PermissionDenied
    number, category = clean_line(number), clean_line(category)
    wrong: dict[str, str] = {}
    if rule_named(rule) is None:
        wrong["rule"] = _("Choose a rule.")
    if what not in Approved:
        wrong["what"] = _("Choose what was approved.")
    if not number:
        wrong["number"] = _("Write its number or name.")
    if what != Approved.PROVIDER and micro_credential is None:
        wrong["micro_credential"] = _("Choose the micro-credential.")
    if what == Approved.PROGRAM and not hours:
        wrong["hours"] = _("Write the hours of instruction that were approved.")
    if what == Approved.CATEGORY and not category:
        wrong["category"] = _("Choose the category.")
    if last < first:
        wrong["last"] = _("The last day is before the first.")
    elif first < approved_on:
        wrong["first"] = _("It cannot hold before the day it was approved.")
    if micro_credential is not None and organization.pk not in micro_credential.issuer.lineage:
        wrong["micro_credential"] = _("Another organization issues this one.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    said: dict[str, Any] = {
        "organization": organization,
        "rule": rule,
        "what": what,
        "micro_credential": None if what == Approved.PROVIDER else micro_credential,
        "number": number,
        "hours": hours if what == Approved.PROGRAM else None,
        "category": category,
        "approved_on": approved_on,
        "first": first,
        "last": last,
    }
    hold(organization)
    if CreditApproval.objects.current().filter(**said).exists():
        raise WrongState(_("This approval is already written down."))
    row = CreditApproval.objects.create(**said, added_by=by, added_at=now())
    note("credits.approval_added", row, by=by, rule=rule, what=what, number=number)
    return row


@transaction.atomic
def end_approval(row: CreditApproval, *, by: Person) -> None:
    """Take an approval off the list; nothing counts by it from now on. Raises PermissionDenied, WrongState."""
    if not policy.can_end_approval(by, row):
        raise PermissionDenied
    row = CreditApproval.objects.select_for_update().get(pk=row.pk)
    if row.ended_at is not None:
        raise WrongState(_("This approval has already ended."))
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    note("credits.approval_ended", row, by=by, rule=row.rule, number=row.number)


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
