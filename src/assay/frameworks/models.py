from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.people.models import Person


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


class CompetencyQuerySet(models.QuerySet["Competency"]):
    def answering(self, words: str, *, most: int = 60) -> "CompetencyQuerySet":
        """Those in which each of the words occurs: in the statement, its label or code, or the framework's title."""
        rows = self.exclude(code="").select_related("framework")
        for word in words.split()[:8]:
            rows = rows.filter(
                Q(statement__icontains=word)
                | Q(label__icontains=word)
                | Q(code__icontains=word)
                | Q(framework__title__icontains=word)
            )
        return rows[:most]


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

    objects = CompetencyQuerySet.as_manager()

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


class Standing(models.TextChoices):
    """How much a program wants its people to have a competency (E2)."""

    ESSENTIAL = "essential", _("Essential")
    IMPORTANT = "important", _("Important")
    USEFUL = "useful", _("Useful")
    NONE = "none", _("Not ranked")


class Leverage(models.IntegerChoices):
    """How much else gets better with it."""

    MOST = 3, _("Changes most of a lesson")
    SOME = 2, _("Changes part of a lesson")
    LITTLE = 1, _("Changes one thing")


class PriorityQuerySet(models.QuerySet["Priority"]):
    def by(self, day: date) -> "PriorityQuerySet":
        """All that was said up to a day, the newest first."""
        return self.filter(effective_from__lte=day)


class Priority(models.Model):
    """What the program says of a competency from a day on; the newest that has begun holds, the others are its past."""

    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="priorities")
    standing = models.CharField(max_length=10, choices=Standing)
    leverage = models.PositiveSmallIntegerField(choices=Leverage, default=Leverage.SOME)
    reason = models.TextField()  # learners read it
    decision = models.CharField(max_length=200, blank=True)  # of the committee: when and how
    effective_from = models.DateField()
    set_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: set when the installation was loaded
    set_at = models.DateTimeField()

    objects = PriorityQuerySet.as_manager()

    class Meta:
        ordering = ("-effective_from", "-pk")
        indexes = (models.Index(fields=("-effective_from", "-id"), name="priority_newest"),)
        verbose_name_plural = "priorities"


class Dependency(models.Model):
    """A competency builds on another: who lacks the other begins there."""

    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, related_name="dependencies"
    )
    builds_on = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="built_on_by")

    objects: ClassVar[models.Manager["Dependency"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("competency", "builds_on"), name="dependency_once"),
            models.CheckConstraint(
                condition=~Q(competency=models.F("builds_on")), name="depends_on_another"
            ),
        )
        verbose_name_plural = "dependencies"
