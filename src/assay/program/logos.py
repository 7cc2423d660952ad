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
#: A value that leads nowhere but to a part of the same drawing.
_HARMLESS = re.compile(r"url\(#[\w-]+\)|(?!.*(?:url|:|\\|&))[^<>]*", re.DOTALL)
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
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as e:
        raise _refused(_("This is no PNG, JPEG, WebP or SVG file that can be read.")) from e
    drawn.thumbnail((MOST_WIDTH * _PIXELS, HEIGHT * _PIXELS))
    into = io.BytesIO()
    drawn.save(into, "PNG", optimize=True)
    return Logo(body=into.getvalue(), type="image/png", width=_width(drawn.width, drawn.height))


def _drawing(body: bytes) -> Logo:
    try:
        root = fromstring(body, forbid_dtd=False)
    except (ParseError, DefusedXmlException, ValueError) as e:
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
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return box[2], box[3]
    if all(found) and all(one and float(one[1]) > 0 for one in found):
        return float(found[0][1]), float(found[1][1])  # type: ignore[index]
    raise _refused(_("This SVG file does not say how wide and high it is. Give it a viewBox."))


def _cleaned(element: Element) -> Element:
    made = Element(element.tag.removeprefix(_SVG))
    for name, value in element.attrib.items():
        if name in _SAYS_HOW and _HARMLESS.fullmatch(value.strip()):
            made.set(name, value)
    made.text = element.text if made.tag == "title" else None
    for child in element:
        if isinstance(child.tag, str) and child.tag.removeprefix(_SVG) in _DRAWS:
            made.append(_cleaned(child))
    return made


def _width(width: float, height: float) -> int:
    return max(1, min(MOST_WIDTH, round(HEIGHT * width / height)))


def _refused(message: str) -> BadInput:
    return BadInput(message, fields={"logo": message})
