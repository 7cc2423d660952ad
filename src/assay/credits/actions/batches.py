"""A coordinator's week: approve, write to those with a problem, freeze a batch, take in its answer."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.credits import explanation, layouts, policy
from assay.credits.actions.ledger import enter, enter_all
from assay.credits.checks import problems_of
from assay.credits.models import (
    Approved,
    BatchRow,
    Credit,
    CreditApproval,
    CreditBatch,
    CreditQuerySet,
    CreditStatus,
    EntryKind,
)
from assay.credits.payroll import pay_lines_to_send, payroll_cells, pays, to_take_back
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules.nouns import plain
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.prepared import prepared
from assay.people.models import Organization, Person
from assay.record.actions import Entry, note, note_all

#: Credits of one batch, and rows of the desk that are looked at for problems at once.
MOST_IN_A_BATCH = 2000


class Results(NamedTuple):
    accepted: int
    rejected: int
    known: int  # answered before, and the same


@transaction.atomic
@rules_in_hand()
def approve(credits_: Sequence[Credit], *, by: Person) -> int:
    """Approve credit that learners took, or that was sent back and is mended. How many.

    Raises PermissionDenied for anyone but a coordinator of its program, and for one's own; WrongState where one cannot
    be sent as it is, or has moved on. All or none.
    """
    rows = _held(credits_)
    for credit in rows:
        if not policy.can_approve(by, credit):
            raise PermissionDenied
    approvals = approvals_for(rows)
    for credit in rows:
        barred = [one for one in problems_of(credit, approvals, today()) if one.bars]
        if barred:
            said = {"name": credit.person.display_name, "what": barred[0].text}
            raise WrongState(_("%(name)s: %(what)s. It cannot be sent like this.") % said)
    enter_all(rows, EntryKind.APPROVED, by=by)
    return len(rows)


@transaction.atomic
@rules_in_hand()
def ask_to_mend(credits_: Sequence[Credit], *, by: Person) -> int:
    """Write to everybody who can mend what stands in the way of their credit: one e-mail a person. How many people.

    Raises PermissionDenied as `approve`, WrongState where nobody is to be written to. Who was written to today is not
    written to again.
    """
    told = _written_to_today({credit.person_id for credit in credits_})
    rows = _held(credits_)
    if any(not policy.can_keep_credit(by, credit.organization) for credit in rows):
        raise PermissionDenied
    approvals = approvals_for(rows)
    asked: dict[int, Credit] = {}
    for credit in rows:
        problems = [one for one in problems_of(credit, approvals, today()) if one.is_theirs]
        if problems and credit.person_id not in told:
            asked.setdefault(credit.person_id, credit)
    if not asked:
        raise WrongState(_("No one is left to write to today."))
    of_them = [credit for credit in rows if credit.person_id in asked]
    Credit.objects.filter(pk__in=[credit.pk for credit in of_them]).update(asked_at=now())
    note_all(
        Entry("credits.mending_asked", credit, by, {"license": credit.license_id})
        for credit in asked.values()
    )
    return len(asked)


@transaction.atomic
@rules_in_hand()
def freeze_batch(organization: Organization, rule: str, *, by: Person) -> CreditBatch:
    """Freeze all that is approved under a rule as one file. What is in it is sent, once, whatever is pressed again.

    Raises PermissionDenied, WrongState where nothing is approved.
    """
    if not policy.can_keep_credit(by, organization):
        raise PermissionDenied
    hold(organization)
    waiting = Credit.objects.filter(
        organization=organization, rule=rule, status=CreditStatus.APPROVED
    )
    back: list[Credit] = []
    if pays(rule):
        asked_back = to_take_back([organization.path], rule)
        waiting = waiting.exclude(pk__in=asked_back.values("pk"))  # these come once more later
        back = _first(asked_back, MOST_IN_A_BATCH)
    rows = _first(waiting, MOST_IN_A_BATCH - len(back))
    if not rows and not back:
        raise WrongState(_("Nothing is approved that was not sent yet."))
    made = [BatchRow(credit=credit) for credit in rows]
    made += [BatchRow(credit=credit, takes_back=True) for credit in back]
    batch = _frozen(organization, rule, made, by=by)
    enter_all(rows, EntryKind.EXPORTED, by=by, batch=batch.pk)
    return batch


@transaction.atomic
@rules_in_hand()
def freeze_pay_for_assessing(organization: Organization, *, by: Person) -> CreditBatch:
    """The same for what a program's approved months pay for assessing: each line once, also the corrections.

    Raises PermissionDenied, WrongState where nothing is approved that was not sent yet.
    """
    if not policy.can_freeze_pay(by, organization):
        raise PermissionDenied
    hold(organization)
    lines = pay_lines_to_send([organization.path]).filter(pay_month__payer=organization)
    rows = [BatchRow(pay_line=line) for line in lines[:MOST_IN_A_BATCH]]
    if not rows:
        raise WrongState(_("No approved month has a line that was not sent yet."))
    return _frozen(organization, layouts.ASSESSING, rows, by=by)


def _frozen(
    organization: Organization, rule: str, made: Sequence[BatchRow], *, by: Person
) -> CreditBatch:
    """One file of these rows, numbered and kept as its bytes with their hash."""
    batch = CreditBatch.objects.create(
        organization=organization, rule=rule, frozen_at=now(), frozen_by=by, body=b"", sha256=""
    )
    for number, row in enumerate(made, start=1):
        row.batch, row.number = batch, number
    BatchRow.objects.bulk_create(made)
    is_payroll = pays(rule)
    cells = payroll_cells(made) if is_payroll else map(_cells, made)
    batch.body = layouts.written(rule, cells, is_payroll=is_payroll)
    batch.sha256 = hashlib.sha256(batch.body).hexdigest()
    batch.save(update_fields=["body", "sha256"])
    note("credits.batch_frozen", batch, by=by, rule=rule, rows=len(made), sha256=batch.sha256)
    return batch


@transaction.atomic
@rules_in_hand()
def import_results(batch: CreditBatch, sent: bytes, *, by: Person) -> Results:
    """Take in the answer to a batch: each row accepted, or sent back with a reason. All of the file or nothing.

    Raises PermissionDenied, BadInput (`fields`) that names each line that cannot be: unknown rows, another encoding, a
    row whose answer was another before. The same answer again changes nothing.
    """
    if not policy.can_keep_credit(by, batch.organization):
        raise PermissionDenied
    answers = layouts.read_answers(sent, batch=batch.pk)
    hold(batch)
    rows = {
        row.number: row
        for row in BatchRow.objects.filter(batch=batch).select_related("credit__license")
    }
    wrong = []
    for one in answers:
        row = rows.get(one.number)
        if row is None:
            wrong.append(_("Line %(line)d: this batch has no such row.") % {"line": one.line})
        elif row.result and row.result != one.result:
            wrong.append(_("Line %(line)d: it was answered otherwise before.") % {"line": one.line})
    if wrong:
        said = " ".join([_("Nothing was changed."), *wrong[:20]])
        raise BadInput(said, fields={"file": said})
    counted = {"accepted": 0, "rejected": 0, "known": 0}
    for one in answers:
        row = rows[one.number]
        if row.result:
            counted["known"] += 1
            continue
        row.result, row.answered_at = one.result, now()
        row.save(update_fields=["result", "answered_at"])
        if row.credit is None or row.takes_back:
            counted[one.result] += (
                1  # the answer is kept with the row, and there is nothing to move
            )
            continue
        if row.credit.status != CreditStatus.EXPORTED:
            counted["known"] += (
                1  # its award was withdrawn meanwhile: the answer stands, the credit does not
            )
            continue
        enter(row.credit, EntryKind(one.result), by=by, reason=one.reason, batch=batch.pk)
        counted[one.result] += 1
    note("credits.results_imported", batch, by=by, **counted)
    return Results(**counted)


def _written_to_today(people: set[int]) -> set[int]:
    """Who of these had such an e-mail today, for whichever credit; held, before any credit, until commit."""
    hold(Person.objects.filter(pk__in=people))
    rows = Credit.objects.filter(person__in=people, asked_at__date=today())
    return set(rows.values_list("person", flat=True))


def approvals_for(rows: Iterable[Credit]) -> dict[tuple[str, str], CreditApproval]:
    """Programs by rule and number, the newest of each. One query."""
    rules = sorted({credit.rule for credit in rows})
    return {(row.rule, row.number): row for row in _programs(rules)} if rules else {}


@prepared
def _programs(rules: Sequence[str]) -> QuerySet[CreditApproval]:
    rows = CreditApproval.objects.filter(rule__in=rules, what=Approved.PROGRAM)
    return rows.order_by("last")


def _held(credits_: Sequence[Credit]) -> list[Credit]:
    rows = Credit.objects.filter(pk__in=[credit.pk for credit in credits_])
    hold(rows)
    return _whole(rows)


def _first(rows: QuerySet[Credit], at_most: int) -> list[Credit]:
    """Of these so many, held, by the names of their learners."""
    chosen = list(
        rows.order_by("person__display_name", "pk").values_list("pk", flat=True)[:at_most]
    )
    held = Credit.objects.filter(pk__in=chosen)
    hold(held)
    return _whole(held.order_by("person__display_name", "pk"))


def _whole(rows: CreditQuerySet) -> list[Credit]:
    return list(rows.for_checks())


def _cells(row: BatchRow) -> dict[str, str]:
    credit = row.credit
    if credit is None:
        return {}
    data = explanation.proposed(credit) or {}
    first, last = layouts.names(credit.name_to_send)
    return {
        "reference": row.reference,
        "identifier": credit.identifier,
        "first_name": first,
        "last_name": last,
        "name_on_license": credit.name_to_send,
        "title": credit.award.version.title,
        "earned_on": credit.award.earned_on.isoformat(),
        "amount": plain(credit.balance),
        "unit": credit.unit,
        "category": data.get("category", ""),
        "program_number": data.get("program", ""),
        "issuer": credit.award.issuer.name,
    }
