"""Cut the faces of the pages to the weights and letters of English and Spanish: fonts.py FOLDER-OF-THE-ORIGINALS.

The originals are named in ui/static/ui/fonts/README.md. Needs `pip install fonttools brotli`, which nothing else does.
"""

import sys
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parent.parent / "src/assay/ui/static/ui/fonts"
CUT = ("inter-latin-normal", "source-serif-4-latin-normal", "source-serif-4-latin-italic")
WEIGHTS = (400, 700)
FEATURES = ["calt", "ccmp", "kern", "liga", "locl", "lnum", "mark", "mkmk", "pnum", "tnum"]
LETTERS = {*range(0x20, 0x7F), *range(0xA0, 0x100)}
SIGNS = "ıŒœˆ˚˜\u0304\u0308\u2007\u2009\u200b\u202f‐‑‒–—―‘’‚“”„†•…‰′″‹›⁄€™←↑→↓−∕≈≠≤≥\ufffd"


def cut(original: Path) -> bytes:
    font = TTFont(original)
    options = subset.Options(
        layout_features=FEATURES, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14]
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=(LETTERS | set(map(ord, SIGNS))) & set(font.getBestCmap()))
    cutter.subset(font)
    font.flavor = None
    whole = BytesIO()
    font.save(whole)
    whole.seek(0)
    font = instantiateVariableFont(TTFont(whole), {"wght": WEIGHTS}, optimize=True)
    font.flavor = "woff2"
    font.save(made := BytesIO())
    return made.getvalue()


if __name__ == "__main__":
    for name in CUT:
        made = cut(Path(sys.argv[1]) / f"{name}.woff2")
        (FONTS / f"{name}.woff2").write_bytes(made)
        print(f"{name}: {len(made):,} bytes")
