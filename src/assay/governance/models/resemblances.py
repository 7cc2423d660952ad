"""What a proposal may repeat, and how it differs in its author's words."""

from django.db import models
from django.db.models import Q

from assay.catalog.models import Version
from assay.governance.models.proposals import Proposal
from assay.people.models import Person


class ResemblanceQuerySet(models.QuerySet["Resemblance"]):
    def published(self) -> "ResemblanceQuerySet":
        """To what anybody may read."""
        return self.filter(version__published_at__isnull=False)


class Resemblance(models.Model):
    """One version of the catalog, or another draft of the program, that is near what is proposed: by what, and how the
    author says it differs."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="resemblances")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField()  # what they share, of all they say
    words = models.JSONField(default=list)
    method = models.JSONField(default=list)  # words of the key method
    standards = models.JSONField(default=list)
    found_at = models.DateTimeField()
    difference = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ResemblanceQuerySet.as_manager()

    class Meta:
        ordering = ("-percent", "pk")
        constraints = (
            models.UniqueConstraint(fields=("proposal", "version"), name="resemblance_once"),
            models.CheckConstraint(
                condition=Q(difference="", answered_at=None)
                | (~Q(difference="") & Q(answered_at__isnull=False)),
                name="resemblance_answered",
            ),
        )
