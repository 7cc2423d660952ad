"""Writing in the ledger: proposals that follow from awards, and what takes them back.

`propose` holds the awards against the ledger and writes what differs, so it may run after anything that
changes what counts, in any order and as often as one likes: the second time it finds nothing to write.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db import transaction

from assay.credentials.badge.learner_record import withdraw_part
from assay.credentials.models import Award
from assay.credits import explanation
from assay.credits.facts import Account, account_of, result_for, rule_named, rule_of
from assay.credits.models import (
    STAYS,
    Credit,
    CreditEntry,
    CreditStatus,
    EntryKind,
    License,
    Transcript,
)
from assay.credits.pay import Pay, Purpose, is_for, pay_of
from assay.credits.program_rules import records, rules_in_hand
from assay.credits.rules.calculation import Line
from assay.credits.rules.nouns import Approver, Rule, plain
from assay.credits.transcripts import APPROVED
from assay.lib.canonical import digest
from assay.lib.clock import now, today
from assay.lib.locks import hold
from assay.lib.states import move, move_all
from assay.people.models import Actor, Person
from assay.record.actions import Entry, note, note_all
from assay.record.models import MACHINE

ZERO = Decimal(0)
_EVENTS = {
    EntryKind.PROPOSED: "credits.proposed",
    EntryKind.DECLINED: "credits.declined",
    EntryKind.CLAIMED: "credits.claimed",
    EntryKind.APPROVED: "credits.approved",
    EntryKind.EXPORTED: "credits.exported",
    EntryKind.ACCEPTED: "credits.accepted",
    EntryKind.REJECTED: "credits.rejected",
    EntryKind.REVERSED: "credits.reversed",
    EntryKind.CORRECTED: "credits.corrected",
    EntryKind.REPORTED: "credits.reported",
}
#: The ledger still follows the rule; what is approved stands until somebody takes it back.
OPEN = (CreditStatus.PROPOSED, CreditStatus.CLAIMED)
#: With these the day it was entered with the state is said anew, should it come back.
LEAVES = (EntryKind.DECLINED, EntryKind.REVERSED)

#: Reasons for taking credit back that the machine gives.
WITHDRAWN, NO_LONGER, LICENSE_REMOVED, ELSEWHERE, NOT_EMPLOYED = (
    "award_withdrawn",
    "rule_no_longer_counts",
    "license_removed",
    "taken_for_another_license",
    "no_longer_employed",
)


def enter(
    credit: Credit,
    kind: EntryKind,
    *,
    by: Actor,
    amount: Decimal = ZERO,
    reason: str = "",
    explained: dict[str, Any] | None = None,
    **particulars: Any,
) -> CreditEntry:
    """Write the next entry of a credit, and move it where the entry says. Raises WrongState where it has moved on.

    Whoever calls has asked policy. The entry's hash covers the hash of the entry before, and stands in the event.
    """
    at = now()
    if kind not in STAYS:
        said: dict[str, Any] = {"moved_at": at, "held_at": None, "held_because": ""}
        if kind in LEAVES:
            said["reported_on"] = None
        move(credit, to=CreditStatus(kind.value), **said)
    last = credit.entries.order_by("-number").first()
    row = CreditEntry(
        credit=credit,
        number=last.number + 1 if last else 1,
        kind=kind,
        amount=amount,
        reason=reason,
        explanation=explained,
        by=by,
        at=at,
    )
    row.sha256 = hash_of(row, before=last.sha256 if last else "")
    row.save()
    note(
        _EVENTS[kind],
        credit,
        by=by,
        entry=row.number,
        amount=plain(amount),
        sha256=row.sha256,
        **particulars,
    )
    return row


def enter_all(
    credits_: Sequence[Credit], kind: EntryKind, *, by: Actor, **particulars: Any
) -> None:
    """The same move for many, held and read with their entries: as many queries for ten as for two thousand.

    All of them or none. Raises WrongState where one has moved on.
    """
    at = now()
    move_all(credits_, to=CreditStatus(kind.value), moved_at=at, held_at=None, held_because="")
    rows = []
    for credit in credits_:
        last = max(credit.entries.all(), key=attrgetter("number"), default=None)
        number = last.number + 1 if last else 1
        row = CreditEntry(credit=credit, number=number, kind=kind, amount=ZERO, by=by, at=at)
        row.sha256 = hash_of(row, before=last.sha256 if last else "")
        rows.append(row)
    CreditEntry.objects.bulk_create(rows)
    said = {"amount": plain(ZERO), **particulars}
    note_all(
        Entry(_EVENTS[kind], row.credit, by, {"entry": row.number, "sha256": row.sha256, **said})
        for row in rows
    )


def hash_of(entry: CreditEntry, *, before: str) -> str:
    """The hash of an entry, and with it of all before."""
    return digest(
        [
            before,
            entry.credit_id,
            entry.number,
            str(entry.kind),
            plain(entry.amount),
            entry.reason,
            entry.explanation,
            entry.by_id,
            entry.at.astimezone(UTC).isoformat(),
        ]
    )


@transaction.atomic
def propose(purpose: Purpose) -> list[CreditEntry]:
    """Hold the awards against the ledger and write what differs: proposals, corrections, what no longer counts.

    What its holder declined, and what is approved, is left alone.
    """
    hold(purpose.person)
    if isinstance(purpose, License):
        purpose = License.objects.select_related("person").get(pk=purpose.pk)
    rule = rule_of(purpose)
    if rule is None:
        return []
    account = account_of(purpose.person)
    if purpose.ended_at is not None:
        return _give_up(LICENSE_REMOVED, [one for one in account.credits if is_for(one, purpose)])
    result = result_for(rule, purpose, account)
    lines = {line.activity.id: line for line in result.lines if line.activity.micro_credential}
    written = _follow(rule, purpose, account, lines)
    fresh = [
        line
        for award, line in lines.items()
        if line.amount and account.credit(award, purpose) is None
    ]
    return written + [_open(rule, purpose, line) for line in fresh]


@rules_in_hand()
def propose_all(person: Person) -> list[CreditEntry]:
    """The same for every license that somebody keeps, and for their pay."""
    rows = License.objects.visible_to(person).kept()
    written = [entry for license_ in rows for entry in propose(license_)]
    return written + propose_pay(person)


@transaction.atomic
@rules_in_hand()
def propose_pay(person: Person) -> list[CreditEntry]:
    """The same for pay alone. Where somebody is employed no more, what is open is taken back."""
    if not records():
        return []
    hold(person)
    purposes = pay_of(person)
    rows = Credit.objects.visible_to(person).filter(license=None)
    ended = rows.exclude(rule__in=[one.rule for one in purposes]).prefetch_related("entries")
    written = _give_up(NOT_EMPLOYED, ended)
    return written + [entry for purpose in purposes for entry in propose(purpose)]


@transaction.atomic
def reverse_all(award: Award) -> list[CreditEntry]:
    """An award was withdrawn: take back all credit that came of it, also what was accepted long ago."""
    hold(award.person)
    rows = Credit.objects.filter(award=award).standing().select_related("license")
    written = [_take_back(credit, WITHDRAWN) for credit in rows]
    propose_all(award.person)  # what it took of a cap is free for others
    return written


def _follow(
    rule: Rule, purpose: Purpose, account: Account, lines: dict[str, Line]
) -> list[CreditEntry]:
    """Let what is not approved yet come to what the rule says now."""
    written = []
    for credit in account.credits:
        if not is_for(credit, purpose):
            continue
        award = str(credit.award_id)
        line = lines.get(award)
        amount = line.amount if line else ZERO
        if credit.status in OPEN and not amount:
            other = account.taken_for_another(award, purpose, rule)
            written.append(_take_back(credit, ELSEWHERE if other else NO_LONGER, line=line))
        elif credit.status in OPEN and line and amount != credit.balance:
            kind = EntryKind.CORRECTED
            written.append(_enter_line(credit, kind, rule, line, amount=amount - credit.balance))
        elif credit.status == CreditStatus.REVERSED and line and amount:
            written.append(_enter_line(credit, EntryKind.PROPOSED, rule, line, amount=amount))
    return written


def _open(rule: Rule, purpose: Purpose, line: Line) -> CreditEntry:
    """A credit that was not there before, and its first entry."""
    award = Award.objects.select_related("issuer").get(pk=line.activity.id)
    credit = Credit.objects.create(
        person=purpose.person,
        award=award,
        license=purpose if isinstance(purpose, License) else None,
        organization_id=_keeper(rule, purpose, award),
        rule=rule.id,
        purpose=rule.purpose,
        unit=rule.unit,
        approver=rule.approver,
        exclusive=not rule.also_for_other_licenses,
        status=CreditStatus.REVERSED,  # until its first entry, which proposes it
        moved_at=now(),
    )
    return _enter_line(credit, EntryKind.PROPOSED, rule, line, amount=line.amount)


def _enter_line(
    credit: Credit, kind: EntryKind, rule: Rule, line: Line, *, amount: Decimal
) -> CreditEntry:
    explained = explanation.kept(rule, line, as_of=today())
    return enter(credit, kind, by=MACHINE, amount=amount, explained=explained)


def _give_up(reason: str, credits_: Iterable[Credit]) -> list[CreditEntry]:
    """A license was removed, an employment ended: nothing is proposed for it any more. What is approved stands."""
    return [_take_back(credit, reason) for credit in credits_ if credit.status in OPEN]


def _take_back(credit: Credit, reason: str, *, line: Line | None = None) -> CreditEntry:
    rule = rule_named(credit.rule)
    explained = explanation.kept(rule, line, as_of=today()) if rule and line else None
    if credit.status in APPROVED:
        _withdraw_from_records(credit)
    return enter(
        credit,
        EntryKind.REVERSED,
        by=MACHINE,
        amount=-credit.balance,
        reason=reason,
        explained=explained,
        because=reason,
    )


def _withdraw_from_records(credit: Credit) -> None:
    """Whoever checks a learner record that was made before reads that this credit in it counts no longer."""
    made = Transcript.objects.filter(person=credit.person_id, ended_at=None).exclude(record=b"")
    for record in made.values_list("record", flat=True):
        withdraw_part(bytes(record), f"credit-{credit.pk}")


def _keeper(rule: Rule, purpose: Purpose, award: Award) -> int:
    """Whose coordinator looks after it: whoever pays; of the issuer where the state knows it as sponsor, else where one
    works.
    """
    if isinstance(purpose, Pay):
        return purpose.organization_id
    if rule.approver != Approver.SPONSOR:
        for membership in purpose.person.current_memberships:
            if program := membership.organization.program_above:
                return program.pk
    return (award.issuer.program_above or award.issuer).pk
