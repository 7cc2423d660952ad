"""What readings are paid: a line each, kept in the month in which they were handed over."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import Q

from assay.assessment.models.anchors import AnchorReading
from assay.assessment.models.evaluations import Evaluation, Slot
from assay.catalog.models import Version
from assay.people.models import Organization, Person


def running_month(day: date) -> date:
    """The month that runs on a day. On the first of a month the last one still does: what is handed over at midnight
    is in by then."""
    return (day - timedelta(days=1)).replace(day=1)


class PayMonthQuerySet(models.QuerySet["PayMonth"]):
    def kept_from(self, paths: Sequence[str]) -> "PayMonthQuerySet":
        """Of programs at one of these paths, or below."""
        payers = Organization.objects.all().under(paths).order_by().values("pk")
        return self.filter(payer__in=payers)

    def to_approve(self, running: date) -> "PayMonthQuerySet":
        """Before the month that still runs (`running_month`), and not approved."""
        return self.filter(approved_at__isnull=True, month__lt=running)


class PayMonth(models.Model):
    """One month of one program's pay for assessing: open until somebody approves it, and never changed after that."""

    payer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="pay_months")
    month = models.DateField()  # its first day
    approved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = PayMonthQuerySet.as_manager()

    class Meta:
        ordering = ("-month", "payer")
        constraints = (
            models.UniqueConstraint(fields=("payer", "month"), name="pay_month_once"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approved_pay_has_who",
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None


class PayLineQuerySet(models.QuerySet["PayLine"]):
    def visible_to(self, person: Person) -> "PayLineQuerySet":
        """One's own."""
        return self.filter(person=person)


class PayLine(models.Model):
    """What one person is paid for one reading, by the policy of the day on which it was handed over.

    Kept, not worked out anew: a later policy, a sheet that is returned and handed over again, or a submission that is
    withdrawn changes nothing of it. A correction is a line of its own, in the month in which it is made.
    """

    pay_month = models.ForeignKey(PayMonth, on_delete=models.PROTECT, related_name="lines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pay_lines")
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, null=True, blank=True, related_name="pay_lines"
    )
    reading = models.ForeignKey(
        AnchorReading, on_delete=models.PROTECT, null=True, blank=True, related_name="pay_lines"
    )  # of a check: paid, and named by its number, as a submission is
    slot = models.PositiveSmallIntegerField(choices=Slot)
    share = models.DecimalField(max_digits=4, decimal_places=3, default=1)  # of a whole reading
    amount_cents = models.IntegerField()  # whole cents: both databases add them up exactly
    currency = models.CharField(max_length=3)  # ISO 4217
    written_at = models.DateTimeField()
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    reason = models.CharField(max_length=300, blank=True)  # of a correction
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # who corrected

    objects = PayLineQuerySet.as_manager()

    class Meta:
        ordering = ("written_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("evaluation", "slot", "person"),
                condition=Q(corrects__isnull=True),
                name="reading_paid_once",
            ),
            models.UniqueConstraint(
                fields=("reading",),
                condition=Q(corrects__isnull=True),
                name="check_paid_once",
            ),
            models.CheckConstraint(
                condition=Q(evaluation__isnull=False, reading__isnull=True)
                | Q(evaluation__isnull=True, reading__isnull=False),
                name="pay_is_of_one_reading",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="", by__isnull=True)
                | (Q(corrects__isnull=False, by__isnull=False) & ~Q(reason="")),
                name="pay_correction_has_reason",
            ),
        )
        indexes = (
            models.Index(fields=("person", "pay_month"), name="pay_of_person"),
            models.Index(fields=("pay_month", "person"), name="pay_of_month"),
        )

    @property
    def version(self) -> Version:
        """What was read was handed in, or made, for this version."""
        if self.reading is not None:
            return self.reading.anchor.version
        assert self.evaluation is not None
        return self.evaluation.submission.version

    @property
    def public_id(self) -> str:
        """The number of what was read, which does not tell a check from a submission."""
        if self.reading is not None:
            return self.reading.anchor.public_id
        assert self.evaluation is not None
        return self.evaluation.public_id

    @property
    def is_correction(self) -> bool:
        return self.corrects_id is not None

    @property
    def amount(self) -> Decimal:
        return Decimal(self.amount_cents).scaleb(-2)
