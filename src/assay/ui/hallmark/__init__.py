"""The hallmark: badge art struck from data, the same facts always giving the same bytes.

One die, two impressions. The *proof* is engraved in the ink of its domain: catalog, workspace, letters. The *struck*
one is brass with an enamel field, only ever for an award. See `docs/reference/hallmark.md` for the recipe.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from assay.ui.hallmark.facts import Facts
from assay.ui.hallmark.impressions import draw
from assay.ui.hallmark.raster import png, with_palette

__all__ = ["Facts", "draw", "edition", "png", "with_palette"]


@cache
def edition() -> str:
    """What tells one way of drawing from the next: a mark of the files that draw."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
