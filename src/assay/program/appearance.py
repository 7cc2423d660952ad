"""How the program shows itself: colors made of one that was chosen, for light and dark, and what the frame is given."""

import base64
import hashlib
import logging
from dataclasses import dataclass

from django.urls import reverse

from assay.program.logos import HEIGHT
from assay.program.models import AppearanceSet
from assay.ui.appearance import OURS, Appearance, LogoFile
from assay.ui.appearance.colors import contrast, from_oklch, nearest, reads_on, to_oklch
from assay.ui.typesetting import NotDrawn, picture_of

log = logging.getLogger(__name__)
WHITE, NIGHT = "#ffffff", from_oklch(0.185, 0.014, 255)
#: What buttons and links stand on, the least favorable last.
LIGHT_GROUNDS = (WHITE, from_oklch(0.966, 0.006, 85))
DARK_GROUNDS = (NIGHT, from_oklch(0.255, 0.018, 255))
TEAL = from_oklch(0.42, 0.075, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """One color in each theme: as it is, under the pointer, and as a wash behind words."""

    light: str
    light_strong: str
    light_wash: str
    dark: str
    dark_strong: str
    dark_wash: str

    @property
    def style(self) -> str:
        pairs = (
            ("action", self.light, self.dark),
            ("action-strong", self.light_strong, self.dark_strong),
            ("action-wash", self.light_wash, self.dark_wash),
        )
        said = ";".join(f"--{name}:light-dark({light},{dark})" for name, light, dark in pairs)
        return ":root{" + said + "}"

    @property
    def on_white(self) -> str:
        """Its contrast with white, "5.5"."""
        return f"{contrast(self.light, WHITE):.1f}"

    @property
    def in_the_dark(self) -> str:
        return f"{reads_on(self.dark, DARK_GROUNDS):.1f}"


def palette_of(color: str) -> Palette:
    """What is made of a color: where words would not read well, the nearest with which they do."""
    lightness, chroma, hue = to_oklch(color)
    light_wash = from_oklch(0.962, min(chroma, 0.016), hue)
    dark_wash = from_oklch(0.28, min(chroma, 0.032), hue)
    light = nearest(color, (*LIGHT_GROUNDS, light_wash), darker=True)
    pale = from_oklch(max(lightness, 0.78), min(chroma, 0.1), hue)
    dark = nearest(pale, (*DARK_GROUNDS, dark_wash), darker=False)
    return Palette(
        light=light,
        light_strong=_moved(light, -0.07),
        light_wash=light_wash,
        dark=dark,
        dark_strong=_moved(dark, 0.06),
        dark_wash=dark_wash,
    )


def _moved(color: str, by: float) -> str:
    lightness, chroma, hue = to_oklch(color)
    return from_oklch(max(0.0, min(1.0, lightness + by)), chroma, hue)


def appearance_of(row: AppearanceSet | None) -> Appearance:
    """What the frame of every page is given."""
    if row is None:
        return OURS
    style = palette_of(row.color).style if row.color else ""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() if style else ""
    return Appearance(
        name=row.name,
        style=style,
        style_hash=f"sha256-{digest}" if digest else "",
        logo=reverse("program:logo", args=[row.logo_sha256[:16]]) if row.logo_sha256 else "",
        logo_width=row.logo_width,
    )


def in_force() -> Appearance:
    """One query."""
    return appearance_of(AppearanceSet.objects.defer("logo").first())


def logo_in_force() -> LogoFile | None:
    """The logo for paper and e-mails. None where a drawing cannot be drawn: better a page without."""
    row = AppearanceSet.objects.first()
    if row is None or not row.logo_sha256:
        return None
    body = bytes(row.logo)
    kind = "svg" if row.logo_type == "image/svg+xml" else "png"
    try:
        png = body if kind == "png" else picture_of(body, row.logo_width, HEIGHT)
    except NotDrawn:
        log.warning("The logo of the program is no drawing that can be printed.")
        return None
    return LogoFile(body=body, kind=kind, png=png, width=row.logo_width, height=HEIGHT)
