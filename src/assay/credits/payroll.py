"""What goes to a payroll office: credit by rules of pay, what was paid of it and is withdrawn, pay for assessing."""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Count, F, Q, QuerySet

from assay.assessment.models import PayLine
from assay.assessment.pay.amounts import Amount
from assay.credits import explanation
from assay.credits.facts import rule_named
from assay.credits.layouts import ASSESSING, REJECTED
from assay.credits.models import BatchRow, Credit, CreditStatus, EntryKind
from assay.credits.pay import money_for
from assay.credits.rules.nouns import OF_EMPLOYERS, Rule, plain
from assay.people.models import Organization, Person
from assay.ui.words import local_date

_SENT = Q(batch_rows__isnull=False) & ~Q(batch_rows__result=REJECTED)


STANDS_SENT = (CreditStatus.EXPORTED, CreditStatus.ACCEPTED)


def pays(rule: str) -> bool:
    """Whether a batch of this rule goes to a payroll office."""
    found = rule_named(rule) if rule != ASSESSING else None
    return rule == ASSESSING or (found is not None and found.purpose in OF_EMPLOYERS)


def to_take_back(paths: Sequence[str], rule: str = "") -> QuerySet[Credit]:
    """Credit for pay that was sent and not refused, withdrawn since, and not asked back yet.

    Also where it is approved anew: what was sent first is asked back first, so that nothing is paid twice.
    """
    wanted = Q(pk__in=[])
    for path in paths:
        wanted |= Q(organization__path__startswith=path)
    rows = Credit.objects.filter(wanted, license=None).exclude(status__in=STANDS_SENT)
    rows = rows.filter(rule=rule) if rule else rows
    sent = Count("batch_rows", filter=_SENT & Q(batch_rows__takes_back=False), distinct=True)
    back = Count("batch_rows", filter=_SENT & Q(batch_rows__takes_back=True), distinct=True)
    return rows.annotate(sent=sent, back=back).filter(sent__gt=F("back"))


def pay_lines_to_send(paths: Sequence[str]) -> QuerySet[PayLine]:
    """Lines of approved months, corrections among them, that are in no batch, or were sent back."""
    payers = Organization.objects.all().under(paths).order_by().values("pk")
    sent = BatchRow.objects.filter(pay_line__isnull=False).exclude(result=REJECTED)
    approved = PayLine.objects.filter(
        pay_month__payer__in=payers, pay_month__approved_at__isnull=False
    )
    rows = approved.exclude(pk__in=sent.values("pay_line"))
    return rows.select_related("person", "pay_month").order_by("written_at", "pk")


def payroll_cells(rows: Sequence[BatchRow]) -> Iterator[Mapping[str, str]]:
    """Rows as a payroll office reads them. One query for all that is asked back."""
    first_sent = _sent_as([row.credit_id for row in rows if row.takes_back and row.credit_id])
    for row in rows:
        if row.pay_line is not None:
            yield {**_of_line(row.pay_line), "reference": row.reference}
        elif row.credit is not None:
            cells = _of_credit(row, row.credit)
            back = first_sent.get(row.credit.pk, "") if row.takes_back else ""
            yield {**cells, "takes_back": back, "reference": row.reference}


def _of_credit(row: BatchRow, credit: Credit) -> dict[str, str]:
    data = explanation.proposed(credit)
    rule = (explanation.rule_in(data) if data else None) or rule_named(credit.rule)
    amount = credit.balance
    if row.takes_back:
        back = [entry for entry in credit.entries.all() if entry.kind == EntryKind.REVERSED]
        amount = back[-1].amount
    money = money_for(rule, amount) if rule else None
    every = rule.pays.every.value if rule and rule.pays else ""
    return {
        **_who(credit.person, credit.name_to_send),
        "pay_kind": credit.purpose,
        "lane": _lane(rule),
        "title": credit.award.version.title,
        "earned_on": credit.award.earned_on.isoformat(),
        "amount": plain(amount),
        "unit": credit.unit,
        "pay": str(money.value) if money else "",
        "currency": money.currency if money else "",
        "every": every,
        "clause": rule.pays.clause if rule and rule.pays else "",
    }


def _of_line(line: PayLine) -> dict[str, str]:
    money = Amount.of_cents(line.amount_cents, line.currency)
    legal = f"{line.person.legal_given_names} {line.person.legal_family_names}".strip()
    return {
        **_who(line.person, legal or line.person.display_name),
        "takes_back": "",
        "pay_kind": ASSESSING,
        "lane": "",
        "title": f"{line.pay_month.month:%Y-%m}",
        "earned_on": local_date(line.written_at).isoformat(),
        "amount": "" if line.corrects_id else plain(line.share),
        "unit": "correction" if line.corrects_id else "reading",
        "pay": str(money.value),
        "currency": money.currency,
        "every": "once",
        "clause": "",
    }


def _who(person: Person, name: str) -> dict[str, str]:
    return {"employee_number": person.sourced_id or "", "name": name, "email": person.email}


def _lane(rule: Rule | None) -> str:
    if rule is None:
        return ""
    return (rule.pays.lane if rule.pays else "") or rule.id


def _sent_as(credits_: Sequence[int]) -> dict[int, str]:
    """Of each credit the row by which it was sent the last time."""
    rows = BatchRow.objects.filter(credit__in=credits_, takes_back=False).order_by("batch", "pk")
    return {row.credit_id: row.reference for row in rows if row.credit_id} if credits_ else {}
