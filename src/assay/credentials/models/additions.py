"""Nouns of what an earner adds to a badge: evidence that it names, a wallet that it belongs to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.evidence.models import Artifact, Response
from assay.lib import ids
from assay.lib.clock import now
from assay.people.models import Person


class Genre(models.TextChoices):
    """What kind of piece it is, for who reads the badge."""

    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")
    PICTURE = "picture", _("Picture")
    DOCUMENT = "document", _("Document")
    LINK = "link", _("Link")
    WRITING = "writing", _("Written answer")


class ShownPieceQuerySet(models.QuerySet["ShownPiece"]):
    def shown(self) -> "ShownPieceQuerySet":
        """Those that the badge names now."""
        return self.filter(ended_at__isnull=True)


class ShownPiece(models.Model):
    """A piece of evidence that a badge names because its earner said so; taken back, its page is gone."""

    award = models.ForeignKey(
        "credentials.Award", on_delete=models.CASCADE, related_name="shown_pieces"
    )
    number = models.PositiveSmallIntegerField()  # in its address, never given out twice
    # What is shown: a file or link, or an answer in writing. Neither is left once it was deleted.
    artifact = models.ForeignKey(Artifact, on_delete=models.SET_NULL, null=True, related_name="+")
    response = models.ForeignKey(Response, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=300)  # what was asked for; never the name of a file
    genre = models.CharField(max_length=10, choices=Genre)
    sentence = models.CharField(max_length=500, blank=True)  # in the earner's words, public
    shown_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ShownPieceQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("award", "number"), name="shown_piece_numbered"),
            models.UniqueConstraint(
                fields=("award", "artifact"),
                condition=Q(ended_at__isnull=True),
                name="piece_shown_once",
            ),
            models.UniqueConstraint(
                fields=("award", "response"),
                condition=Q(ended_at__isnull=True),
                name="answer_shown_once",
            ),
            models.CheckConstraint(
                condition=Q(artifact__isnull=True) | Q(response__isnull=True),
                name="shown_piece_is_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.award_id}/{self.number}"


class WalletQuerySet(models.QuerySet["Wallet"]):
    def bound(self) -> "WalletQuerySet":
        """Those that their owner has not let go."""
        return self.filter(ended_at__isnull=True)


class Wallet(models.Model):
    """A wallet of an earner, known by its DID: whoever holds its key has shown it over a challenge of ours."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wallets")
    did = models.CharField(max_length=300)
    bound_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WalletQuerySet.as_manager()

    class Meta:
        ordering = ("-bound_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("did",), condition=Q(ended_at__isnull=True), name="wallet_bound_once"
            ),
        )

    def __str__(self) -> str:
        return self.did

    @property
    def short(self) -> str:
        """Enough of it to tell two apart."""
        return f"…{self.did[-8:]}"


class WalletOfferQuerySet(models.QuerySet["WalletOffer"]):
    def open(self) -> "WalletOfferQuerySet":
        """Those that a wallet may still answer."""
        return self.filter(used_at__isnull=True, ended_at__isnull=True, until__gt=now())


class WalletOffer(models.Model):
    """A one-time invitation to a wallet to take one badge; whoever has its token may answer it, for some minutes."""

    award = models.ForeignKey(
        "credentials.Award", on_delete=models.CASCADE, related_name="wallet_offers"
    )
    token = models.CharField(max_length=64, unique=True, default=ids.token)
    challenge = models.CharField(max_length=64, unique=True, default=ids.token)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    wallet = models.ForeignKey(
        Wallet, on_delete=models.SET_NULL, null=True, blank=True, related_name="offers"
    )

    objects = WalletOfferQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.ended_at is None and self.until > now()
