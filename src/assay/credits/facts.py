"""What a rule needs to know, gathered from rows: awards with their days and approvals, what was learned elsewhere, and
what the ledger says already.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credits.models import (
    TAKEN,
    Approved,
    Credit,
    CreditApproval,
    CreditStatus,
    LearningElsewhere,
)
from assay.credits.pay import Purpose, is_for
from assay.credits.program_rules import records, rules_in_hand
from assay.credits.rules import words
from assay.credits.rules.calculation import Result, calculate, if_approved
from assay.credits.rules.nouns import CAPSTONE, OF_EMPLOYERS, Activity, Cycle, Holds, Program, Rule
from assay.credits.rules.states import shipped
from assay.journeys.models import Start
from assay.lib.clock import today
from assay.lib.prepared import prepared
from assay.people.models import Organization, Person
from assay.program.policies import CreditPolicy, in_force


class Earned(NamedTuple):
    """An award, or one that might be: what it is of, who issues it, and its days."""

    id: str
    title: str
    version: Version
    issuer: Organization
    began_on: date
    ended_on: date
    is_stack: bool = False  # a stack's own badge


def rule_of(purpose: Purpose, day: date | None = None) -> Rule | None:
    """The rule that a license or pay goes by, as it stands on a day; None where no such rule is there any more."""
    return rule_named(purpose.rule, day)


def rule_named(name: str, day: date | None = None) -> Rule | None:
    """A state's rule, or one that was written down here. One query, none with the rules in hand."""
    if name not in records():
        return _rule_on(name, day or today())
    rows = records_of(name)
    begun = [row for row in rows if row.since <= (day or today())]
    return begun[-1] if begun else rows[0]


@rules_in_hand()
def rules_of_licenses(day: date) -> list[Rule]:
    """The rules of every state that stand on a day, as they came or as they were written down here. By state."""
    names = {ruled.rule.id for ruled in shipped()}
    names |= {name for name, rows in records().items() if rows[-1].rule.purpose not in OF_EMPLOYERS}
    found = [rule for name in names if (rule := rule_named(name, day)) and rule.stands_on(day)]
    return sorted(found, key=lambda rule: (rule.state, rule.id))


@lru_cache(maxsize=1024)
def _rule_on(name: str, day: date) -> Rule | None:
    rules = [ruled.rule for ruled in shipped() if ruled.rule.id == name]
    return next((rule for rule in rules if rule.stands_on(day)), rules[-1] if rules else None)


def records_of(name: str) -> tuple[Rule, ...]:
    """All that a rule ever said, by their first days; of two with the same day the one written down here is last."""
    written = tuple(kept.rule for kept in records().get(name, ()))
    came = _shipped_records(name)
    return tuple(sorted((*came, *written), key=lambda rule: rule.since)) if written else came


@lru_cache(maxsize=256)
def _shipped_records(name: str) -> tuple[Rule, ...]:
    rows = (ruled.rule for ruled in shipped() if ruled.rule.id == name)
    return tuple(sorted(rows, key=lambda rule: rule.since))


def holds_for(rule: Rule) -> Holds:
    """Which record counts where a rule changed meanwhile: a state's rule is the state's, of pay a policy says."""
    if rule.purpose not in OF_EMPLOYERS:
        return Holds.EARNED
    return Holds(in_force(CreditPolicy).value_holds)


def cycle_of(purpose: Purpose) -> Cycle:
    return Cycle(
        purpose.first,
        purpose.last,
        purpose.kind,
        has_identifier=bool(purpose.identifier),
        name_matches=True,  # nothing has been held against the state's list
    )


def earned_by(person: Person) -> list[Earned]:
    """Awards in force, each with the day its start was made. Two queries."""
    awards, starts = _awards_of(person), dict(_starts_of(person))
    return [
        Earned(
            id=str(award.pk),
            title=award.version.title,
            version=award.version,
            issuer=award.issuer,
            began_on=_begun(starts.get(award.version.micro_credential_id), award.earned_on),
            ended_on=award.earned_on,
            is_stack=award.whole,
        )
        for award in awards
    ]


@prepared
def _awards_of(person: Person) -> QuerySet[Award]:
    return Award.objects.visible_to(person).standing().for_show()


@prepared
def _starts_of(person: Person) -> QuerySet[Start, tuple[int, datetime]]:
    rows = Start.objects.visible_to(person).order_by("started_at")
    return rows.values_list("micro_credential", "started_at")


def as_if(person: Person, version: Version, *, began_on: date | None = None) -> Earned:
    """A micro-credential as if it were earned today, and begun today, too, where no other day is given."""
    day = today()
    issuer = version.micro_credential.issuer
    return Earned("", version.title, version, issuer, began_on or day, day)


#: The ledger does not change what these come to any more.
SETTLED = (
    CreditStatus.APPROVED,
    CreditStatus.EXPORTED,
    CreditStatus.ACCEPTED,
    CreditStatus.REJECTED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Everything that may count for somebody's licenses and pay: awards, learning elsewhere, and the ledger so far."""

    earned: Sequence[Earned] = ()
    credits: Sequence[Credit] = ()  # for whatever purpose, each with its `balance`
    elsewhere: Sequence[LearningElsewhere] = ()
    by_purpose: Mapping[tuple[str, int | None, str], Credit] = field(default_factory=dict)

    def credit(self, award: str, purpose: Purpose) -> Credit | None:
        return self.by_purpose.get((award, purpose.pk, purpose.rule))

    def taken_for_another(self, award: str, purpose: Purpose, rule: Rule) -> Credit | None:
        """What an award was taken for instead, of the same purpose, unless both rules allow it."""
        return next(
            (
                one
                for one in self.credits
                if str(one.award_id) == award
                and not is_for(one, purpose)
                and one.purpose == rule.purpose
                and one.status in TAKEN
                and (one.exclusive or not rule.also_for_other_licenses)
            ),
            None,
        )

    def purposes(self, award: str, rule: Rule) -> frozenset[str]:
        """Other purposes that an award was taken for."""
        return frozenset(
            one.purpose
            for one in self.credits
            if str(one.award_id) == award and one.status in TAKEN and one.purpose != rule.purpose
        )


def account_of(person: Person) -> Account:
    """Five queries."""
    credits_ = _credits_of(person)
    return Account(
        earned=earned_by(person),
        credits=credits_,
        elsewhere=_elsewhere_of(person),
        by_purpose={(str(one.award_id), one.license_id, one.rule): one for one in credits_},
    )


@prepared
def _credits_of(person: Person) -> QuerySet[Credit]:
    rows = Credit.objects.visible_to(person).select_related("license", "organization")
    return rows.prefetch_related("entries")


@prepared
def _elsewhere_of(person: Person) -> QuerySet[LearningElsewhere]:
    return LearningElsewhere.objects.visible_to(person).kept()


def result_for(
    rule: Rule, purpose: Purpose, account: Account, *, anew: Earned | None = None
) -> Result:
    """What everything comes to for a license or for pay. `anew`: an award besides, or a declined one taken up again.

    What its holder declined, or took elsewhere for the same purpose, is not among it. One query.
    """
    others = [one for one in account.earned if _is_open(one, rule, purpose, account)]
    rows = [one for one in others if anew is None or one.id != anew.id]
    done = activities(rule, purpose, [*rows, *([anew] if anew else [])], account)
    done += [_elsewhere(rule, row) for row in account.elsewhere if row.license_id == purpose.pk]
    of_rule = records_of(rule.id)
    if len(of_rule) < 2:
        return calculate(rule, cycle_of(purpose), done)
    return calculate(rule, cycle_of(purpose), done, records=of_rule, holds=holds_for(rule))


def hints_of(rule: Rule, purpose: Purpose, result: Result) -> dict[str, str]:
    """What could be said so that an award counts, by award: facts that are missing, and what it comes to with them."""
    barred = {
        line.activity.id: line
        for line in result.lines
        if line.steps[-1].code in ("not_approved", "no_part")
    }
    missing = {str(line.steps[-1].facts[0]) for line in barred.values() if line.steps[-1].facts}
    supposed: dict[str, Decimal] = {}
    of_rule = records_of(rule.id) if missing else ()
    for what in sorted(missing):
        holds = holds_for(rule) if len(of_rule) > 1 else Holds.EARNED
        then = if_approved(rule, cycle_of(purpose), result, what, records=of_rule, holds=holds)
        supposed |= {line.activity.id: line.amount for line in then.lines if line.amount}
    said = {id_: words.hint(rule, line, supposed.get(id_)) for id_, line in barred.items()}
    return {id_: hint for id_, hint in said.items() if hint}


def _is_open(one: Earned, rule: Rule, purpose: Purpose, account: Account) -> bool:
    if one.is_stack and not rule.stack_bonus:
        return False  # its parts count, and it is nothing beside them
    credit = account.credit(one.id, purpose)
    if credit is not None and credit.status == CreditStatus.DECLINED:
        return False
    return account.taken_for_another(one.id, purpose, rule) is None


def _elsewhere(rule: Rule, row: LearningElsewhere) -> Activity:
    """Learning elsewhere: converted where the rule has a worth for its kind, else hours as they are."""
    converted = row.kind in rule.conversions
    return Activity(
        id=f"elsewhere-{row.pk}",
        title=row.title,
        ended_on=row.ended_on,
        began_on=row.ended_on,
        contact_hours=Decimal(0) if converted else row.number,
        category=row.category,
        other=(row.kind, row.number) if converted else None,
    )


def activities(
    rule: Rule, purpose: Purpose, earned: Sequence[Earned], account: Account
) -> list[Activity]:
    """Awards as a rule sees them, with what is approved for each and what the ledger has settled. One query."""
    approvals = _approvals(rule, earned)
    plan = frozenset({"plan"} if purpose.has_plan else ())
    return [
        _activity(one, approvals, plan)._replace(
            settled=_settled(account.credit(one.id, purpose)),
            entered_on=_entered(account.credit(one.id, purpose)),
            used_for=account.purposes(one.id, rule),
        )
        for one in earned
    ]


def _settled(credit: Credit | None) -> Decimal | None:
    if credit is None or credit.status not in SETTLED:
        return None
    return credit.balance


def _entered(credit: Credit | None) -> date | None:
    return credit.reported_on if credit is not None else None


def _activity(
    one: Earned, approvals: dict[int | None, list[CreditApproval]], plan: frozenset[str]
) -> Activity:
    mine = [
        row
        for key in (one.version.micro_credential_id, None)
        for row in approvals.get(key, ())
        if row.organization_id in one.issuer.lineage
    ]
    holds = [row for row in mine if row.first <= one.ended_on <= row.last]
    programs = [row for row in mine if row.what == Approved.PROGRAM]
    program = next(
        (row for row in holds if row.what == Approved.PROGRAM), programs[0] if programs else None
    )
    component = next((row for row in holds if row.what == Approved.COMPONENT), None)
    part = next((row.part for row in holds if row.what == Approved.PART), "")
    return Activity(
        id=one.id,
        title=one.title,
        ended_on=one.ended_on,
        began_on=one.began_on,
        contact_hours=one.version.contact_hours,
        micro_credential=str(one.version.micro_credential_id),
        category=next((row.category for row in holds if row.category), ""),
        component=component.number if component else "",
        program=Program(
            program.number,
            program.hours or Decimal(0),
            program.approved_on,
            program.first,
            program.last,
        )
        if program
        else None,
        approved=plan | {row.what for row in holds},
        completes_stack=one.is_stack,
        is_stack=one.is_stack,
        group="" if part == CAPSTONE else part,
        is_capstone=part == CAPSTONE,
    )


def _approvals(rule: Rule, earned: Iterable[Earned]) -> dict[int | None, list[CreditApproval]]:
    found: dict[int | None, list[CreditApproval]] = defaultdict(list)
    places = {place for one in earned for place in one.issuer.lineage}
    if not places:
        return found
    for row in _current_approvals(rule.id, sorted(places)):
        found[row.micro_credential_id].append(row)
    return found


@prepared
def _current_approvals(rule: str, places: Sequence[int]) -> QuerySet[CreditApproval]:
    return CreditApproval.objects.current().filter(rule=rule, organization__pk__in=places)


def _begun(started_at: object, earned_on: date) -> date:
    if started_at is None:
        return earned_on
    return min(timezone.localtime(started_at).date(), earned_on)  # type: ignore[arg-type]
