"""What a micro-credential would come to when somebody began it: kept with the start."""

from django.db import models

from assay.credits.models.licenses import License
from assay.journeys.models import Start
from assay.people.models import Person


class ValueQuerySet(models.QuerySet["ValueAtStart"]):
    def visible_to(self, person: Person) -> "ValueQuerySet":
        """One's own."""
        return self.filter(start__person=person)

    def watched(self) -> "ValueQuerySet":
        """Of starts that go on, for pay and licenses that are kept: whose learners are told where the value changes."""
        return self.filter(start__status="open", license__ended_at=None)  # and where there is none


class ValueAtStart(models.Model):
    """What a start would come to for a license, or for pay, as it was told when it began: amount, reason, rule, day.

    `told` is what its learner was told last; it differs from `amount` once a rule or an approval has changed.
    """

    start = models.ForeignKey(Start, on_delete=models.CASCADE, related_name="credit_values")
    license = models.ForeignKey(
        License, on_delete=models.CASCADE, null=True, blank=True, related_name="values"
    )  # None: for pay
    rule = models.CharField(max_length=60)
    unit = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=9, decimal_places=4)
    told = models.DecimalField(max_digits=9, decimal_places=4)
    rule_since = models.DateField()
    explanation = models.JSONField()
    kept_at = models.DateTimeField()

    objects = ValueQuerySet.as_manager()

    class Meta:
        ordering = ("start", "license")
        constraints = (
            models.UniqueConstraint(fields=("start", "license"), name="value_once_a_start"),
            models.UniqueConstraint(
                fields=("start", "rule"),
                condition=models.Q(license=None),
                name="value_for_pay_once_a_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.start_id} for {self.license_id or self.rule}: {self.amount}"

    @property
    def has_changed(self) -> bool:
        return self.amount != self.told
