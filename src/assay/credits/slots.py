"""Fillings for pages of earlier rooms: what a micro-credential counts for, license and pay, for whoever reads."""

from typing import Any

from assay.catalog.models import Version
from assay.credits.facts import account_of, as_if, holds_for
from assay.credits.models import License, ValueAtStart
from assay.credits.pay import pay_of
from assay.credits.pay_plan import worth_in_pay
from assay.credits.planner import worth
from assay.credits.program_rules import rules_in_hand
from assay.credits.recognition import before, promised
from assay.credits.rules import words
from assay.credits.rules.nouns import Rule, plain
from assay.lib.clock import today
from assay.people.models import Person


@rules_in_hand()
def value(person: Any, version: Version) -> dict[str, Any] | None:
    """On a micro-credential's page, for whoever is signed in: what it would come to for each license of theirs,
    in pay, and besides pay.

    Nothing for strangers, whose license nobody knows. Holders see what it came to on their own page.
    """
    if not isinstance(person, Person):
        return None
    rows = list(License.objects.visible_to(person).kept().filter(last__gte=today()))
    pay = pay_of(person)
    besides = before(person, version)
    if not rows and not pay:
        return {"values": [], "recognition": besides}
    account = account_of(person)
    if any(
        one.version.micro_credential_id == version.micro_credential_id for one in account.earned
    ):
        return None
    one = as_if(person, version)
    found = [pair for row in rows if (pair := worth(row, account, one)) is not None]
    paid = [money for each in pay if (money := worth_in_pay(each, account, one)) is not None]
    kept = {
        (row.license_id, row.rule): row
        for row in ValueAtStart.objects.visible_to(person).filter(
            start__status="open", start__micro_credential=version.micro_credential_id
        )
    }
    return {
        "values": [
            {
                "plan": plan,
                "told": told,
                "kept": _said(kept.get((plan.license.pk, plan.rule.id)), plan.rule),
            }
            for plan, told in found
        ],
        "pay": [
            {
                "rule": rule,
                "told": told,
                "unit": words.unit(rule.unit, told.number),
                "kept": _said(kept.get((None, rule.id)), rule),
            }
            for rule, told in paid
        ],
        "recognition": besides,
    }


def on_priorities(person: Any, _rows: Any) -> dict[str, Any] | None:
    """Below what matters most: what comes of a badge for the reader, by recognition and license (E6). Two queries."""
    if not isinstance(person, Person):
        return None
    licenses = License.objects.visible_to(person).kept().filter(last__gte=today()).exists()
    return {"recognition": promised(person), "has_license": licenses}


def _said(row: ValueAtStart | None, rule: Rule) -> dict[str, Any] | None:
    """What it came to when they began, and whether that has changed."""
    if row is None:
        return None
    return {
        "amount": plain(row.amount),
        "kept_at": row.kept_at,
        "has_changed": row.has_changed,
        "holds": str(holds_for(rule)),
    }
