"""A license and what has come together for it: what is needed, what badges come to, what is still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.credits.facts import Earned, activities, cycle_of, rule_of
from assay.credits.models import License
from assay.credits.rules import words
from assay.credits.rules.calculation import Line, Result, calculate
from assay.credits.rules.nouns import Rule, plain
from assay.lib.clock import today


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One award under a rule, in words."""

    title: str
    ended_on: date
    amount: str
    counts: bool
    sentences: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One license as its holder reads it."""

    license: License
    rule: Rule
    result: Result
    told: tuple[Told, ...]

    @property
    def total(self) -> str:
        return plain(self.result.total)

    @property
    def required(self) -> str:
        return plain(self.result.required) if self.result.required is not None else ""

    @property
    def open(self) -> Decimal:
        """What is still needed in all; 0 where nothing is."""
        return self.result.lacking.get("", Decimal(0))

    @property
    def open_text(self) -> str:
        return plain(self.open)

    @property
    def unit(self) -> str:
        return words.unit(self.rule.unit)

    @property
    def lacking_categories(self) -> list[str]:
        """What is open by category; the total says `headline`."""
        of_all = words.lacking(self.rule, self.result)
        return of_all[1:] if "" in self.result.lacking else of_all

    @property
    def headline(self) -> str:
        """What is open, and how long there is, in one sentence."""
        if self.is_over:
            return _("Its last day is over")
        days = ngettext("%(n)d day remains", "%(n)d days remain", self.days_left) % {
            "n": self.days_left
        }
        if self.result.required is None:
            return days
        if self.result.is_met:
            return _("All is there, and %(days)s") % {"days": days}
        if not self.open:
            return _("The total is there, a category is not, and %(days)s") % {"days": days}
        said = {"n": self.open_text, "unit": words.unit(self.rule.unit, self.open), "days": days}
        return _("%(n)s %(unit)s are open, and %(days)s") % said

    @property
    def share(self) -> int:
        """How much of what is needed is there, in whole percent, at most 100."""
        required = self.result.required
        return min(int(self.result.total * 100 / required), 100) if required else 0

    @property
    def days_left(self) -> int:
        return (self.license.last - today()).days

    @property
    def is_over(self) -> bool:
        return self.days_left < 0


def plan_of(license_: License, earned: Sequence[Earned]) -> Plan | None:
    """A license with what awards come to for it; None where its rule does not come along any more. One query."""
    rule = rule_of(license_)
    if rule is None:
        return None
    result = calculate(rule, cycle_of(license_), activities(rule, license_, earned))
    told = tuple(_told(rule, line) for line in reversed(result.lines))
    return Plan(license=license_, rule=rule, result=result, told=told)


def worth(license_: License, earned: Sequence[Earned], one: Earned) -> tuple[Plan, Told] | None:
    """What one more would come to beside what is there: the license as it stands, and the one more in words."""
    rule = rule_of(license_)
    if rule is None:
        return None
    both = activities(rule, license_, [*earned, one])
    cycle = cycle_of(license_)
    now_, then = calculate(rule, cycle, both[:-1]), calculate(rule, cycle, both)
    line = next(line for line in then.lines if line.activity.id == one.id)
    plan = Plan(license=license_, rule=rule, result=now_, told=())
    return plan, _told(rule, line)


def _told(rule: Rule, line: Line) -> Told:
    sentences = tuple(words.steps(rule, line))
    return Told(
        title=line.activity.title,
        ended_on=line.activity.ended_on,
        amount=plain(line.amount),
        counts=line.amount > 0,
        sentences=sentences,
        flags=tuple(words.flags(rule, line)),
    )
