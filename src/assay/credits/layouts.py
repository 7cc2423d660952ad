"""Columns of a batch by its profile, and the answer that comes back. Documented in docs/reference/credit-batches.md.

A state's own layout is used where it is public; Michigan's is not, so its columns are to be confirmed.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assay.lib.errors import BadInput
from assay.lib.http import harmless

#: Columns that may stand in a layout, by what they hold.
COLUMNS = (
    "reference",
    "identifier",
    "first_name",
    "last_name",
    "name_on_license",
    "title",
    "earned_on",
    "amount",
    "unit",
    "category",
    "program_number",
    "issuer",
)
_COMMON = (
    "reference",
    "identifier",
    "name_on_license",
    "title",
    "earned_on",
    "amount",
    "unit",
    "category",
    "issuer",
)
_MICHIGAN = {
    "reference": "reference",
    "identifier": "pic",
    "first_name": "first_name",
    "last_name": "last_name",
    "amount": "hours",
    "earned_on": "completion_date",
    "program_number": "program_approval_number",
}
#: What a payroll office reads: the same columns for lanes, stipends and assessing.
_PAYROLL = (
    "reference",
    "takes_back",
    "employee_number",
    "name",
    "email",
    "pay_kind",
    "lane",
    "title",
    "earned_on",
    "amount",
    "unit",
    "pay",
    "currency",
    "every",
    "clause",
)
#: The name under which lines of pay for assessing stand in a batch, where others have their rule's.
ASSESSING = "assessing"
#: Rules whose layout has its own names for columns.
_OWN: dict[str, Mapping[str, str]] = {"mi-standard-certificate": _MICHIGAN}
TO_CONFIRM = frozenset(_OWN)
ACCEPTED, REJECTED = "accepted", "rejected"
MOST_BYTES, MOST_ROWS, MOST_REASON = 2_000_000, 10_000, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for one row of a batch."""

    line: int
    number: int
    result: str
    reason: str


def names(full: str) -> tuple[str, str]:
    """A name on a license as first and last names: the last word is the last name."""
    first, _space, last = full.strip().rpartition(" ")
    return first, last


def written(rule: str, rows: Iterable[Mapping[str, str]], *, is_payroll: bool = False) -> bytes:
    """A batch as CSV in UTF-8, no cell a formula."""
    names_ = _PAYROLL if is_payroll else _COMMON
    columns = _OWN.get(rule) or {name: name for name in names_}
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    write(columns.values())
    for row in rows:
        write([harmless(row[name]) for name in columns])
    return text.getvalue().encode()


def read_answers(sent: bytes, *, batch: int) -> list[Answer]:
    """An answer file: columns reference, result and reason. Raises BadInput that names every line at fault."""
    rows = _rows(sent)
    head = [cell.strip().lower() for cell in rows[0]]
    missing = [name for name in ("reference", "result") if name not in head]
    if missing:
        raise _refused([_("The first line names no column “%s”.") % name for name in missing])
    found: list[Answer] = []
    wrong: list[str] = []
    for line, row in enumerate(rows[1:], start=2):
        cells = dict(zip(head, (cell.strip() for cell in row), strict=False))
        if not any(cells.values()):
            continue
        answer = _answer(cells, line, batch)
        if isinstance(answer, str):
            wrong.append(_("Line %(line)d: %(what)s") % {"line": line, "what": answer})
        else:
            found.append(answer)
    times = Counter(one.number for one in found)
    twice = sorted(number for number, n in times.items() if n > 1)
    wrong += [_("Row %(n)d is answered twice.") % {"n": number} for number in twice]
    if wrong or not found:
        raise _refused(wrong or [_("No row in it.")])
    return found


def _rows(sent: bytes) -> Sequence[list[str]]:
    if len(sent) > MOST_BYTES:
        raise _refused([_("It is larger than any batch.")])
    try:
        text = sent.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise _refused(
            [_("It is not written in UTF-8. Save it as “CSV UTF-8”, and send it again.")]
        ) from e
    if "\x00" in text:
        raise _refused([_("It is not a CSV file.")])
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as e:
        raise _refused([_("It is not a CSV file.")]) from e
    if not rows or len(rows) > MOST_ROWS:
        raise _refused([_("No row in it.") if not rows else _("It is larger than any batch.")])
    return rows


def _answer(cells: Mapping[str, str], line: int, batch: int) -> Answer | str:
    """One line's answer, or what is wrong with it."""
    of, _dash, number = cells.get("reference", "").lstrip("'").partition("-")
    if of != str(batch) or not number.isdecimal() or len(number) > 6:
        return _("“%s” is no row of this batch.") % cells.get("reference", "")[:40]
    result = cells.get("result", "").lower()
    if result not in (ACCEPTED, REJECTED):
        return _("the result is neither “accepted” nor “rejected”.")
    reason = cells.get("reason", "")[:MOST_REASON]
    if reason[:1] in {"=", "+", "-", "@"}:
        return _("the reason begins like a formula.")
    if result == REJECTED and not reason:
        return _("the reason is missing.")
    return Answer(line=line, number=int(number), result=result, reason=reason)


def _refused(wrong: Sequence[str]) -> BadInput:
    said = " ".join([_("Nothing was changed."), *wrong[:20]])
    return BadInput(said, fields={"file": said})
