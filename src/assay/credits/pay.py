"""Pay: what an employer's rules of salary, stipend or release time make of somebody's awards."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from django.utils.translation import gettext as _

from assay.assessment.pay.amounts import Amount
from assay.credits.models import Credit, License
from assay.credits.program_rules import Kept, record_on, records
from assay.credits.rules import words
from assay.credits.rules.nouns import OF_EMPLOYERS, Every, Rule, plain
from assay.lib.clock import today
from assay.people.models import Person, Role

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """One employer's rule for one person: what awards may count for where it is no license.

    It has what a license has, as far as a rule asks; there is no row for it, since employment says all there is to say.
    """

    person: Person
    rule: str
    organization_id: int

    pk: None = None
    kind: str = ""
    has_plan: bool = False
    ended_at: None = None
    first: date = date.min
    last: date = date.max

    @property
    def identifier(self) -> str:
        return self.person.sourced_id or ""


#: What credit may be for.
Purpose: TypeAlias = License | Pay


def pay_of(person: Person) -> list[Pay]:
    """The rules of those who employ somebody, as they stand today. One query."""
    found = records()
    if not found:
        return []
    places = {
        place
        for held in person.current_memberships
        if held.role == Role.LEARNER
        for place in held.organization.lineage
    }
    standing = [kept for name in found if (kept := _standing(name)) is not None]
    return [
        Pay(person=person, rule=kept.rule.id, organization_id=kept.organization)
        for kept in standing
        if kept.organization in places
    ]


def _standing(name: str) -> Kept | None:
    day = today()
    kept = record_on(name, day)
    is_pay = kept is not None and kept.rule.purpose in OF_EMPLOYERS
    return kept if is_pay and kept is not None and kept.rule.stands_on(day) else None


def purpose_of(credit: Credit) -> Purpose:
    """What a credit was proposed for."""
    if credit.license is not None:
        return credit.license
    return Pay(person=credit.person, rule=credit.rule, organization_id=credit.organization_id)


def is_for(credit: Credit, purpose: Purpose) -> bool:
    return credit.license_id == purpose.pk and credit.rule == purpose.rule


def money_for(rule: Rule, amount: Decimal) -> Amount | None:
    """What an amount of a rule's unit is paid, to the cent; None where the rule pays nothing."""
    if rule.pays is None:
        return None
    value = (amount * rule.pays.amount).quantize(CENT, ROUND_HALF_UP)
    return Amount(value, rule.pays.currency)


def money_text(rule: Rule, amount: Decimal) -> str:
    """The same in words: "$150.00 a year"."""
    money = money_for(rule, amount)
    return said_money(rule, money) if money is not None else ""


def said_money(rule: Rule, money: Amount) -> str:
    is_once = rule.pays is not None and rule.pays.every is Every.ONCE
    return (_("%(money)s once") if is_once else _("%(money)s a year")) % {"money": money}


def sentence_of_money(rule: Rule, amount: Decimal) -> str:
    """The last step of an explanation: how an amount becomes money, and by which clause."""
    if rule.pays is None or not amount:
        return ""
    said = {
        "n": plain(amount),
        "unit": words.unit(rule.unit, amount),
        "each": Amount(rule.pays.amount, rule.pays.currency),
        "money": money_text(rule, amount),
        "clause": rule.pays.clause,
    }
    if rule.pays.clause:
        return _("%(n)s %(unit)s × %(each)s: %(money)s, by %(clause)s.") % said
    return _("%(n)s %(unit)s × %(each)s: %(money)s.") % said
