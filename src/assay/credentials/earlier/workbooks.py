"""The lines of an Excel workbook (.xlsx), bounded in size, lines and columns. Nothing in it is computed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from assay.credentials.earlier.rows import BadRows, Fault

#: What the workbook's own parts may come to, unpacked: ten thousand rows are a tenth of it.
MOST_UNPACKED = 48 * 1024 * 1024
MOST_PARTS = 2_000
#: Lines that are looked at, empty ones with them, and columns.
MOST_LINES, MOST_COLUMNS = 100_000, 40
_OLE = b"\xd0\xcf\x11\xe0"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    InvalidFileException,
    ParseError,
    DefusedXmlException,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    NotImplementedError,
)


def is_workbook(content: bytes) -> bool:
    """A workbook, or what was one before it was given a password."""
    return content.startswith((b"PK", _OLE))


def lines_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each line with its number, cells as text: days as ISO 8601, a formula as it is written.

    Raises BadRows for what is no workbook that can be read, for too large a one, and for rows on several sheets.
    """
    if content.startswith(_OLE):
        raise _refused(
            _(
                "This workbook has a password, or is of the old kind (.xls). Save it as .xlsx without a password."
            )
        )
    try:
        _measure(content)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if _has_words(sheet)]
        if len(sheets) > 1:
            names = ", ".join(f"“{sheet.title[:40]}”" for sheet in sheets[:5])
            what = _("There are rows on several sheets: %(names)s. Keep the one with the badges.")
            raise _refused(what % {"names": names})
        for sheet in sheets:
            yield from _lines(sheet)
    except BadRows:
        raise
    except _BROKEN as e:
        raise _refused(_("This workbook is broken and cannot be read. Save it again.")) from e


def _measure(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        entries = parts.infolist()
        read = [one for one in entries if one.filename.lower().endswith((".xml", ".rels"))]
        if len(entries) > MOST_PARTS or sum(one.file_size for one in read) > MOST_UNPACKED:
            raise _refused(_("This workbook is too large to be read. Send the list as CSV."))


def _has_words(sheet: Any) -> bool:
    return any(any(_text(cell).strip() for cell in cells) for cells in _some(sheet))


def _some(sheet: Any) -> Iterator[Any]:
    """As far as somebody would look for rows on a sheet that is not the one."""
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if number > 100:
            return
        yield cells


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if number > MOST_LINES:
            what = _("The sheet goes on for too long. Delete the empty lines below the list.")
            raise BadRows([Fault(at=_("Line %(n)s") % {"n": number}, what=what)])
        said = [_text(cell) for cell in cells]
        while said and not said[-1].strip():
            said.pop()
        yield number, said


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return str(value) if str(value).startswith("=") else f"={value}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _refused(what: str) -> BadRows:
    return BadRows([Fault(at=_("Line %(n)s") % {"n": 1}, what=what)])
