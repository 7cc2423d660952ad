"""What colleagues of a program discuss about a micro-credential, or in a cohort."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential
from assay.community.models.cohorts import Cohort
from assay.lib.clock import now
from assay.lib.text.folding import folded
from assay.people.models import Organization, Person, administered_paths, below
from assay.program.models import programs_of

#: So long its author may change a post; it is marked as changed.
MAY_CHANGE = timedelta(minutes=15)


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, person: Person) -> "ThreadQuerySet":
        """Those of one’s own programs about a micro-credential, of one’s own cohorts, and of what one administers."""
        programs = [program.pk for program in programs_of(person)]
        about = Q(micro_credential__isnull=False, program__pk__in=programs)
        looked_after = below(administered_paths(person), "program__path")
        mine = Q(cohort__in=Cohort.objects.all().mine(person))
        return self.filter(about | mine | looked_after)

    def about(self, micro_credential: MicroCredential, programs: Iterable[int]) -> "ThreadQuerySet":
        """A discussion of a micro-credential, as one's own programs have it."""
        return self.filter(micro_credential=micro_credential, program__pk__in=programs)

    def found(self, words: str) -> "ThreadQuerySet":
        """Those whose title, or a post that can be read, holds every word, however it is written (`lib.text`)."""
        rows = self
        for word in folded(words).split()[:8]:
            said = Post.objects.filter(thread=OuterRef("pk"), folded__contains=word).readable()
            rows = rows.filter(Q(folded__contains=word) | Exists(said))
        return rows


class Thread(models.Model):
    """One matter that colleagues discuss. Its first post opens it; the newest put it on top."""

    program = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+"
    )  # whose people read it, or where the cohort is
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, null=True, blank=True, related_name="threads"
    )
    cohort = models.ForeignKey(
        Cohort, on_delete=models.CASCADE, null=True, blank=True, related_name="threads"
    )
    title = models.CharField(max_length=120)
    folded = models.TextField(blank=True)  # the title as it is searched: without case and accents
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    last_at = models.DateTimeField()  # of the newest post
    posts_count = models.PositiveIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ("-last_at", "-pk")
        indexes = (
            models.Index(
                fields=("micro_credential", "program", "-last_at", "-id"), name="thread_newest"
            ),
            models.Index(fields=("cohort", "-last_at", "-id"), name="thread_of_cohort"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(micro_credential__isnull=False, cohort__isnull=True)
                | Q(micro_credential__isnull=True, cohort__isnull=False),
                name="thread_about_one",
            ),
        )

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None


class PostQuerySet(models.QuerySet["Post"]):
    def readable(self) -> "PostQuerySet":
        """Neither taken away by its author nor hidden."""
        return self.filter(taken_away_at=None, hidden_at=None)


class Post(models.Model):
    """What somebody wrote in a thread: words with paragraphs and links, never markup."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # the author's school, as it was then
    text = models.TextField()
    folded = models.TextField(blank=True)  # as it is searched: without case and accents
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    taken_away_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hidden_because = models.CharField(max_length=500, blank=True)  # its author reads this

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("written_at", "pk")
        indexes = (models.Index(fields=("thread", "written_at", "id"), name="post_in_order"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True, hidden_because="")
                | Q(~Q(hidden_because=""), hidden_at__isnull=False, hidden_by__isnull=False),
                name="post_hidden_has_reason",
            ),
        )

    @property
    def is_readable(self) -> bool:
        return self.taken_away_at is None and self.hidden_at is None

    def may_change_until(self) -> datetime:
        return self.written_at + MAY_CHANGE

    @property
    def is_fresh(self) -> bool:
        """Its author may still change it."""
        return self.is_readable and now() < self.may_change_until()


class DigestRhythm(models.TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")


class Digest(models.Model):
    """Somebody wishes an e-mail about what is new in one discussion: only who has one gets mail about it."""

    RHYTHMS: ClassVar[dict[str, timedelta]] = {
        DigestRhythm.DAILY: timedelta(days=1),
        DigestRhythm.WEEKLY: timedelta(days=7),
    }

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="digests")
    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    cohort = models.ForeignKey(
        Cohort, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    rhythm = models.CharField(max_length=10, choices=DigestRhythm)
    told_until = models.DateTimeField()  # what is newer has not been told
    due_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Digest"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("due_at",), name="digest_due"),)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "micro_credential"),
                condition=Q(micro_credential__isnull=False),
                name="digest_once",
            ),
            models.UniqueConstraint(
                fields=("person", "cohort"),
                condition=Q(cohort__isnull=False),
                name="digest_of_cohort_once",
            ),
            models.CheckConstraint(
                condition=Q(micro_credential__isnull=False, cohort__isnull=True)
                | Q(micro_credential__isnull=True, cohort__isnull=False),
                name="digest_about_one",
            ),
        )
