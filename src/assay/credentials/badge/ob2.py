"""The Open Badges 2.0 documents of an award, for backpacks that know no newer standard: hosted, at addresses for good.

An award's assertion is made from its signed bytes, so that it tells no more and nothing else than they do.
"""

from django.utils.translation import override

from assay.catalog.models import Version
from assay.credentials import addresses, grounds
from assay.credentials.badge import document as badge_document
from assay.credentials.badge import pictures
from assay.credentials.issuers import identity
from assay.credentials.models import Award, Credential, IssuerKey
from assay.lib.errors import Gone
from assay.people.models import Organization
from badgecore import baking, ob2
from badgecore.model import AchievementCredential, read_credential
from badgecore.wire import JsonObject, read_object, write_json

MEDIA_TYPE = "application/ld+json"


def assertion(award: Award) -> JsonObject:
    """Needs the award with its version and micro-credential. A withdrawn one says that and why, to be sent with 410."""
    url = addresses.ob2_assertion(award.pk)
    if award.revoked:
        with override(award.version.language):
            return ob2.revoked_assertion(url=url, reason=grounds.word(award.revocation.ground))
    credential = read_credential(
        read_object(bytes(Credential.objects.standing().get(award=award).body))
    )
    if not isinstance(credential, AchievementCredential):
        raise TypeError(f"award {award.pk} holds no badge")
    return ob2.assertion(
        credential,
        url=url,
        badge_url=addresses.ob2_badge_class(award.version),
        image_url=addresses.ob2_picture(award.pk),
    )


def badge_class(version: Version) -> JsonObject | None:
    """What can be earned; None while its issuer has never signed anything."""
    key = IssuerKey.objects.filter(issuer=version.micro_credential.issuer_id).first()
    if key is None:
        return None
    return ob2.badge_class(
        badge_document.achievement(version, key),
        url=addresses.ob2_badge_class(version),
        issuer_url=addresses.ob2_issuer(version.micro_credential.issuer.ident),
        image_url=addresses.art(version),
    )


def issuer(organization: Organization) -> JsonObject:
    return ob2.issuer(
        identity.profile(organization, ""), url=addresses.ob2_issuer(organization.ident)
    )


def picture(award: Award) -> bytes:
    """The hallmark with the assertion baked in (OB 2.0 Baking). Raises Gone for a badge that was withdrawn."""
    document = assertion(award)
    if award.revoked:
        raise Gone(str(document["revocationReason"]))
    return baking.bake(
        pictures.struck(award.version, "png", year=award.earned_on.year),
        write_json(document),
        keyword="openbadges",
    )
