"""The hallmark: badge art struck from data, the same facts always giving the same bytes.

One die, two impressions. The *proof* is engraved in the ink of its domain: catalog, workspace, letters. The *struck*
one is brass with an enamel field, only ever for an award. See `docs/reference/hallmark.md` for the recipe.
"""

from assay.ui.hallmark.facts import Facts
from assay.ui.hallmark.impressions import draw
from assay.ui.hallmark.raster import png, with_palette

__all__ = ["Facts", "draw", "png", "with_palette"]
