from typing import ClassVar

from django.db import models


class Framework(models.Model):
    """A published set of competencies (CASE CFDocument); its identifiers are kept."""

    slug = models.SlugField(max_length=80, unique=True)  # "intasc-2013", as alignments name it
    identifier = models.UUIDField(unique=True)
    uri = models.URLField(max_length=400)
    title = models.CharField(max_length=200)
    creator = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    source_url = models.URLField(
        max_length=400, blank=True
    )  # officialSourceURL: where the publisher's text stands
    language = models.CharField(max_length=20, default="en")
    case_version = models.CharField(max_length=40, blank=True)
    adoption_status = models.CharField(max_length=40, blank=True)
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Framework"]] = models.Manager()

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Competency(models.Model):
    """One statement of a framework (CASE CFItem)."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="competencies")
    identifier = models.UUIDField(unique=True)
    uri = models.URLField(max_length=400)
    code = models.CharField(max_length=60, blank=True)  # humanCodingScheme: "8(i)"
    statement = models.TextField()
    label = models.CharField(max_length=200, blank=True)  # abbreviatedStatement
    item_type = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=20, default="en")
    order = models.PositiveIntegerField(default=0)  # position in a walk of the tree
    depth = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["Competency"]] = models.Manager()

    class Meta:
        ordering = ("framework", "order")
        indexes = (models.Index(fields=("framework", "code"), name="competency_code"),)
        verbose_name_plural = "competencies"

    def __str__(self) -> str:
        return f"{self.code} {self.label or self.statement}".strip()


class Association(models.Model):
    """How two competencies relate (CASE CFAssociation): isChildOf, exactMatchOf, precedes …"""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="associations")
    identifier = models.UUIDField(unique=True)
    kind = models.CharField(max_length=40)
    origin = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="associations")
    destination = models.ForeignKey(
        Competency, on_delete=models.CASCADE, null=True, blank=True, related_name="associated_from"
    )  # null: the framework itself (a root)
    sequence = models.IntegerField(null=True, blank=True)

    objects: ClassVar[models.Manager["Association"]] = models.Manager()
