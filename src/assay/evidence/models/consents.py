"""Who can be seen or heard in an artifact, and who permitted it. Counts, never names."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from assay.evidence.models.artifacts import Artifact
from assay.evidence.models.registers import PermissionRegister, Scope
from assay.people.models import Person


class Consent(models.Model):
    """People seen or heard in an artifact, and who permitted it (product principle 7). Counts, never names."""

    artifact = models.OneToOneField(Artifact, on_delete=models.CASCADE, related_name="consent")
    nobody_recognizable = models.BooleanField(
        default=False
    )  # no student or adult can be seen, heard or named
    students = models.PositiveSmallIntegerField(null=True, blank=True)  # who can be seen or heard
    permissions = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # written permissions on file
    off_camera = models.PositiveSmallIntegerField(null=True, blank=True)  # seated out of sight
    adults = models.PositiveSmallIntegerField(null=True, blank=True)  # other adults
    guardians_agreed = models.BooleanField(default=False)
    adults_agreed = models.BooleanField(default=False)
    scope = models.CharField(max_length=20, default=Scope.ASSESSMENT)  # Scope
    register = models.ForeignKey(
        PermissionRegister,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="consents",
    )  # whose forms these permissions are
    expires_on = models.DateField(null=True, blank=True)  # the last day on which they hold
    recorded_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Consent"]] = models.Manager()

    def has_expired(self, day: date) -> bool:
        return self.expires_on is not None and self.expires_on < day


class PublicConsentQuerySet(models.QuerySet["PublicConsent"]):
    def standing(self) -> "PublicConsentQuerySet":
        """Those that nobody took back."""
        return self.filter(ended_at__isnull=True)


class PublicConsent(models.Model):
    """That everybody in an artifact agreed, after it was handed in, to its being shown to the public.

    A record beside `Consent`, which stays as it was handed in and hashed: who said so, when, and in which words.
    """

    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="public_consents")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    permissions = models.PositiveSmallIntegerField(
        default=0
    )  # written ones for the public, of guardians
    statement = models.TextField()  # what was confirmed, word for word as it was read
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PublicConsentQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("artifact",), condition=Q(ended_at__isnull=True), name="public_consent_once"
            ),
        )
