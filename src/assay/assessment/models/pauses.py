"""An assessor who gets no work for a while, by a lead's decision."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential
from assay.people.models import Organization, Person, Role


class PauseEnd(models.TextChoices):
    RECALIBRATED = "recalibrated", _("Scored anchors again")
    LEAD = "lead", _("By a lead’s decision")


class PauseQuerySet(models.QuerySet["Pause"]):
    def open(self) -> "PauseQuerySet":
        return self.filter(ended_at__isnull=True)

    def visible_to(self, person: Person) -> "PauseQuerySet":
        """One's own, and those of people attested for what a lead looks after."""
        led = MicroCredential.objects.all().reached_from(
            person.organizations_as(Role.LEAD_ASSESSOR)
        )
        attested = self.filter(
            person__assessor_for__micro_credential__in=led,
            person__assessor_for__micro_credential__issuer=models.F("issuer"),
        )
        return self.filter(Q(person=person) | Q(pk__in=attested.order_by().values("pk")))


class Pause(models.Model):
    """One person's pause in the pool of one issuer: nothing is offered, nothing is checked, until it ends."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pauses")
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()  # in the lead's words; the assessor reads them
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=20, choices=PauseEnd, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_words = models.TextField(blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "issuer"),
                condition=Q(ended_at__isnull=True),
                name="one_pause_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_how="")
                | (Q(ended_at__isnull=False) & ~Q(ended_how="")),
                name="ended_pause_says_how",
            ),
        )

    @property
    def is_open(self) -> bool:
        return self.ended_at is None
