"""What assessing costs a program: the one question that later rooms ask."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Sum

from assay.assessment.models import PayLine
from assay.assessment.pay.amounts import Amount
from assay.people.models import Organization


def cost_of_assessing(paths: Sequence[str], first: date, last: date) -> list[Amount]:
    """What the programs at these paths and below owe for readings handed over, corrections included, in the months from
    the one of `first` to the one of `last`; one amount for each currency. One query."""
    months = {"pay_month__month__gte": first.replace(day=1), "pay_month__month__lte": last}
    payers = Organization.objects.all().under(paths).order_by().values("pk")
    rows = PayLine.objects.filter(**months, pay_month__payer__in=payers)
    found = (
        rows.order_by().values("currency").annotate(total=Sum("amount_cents")).order_by("currency")
    )
    return [Amount.of_cents(row["total"], row["currency"]) for row in found]


def cost_by_month(paths: Sequence[str], first: date, last: date) -> list[tuple[date, Amount]]:
    """The same month by month, and in each by currency; a month in which nothing is owed is left out. One query."""
    months = {"pay_month__month__gte": first.replace(day=1), "pay_month__month__lte": last}
    payers = Organization.objects.all().under(paths).order_by().values("pk")
    rows = PayLine.objects.filter(**months, pay_month__payer__in=payers).order_by()
    sums = rows.values_list("pay_month__month", "currency").annotate(cents=Sum("amount_cents"))
    return [
        (month, Amount.of_cents(cents, currency))
        for month, currency, cents in sums.order_by("pay_month__month", "currency")
    ]
