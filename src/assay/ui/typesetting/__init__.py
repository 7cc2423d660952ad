"""What is printed: data put into a page of the typesetter, as a tagged PDF or a picture."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Literal

import typst
from django.utils.translation import gettext as _

from assay.ui.appearance import logo_file, program_name
from assay.ui.typesetting.page import compiled

_HERE = Path(__file__).parent
Format = Literal["pdf", "png"]
_in_a_child: ContextVar[bool] = ContextVar("in_a_child", default=False)


def typeset(
    page: Path,
    data: Mapping[str, Any],
    *,
    format: Format,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """A page (`.typ`) with its data, and with the pictures it names. Some tenths of a second.

    A page on paper says by `letterhead(data.program)` whose it is: the program's name and logo. Data goes in as a file,
    not as an argument: a name may hold anything, and nothing in it is ever read as markup.
    """
    with tempfile.TemporaryDirectory(prefix="assay-print-") as folder:
        program, logo = _program()
        for name, body in {**(files or {}), **logo}.items():
            (Path(folder) / name).write_bytes(body)
        (Path(folder) / "letterhead.typ").write_bytes((_HERE / "letterhead.typ").read_bytes())
        (Path(folder) / "page.typ").write_bytes(page.read_bytes())
        (Path(folder) / "data.json").write_text(
            json.dumps({**data, "program": program}), encoding="utf-8"
        )
        return _made(Path(folder) / "page.typ", format)


@contextmanager
def in_a_child() -> Iterator[None]:
    """Typeset in a process that ends with it, for a process that forks later.

    The typesetter keeps threads, which no fork takes along: the forked process would wait for them forever.
    """
    token = _in_a_child.set(True)
    try:
        yield
    finally:
        _in_a_child.reset(token)


class NotDrawn(Exception):
    """This is no drawing that the typesetter can draw."""


def picture_of(svg: bytes, width: int, height: int) -> bytes:
    """A drawing as a PNG of three pixels a point. Raises NotDrawn."""
    size = {"width": width, "height": height}
    with tempfile.TemporaryDirectory(prefix="assay-print-") as folder:
        (Path(folder) / "picture.svg").write_bytes(svg)
        (Path(folder) / "data.json").write_text(json.dumps(size), encoding="utf-8")
        (Path(folder) / "page.typ").write_bytes((_HERE / "picture.typ").read_bytes())
        try:
            return _compiled(Path(folder) / "page.typ", "png", [], ppi=72.0 * 3)
        except typst.TypstError as e:
            raise NotDrawn from e


def _program() -> tuple[dict[str, str], dict[str, bytes]]:
    """What stands above a page on paper, and the file of the logo that it names."""
    name, logo = program_name(), logo_file()
    about = _("Logo of %(name)s") % {"name": name}
    said = {"name": name, "logo": "", "logo_about": about}
    if logo is None:
        return said, {}
    file = f"program-logo.{logo.kind}"
    return {**said, "logo": file}, {file: logo.body}


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


def _compiled(page: Path, format: Format, standards: Sequence[str], ppi: float = 72.0) -> bytes:
    if not _in_a_child.get():
        return compiled(page, format, standards, ppi)
    asked = [sys.executable, str(_HERE / "page.py"), str(page), format, str(ppi), *standards]
    done = subprocess.run(asked, capture_output=True, check=False)  # noqa: S603 (ourselves)
    if done.returncode:
        said = done.stderr.decode(errors="replace")
        raise typst.TypstError(said, said)
    return done.stdout
