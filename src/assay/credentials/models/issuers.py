"""Nouns of issuing: the keys that sign, and the lists of what was withdrawn."""

import secrets

from django.db import models
from django.db.models import F, Q

from assay.people.models import Organization


def seed() -> bytes:
    """What sets the order of a status list's places; nobody outside can foresee it."""
    return secrets.token_bytes(32)


class IssuerKeyQuerySet(models.QuerySet["IssuerKey"]):
    def signing(self, kind: str = "Ed25519") -> "IssuerKeyQuerySet":
        """Keys of a kind that sign now: one an issuer. Ed25519 signs JSON, P-256 or RSA the JWT form."""
        return self.filter(retired_at__isnull=True, kind=kind)

    def signing_now(self) -> "IssuerKeyQuerySet":
        """Keys of any kind that sign now."""
        return self.filter(retired_at__isnull=True)

    def of(self, issuer: Organization) -> "IssuerKeyQuerySet":
        """Every key it ever signed with: those that sign now first, the one for badges before the one for tokens."""
        return self.filter(issuer=issuer).order_by(
            F("retired_at").desc(nulls_first=True), "kind", "-made_at"
        )


class IssuerKey(models.Model):
    """A signing key of an issuer; old ones stay published so that old badges verify, one of each kind signs."""

    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="signing_keys")
    kind = models.CharField(max_length=20, default="Ed25519")
    multikey = models.CharField(
        max_length=700, unique=True
    )  # public: "z6Mk…", "zDna…", "z4MX…" (RSA: 370 characters)
    did = models.CharField(max_length=300)  # did:web where the base address is https, else did:key
    sealed = models.BinaryField()  # private key, sealed by lib.vault
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = IssuerKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("issuer", "kind"),
                condition=Q(retired_at__isnull=True),
                name="one_key_signs",
            ),
        )


class StatusListQuerySet(models.QuerySet["StatusList"]):
    def as_served(self) -> "StatusListQuerySet":
        """With what is needed while the signed form is fresh; the rest is read when it is signed again."""
        return self.filter(key__isnull=False).only("signed", "signed_at")


class StatusList(models.Model):
    """Which of an issuer's credentials are revoked: one bit each, indexes given out at random."""

    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="status_lists")
    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=20, default="revocation")
    length = models.PositiveIntegerField(default=131072)
    bits = models.BinaryField()  # length/8 bytes, bit 0 leftmost in byte 0
    assigned = models.PositiveIntegerField(default=0)
    # Who signs it. A did:web issuer's list passes to each new key; under did:key the key is the issuer's very name, so
    # the list stays with the key that signed the badges in it.
    key = models.ForeignKey(
        IssuerKey, on_delete=models.PROTECT, null=True, related_name="status_lists"
    )
    order_seed = models.BinaryField(
        default=seed
    )  # 32 random bytes: in which order its places are given out
    signed = models.BinaryField(
        null=True
    )  # the list credential as signed, until a bit changes or it grows old
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = StatusListQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("issuer", "number"), name="status_list_numbered"),
        )
