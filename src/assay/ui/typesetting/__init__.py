"""What is printed: data put into a page of the typesetter, as a tagged PDF or a picture."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

_FONTS = Path(__file__).parent / "fonts"
Format = Literal["pdf", "png"]


def typeset(
    page: Path,
    data: Mapping[str, Any],
    *,
    format: Format,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """A page (`.typ`) with its data, and with the pictures it names. Some tenths of a second.

    As a file, not as an argument: a name may hold anything, and nothing in it is ever read as markup.
    """
    with tempfile.TemporaryDirectory(prefix="assay-print-") as folder:
        for name, body in (files or {}).items():
            (Path(folder) / name).write_bytes(body)
        (Path(folder) / "page.typ").write_bytes(page.read_bytes())
        (Path(folder) / "data.json").write_text(json.dumps(data), encoding="utf-8")
        made = _made(Path(folder) / "page.typ", format)
    if not isinstance(made, bytes):
        raise TypeError("typst returned more than one page")
    return made


def _made(page: Path, format: Format) -> bytes:
    """PDF/UA-1 where every letter has a glyph. A script for which no font is here is printed as it can be: a
    certificate with a gap in a name is worth more to its earner than a refusal."""
    if format == "pdf":
        try:
            return _compiled(page, format, ["ua-1"])
        except typst.TypstError as e:
            if "could not be displayed" not in str(e):
                raise
    return _compiled(page, format, [])


def _compiled(page: Path, format: Format, standards: list[Any]) -> bytes:
    return typst.compile(
        str(page),
        root=str(page.parent),
        font_paths=[str(_FONTS)],
        format=format,
        sys_inputs={"data": "data.json"},
        ppi=72.0,
        pdf_standards=standards,
    )
