"""Letters as outlines: no font is needed to draw a hallmark, in a browser, a PDF or a PNG."""

import json
import math
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assay.ui.hallmark.facts import LONGEST_TITLE, Facts
from assay.ui.hallmark.geometry import at, number, octagon, pair, polygon

RING = 82.5
ROOM = math.radians(276) * RING
LARGEST = 14.5
# The least and most tracking, and the share of the size that tracking takes when a title is set smaller to fit.
TRACKING = (0.35, 2.6)
TRACKING_SHARE = 0.11
YEAR_RING, YEAR_SIZE, YEAR_STEP = 93.5, 13.0, 5.6
STOP_RING, STOP_ANGLE, STOP_SIZE = 90.5, 33.5, 2.0
# A word across the die: its largest size, the room it has, and half a capital's height as a share of its size.
BAND_LARGEST, BAND_ROOM, BAND_TRACKING, BAND_DROP = 38.0, 216.0, 1.6, 0.335
ISSUER_SIZE, ISSUER_BASELINE, ISSUER_TRACKING = 27.0, 179.0, 3.0


@cache
def outlines() -> dict[str, tuple[int, str]]:
    """Advance and path of each glyph, in thousandths of the size, y upward. The file names its source."""
    data = json.loads(
        files("assay.ui.hallmark").joinpath("letters.json").read_text(encoding="utf-8")
    )
    return {letter: (advance, path) for letter, (advance, path) in data["glyphs"].items()}


def engravable(text: str) -> str | None:
    """The text in capitals we have outlines for, or None. A letter loses its accent before it is refused."""
    found = []
    for letter in unicodedata.normalize("NFC", " ".join(text.split())).upper():
        plain = letter if letter in outlines() else unicodedata.normalize("NFD", letter)[:1]
        if plain not in outlines():
            return None
        found.append(plain)
    return "".join(found)


def inscription(facts: Facts) -> str:
    """The words on the ring: the title, else the short title, else the words of the slug.

    A title above 80 characters or in a script we have no outlines for gives way to the short one.
    """
    for text in (facts.title, facts.short_title):
        capitals = engravable(text)
        if capitals and len(capitals) <= LONGEST_TITLE:
            return capitals
    words = facts.slug.replace("-", " ")
    while len(words) > LONGEST_TITLE:
        words = words.rpartition(" ")[0] or words[:LONGEST_TITLE]
    return engravable(words) or ""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a title is set on its arc: size and tracking in units of the die, and the arc it takes in degrees."""

    size: float
    tracking: float
    degrees: float


def width(text: str) -> float:
    """Width of a text in ems."""
    return sum(outlines()[letter][0] for letter in text) / 1000


def setting(text: str) -> Setting:
    """Fit a text to its arc: as large as it goes, then let the tracking take up the rest within its limits."""
    if not text:
        return Setting(LARGEST, 0, 0)
    size = min(LARGEST, ROOM / (width(text) + TRACKING_SHARE * len(text)))
    gaps = max(1, len(text) - 1)
    tracking = min(TRACKING[1], max(TRACKING[0], (ROOM - width(text) * size) / gaps))
    taken = width(text) * size + tracking * (len(text) - 1)
    return Setting(size, tracking, math.degrees(taken / RING))


def _use(letter: str, radius: float, degrees: float, size: float, turn: float) -> str:
    advance = outlines()[letter][0]
    point = pair(at(radius, degrees))
    return (
        f'<use href="#{name(letter)}" transform="translate({point})rotate({number(turn)})'
        f'scale({size / 1000:.5f})translate({number(-advance / 2)})"/>'
    )


def name(letter: str) -> str:
    """The id of a letter's outline in the file."""
    return f"g{ord(letter):x}"


def ring(text: str, year: int) -> str:
    """The title around the top, the year upright at the foot, and an octagonal stop on either side of it."""
    fit = setting(text)
    parts, along = [], -math.radians(fit.degrees) * RING / 2
    for letter in text:
        half = outlines()[letter][0] / 2000 * fit.size
        angle = math.degrees((along + half) / RING)
        if letter != " ":
            parts.append(_use(letter, RING, angle - 90, fit.size, angle))
        along += 2 * half + fit.tracking
    figures = str(year)
    for i, figure in enumerate(figures):
        offset = YEAR_STEP * ((len(figures) - 1) / 2 - i)
        parts.append(_use(figure, YEAR_RING, 90 + offset, YEAR_SIZE, offset))
    for side in (-1, 1):
        center = at(STOP_RING, 90 + side * STOP_ANGLE)
        parts.append(f'<path d="{polygon(octagon(STOP_SIZE, center))}"/>')
    return "".join(parts)


def issuer(letters: str) -> str:
    """The issuer's letters at the foot of the core, centered."""
    capitals = (engravable(letters) or "")[:3]
    return _line(capitals, ISSUER_SIZE, ISSUER_BASELINE, ISSUER_TRACKING)


def band(word: str) -> str:
    """A word across the middle, as large as the band lets it be."""
    capitals = engravable(word) or ""
    gaps = BAND_TRACKING * max(0, len(capitals) - 1)
    size = min(BAND_LARGEST, (BAND_ROOM - gaps) / (width(capitals) or 1))
    return _line(capitals, size, 120 + size * BAND_DROP, BAND_TRACKING)


def _line(capitals: str, size: float, baseline: float, tracking: float) -> str:
    """Letters on a straight line, centered."""
    scale = size / 1000
    span = width(capitals) * size + tracking * (len(capitals) - 1)
    left, parts = 120 - span / 2, []
    for letter in capitals:
        transform = f"translate({number(left)} {number(baseline)})scale({scale:.5f})"
        parts.append(f'<use href="#{name(letter)}" transform="{transform}"/>')
        left += width(letter) * size + tracking
    return "".join(parts)


def definitions(*texts: str) -> str:
    """One path for each letter that occurs."""
    found = sorted({letter for text in texts for letter in engravable(text) or "" if letter != " "})
    return "".join(
        f'<path id="{name(x)}" d="{outlines()[x][1]}" transform="scale(1 -1)"/>' for x in found
    )
