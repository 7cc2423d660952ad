"""Months of pay that wait for whoever keeps it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import PayMonth, running_month
from assay.lib.clock import today
from assay.lib.counts import Listed
from assay.lib.http import address_of
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.ui.words import said_month
from assay.ui.work import Call, Piece, WorkKind, pieces


def to_approve(person: Person) -> WorkKind:
    return WorkKind(
        desk="pay",
        label=_("Pay to approve"),
        note=_("Months that are over"),
        url=f"{reverse('assessment:pay_months')}?show=waiting",
        rows=Listed(_months_over, policy.pay_kept_by(person), running_month(today())),
        call=_approve,
        order=30,
        quiet=True,
    )


def _approve(piece: Piece) -> Call:
    month = said_month(date.fromisoformat(piece.state))
    return Call(
        heading=_("Approve the pay of %(month)s") % {"month": month},
        text=_("The month is over. Look at what assessors are paid, and approve it."),
        url=address_of("assessment:pay_month", piece.key),
        button=_("Look at the month"),
        row_button=_("Open"),
    )


@prepared
def _months_over(paths: Sequence[str], running: date) -> QuerySet[PayMonth, Any]:
    rows = PayMonth.objects.all().kept_from(paths).to_approve(running)
    return pieces(rows.order_by("month", "pk"), key="pk", name="payer__name", state="month")
