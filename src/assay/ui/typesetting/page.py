"""One page made by the typesetter: `page.py PAGE FORMAT PPI [STANDARD …]` writes it to its output.

A program of its own, too, which knows nothing of the product: for processes that fork later.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).parent / "fonts"


def compiled(page: Path, format: Any, standards: Sequence[Any], ppi: float) -> bytes:
    """A page with its data beside it, as PDF or picture. Raises typst.TypstError."""
    made = typst.compile(
        str(page),
        root=str(page.parent),
        font_paths=[str(FONTS)],
        format=format,
        sys_inputs={"data": "data.json"},
        ppi=ppi,
        pdf_standards=list(standards),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned more than one page")
    return made


if __name__ == "__main__":
    _name, page, format, ppi, *standards = sys.argv
    sys.stdout.buffer.write(compiled(Path(page), format, standards, float(ppi)))
