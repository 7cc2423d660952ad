"""Transcripts: what a learner earned as it stood on a day, printed and signed, with an address at which to check it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from assay.lib.clock import today
from assay.lib.ids import token
from assay.people.models import Person


class TranscriptQuerySet(models.QuerySet["Transcript"]):
    def visible_to(self, person: Person) -> "TranscriptQuerySet":
        """One's own."""
        return self.filter(person=person)

    def working(self) -> "TranscriptQuerySet":
        """Those whose address still answers: not ended, their last day not over."""
        return self.filter(Q(ended_at=None), until_on__gte=today(), person__is_active=True)

    def listed(self) -> "TranscriptQuerySet":
        """Without what was printed and signed; `record_bytes` is 0 where no badge was in force."""
        return self.defer("facts", "pdf", "record").annotate(record_bytes=Length("record"))


class Transcript(models.Model):
    """One transcript. `facts` is what it says, `pdf` its print, `record` the same as a signed CLR 2.0; none changes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="transcripts")
    token = models.CharField(max_length=64, unique=True, default=token)
    made_at = models.DateTimeField()
    until_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)  # of the PDF
    record = models.BinaryField()  # UTF-8 JSON with its proof; empty without a badge in force

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.person_id} on {self.made_at:%Y-%m-%d}"

    @property
    def works(self) -> bool:
        return self.ended_at is None and self.until_on >= today()
