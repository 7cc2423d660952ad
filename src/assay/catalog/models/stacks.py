"""Nouns of stacks: what belongs together, by which rule, and the draft in which that is written."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q

from assay.catalog.models.micro_credentials import MicroCredential, VersionStatus
from assay.people.models import Organization, Person

#: Anybody may read and complete it; one that is retiring until its last day.
OPEN = (VersionStatus.PUBLISHED, VersionStatus.RETIRING)


def _written_under(paths: Sequence[str]) -> Q:
    """Its owner, or where there is none its issuer, is at one of these paths or below."""
    under = Q(pk__in=[])
    for path in paths:
        under |= Q(owner__path__startswith=path)
        under |= Q(owner=None, issuer__path__startswith=path)
    return under


class StackQuerySet(models.QuerySet["Stack"]):
    def open(self) -> "StackQuerySet":
        """Those anybody may read and complete."""
        return self.filter(status__in=OPEN)

    def written_under(self, paths: Sequence[str]) -> "StackQuerySet":
        """Those that are written at one of these paths or below, as a prepared question takes them."""
        return self.filter(_written_under(paths))

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
    # Of one that retires: the last day on which its badge may be taken, and why, as everybody reads.
    last_day = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    objects = StackQuerySet.as_manager()

    class Meta:
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=("retiring", "retired")) | Q(last_day=None, end_reason=""),
                name="stack_ends_only_when_retiring",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def home(self) -> Organization:
        """The organization that looks after it: the owner, else the issuer."""
        return self.owner or self.issuer

    @property
    def home_id(self) -> int:
        """The same by its key, without a query."""
        return self.owner_id or self.issuer_id

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def gives_badge(self) -> bool:
        """Whether who completes it may take a badge of its own."""
        return bool((self.data.get("award") or {}).get("badge"))

    @property
    def language(self) -> str:
        """The code of the language it is written in."""
        return str(self.data.get("language", "en"))


class StackDraftQuerySet(models.QuerySet["StackDraft"]):
    def written_under(self, paths: Sequence[str]) -> "StackDraftQuerySet":
        """Those that are written at one of these paths or below, as a prepared question takes them."""
        return self.filter(_written_under(paths))


class StackDraft(models.Model):
    """A stack as its authors write it: a new one, or the next version of one that is open. It goes once published."""

    stack = models.OneToOneField(
        Stack, on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )
    ident = models.SlugField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=20, default="en")
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    data = models.JSONField()  # as `content.stack_drafts` lays it out
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField()

    objects = StackDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "-pk")

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def home(self) -> Organization:
        """The organization that looks after it: the owner, else the issuer."""
        return self.owner or self.issuer

    @property
    def home_id(self) -> int:
        """The same by its key, without a query."""
        return self.owner_id or self.issuer_id


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
