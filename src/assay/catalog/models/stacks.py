"""Nouns of stacks: what belongs together, and by which rule."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from assay.catalog.models.micro_credentials import MicroCredential, VersionStatus
from assay.people.models import Organization


class StackQuerySet(models.QuerySet["Stack"]):
    def open(self) -> "StackQuerySet":
        """Those anybody may read and complete."""
        return self.filter(status=VersionStatus.PUBLISHED)

    def found(self, words: str) -> "StackQuerySet":
        """Those whose title, statement or issuer holds every word."""
        rows = self
        for word in words.split()[:8]:
            rows = rows.filter(
                Q(title__icontains=word)
                | Q(statement__icontains=word)
                | Q(issuer__name__icontains=word)
            )
        return rows


class Stack(models.Model):
    """Micro-credentials that together certify a wider capability; the rules are data (schema `mc-stacks/1`)."""

    ident = models.SlugField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    number = models.CharField(max_length=20)
    status = models.CharField(max_length=20, choices=VersionStatus)
    title = models.CharField(max_length=200)
    statement = models.TextField()
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    capstone = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, null=True, blank=True, related_name="capstone_of"
    )
    data = models.JSONField()

    objects = StackQuerySet.as_manager()

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status == VersionStatus.PUBLISHED

    @property
    def gives_badge(self) -> bool:
        """Whether who completes it may take a badge of its own."""
        return bool((self.data.get("award") or {}).get("badge"))

    @property
    def language(self) -> str:
        """The code of the language it is written in."""
        return str(self.data.get("language", "en"))


class StackMember(models.Model):
    """A micro-credential in a group of a stack; `track` is "" where the stack has none."""

    stack = models.ForeignKey(Stack, on_delete=models.CASCADE, related_name="members")
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, related_name="stack_places"
    )
    track = models.CharField(max_length=60, blank=True)
    group = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["StackMember"]] = models.Manager()

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(
                fields=("stack", "track", "group", "micro_credential"), name="stack_member_once"
            ),
        )
