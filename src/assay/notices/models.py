from datetime import datetime

from django.db import models

from assay.people.models import Person


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, person: Person) -> "NoticeQuerySet":
        """One's own, and nobody else's."""
        return self.filter(person=person)

    def told_before(self, at: datetime) -> "NoticeQuerySet":
        return self.filter(told_at__lt=at)


class Notice(models.Model):
    """What one person was told, as their list shows it: what kind, about what, and where it leads.

    Of work that waits at a desk each person has one row a kind, which is told again; of everything else a row an event.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=160, unique=True)  # what is told twice under one key is one
    kind = models.CharField(max_length=40)  # as `words.KINDS` has it: "returned"
    title = models.CharField(max_length=300, blank=True)  # of the micro-credential
    language = models.CharField(max_length=10, blank=True)  # of that title
    in_pilot = models.BooleanField(default=False)  # what has that title, on that day
    number = models.CharField(max_length=40, blank=True)  # by which staff know a submission
    path = models.CharField(max_length=300)
    told_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)  # shown to them in their list

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-told_at", "-pk")
        indexes = (
            models.Index(fields=("person", "-told_at", "-id"), name="notice_of_person"),
            models.Index(fields=("told_at",), name="notice_told"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
