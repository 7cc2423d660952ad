"""What travels between installations: packages made or arrived, and lessons learned with a micro-credential."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential
from assay.evidence.models import StoredFile
from assay.people.models import Organization, Person


class Direction(models.TextChoices):
    OUT = "out", _("Made here")
    IN = "in", _("Arrived")


class PackageQuerySet(models.QuerySet["Package"]):
    def visible_to(self, person: Person, paths: list[str]) -> "PackageQuerySet":
        """One's own; and of the places at these paths or below, what was made and what was brought in."""
        found = Q(by=person)
        for path in paths:
            found |= Q(place__path__startswith=path)
        return self.filter(found)

    def waiting(self) -> "PackageQuerySet":
        """Arrived, with nothing brought in so far."""
        return self.filter(direction=Direction.IN, brought_in_at=None, discarded_at=None)


class Package(StoredFile):
    """An exchange package that somebody made here, whose bytes are not kept, or one that arrived.

    Nothing of one that arrived is in the catalog until somebody presses; its `place` is then the owner of the drafts.
    """

    step_id = models.CharField(max_length=40, default="package", editable=False)
    direction = models.CharField(max_length=5, choices=Direction)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    place = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issuer_name = models.CharField(max_length=200)  # as its manifest says
    installation = models.CharField(max_length=300)  # the same; the address of the one it is from
    titles = models.JSONField(default=list)  # of the micro-credentials in it
    brought_in_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = "exchange package"
        constraints = (
            models.CheckConstraint(
                condition=Q(direction="in") | Q(brought_in_at=None, discarded_at=None),
                name="package_made_here_stays_out",
            ),
            models.CheckConstraint(
                condition=Q(brought_in_at=None) | Q(discarded_at=None, place__isnull=False),
                name="package_brought_in_has_place",
            ),
        )

    @property
    def fingerprint(self) -> str:
        """The beginning of its hash in groups of four, for two people to compare by telephone."""
        return " ".join(self.sha256[n : n + 4] for n in range(0, 16, 4))

    @property
    def state(self) -> str:
        """made, waiting, brought_in or discarded."""
        if self.direction == Direction.OUT:
            return "made"
        if self.brought_in_at:
            return "brought_in"
        return "discarded" if self.discarded_at else "waiting"

    @property
    def state_text(self) -> str:
        words = {
            "made": _("Made here"),
            "waiting": _("Arrived, nothing brought in"),
            "brought_in": _("Brought in"),
            "discarded": _("Discarded"),
        }
        return str(words[self.state])


class Voice(models.TextChoices):
    AUTHOR = "author", _("Its authors")
    COMMITTEE = "committee", _("The committee")


class LessonLearned(models.Model):
    """What somebody would tell those who take a micro-credential over; `source`: where it came from, in a package."""

    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, related_name="lessons_learned"
    )
    text = models.TextField()
    voice = models.CharField(max_length=10, choices=Voice)
    written_on = models.DateField()
    written_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["LessonLearned"]] = models.Manager()

    class Meta:
        ordering = ("-written_on", "-pk")

    def __str__(self) -> str:
        return f"{self.micro_credential_id}, {self.written_on}"
