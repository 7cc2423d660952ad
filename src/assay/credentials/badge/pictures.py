"""A badge as a picture: the struck hallmark of its version, with the credential baked in."""

from hashlib import sha256
from typing import Literal

from django.core.cache import caches
from django.utils.translation import override, pgettext

from assay.catalog.models import Version
from assay.credentials.models import Credential
from assay.ui import hallmark
from badgecore import baking

Kind = Literal["png", "svg"]
MEDIA: dict[str, str] = {"png": "image/png", "svg": "image/svg+xml"}
# Twice the 240 pixels at which the page of a badge shows it, and as wallets do. A palette keeps a baked file small.
SIDE_PX = 480
COLORS = 96


def facts(version: Version, year: int | None = None) -> hallmark.Facts:
    """What the hallmark of a version is struck from: for an award, with the year it was earned in, else the version's.

    Reads the version's first alignment.
    """
    first = version.alignments.first()
    return hallmark.Facts(
        slug=version.micro_credential.slug,
        title=version.title,
        letters=version.micro_credential.issuer.letters
        or version.micro_credential.issuer.name[:2].upper(),
        year=year or version.year or 0,
        framework=first.framework_slug if first else "",
        code=first.code if first else "",
    )


def struck(version: Version, kind: Kind, *, year: int | None = None, across: str = "") -> bytes:
    """The hallmark in brass, without a badge in it, with a word across it if any; the same facts, the same bytes.

    Kept on the disk, for all processes: a change of the version or of its issuer's name makes another picture, and so
    does a release of Assay that draws otherwise.
    """
    drawn, key = caches["drawn"], _key(version, kind, year, across)
    found: bytes | None = drawn.get(key)
    if found is None:
        svg = hallmark.draw(
            facts(version, year), struck=True, hairlines=kind == "svg", across=across
        )
        found = svg.encode() if kind == "svg" else hallmark.png(svg, SIDE_PX, colors=COLORS)
        drawn.set(key, found)
    return found


def _key(version: Version, kind: Kind, year: int | None, across: str) -> str:
    micro_credential = version.micro_credential
    issuer = micro_credential.issuer
    of_version = version.content_hash, version.title, year or version.year, micro_credential.slug
    drawn = (
        hallmark.edition(),
        *of_version,
        issuer.name,
        issuer.letters,
        kind,
        SIDE_PX,
        COLORS,
        across,
    )
    return sha256(repr(drawn).encode()).hexdigest()


def baked(
    credential: Credential, version: Version, kind: Kind, *, year: int, withdrawn: bool = False
) -> bytes:
    """The picture that is the badge: any verifier takes the credential out of it again (OB 3.0 §5.3).

    Of a withdrawn badge the picture says so, in the language of its version: few people who see it check it.
    """
    with override(version.language):
        across = pgettext("across the picture of a badge", "withdrawn") if withdrawn else ""
    return baking.bake(
        struck(version, kind, year=year, across=across), bytes(credential.body).decode()
    )
