"""A spreadsheet of earlier badges, a workbook or CSV: its columns by name, each fault by its line. No database."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from assay.credentials.earlier.rows import MOST_FAULTS, MOST_ROWS, BadRows, Fault, Row, once, row_of
from assay.credentials.earlier.workbooks import is_workbook, lines_of
from assay.lib.text.shapes import guess

#: The names under which a column is known, in small letters; the first is the one we write.
COLUMNS = {
    "email": ("e-mail", "email", "e-mail address", "email address", "correo", "correo electrónico"),
    "title": ("badge", "badge name", "micro-credential", "insignia", "microcredencial"),
    "issuer": ("issuer", "issued by", "emisor", "organización emisora"),
    "day": ("earned on", "issued on", "date", "fecha", "obtenida el"),
    "criteria_url": ("criteria", "criteria url", "criterios"),
}
NEEDED = ("email", "title", "issuer", "day")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def read(content: bytes) -> list[Row]:
    """The rows. Raises BadRows with every fault, up to fifty of them; nothing of a list with a fault is used."""
    lines = lines_of(content) if is_workbook(content) else _of_csv(content)
    rows: list[Row] = []
    faults: list[Fault] = []
    places: list[str] | None = None
    for number, cells in lines:
        at = _line(number)
        if not any(cell.strip() for cell in cells):
            continue
        if places is None:
            places = _places(cells, at)
            continue
        if len(rows) >= MOST_ROWS:
            faults.append(Fault(at=at, what=_too_many()))
            break
        found = _row(at, places, cells)
        if isinstance(found, Row):
            rows.append(found)
        else:
            faults += found
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise BadRows(faults)
    if not rows:
        raise BadRows([Fault(at=_line(1), what=_("There is no row in this list."))])
    return once(rows)


def _of_csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each line with its number. Raises BadRows where one is open."""
    text = _text(content)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for cells in lines:
            yield lines.line_num, cells
    except csv.Error as e:
        what = _("A quotation mark is open, or a cell is too long.")
        raise BadRows([Fault(at=_line(lines.line_num), what=what)]) from e


def _too_many() -> str:
    return _("There are more than %(n)s rows. Split the list.") % {"n": f"{MOST_ROWS:,}"}


def _row(at: str, places: list[str], cells: list[str]) -> Row | list[Fault]:
    if len(cells) > len(places) and any(cell.strip() for cell in cells[len(places) :]):
        return [Fault(at=at, what=_("There are more cells than columns."))]
    said = dict.fromkeys(COLUMNS, "")
    said.update(zip(places, cells, strict=False))
    return row_of(
        at,
        email=said["email"],
        title=said["title"],
        issuer=said["issuer"],
        day=said["day"],
        criteria_url=said["criteria_url"],
    )


def _places(cells: list[str], at: str) -> list[str]:
    """Which column stands where. Raises BadRows for one that is not known, twice there, or missing."""
    known = {word: name for name, words in COLUMNS.items() for word in words}
    found: list[str] = []
    faults = []
    for cell in cells:
        word = " ".join(cell.strip().lower().split())
        name = known.get(word, "")
        if not name:
            what = _("No column is called “%(word)s”.") % {"word": cell.strip()[:40]}
            faults.append(
                Fault(at=at, what=f"{what} {guess(word, [w[0] for w in COLUMNS.values()])}")
            )
        elif name in found:
            faults.append(
                Fault(
                    at=at, what=_("The column “%(word)s” is there twice.") % {"word": cell.strip()}
                )
            )
        found.append(name)
    faults += [
        Fault(at=at, what=_("The column “%(word)s” is missing.") % {"word": COLUMNS[name][0]})
        for name in NEEDED
        if name not in found
    ]
    if faults:
        raise BadRows(faults)
    return found


def _text(content: bytes) -> str:
    """The text, whatever mark it begins with. Raises BadRows with the line of the first byte that is no UTF-8."""
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        what = _("This is not UTF-8. In your spreadsheet choose “Save as”, “CSV UTF-8”.")
        raise BadRows([Fault(at=_line(line), what=what)]) from e
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise BadRows([Fault(at=_line(line), what=_("There is a character that cannot be read."))])
    return text


def _delimiter(text: str) -> str:
    """What parts the cells of the first line: spreadsheets of other countries write a semicolon."""
    first = text.lstrip().split("\n", 1)[0]
    return max((",", ";", "\t"), key=first.count)


def _line(number: int) -> str:
    return _("Line %(n)s") % {"n": max(number, 1)}
