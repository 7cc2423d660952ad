"""Nouns of awarding: that somebody earned a version, the bytes that were signed, and a withdrawal."""

import uuid
from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.assessment.models import Evaluation
from assay.catalog.models import Kind, Version
from assay.credentials.days import full_day
from assay.credentials.models.issuers import IssuerKey, StatusList
from assay.people.models import Organization, Person


class AwardStatus(models.TextChoices):
    ISSUED = "issued", _("Valid")
    REVOKED = "revoked", _("Withdrawn")


class Visibility(models.TextChoices):
    PRIVATE = "private", _("Private")
    LINK = "link", _("Anyone with the link")
    PUBLIC = "public", _("Public")


class AwardQuerySet(models.QuerySet["Award"]):
    def visible_to(self, person: Person) -> "AwardQuerySet":
        """The earner's own awards."""
        return self.filter(person=person)

    def standing(self) -> "AwardQuerySet":
        """Those in force: not withdrawn."""
        return self.filter(status=AwardStatus.ISSUED)

    def single(self) -> "AwardQuerySet":
        """Those of micro-credentials; a stack's own badge rests on them and counts for nothing beside them."""
        return self.exclude(version__micro_credential__kind=Kind.STACK)

    def withdrawn(self) -> "AwardQuerySet":
        return self.filter(status=AwardStatus.REVOKED)

    def open_to_anyone(self) -> "AwardQuerySet":
        """Those whose badge page opens to whoever has its address."""
        return self.filter(visibility__in=(Visibility.LINK, Visibility.PUBLIC))

    def on_show(self) -> "AwardQuerySet":
        """Those the earner lists on their public page."""
        return self.standing().filter(visibility=Visibility.PUBLIC)

    def issued_by(self, organizations: list[Organization]) -> "AwardQuerySet":
        """Those issued by these organizations or by one below them."""
        return self.issued_under([organization.path for organization in organizations])

    def issued_under(self, paths: Sequence[str]) -> "AwardQuerySet":
        """The same by the paths of the organizations, as a prepared question takes them."""
        wanted = Q(pk__in=[])
        for path in paths:
            wanted |= Q(issuer__path__startswith=path)
        return self.filter(wanted)

    def found(self, words: str) -> "AwardQuerySet":
        """Those whose earner's name or title holds every word."""
        rows = self
        for word in words.split()[:8]:
            rows = rows.filter(
                Q(name_as_issued__icontains=word) | Q(version__title__icontains=word)
            )
        return rows

    def for_show(self) -> "AwardQuerySet":
        """With what a list or a card of awards shows, in one query."""
        return self.select_related("version__micro_credential", "issuer").defer("version__data")


class Award(models.Model):
    """The fact that a person earned a version; its signed credential is made from it."""

    MOVES: ClassVar[dict[str, set[str]]] = {
        AwardStatus.ISSUED: {AwardStatus.REVOKED},
        AwardStatus.REVOKED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="awards")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="awards")
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="awards")
    evaluation = models.OneToOneField(
        Evaluation, on_delete=models.PROTECT, null=True, blank=True, related_name="award"
    )
    name_as_issued = models.CharField(max_length=120)
    earned_on = models.DateField()
    issued_at = models.DateTimeField()
    status = models.CharField(max_length=20, choices=AwardStatus, default=AwardStatus.ISSUED)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PRIVATE)
    status_list = models.ForeignKey(
        StatusList, on_delete=models.PROTECT, null=True, related_name="awards"
    )
    status_index = models.PositiveIntegerField(null=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ("-earned_on", "-issued_at")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "version"),
                condition=Q(status="issued"),
                name="one_valid_award_per_version",
            ),
            models.UniqueConstraint(
                fields=("status_list", "status_index"), name="status_index_once"
            ),
        )
        indexes = (
            models.Index(fields=("-earned_on", "-issued_at"), name="award_newest"),
            models.Index(
                fields=("-earned_on", "-issued_at"),
                condition=Q(status="issued", visibility="public"),
                name="award_newest_public",
            ),
            models.Index(
                fields=("-earned_on", "-issued_at"),
                condition=Q(status="revoked"),
                name="award_newest_withdrawn",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def revoked(self) -> bool:
        return self.status == AwardStatus.REVOKED

    @property
    def whole(self) -> bool:
        """Whether it is a stack's own badge; needs the version with its micro-credential."""
        return self.version.micro_credential.kind == Kind.STACK

    @property
    def earned_day(self) -> str:
        return full_day(self.earned_on)

    @property
    def art(self) -> str:
        """Path of its struck hallmark, of the year it was earned in; needs the version with its micro-credential."""
        version, year = self.version, self.earned_on.year
        return f"/badges/art/{version.micro_credential.slug}/{version.number}/{year}.svg"

    @property
    def open_to_anyone(self) -> bool:
        """Whether its badge page opens to whoever has the address."""
        return self.visibility in {Visibility.LINK, Visibility.PUBLIC}


class CredentialQuerySet(models.QuerySet["Credential"]):
    def standing(self) -> "CredentialQuerySet":
        """The newest of each award; a re-issue puts the one before it aside."""
        return self.filter(replaced_at__isnull=True)


class Credential(models.Model):
    """The bytes that were signed, kept as they were; a re-issue adds a row with the same id and a later validFrom."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="credentials")
    key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField()  # UTF-8 JSON with its proof
    sha256 = models.CharField(max_length=64)
    valid_from = (
        models.DateTimeField()
    )  # when it was signed, to the microsecond; the badge writes the second
    replaced_at = models.DateTimeField(null=True, blank=True)
    jwt = models.TextField(
        blank=True, default=""
    )  # the same said as compact JWS, signed when first asked for
    jwt_key = models.ForeignKey(
        IssuerKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("award",),
                condition=Q(replaced_at__isnull=True),
                name="one_credential_stands",
            ),
        )


class Revocation(models.Model):
    """An award withdrawn for cause. Public: the bit and the ground in a word; never the story."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="revocation")
    ground = models.CharField(max_length=60)
    reason = models.TextField(blank=True)  # kept inside
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Revocation"]] = models.Manager()
