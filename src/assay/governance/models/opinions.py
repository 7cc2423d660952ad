"""What learners say of a version while it is in pilot, heard before it is decided, and what its author answers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from assay.catalog.models import Version
from assay.people.models import Person


class Opinion(models.Model):
    """One learner's on a version in pilot or on one piece of it, in their own words; read without their name, and
    theirs to change (D14). Its author may answer.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="opinions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    item = models.CharField(
        max_length=40, blank=True
    )  # id of a prompt, sample, criterion or resource; "": the whole
    text = models.TextField()
    written_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Opinion"]] = models.Manager()

    class Meta:
        ordering = ("written_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("version", "person", "item"), name="opinion_once"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="opinion_answer_has_facts",
            ),
        )

    @property
    def changed_since_answer(self) -> bool:
        return self.answered_at is not None and self.written_at > self.answered_at
