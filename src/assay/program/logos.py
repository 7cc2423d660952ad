"""A logo on its way in: pictures are drawn anew, drawings keep what only draws. What cannot be either is refused."""

import io
import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from assay.lib.errors import BadInput

#: As it stands in the masthead, in CSS pixels; a picture is kept at three times that.
HEIGHT, MOST_WIDTH = 28, 112
MOST_BYTES = 512 * 1024
_PIXELS = 3
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWS = frozenset(
    {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title"}
    | {"defs", "linearGradient", "radialGradient", "stop", "clipPath"}
)
_SAYS_HOW = frozenset(
    {"d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "points"}
    | {"width", "height", "viewBox", "transform", "preserveAspectRatio", "id", "opacity", "offset"}
    | {"fill", "fill-rule", "fill-opacity", "stroke", "stroke-width", "stroke-opacity"}
    | {"stroke-linecap", "stroke-linejoin", "stroke-dasharray", "stop-color", "stop-opacity"}
    | {"gradientUnits", "gradientTransform", "clip-path", "clip-rule"}
)
#: A value that leads nowhere but to a part of the same drawing. CSS reads `URL(` as `url(`.
_HARMLESS = re.compile(r"url\(#[\w-]+\)|(?!.*(?:url|:|\\|&|//))[^<>]*", re.DOTALL | re.IGNORECASE)
#: Groups in groups, further than any program that draws goes.
_MOST_DEEP = 60
#: A side of a drawing, in its own units.
_LEAST_LONG, _MOST_LONG = 0.001, 1_000_000
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """What is kept of a file, its media type, and how wide it stands in the masthead."""

    body: bytes
    type: str
    width: int


def read_logo(body: bytes) -> Logo:
    """A PNG, JPEG, WebP or SVG file as it is kept. Raises BadInput (`logo`)."""
    if len(body) > MOST_BYTES:
        raise _refused(_("This file is larger than 512 KB. Choose a smaller one."))
    is_drawing = b"<svg" in body[:4096].lower()
    return _drawing(body) if is_drawing else _picture(body)


def _picture(body: bytes) -> Logo:
    try:
        with Image.open(io.BytesIO(body), formats=("PNG", "JPEG", "WEBP")) as image:
            if image.width * image.height > 40_000_000:
                raise _refused(_("This picture has too many pixels. Choose a smaller one."))
            drawn = image.convert("RGBA")
    # A broken part of a PNG file is a SyntaxError to Pillow.
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as e:
        raise _refused(_("This is no PNG, JPEG, WebP or SVG file that can be read.")) from e
    drawn.thumbnail((MOST_WIDTH * _PIXELS, HEIGHT * _PIXELS))
    into = io.BytesIO()
    drawn.save(into, "PNG", optimize=True)
    return Logo(body=into.getvalue(), type="image/png", width=_width(drawn.width, drawn.height))


def _drawing(body: bytes) -> Logo:
    try:
        root = fromstring(body, forbid_dtd=False)
    # A character set that nobody knows is a LookupError.
    except (ParseError, DefusedXmlException, ValueError, LookupError) as e:
        raise _refused(_("This SVG file cannot be read. Save it again as plain SVG.")) from e
    if root.tag not in ("svg", f"{_SVG}svg"):
        raise _refused(_("This SVG file cannot be read. Save it again as plain SVG."))
    width, height = _measures(root)
    clean = _cleaned(root)
    clean.set("xmlns", "http://www.w3.org/2000/svg")
    clean.set("width", f"{width:g}")
    clean.set("height", f"{height:g}")
    clean.attrib.setdefault("viewBox", f"0 0 {width:g} {height:g}")
    if len(list(clean.iter())) < 2:
        raise _refused(_("Nothing is drawn in this SVG file but text, pictures or links."))
    return Logo(body=tostring(clean), type="image/svg+xml", width=_width(width, height))


def _measures(root: Element) -> tuple[float, float]:
    box = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", root.get("viewBox", ""))]
    found = [_NUMBER.fullmatch(root.get(name, "")) for name in ("width", "height")]
    sides = [float(one[1]) for one in found if one]
    for pair in (box[2:] if len(box) == 4 else [], sides):
        if len(pair) == 2 and all(_LEAST_LONG <= side <= _MOST_LONG for side in pair):
            return pair[0], pair[1]
    raise _refused(_("This SVG file does not say how wide and high it is. Give it a viewBox."))


def _cleaned(element: Element, depth: int = 0) -> Element:
    if depth > _MOST_DEEP:
        raise _refused(_("This SVG file cannot be read. Save it again as plain SVG."))
    made = Element(element.tag.removeprefix(_SVG))
    for name, value in element.attrib.items():
        if name in _SAYS_HOW and _HARMLESS.fullmatch(value.strip()):
            made.set(name, value)
    made.text = element.text if made.tag == "title" else None
    for child in element:
        if isinstance(child.tag, str) and child.tag.removeprefix(_SVG) in _DRAWS:
            made.append(_cleaned(child, depth + 1))
    return made


def _width(width: float, height: float) -> int:
    return max(1, min(MOST_WIDTH, round(HEIGHT * width / height)))


def _refused(message: str) -> BadInput:
    return BadInput(message, fields={"logo": message})
