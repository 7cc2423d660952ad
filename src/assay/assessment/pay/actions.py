"""Pay: a line with each reading handed over, a month approved by whoever keeps the pay, corrections beside it."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import (
    AnchorReading,
    Assignment,
    PayLine,
    PayMonth,
    Slot,
    running_month,
)
from assay.assessment.pay.amounts import WHOLE, amount_for
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.wording import clean_line
from assay.people.models import Organization, Person
from assay.program.policies import AssessorPolicy, in_force
from assay.record.actions import note

#: Characters of a reason; the most one reading may be corrected to.
MOST_WORDS, MOST_AMOUNT = 300, Decimal(10_000)


def write_pay_line(assignment: Assignment, *, share: Decimal = WHOLE) -> PayLine | None:
    """A reading is handed over: what its reader is paid for it by today's policy; None where that pays nothing.

    Inside the transaction of the hand-over, whose event stands for both. A sheet that was returned and comes again, or
    a third judgment made anew by the same lead, has its line already and gets no other.
    """
    issuer = assignment.evaluation.submission.version.micro_credential.issuer
    of = {"evaluation_id": assignment.evaluation_id, "slot": assignment.slot}
    return _write_line(of, assignment.assessor_id, issuer, share)


def write_pay_line_of_check(reading: AnchorReading) -> PayLine | None:
    """A check is handed over: paid as a whole first reading is, since its reader took it for one."""
    issuer = reading.anchor.version.micro_credential.issuer
    of = {"reading_id": reading.pk, "slot": Slot.FIRST}
    return _write_line(of, reading.person_id, issuer, WHOLE)


def _write_line(
    of: dict[str, int], person: int, issuer: Organization, share: Decimal
) -> PayLine | None:
    amount = amount_for(in_force(AssessorPolicy), share=share)
    if amount is None:
        return None
    line, _new = PayLine.objects.get_or_create(
        **of,
        person_id=person,
        corrects=None,
        defaults={
            "pay_month": _month_of(issuer, today()),
            "share": share,
            "amount_cents": amount.cents,
            "currency": amount.currency,
            "written_at": now(),
        },
    )
    return line


@transaction.atomic
def approve_pay(month: PayMonth, *, by: Person) -> PayMonth:
    """Approve what a program pays for a month that is over. From then on it is as it is.

    Raises PermissionDenied for anyone who does not keep its pay, or is paid in it; WrongState before the second day of
    the next month, and the second time.
    """
    month = (
        PayMonth.objects.select_for_update(of=("self",)).select_related("payer").get(pk=month.pk)
    )
    if not policy.can_approve_pay(by, month):
        raise PermissionDenied
    if month.is_approved:
        raise WrongState(_("This month is already approved."))
    if month.month >= running_month(today()):
        raise WrongState(_("A month can be approved from the second day of the next one."))
    month.approved_by, month.approved_at = by, now()
    month.save(update_fields=("approved_by", "approved_at"))
    note(
        "assessment.pay_approved",
        month,
        by=by,
        payer=month.payer_id,
        month=str(month),
        lines=month.lines.count(),
    )
    return month


@transaction.atomic
def correct_pay(line: PayLine, *, amount: str, reason: str, by: Person) -> PayLine:
    """Say what a reading should have been paid: the difference becomes a line of this month, with its reason.

    Raises PermissionDenied for anyone who does not keep its pay, and for one's own; BadInput (`fields`) for an amount
    that is none, or is what it comes to already, and without a reason.
    """
    if not policy.can_correct_pay(by, line):
        raise PermissionDenied
    line = PayLine.objects.select_for_update(of=("self",)).get(pk=line.corrects_id or line.pk)
    so_far = paid_for(line)
    value, reason = _value(amount), clean_line(reason)
    wrong = {}
    if value is None:
        wrong["amount"] = _("Write an amount such as 30 or 22.50, without a sign.")
    elif value == so_far:
        wrong["amount"] = _("It comes to that as it is.")
    if not reason or len(reason) > MOST_WORDS:
        wrong["reason"] = _("Say why in one sentence. The assessor reads it.")
    if wrong or value is None:
        raise BadInput(_("Two things are needed to correct this line."), fields=wrong)
    correction = PayLine.objects.create(
        pay_month=_month_of(line.pay_month.payer, today()),
        person_id=line.person_id,
        evaluation_id=line.evaluation_id,
        reading_id=line.reading_id,
        slot=line.slot,
        share=line.share,
        amount_cents=int((value - so_far).scaleb(2)),
        currency=line.currency,
        written_at=now(),
        corrects=line,
        reason=reason,
        by=by,
    )
    note("assessment.pay_corrected", correction, by=by, line=line.pk, cents=correction.amount_cents)
    return correction


def paid_for(line: PayLine) -> Decimal:
    """What a reading comes to, with all corrections of its line."""
    found = line.corrections.aggregate(total=Sum("amount_cents"))["total"]
    return Decimal(line.amount_cents + (found or 0)).scaleb(-2)


def can_be_approved_from(month: PayMonth) -> date:
    """The second day of the next month, for people (`running_month` is what is asked)."""
    first = month.month
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return after.replace(day=2)


def _month_of(payer: Organization, day: date) -> PayMonth:
    month, _new = PayMonth.objects.get_or_create(payer=payer, month=day.replace(day=1))
    return month


def _value(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip().removeprefix("$").replace(",", ""))
    except InvalidOperation:
        return None
    fits = value.is_finite() and 0 <= value <= MOST_AMOUNT and value == round(value, 2)
    return round(value, 2) if fits else None
