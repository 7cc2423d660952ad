"""Learning elsewhere: hours and courses that a license counts besides awards, as its holder enters them."""

from django.db import models
from django.db.models import Q

from assay.credits.models.licenses import License
from assay.people.models import Person

#: Hours as they are, where a rule has no worth of its own for a kind.
CONTACT_HOUR = "contact_hour"


class ElsewhereQuerySet(models.QuerySet["LearningElsewhere"]):
    def visible_to(self, person: Person) -> "ElsewhereQuerySet":
        """One's own."""
        return self.filter(license__person=person)

    def kept(self) -> "ElsewhereQuerySet":
        return self.filter(ended_at=None)


class LearningElsewhere(models.Model):
    """A course, a workshop: no award, nobody checked it, and it stands apart from credit (requirement A2).

    `kind` is contact_hour, or what the license's rule converts: semester_hour. Taken off it keeps its row.
    """

    license = models.ForeignKey(License, on_delete=models.CASCADE, related_name="elsewhere")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=60, default=CONTACT_HOUR)
    number = models.DecimalField(max_digits=6, decimal_places=2)
    category = models.CharField(max_length=60, blank=True)
    ended_on = models.DateField()
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ElsewhereQuerySet.as_manager()

    class Meta:
        ordering = ("-ended_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(number__gt=0), name="learning_elsewhere_of_a_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.license_id}: {self.number} {self.kind}"
