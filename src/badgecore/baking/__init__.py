"""Badges inside pictures: put one into a PNG or SVG, take it out again (OB 3.0 §5.3, CLR 2.0 §5.3, OB 2.0 Baking)."""

from typing import Literal

from badgecore.baking import png, svg
from badgecore.baking.carrier import Baked, Keyword
from badgecore.errors import ImageWrong

__all__ = ["Baked", "Keyword", "bake", "picture_kind", "unbake"]


def picture_kind(data: bytes) -> Literal["png", "svg"] | None:
    """Told from the first bytes, never from a file name (PNG §5.2)."""
    if data.startswith(png.SIGNATURE):
        return "png"
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "svg" if start.startswith(b"<") else None


def bake(
    picture: bytes, text: str, *, keyword: Keyword = "openbadgecredential", replace: bool = False
) -> bytes:
    """The picture with `text` (JSON, compact JWS, or an OB 2.0 address) in it.

    Raises `ImageWrong`, `ImageHasScript`, `TooLarge`, and `AlreadyBaked` unless `replace`, which takes out every badge
    that is there.
    """
    kind = picture_kind(picture)
    if kind == "png":
        return png.bake(picture, text, keyword=keyword, replace=replace)
    if kind == "svg":
        return svg.bake(picture, text, keyword=keyword, replace=replace)
    raise ImageWrong("neither PNG nor SVG")


def unbake(picture: bytes) -> Baked:
    """What the picture carries (OB 3.0 §5.3). Raises `NothingBaked`, `BakedTwice`, `ImageWrong` or `TooLarge`."""
    kind = picture_kind(picture)
    if kind == "png":
        return png.unbake(picture)
    if kind == "svg":
        return svg.unbake(picture)
    raise ImageWrong("neither PNG nor SVG")
