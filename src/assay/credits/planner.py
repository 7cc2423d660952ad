"""A license and what has come together for it: what is needed, what badges come to, what is still open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.credits import explanation
from assay.credits.facts import Account, Earned, hints_of, result_for, rule_named, rule_of
from assay.credits.models import Credit, CreditStatus, EntryKind, License
from assay.credits.pay import Purpose, money_text, sentence_of_money
from assay.credits.rules import words
from assay.credits.rules.calculation import Line, Result
from assay.credits.rules.nouns import Approver, Rule, plain
from assay.credits.schedule import ROOM_DAYS, TOLD_WITHIN, Way, evaluation_day, way_to
from assay.lib.clock import today
from assay.people.models import Organization
from assay.program.policies import ServiceLevelPolicy, closed_periods, in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One award under a rule, in words; the title in the language of its author, "" where that is the reader's own."""

    title: str
    language: str
    ended_on: date
    amount: str
    counts: bool
    sentences: tuple[str, ...]
    flags: tuple[str, ...]
    credit: Credit | None
    is_elsewhere: bool
    number: Decimal = Decimal(0)  # the amount itself
    money: str = ""  # what it is paid, under a rule of pay
    id: str = ""
    rule: Rule | None = None  # the record it is counted by
    hint: str = ""  # what could be said so that it counts

    @property
    def place(self) -> int:
        """What needs its holder comes first."""
        status = self.credit.status if self.credit else ""
        return {"rejected": 0, "proposed": 1}.get(status, 2)

    @property
    def is_proposed(self) -> bool:
        return self.credit is not None and self.credit.status == CreditStatus.PROPOSED

    @property
    def is_declined(self) -> bool:
        return self.credit is not None and self.credit.status == CreditStatus.DECLINED

    @property
    def evaluate_until(self) -> date | None:
        """Sent, and counted by the state only once its own evaluation is answered: until when."""
        if self.credit is None or self.credit.status != CreditStatus.EXPORTED or not self.rule:
            return None
        sent = [one.at for one in self.credit.entries.all() if one.kind == EntryKind.EXPORTED]
        day = timezone.localtime(max(sent)).date()
        return evaluation_day(day, self.rule.evaluation_within_days)

    @property
    def is_reported_by_its_holder(self) -> bool:
        """Taken, under a rule by which whoever earned it enters it with the state."""
        taken = self.credit is not None and self.credit.status == CreditStatus.CLAIMED
        return taken and self.credit is not None and self.credit.approver == Approver.SELF

    @property
    def may_leave(self) -> bool:
        """Whether a yes can still be taken back."""
        leaving = (CreditStatus.CLAIMED, CreditStatus.REJECTED)
        return self.credit is not None and self.credit.status in leaving

    @property
    def status_text(self) -> str:
        """Where its credit stands; where the educator reports it and nobody else, that."""
        if self.credit is None:
            return ""
        if self.credit.status == CreditStatus.CLAIMED and self.credit.approver == Approver.SELF:
            return _("Reported by you") if self.credit.reported_on else _("Yours to report")
        return str(CreditStatus(self.credit.status).label)

    @property
    def reason(self) -> str:
        """Why it was sent back."""
        if self.credit is None or self.credit.status != CreditStatus.REJECTED:
            return ""
        return next((e.reason for e in reversed(self.credit.entries.all()) if e.reason), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How much of a total has come how far."""

    label: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One license as its holder reads it."""

    license: License
    rule: Rule
    result: Result
    told: tuple[Told, ...]
    parts: tuple[Part, ...]

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
        if self.result.required is None and not self.result.is_program:
            return days
        if self.result.is_met:
            return _("All is there, and %(days)s") % {"days": days}
        if self.result.is_program:
            return _("Parts of the program are open, and %(days)s") % {"days": days}
        if not self.open:
            return _("The total is there, a category is not, and %(days)s") % {"days": days}
        said = {"n": self.open_text, "unit": words.unit(self.rule.unit, self.open), "days": days}
        return _("%(n)s %(unit)s are open, and %(days)s") % said

    @property
    def from_badges(self) -> list[Told]:
        return [one for one in self.told if not one.is_elsewhere]

    @property
    def proposed(self) -> list[Told]:
        """What waits for its holder's yes or no."""
        return [one for one in self.told if one.is_proposed]

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


def plan_of(license_: License, account: Account) -> Plan | None:
    """A license with what comes together for it; None where its rule does not come along any more. One query."""
    rule = rule_of(license_)
    if rule is None:
        return None
    result = result_for(rule, license_, account)
    told = told_of(rule, license_, result, account)
    parts = parts_of(result, license_, account)
    return Plan(license=license_, rule=rule, result=result, told=told, parts=parts)


def told_of(rule: Rule, purpose: Purpose, result: Result, account: Account) -> tuple[Told, ...]:
    """Every award and what was learned elsewhere in words; what needs its holder first, then the newest."""
    languages = {one.id: one.version.language for one in account.earned}
    hints = hints_of(rule, purpose, result)
    told = [
        _told(
            rule,
            line,
            account.credit(line.activity.id, purpose),
            language=languages.get(line.activity.id, ""),
            hint=hints.get(line.activity.id, ""),
        )
        for line in result.lines
    ]
    told += _left_out(rule, purpose, account, {line.activity.id for line in result.lines})
    told.sort(key=lambda one: one.ended_on, reverse=True)
    told.sort(key=lambda one: one.place)
    return tuple(told)


def parts_of(result: Result, purpose: Purpose, account: Account) -> tuple[Part, ...]:
    """What a total is made of, by how far it has come."""
    return tuple(
        Part(label=str(label), amount=plain(amount))
        for label, amount in _parts(result, purpose, account)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """A calm way and the last one, as a license's page tells them."""

    calm: Way
    latest: Way
    is_sent: bool
    calm_days: int  # business days that each reckons with
    latest_days: int

    @property
    def is_calm(self) -> bool:
        """Whether the calm day is still to come."""
        return self.calm.handed_in_on >= today()

    @property
    def is_possible(self) -> bool:
        return self.latest.handed_in_on >= today()


def dates_for(plan: Plan, place: Organization | None) -> Dates | None:
    """When to hand in, where something is open and the end is within a year: by the promises of where its holder
    belongs. Two queries."""
    last = plan.license.last
    if not plan.result.lacking or plan.is_over or last - today() > TOLD_WITHIN:
        return None
    policy, closed = in_force(ServiceLevelPolicy, within=place), closed_periods(within=place)
    is_sent = plan.rule.approver != Approver.SELF
    calm, latest = policy.business_days_target, policy.business_days_max
    return Dates(
        calm=way_to(last, business_days=calm, closed=closed, is_sent=is_sent, room_days=ROOM_DAYS),
        latest=way_to(last, business_days=latest, closed=closed, is_sent=is_sent),
        is_sent=is_sent,
        calm_days=calm,
        latest_days=latest,
    )


def worth(license_: License, account: Account, one: Earned) -> tuple[Plan, Told] | None:
    """What one more would come to beside what is there: the license as it stands, and the one more in words."""
    rule = rule_of(license_)
    if rule is None:
        return None
    now_ = result_for(rule, license_, account)
    plan = Plan(license=license_, rule=rule, result=now_, told=(), parts=())
    return plan, told_if(rule, license_, account, one)


def told_if(rule: Rule, purpose: Purpose, account: Account, one: Earned) -> Told:
    """What one more would come to, in words."""
    then = result_for(rule, purpose, account, anew=one)
    line = next(line for line in then.lines if line.activity.id == one.id)
    hint = hints_of(rule, purpose, then).get(one.id, "")
    return _told(rule, line, None, language=one.version.language, hint=hint)


def _told(rule: Rule, line: Line, credit: Credit | None, *, language: str, hint: str = "") -> Told:
    data = explanation.proposed(credit) if credit else None
    rule = (explanation.rule_in(data) if data else line.record) or rule
    sentences = explanation.sentences(data) if data else list(words.steps(rule, line))
    if money := sentence_of_money(rule, line.amount):
        sentences.append(money)
    return Told(
        title=line.activity.title,
        language=language,
        ended_on=line.activity.ended_on,
        amount=plain(line.amount),
        counts=line.amount > 0,
        sentences=tuple(sentences),
        flags=tuple(words.flags(rule, line)),
        credit=credit,
        is_elsewhere=not line.activity.micro_credential,
        number=line.amount,
        money=money_text(rule, line.amount),
        id=line.activity.id,
        rule=rule,
        hint=hint,
    )


def _left_out(rule: Rule, purpose: Purpose, account: Account, counted: set[str]) -> Iterator[Told]:
    """Awards that are not counted by their holder's own word: declined, or taken for another license."""
    for one in account.earned:
        if one.id in counted or (one.is_stack and not rule.stack_bonus):
            continue
        other = account.taken_for_another(one.id, purpose, rule)
        name = rule_named(other.rule) if other else None
        said = _("It counts for another license of yours: %(license)s.")
        if other is not None and other.license_id is None:
            said = _("It counts for your pay by another rule: %(license)s.")
        yield Told(
            title=one.title,
            language=one.version.language,
            ended_on=one.ended_on,
            amount="0",
            counts=False,
            sentences=(said % {"license": name.name},) if name else (),
            flags=(),
            credit=account.credit(one.id, purpose),
            is_elsewhere=False,
        )


def _parts(result: Result, purpose: Purpose, account: Account) -> Iterator[tuple[object, Decimal]]:
    """What a total is made of, by how far it has come; what is nothing is left out."""
    found: dict[object, Decimal] = {}
    for line in result.lines:
        credit = account.credit(line.activity.id, purpose)
        if not line.activity.micro_credential:
            label: object = _("entered by you")
        elif credit is None:
            label = CreditStatus.PROPOSED.label
        else:
            label = CreditStatus(credit.status).label
        found[label] = found.get(label, Decimal(0)) + line.amount
    return ((label, amount) for label, amount in found.items() if amount)
