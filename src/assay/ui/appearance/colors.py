"""Colors by contrast: which words read well on what, and the nearest color that does (WCAG 2.2, 1.4.3).

Colors are `#rrggbb`. What is reckoned goes by OKLCH (lightness 0 to 1, chroma, hue in degrees), where equal steps look
equal.
"""

import math
import re
from collections.abc import Sequence

_WRITTEN = re.compile(r"#?([0-9a-fA-F]{6})")
#: What words need beside what they stand on.
LEAST_CONTRAST = 4.5
_STEP = 0.005


def color_of(text: str) -> str:
    """What somebody typed as a color; "" where it is none."""
    found = _WRITTEN.fullmatch(text.strip())
    return f"#{found[1].lower()}" if found else ""


def contrast(one: str, other: str) -> float:
    """From 1 to 21, as WCAG 2.2 defines it."""
    first, second = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def reads_on(color: str, grounds: Sequence[str]) -> float:
    """The least contrast of a color with any of what it stands on."""
    return min(contrast(color, ground) for ground in grounds)


def nearest(color: str, grounds: Sequence[str], *, darker: bool) -> str:
    """The color itself where it reads well on every ground, else the first darker (or lighter) one that does."""
    lightness, chroma, hue = to_oklch(color)
    found = color
    while reads_on(found, grounds) < LEAST_CONTRAST and 0 < lightness < 1:
        lightness += -_STEP if darker else _STEP
        found = from_oklch(max(0.0, min(1.0, lightness)), chroma, hue)
    return found


def to_oklch(color: str) -> tuple[float, float, float]:
    red, green, blue = _linear(color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The nearest that a screen shows: with as much of the chroma as fits."""
    for share in range(100, -1, -2):
        red, green, blue = _to_linear(lightness, chroma * share / 100, hue)
        if all(-0.0005 <= part <= 1.0005 for part in (red, green, blue)):
            break
    return "#" + "".join(f"{_encoded(part):02x}" for part in (red, green, blue))


def _to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _linear(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return _decoded(red), _decoded(green), _decoded(blue)


def _decoded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _encoded(part: float) -> int:
    part = max(0.0, min(1.0, part))
    value = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
    return round(value * 255)


def _luminance(color: str) -> float:
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
