"""What was approved outside: written down and ended by whoever looks after a program's credit."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog.models import MicroCredential
from assay.credits import policy
from assay.credits.facts import rule_named
from assay.credits.models import Approved, CreditApproval
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people.models import Organization, Person
from assay.record.actions import note


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
    part: str = "",
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
    found = rule_named(rule)
    if found is None:
        wrong["rule"] = _("Choose a rule.")
    if what not in Approved:
        wrong["what"] = _("Choose what was approved.")
    if not number:
        wrong["number"] = _("Write its number or name.")
    if what != Approved.PROVIDER and micro_credential is None:
        wrong["micro_credential"] = _("Choose the micro-credential.")
    if what == Approved.PROGRAM and not hours:
        wrong["hours"] = _("Write the hours of instruction that were approved.")
    parts = found.completion.parts if found and found.completion else {}
    if what == Approved.PART and found is not None and not parts:
        wrong["what"] = _("This rule counts no program made of parts.")
    elif what == Approved.PART and part not in parts:
        wrong["part"] = _("Choose which part of this rule’s program it is.")
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
        "part": part if what == Approved.PART else "",
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
