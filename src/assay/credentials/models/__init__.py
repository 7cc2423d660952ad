import secrets
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assay.assessment.models import Evaluation
from assay.catalog.models import Version
from assay.credentials.days import full_day
from assay.credentials.models.additions import ShownPiece as ShownPiece
from assay.credentials.models.additions import Wallet as Wallet
from assay.credentials.models.additions import WalletOffer as WalletOffer
from assay.credentials.models.endorsements import Endorsement as Endorsement  # its nouns stand in a file of their own
from assay.credentials.models.endorsements import EndorsementAsk as EndorsementAsk
from assay.credentials.models.endorsements import EndorsementStatus as EndorsementStatus
from assay.credentials.models.endorsements import Guest as Guest
from assay.credentials.models.endorsements import PersonKey as PersonKey
from assay.lib.clock import today
from assay.lib.ids import token
from assay.people.models import Organization, Person


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
        return self.filter(issuer=issuer).order_by(F("retired_at").desc(nulls_first=True), "kind", "-made_at")


class IssuerKey(models.Model):
    """A signing key of an issuer; old ones stay published so that old badges verify, one of each kind signs."""

    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="signing_keys")
    kind = models.CharField(max_length=20, default="Ed25519")
    multikey = models.CharField(max_length=700, unique=True)  # public: "z6Mk…", "zDna…", "z4MX…" (RSA: 370 characters)
    did = models.CharField(max_length=300)  # did:web where the base address is https, else did:key
    sealed = models.BinaryField()  # private key, sealed by lib.vault
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = IssuerKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("issuer", "kind"), condition=Q(retired_at__isnull=True), name="one_key_signs"
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
    key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, null=True, related_name="status_lists")
    order_seed = models.BinaryField(default=seed)  # 32 random bytes: in which order its places are given out
    signed = models.BinaryField(null=True)  # the list credential as signed, until a bit changes or it grows old
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = StatusListQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("issuer", "number"), name="status_list_numbered"),)


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

    def open_to_anyone(self) -> "AwardQuerySet":
        """Those whose badge page opens to whoever has its address."""
        return self.filter(visibility__in=(Visibility.LINK, Visibility.PUBLIC))

    def on_show(self) -> "AwardQuerySet":
        """Those the earner lists on their public page."""
        return self.standing().filter(visibility=Visibility.PUBLIC)

    def issued_by(self, organizations: list[Organization]) -> "AwardQuerySet":
        """Those issued by these organizations or by one below them."""
        wanted = Q(pk__in=[])
        for organization in organizations:
            wanted |= Q(issuer__path__startswith=organization.path)
        return self.filter(wanted)

    def found(self, words: str) -> "AwardQuerySet":
        """Those whose earner's name or title holds every word."""
        rows = self
        for word in words.split()[:8]:
            rows = rows.filter(Q(name_as_issued__icontains=word) | Q(version__title__icontains=word))
        return rows

    def for_show(self) -> "AwardQuerySet":
        """With what a list or a card of awards shows, in one query."""
        return self.select_related("version__micro_credential", "issuer").defer("version__data")


class Award(models.Model):
    """The fact that a person earned a version; its signed credential is made from it."""

    MOVES: ClassVar[dict[str, set[str]]] = {AwardStatus.ISSUED: {AwardStatus.REVOKED}, AwardStatus.REVOKED: set()}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="awards")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="awards")
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="awards")
    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, null=True, blank=True, related_name="award")
    name_as_issued = models.CharField(max_length=120)
    earned_on = models.DateField()
    issued_at = models.DateTimeField()
    status = models.CharField(max_length=20, choices=AwardStatus, default=AwardStatus.ISSUED)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PRIVATE)
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, null=True, related_name="awards")
    status_index = models.PositiveIntegerField(null=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ("-earned_on", "-issued_at")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "version"), condition=Q(status="issued"), name="one_valid_award_per_version"
            ),
            models.UniqueConstraint(fields=("status_list", "status_index"), name="status_index_once"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def revoked(self) -> bool:
        return self.status == AwardStatus.REVOKED

    @property
    def earned_day(self) -> str:
        return full_day(self.earned_on)

    @property
    def art(self) -> str:
        """Path of its struck hallmark; needs the version with its micro-credential."""
        return f"/badges/art/{self.version.micro_credential.slug}/{self.version.number}.svg"

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
    valid_from = models.DateTimeField()  # when it was signed, to the microsecond; the badge writes the second
    replaced_at = models.DateTimeField(null=True, blank=True)
    jwt = models.TextField(blank=True, default="")  # the same said as compact JWS, signed when first asked for
    jwt_key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(
                fields=("award",), condition=Q(replaced_at__isnull=True), name="one_credential_stands"
            ),
        )


class ShareQuerySet(models.QuerySet["Share"]):
    def working(self) -> "ShareQuerySet":
        """Links that still open: not taken back, their last day not over."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=today()), ended_at__isnull=True)


class Share(models.Model):
    """A link to one award that the earner gave out; it ends on a day or when taken back."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="shares")
    token = models.CharField(max_length=64, unique=True, default=token)
    label = models.CharField(max_length=120, blank=True)  # for the earner: "my principal"
    made_at = models.DateTimeField()
    until_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    press = models.CharField(max_length=64, null=True)  # the form that made it; none for a script's

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at",)
        constraints = (models.UniqueConstraint(fields=("award", "press"), name="share_once_a_press"),)

    @property
    def works(self) -> bool:
        return self.ended_at is None and (self.until_on is None or self.until_on >= today())


class Revocation(models.Model):
    """An award withdrawn for cause. Public: the bit and the ground in a word; never the story."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="revocation")
    ground = models.CharField(max_length=60)
    reason = models.TextField(blank=True)  # kept inside
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Revocation"]] = models.Manager()


class PublicPage(models.Model):
    """A page of an earner's public awards, opened by them; taking it away deletes the row."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="public_page")
    slug = models.SlugField(max_length=60, unique=True)  # its address: "ada-marsh"
    statement = models.CharField(max_length=400, blank=True)  # in their own words
    opened_at = models.DateTimeField()

    objects: ClassVar[models.Manager["PublicPage"]] = models.Manager()

    def __str__(self) -> str:
        return self.slug
