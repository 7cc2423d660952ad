"""What of two submissions of one micro-credential is alike: a hint for people, which decides nothing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential
from assay.evidence.models import Submission
from assay.people.models import Person


class TextSignature(models.Model):
    """The signature of what was written in a submission; the words cannot be read back from it."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="text_signature"
    )
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.CASCADE, related_name="+"
    )
    minima = models.BinaryField()  # judging.similarity.packed


class TextBand(models.Model):
    """One band of a signature: by it alike texts are looked up, however many there are."""

    signature = models.ForeignKey(TextSignature, on_delete=models.CASCADE, related_name="bands")
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.CASCADE, related_name="+"
    )
    place = models.PositiveSmallIntegerField()
    value = models.BigIntegerField()

    class Meta:
        indexes = (
            models.Index(fields=("micro_credential", "place", "value"), name="text_band_alike"),
        )


class Likeness(models.TextChoices):
    FILE = "file", _("The same file")
    TEXT = "text", _("Much the same text")


class SimilarEvidenceQuerySet(models.QuerySet["SimilarEvidence"]):
    def led_by(self, person: Person) -> "SimilarEvidenceQuerySet":
        """Of micro-credentials a lead looks after, where neither submission is their own."""
        led = MicroCredential.objects.all().reached_from(person.organizations_as("lead-assessor"))
        rows = self.filter(submission__version__micro_credential__in=led)
        return rows.exclude(submission__start__person=person).exclude(other__start__person=person)


class SimilarEvidence(models.Model):
    """A hint: part of a submission is like part of another learner's earlier one. A person decides what it means."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="alike")
    other = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    likeness = models.CharField(max_length=10, choices=Likeness)
    step_id = models.CharField(max_length=40, blank=True)  # where the file stands
    percent = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()

    objects = SimilarEvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("-percent", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("submission", "other", "likeness", "step_id"), name="alike_once"
            ),
        )
