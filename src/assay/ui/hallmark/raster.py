"""The hallmark as PNG, for badges that are baked and for readers of mail that know no SVG."""

import io
import tempfile
from pathlib import Path

import typst
from PIL import Image, ImageChops, ImageStat

_PAGE = '#set page(width: {size}pt, height: {size}pt, margin: 0pt, fill: none)\n#image("{name}", width: {size}pt)'
# How a rim fades into the clear ground: in so many steps of opacity, of which the first is none at all. Each opacity
# goes to the step nearest to it; what is nearest to the whole is solid.
_STEPS = 7
_STEP_OF = [min(_STEPS, round(a * _STEPS / 255)) for a in range(256)]
_OPACITIES = bytes(255 * step // _STEPS for step in range(_STEPS))
_SOLID = [255 if step == _STEPS else 0 for step in _STEP_OF]
_AFTER_STEPS = [min(255, index + _STEPS) for index in range(256)]
_RIM = [255 if 0 < step < _STEPS else 0 for step in _STEP_OF]


def png(svg: str, size_px: int, *, colors: int | None = None) -> bytes:
    """Render a square SVG at `size_px` by `size_px` pixels with a transparent ground.

    Below 97 px hand in `draw(…, small=True)`, and render at the size wanted: a large one scaled down is mud. With
    `colors` (2 to 249) the picture gets a palette of that many, and about a fifth of the bytes.
    """
    if not 8 <= size_px <= 4096:
        raise ValueError("A badge image has between 8 and 4096 pixels a side.")
    with tempfile.TemporaryDirectory() as folder:
        art, page = Path(folder) / "art.svg", Path(folder) / "page.typ"
        art.write_text(svg, encoding="utf-8")
        page.write_text(_PAGE.format(size=size_px, name=art.name), encoding="utf-8")
        # At 72 ppi a point is a pixel.
        image = typst.compile(str(page), format="png", ppi=72.0)
    if not isinstance(image, bytes):
        raise TypeError("typst returned more than one page")
    return image if colors is None else with_palette(image, colors)


def with_palette(png: bytes, colors: int) -> bytes:
    """The same picture in so many colors, and seven steps of opacity at its rim; the same picture, the same bytes.

    No dithering: it would cost more than it hides.
    """
    if not 2 <= colors <= 256 - _STEPS:
        raise ValueError(f"A palette has between 2 and {256 - _STEPS} colors here.")
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGBA")
    alpha = picture.getchannel("A")
    rim, solid = alpha.point(_RIM), alpha.point(_SOLID)
    # Only what is opaque has a say in which colors there are: the rest is painted over with the picture's own mean.
    opaque = Image.composite(
        picture.convert("RGB"), Image.new("RGB", picture.size, _mean(picture, solid)), solid
    )
    chosen = opaque.quantize(
        colors, method=Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE
    )
    # The see-through entries come first: PNG lists the opacity of the first ones and takes the others for solid.
    indexes = Image.frombytes("L", picture.size, chosen.tobytes()).point(_AFTER_STEPS)
    indexes.paste(alpha.point(_STEP_OF), mask=ImageChops.invert(solid))
    made = Image.frombytes("P", picture.size, indexes.tobytes())
    made.putpalette(bytes(_mean(picture, rim)) * _STEPS + bytes(chosen.getpalette() or ()))
    out = io.BytesIO()
    clear = solid.getextrema() != (255, 255)
    made.save(out, "PNG", optimize=True, transparency=_OPACITIES if clear else None)
    return out.getvalue()


def _mean(picture: Image.Image, mask: Image.Image) -> tuple[int, int, int]:
    """The mean color under a mask; black under an empty one."""
    found = ImageStat.Stat(picture.convert("RGB"), mask)
    if not found.count[0]:
        return 0, 0, 0
    red, green, blue = found.mean
    return round(red), round(green), round(blue)
