"""An issuer's name in the world (its DID), and its keys as badgecore knows them."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from assay.credentials import addresses
from assay.credentials.models import IssuerKey, PersonKey
from assay.lib.vault import unseal
from assay.people.models import Organization
from badgecore import did
from badgecore.errors import BadgeError
from badgecore.keys import PrivateKey, PublicKey
from badgecore.model import OB3_CONTEXT, Profile

Key = IssuerKey | PersonKey  # of an organization, or of a person who speaks for themselves

__all__ = [
    "OB3_CONTEXT",
    "Key",
    "did_document",
    "did_of",
    "is_web",
    "method",
    "private_key",
    "profile",
    "public_key",
]


def did_of(organization: Organization, public: PublicKey) -> str:
    """did:web where the base address is https and open to the world, did:key otherwise (the demo, an intranet)."""
    if settings.SECURE:
        try:
            return did.did_web(urlsplit(settings.BASE_URL).netloc, f"issuers/{organization.ident}")
        except BadgeError:
            return did.did_key(public)
    return did.did_key(public)


def public_key(key: Key) -> PublicKey:
    return PublicKey.from_multikey(key.multikey)


def private_key(key: Key) -> PrivateKey:
    """The secret half, out of its seal. Raises lib.vault.CannotOpen."""
    return PrivateKey.from_bytes(unseal(bytes(key.sealed)))


def is_web(key: IssuerKey) -> bool:
    """Whether it stands in a document of ours, did.json; a did:key carries itself."""
    return key.did.startswith("did:web:")


def method(key: Key) -> str:
    """The verification method that a proof by this key names."""
    return did.method_name(key.did, public_key(key))


def profile(organization: Organization, issuer_did: str) -> Profile:
    """The issuer as every badge names it."""
    return Profile(
        id=issuer_did,
        name=organization.name,
        url=organization.url or addresses.issuer(organization.ident),
        description=organization.description or None,
        email=organization.email or None,
    )


def did_document(organization: Organization, keys: Iterable[IssuerKey]) -> dict[str, Any] | None:
    """The did:web document: every key that ever signed under this name, the present one first. None without one."""
    named = [key for key in keys if is_web(key)]
    if not named:
        return None
    return did.did_document(
        named[0].did,
        [public_key(key) for key in named if key.did == named[0].did],
        also_known_as=[addresses.issuer(organization.ident)],
    )
