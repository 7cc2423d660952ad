"""Pay as its holder reads it: what badges come to by each rule of an employer's, in all and in this year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from assay.assessment.pay.amounts import Amount
from assay.credits.facts import Account, Earned, result_for, rule_of
from assay.credits.pay import Pay, money_for, said_money
from assay.credits.planner import Part, Told, parts_of, told_if, told_of
from assay.credits.rules import words
from assay.credits.rules.calculation import Line, Result
from assay.credits.rules.nouns import Rule, plain
from assay.lib.clock import today

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPlan:
    """One rule of pay, and what comes together by it."""

    pay: Pay
    rule: Rule
    result: Result
    told: tuple[Told, ...]
    parts: tuple[Part, ...]

    @property
    def unit(self) -> str:
        return words.unit(self.rule.unit, self.result.total)

    @property
    def headline(self) -> str:
        """ "3 points, $450.00 a year"."""
        said = {"n": plain(self.result.total), "unit": self.unit, "money": self.money}
        return (_("%(n)s %(unit)s, %(money)s") if self.money else _("%(n)s %(unit)s")) % said

    @property
    def money(self) -> str:
        """Each badge by the record that it is counted by."""
        found = [
            money
            for line in self.result.lines
            if (money := money_for(self._record(line), line.amount)) is not None
        ]
        value = sum((money.value for money in found), ZERO)
        return said_money(self.rule, Amount(value, found[0].currency)) if found else ""

    def _record(self, line: Line) -> Rule:
        told = next((one for one in self.told if one.id == line.activity.id), None)
        return (told.rule if told else None) or line.record or self.rule

    @property
    def this_year(self) -> str:
        """How much of a yearly cap on everything is used; nothing where there is none."""
        cap = next((cap for cap in self.rule.caps if cap.year_from and not cap.category), None)
        if cap is None or cap.year_from is None or cap.most is None:
            return ""
        first = _year_from(today(), cap.year_from)
        used = sum((o.amount for o in self.result.lines if o.activity.ended_on >= first), ZERO)
        said = {"n": plain(used), "most": plain(cap.most), "unit": words.unit(self.rule.unit)}
        return _("%(n)s of at most %(most)s %(unit)s this year") % said

    @property
    def proposed(self) -> list[Told]:
        """What waits for its holder's yes or no."""
        return [one for one in self.told if one.is_proposed]


def pay_plan(pay: Pay, account: Account) -> PayPlan | None:
    """A rule of pay with what comes together by it; None where no record of it stands. One query."""
    rule = rule_of(pay)
    if rule is None:
        return None
    result = result_for(rule, pay, account)
    told, parts = told_of(rule, pay, result, account), parts_of(result, pay, account)
    return PayPlan(pay=pay, rule=rule, result=result, told=told, parts=parts)


def worth_in_pay(pay: Pay, account: Account, one: Earned) -> tuple[Rule, Told] | None:
    """What one more would come to, in words."""
    rule = rule_of(pay)
    return (rule, told_if(rule, pay, account, one)) if rule is not None else None


def _year_from(day: date, begins: tuple[int, int]) -> date:
    year = day.year if (day.month, day.day) >= begins else day.year - 1
    return date(year, *begins)
