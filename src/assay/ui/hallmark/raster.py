"""The hallmark as PNG, for badges that are baked and for readers of mail that know no SVG."""

import tempfile
from pathlib import Path

import typst

_PAGE = '#set page(width: {size}pt, height: {size}pt, margin: 0pt, fill: none)\n#image("{name}", width: {size}pt)'


def png(svg: str, size_px: int) -> bytes:
    """Render a square SVG at `size_px` by `size_px` pixels with a transparent ground.

    Below 97 px hand in `draw(…, small=True)`, and render at the size wanted: a large one scaled down is mud.
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
    return image
