"""Invitations: a way in for one address."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from assay.lib.clock import now
from assay.people.models.organizations import Organization, administered_paths, below
from assay.people.models.people import Person
from assay.people.models.roles import Role


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, person: Person) -> "InvitationQuerySet":
        """Those into organizations this person administers."""
        return self.under(administered_paths(person))

    def under(self, paths: Sequence[str]) -> "InvitationQuerySet":
        """Those into organizations at one of these paths, and below."""
        return self.filter(below(paths, "organization__path"))

    def run_out(self, at: datetime) -> "InvitationQuerySet":
        """Neither used nor withdrawn, and past their day."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__lte=at)

    def pending(self) -> "InvitationQuerySet":
        """Neither used nor withdrawn nor run out."""
        return self.filter(
            accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now()
        )

    def accepted(self) -> "InvitationQuerySet":
        return self.filter(accepted_at__isnull=False)

    def withdrawn(self) -> "InvitationQuerySet":
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=False)

    def expired(self) -> "InvitationQuerySet":
        """Neither used nor withdrawn, and too late now."""
        return self.filter(
            accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__lte=now()
        )

    def behind(self, token: str) -> "Invitation | None":
        """The invitation a link belongs to, whatever its state."""
        return (
            self.filter(token_hash=Invitation.hash_of(token))
            .select_related("organization", "invited_by")
            .first()
        )


class Invitation(models.Model):
    """A way in for somebody who has no account yet: one link, for one address, with the role waiting behind it."""

    email = models.EmailField()
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    role = models.CharField(max_length=30, choices=Role, default=Role.LEARNER)
    locale = models.CharField(
        max_length=10, default="en"
    )  # of its e-mail, chosen by whoever invites
    token_hash = models.CharField(
        max_length=64, unique=True
    )  # SHA-256; the token itself is only in the e-mail
    invited_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="invitations_sent"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-invited_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("email", "organization", "role"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.organization}"

    @property
    def state(self) -> str:
        """accepted, withdrawn, expired or pending."""
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "expired" if self.expires_at <= now() else "pending"

    @property
    def token(self) -> str:
        """The secret of its link: made again from the row and the installation's key, and stored nowhere.

        Sending again changes `invited_at`, and so the token: the earlier link stops working.
        """
        facts = f"{self.email}|{self.organization_id}|{self.role}|{self.invited_at.astimezone(UTC).isoformat()}"
        mac = hmac.digest(
            settings.SECRET_KEY.encode(), b"assay invitation\0" + facts.encode(), "sha256"
        )
        return base64.urlsafe_b64encode(mac[:24]).decode()

    @staticmethod
    def hash_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()
