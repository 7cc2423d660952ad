"""A badge as a picture: the struck hallmark of its version, with the credential baked in."""

from typing import Literal

from django.core.cache import cache

from assay.catalog.models import Version
from assay.credentials.models import Credential
from assay.ui import hallmark
from badgecore import baking

Kind = Literal["png", "svg"]
MEDIA: dict[str, str] = {"png": "image/png", "svg": "image/svg+xml"}
# Twice the 240 pixels at which the page of a badge shows it, and as wallets do. A palette keeps a baked file small.
SIDE_PX = 480
COLORS = 96
_KEEP_SECONDS = 60 * 60 * 24


def facts(version: Version) -> hallmark.Facts:
    """What the hallmark of a version is struck from. Reads the version's first alignment."""
    first = version.alignments.first()
    return hallmark.Facts(
        slug=version.micro_credential.slug,
        title=version.title,
        letters=version.micro_credential.issuer.letters
        or version.micro_credential.issuer.name[:2].upper(),
        year=version.year or 0,
        framework=first.framework_slug if first else "",
        code=first.code if first else "",
    )


def struck(version: Version, kind: Kind) -> bytes:
    """The hallmark in brass, without a badge in it; the same facts give the same bytes, so it is kept for a day."""
    key = f"struck:{version.content_hash}:{kind}:{SIDE_PX}"
    found: bytes | None = cache.get(key)
    if found is None:
        svg = hallmark.draw(facts(version), struck=True, hairlines=kind == "svg")
        found = svg.encode() if kind == "svg" else hallmark.png(svg, SIDE_PX, colors=COLORS)
        cache.set(key, found, _KEEP_SECONDS)
    return found


def baked(credential: Credential, version: Version, kind: Kind) -> bytes:
    """The picture that is the badge: any verifier takes the credential out of it again (OB 3.0 §5.3)."""
    return baking.bake(struck(version, kind), bytes(credential.body).decode())
