from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assay.catalog.content.diff import number_key
from assay.catalog.content.nouns import Content, read
from assay.frameworks.models import Competency
from assay.lib.canonical import digest
from assay.lib.clock import today
from assay.people.models import Organization, Person


class Kind(models.TextChoices):
    MICRO_CREDENTIAL = "micro_credential", _("Micro-credential")
    CAPSTONE = "capstone", _("Capstone of a stack")
    # A stack as its badges name it: its versions are its editions. Nobody starts or assesses it, so none is current.
    STACK = "stack", _("Stack")


class MicroCredentialQuerySet(models.QuerySet["MicroCredential"]):
    def reached_from(self, places: "list[Organization]") -> "MicroCredentialQuerySet":
        """Those whose owner or issuer is one of these organizations or below it; no stacks."""
        return self.under([place.path for place in places])

    def under(self, paths: Sequence[str]) -> "MicroCredentialQuerySet":
        """The same by the paths of the organizations, as a prepared question takes them."""
        reach = Q(pk__in=[])
        for path in paths:
            reach |= Q(owner__path__startswith=path) | Q(issuer__path__startswith=path)
        return self.single().filter(reach)

    def single(self) -> "MicroCredentialQuerySet":
        """What somebody starts, hands in and is assessed for: no stacks."""
        return self.exclude(kind=Kind.STACK)


class MicroCredential(models.Model):
    """One competency that can be earned; what it asks stands in its versions."""

    ident = models.SlugField(max_length=100, unique=True)  # stable: "mc-wait-time"
    slug = models.SlugField(max_length=100, unique=True)  # its address
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.MICRO_CREDENTIAL)
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="issues")
    owner = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="owns"
    )
    content_partner = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="co_designs"
    )
    # Where it was designed, if it came in a package: designed_by, at (an address), license (SPDX).
    origin = models.JSONField(default=dict, blank=True)
    # The version open to new starts; null until one is published, and again once it is retired.
    current = models.OneToOneField(
        "Version", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MicroCredentialQuerySet.as_manager()

    class Meta:
        ordering = ("ident",)

    def __str__(self) -> str:
        return self.ident

    @property
    def home(self) -> Organization:
        """The organization that looks after its drafts and versions: the owner, else the issuer."""
        return self.owner or self.issuer

    @property
    def home_id(self) -> int:
        """The same by its key, without a query."""
        return self.owner_id or self.issuer_id

    @property
    def origin_text(self) -> str:
        """Who designed it, where, and under which license others may use it; "" where it was designed here."""
        if not self.origin:
            return ""
        said = {
            "name": self.origin["designed_by"],
            "place": self.origin["at"],
            "license": self.origin["license"].replace("-", " ", 1),
        }
        if not said["place"]:
            return str(_("Designed by %(name)s, %(license)s") % said)
        return str(_("Designed by %(name)s at %(place)s, %(license)s") % said)


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PILOT = "pilot", _("Pilot")
    PUBLISHED = "published", _("Published")
    RETIRING = "retiring", _("Retiring")
    RETIRED = "retired", _("Retired")


#: Taking no new starts, for good.
CLOSED = (VersionStatus.RETIRING, VersionStatus.RETIRED)


def major_of(number: str) -> str:
    """The scoring version of a version's number: assessors are certified per major number ("2" of "2.1")."""
    return number.split(".")[0]


def version_columns(version: str) -> dict[str, str]:
    """The columns of a piece of work (`ui.work.pieces`) that tell of a version, by the path from a row to it."""
    return {
        "title": f"{version}__title",
        "slug": f"{version}__micro_credential__slug",
        "number": f"{version}__number",
        "language": f"{version}__language",
    }


class VersionQuerySet(models.QuerySet["Version"]):
    def open_to_starts(self) -> "VersionQuerySet":
        """Published or in pilot, and the current one of its micro-credential."""
        return self.filter(
            micro_credential__current=models.F("pk"),
            status__in=(VersionStatus.PUBLISHED, VersionStatus.PILOT),
        )

    def startable(self) -> "VersionQuerySet":
        """Those that somebody may begin: open to starts, or in pilot beside the one that is."""
        current = Q(micro_credential__current=models.F("pk"), status=VersionStatus.PUBLISHED)
        return self.filter(current | Q(status=VersionStatus.PILOT))

    def public(self) -> "VersionQuerySet":
        """Versions anybody may read: all that have ever been published (a badge points at its own version)."""
        return self.filter(published_at__isnull=False)

    def written_in(self, places: "list[Organization]") -> "VersionQuerySet":
        """Versions whose owner, or where there is none whose issuer, is one of these organizations or below it.

        No editions of stacks."""
        return self.written_under([place.path for place in places])

    def written_under(self, paths: Sequence[str]) -> "VersionQuerySet":
        """The same by the paths of the organizations, as a prepared question takes them."""
        under = Q(pk__in=[])
        for path in paths:
            under |= Q(micro_credential__owner__path__startswith=path)
            under |= Q(
                micro_credential__owner=None, micro_credential__issuer__path__startswith=path
            )
        return self.filter(under).exclude(micro_credential__kind=Kind.STACK)

    def drafts(self) -> "VersionQuerySet":
        return self.filter(status__in=(VersionStatus.DRAFT, VersionStatus.IN_REVIEW))


class Version(models.Model):
    """One edition of a micro-credential: frozen and hashed when it is published."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        VersionStatus.DRAFT: {
            VersionStatus.IN_REVIEW,
            VersionStatus.PILOT,
            VersionStatus.PUBLISHED,
        },
        VersionStatus.IN_REVIEW: {
            VersionStatus.DRAFT,
            VersionStatus.PILOT,
            VersionStatus.PUBLISHED,
        },
        VersionStatus.PILOT: {VersionStatus.PUBLISHED, VersionStatus.RETIRING},
        VersionStatus.PUBLISHED: {VersionStatus.RETIRING},
        VersionStatus.RETIRING: {VersionStatus.RETIRED},
        VersionStatus.RETIRED: set(),
    }

    micro_credential = models.ForeignKey(
        MicroCredential, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.CharField(max_length=20)  # "2.0": major = scoring version, minor = wording
    status = models.CharField(max_length=20, choices=VersionStatus, default=VersionStatus.DRAFT)
    data = models.JSONField()  # schema mc-catalog/1 without id, version and status
    content_hash = models.CharField(max_length=64, blank=True)  # set when published
    revision = models.PositiveIntegerField(
        default=1
    )  # of a draft: two authors cannot overwrite each other unseen
    # Read off `data` by the verbs, for lists and search.
    title = models.CharField(max_length=200)
    competency = models.TextField(blank=True)
    hours_typical = models.PositiveSmallIntegerField(default=0)
    contact_hours = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    language = models.CharField(max_length=20, default="en")
    created_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # When the draft was begun; none where that was before it was kept.
    begun_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    # Announced: the first day on which nobody can start it, and the last on which what was begun may be submitted.
    closes_on = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    # Of a pilot: how many people may start it, none for as many as come; and how many have.
    most_starts = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_taken = models.PositiveSmallIntegerField(default=0)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("micro_credential", "-published_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("micro_credential", "number"), name="version_numbered"),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "in_review"))
                | (Q(published_at__isnull=False) & ~Q(content_hash="")),
                name="version_frozen_when_open",
            ),
            models.CheckConstraint(
                condition=Q(most_starts=None) | Q(starts_taken__lte=models.F("most_starts")),
                name="version_starts_within_pilot",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @cached_property
    def content(self) -> Content:
        return read(self.data)

    @property
    def major(self) -> str:
        return major_of(self.number)

    def is_later_than(self, other: "Version") -> bool:
        """By its number: 1.10 comes after 1.9."""
        return number_key(self.number) > number_key(other.number)

    @property
    def in_pilot(self) -> bool:
        return self.status == VersionStatus.PILOT

    @property
    def marked_number(self) -> str:
        return marked_number(self.number, self.status)

    @property
    def places_left(self) -> int | None:
        """Of a pilot: how many more may start it; None where as many as come may."""
        return None if self.most_starts is None else self.most_starts - self.starts_taken

    @property
    def takes_starts(self) -> bool:
        """Published or in pilot, and the day on which it closes has not come."""
        is_open = self.status in (VersionStatus.PUBLISHED, VersionStatus.PILOT)
        return is_open and (self.closes_on is None or self.closes_on > today())

    @property
    def year(self) -> int | None:
        return self.published_at.year if self.published_at else None

    def computed_hash(self) -> str:
        """SHA-256 over the canonical content with its micro-credential and number (64 hex digits)."""
        return digest(
            {
                "id": self.micro_credential.ident,
                "version": self.number,
                "content": _without_floats(self.data),
            }
        )


def marked_number(number: str, status: str) -> str:
    """The number of a version as text alone has it, in a file or an e-mail: with the mark of a pilot."""
    if status != VersionStatus.PILOT:
        return number
    return gettext("%(number)s (pilot)") % {"number": number}


class Edition(models.Model):
    """One row: the stamp of the public catalog, new with every change to it. What is computed from the catalog is kept
    under this stamp and asks this row alone."""

    stamp = models.CharField(max_length=32)

    objects: ClassVar[models.Manager["Edition"]] = models.Manager()


class Facet(models.Model):
    """One value under which a version is found: kind is role, career_stage, grade_band, subject, tag or element."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="facets")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=60)

    objects: ClassVar[models.Manager["Facet"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("version", "kind", "value"), name="facet_once"),
        )
        indexes = (models.Index(fields=("kind", "value"), name="facet_value"),)


class Alignment(models.Model):
    """A version's link to a competency of a framework; the first one chooses the hallmark's motif."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="alignments")
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, null=True, blank=True, related_name="alignments"
    )
    framework_slug = models.CharField(max_length=80)
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["Alignment"]] = models.Manager()

    class Meta:
        ordering = ("order",)


def _without_floats(value: Any) -> Any:
    """YAML reads 0.5 as a float; written as text it has one canonical form."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {key: _without_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_floats(item) for item in value]
    return value
