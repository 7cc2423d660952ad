"""The addresses a badge carries for decades: absolute, and in one place."""

import uuid
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from assay.catalog.models import Version


def absolute(path: str) -> str:
    """A path of this installation as a whole address."""
    return f"{settings.BASE_URL}{path}"


def badge(award_id: uuid.UUID) -> str:
    """The public page of an award, and the `id` of its credential."""
    return absolute(f"/badges/{award_id}/")


def evidence(award_id: uuid.UUID, number: int) -> str:
    """The page of a piece of evidence that a badge names."""
    return absolute(f"/badges/{award_id}/evidence/{number}/")


def fresh(award_id: uuid.UUID) -> str:
    """Where a verifier gets the newest form of a badge as JSON (refreshService)."""
    return absolute(f"/badges/{award_id}/badge.json")


def fresh_jwt(award_id: uuid.UUID) -> str:
    """The same for who holds it as JWT."""
    return absolute(f"/badges/{award_id}/badge.jwt")


def issuer(ident: str) -> str:
    return absolute(f"/issuers/{ident}/")


def partner(ident: str) -> str:
    return absolute(f"/partners/{ident}/")


def status_list(ident: str, number: int) -> str:
    return absolute(f"/issuers/{ident}/status/{number}")


def endorsement(pk: uuid.UUID) -> str:
    """The page of an endorsement, and the `id` of its credential."""
    return absolute(f"/endorsements/{pk}/")


def endorsement_list(name: str) -> str:
    """The list of what one signer of endorsements withdrew."""
    return absolute(f"/endorsements/lists/{name}")


def art(version: Version, kind: str = "png", *, year: int | None = None) -> str:
    """The struck hallmark of a version, without a badge in it: of its own year, or of the year of an award."""
    of_year = f"/{year}" if year else ""
    return absolute(f"/badges/art/{version.micro_credential.slug}/{version.number}{of_year}.{kind}")


def key(ident: str, thumbprint: str) -> str:
    """One public key of an issuer as a bare JWK."""
    return absolute(f"/issuers/{ident}/keys/{thumbprint}")


def ob2_assertion(award_id: uuid.UUID) -> str:
    """The Open Badges 2.0 form of an award, and its `id`."""
    return absolute(f"/badges/{award_id}/ob2.json")


def ob2_picture(award_id: uuid.UUID) -> str:
    return absolute(f"/badges/{award_id}/badge-ob2.png")


def ob2_badge_class(version: Version) -> str:
    return absolute(f"/badges/classes/{version.micro_credential.slug}/{version.number}/ob2.json")


def ob2_issuer(ident: str) -> str:
    return absolute(f"/issuers/{ident}/ob2.json")


def criteria(version: Version) -> str:
    """The page of exactly this version: what was asked, for as long as somebody holds the badge."""
    return absolute(_version(version.micro_credential.slug, version.number))


@lru_cache(maxsize=1024)
def _version(slug: str, number: str) -> str:
    return reverse("catalog:version", args=[slug, number])
