"""A list as an Excel workbook: read as its CSV is, each fault by its line, and nothing of a broken one used."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from assay.credentials import actions
from assay.credentials.earlier import lists, workbooks
from assay.credentials.earlier.rows import MOST_ROWS, BadRows
from assay.credentials.models import EarlierBadge, EarlierList
from assay.people.models import Organization, Person

HEAD = ("E-mail", "Badge", "Issuer", "Earned on")
DAY = date(2021, 5, 31)


def workbook(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD, **sheets: Any) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in (head, *rows) if head else rows:
        sheet.append(row)
    for title, more in sheets.items():
        other: Any = book.create_sheet(title)
        for row in more:
            other.append(row)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def faults(content: bytes) -> list[str]:
    with pytest.raises(BadRows) as caught:
        lists.read(content)
    return [str(fault) for fault in caught.value.faults]


def line(email: str = "a@b.example", day: Any = DAY, title: Any = "Maths") -> tuple[Any, ...]:
    return (email, title, "Academy", day)


def test_days_numbers_and_empty_lines_are_read_as_they_are_meant() -> None:
    rows = lists.read(
        workbook(
            line(),
            (),
            line("b@b.example", datetime(2020, 1, 2, 9, 30, tzinfo=UTC).replace(tzinfo=None)),
            line("c@b.example", "5/31/2021", 3.0),
        )
    )
    assert [(one.at, one.email, one.title, one.earned_on) for one in rows] == [
        ("Line 2", "a@b.example", "Maths", DAY),
        ("Line 4", "b@b.example", "Maths", date(2020, 1, 2)),
        ("Line 5", "c@b.example", "3", DAY),
    ]
    assert len(lists.read(workbook(line(), Notes=[]))) == 1, "an empty second sheet is nothing"


def test_every_fault_has_its_line() -> None:
    assert faults(workbook(line(), head=("Emial", *HEAD[1:])))[0].startswith(
        "Line 1: No column is called “Emial”. Did you mean “e-mail”?"
    )
    assert faults(workbook(line(), line("nobody"), line("c@d.example", 44347))) == [
        "Line 3: “nobody” is no e-mail address.",
        "Line 4: “44347” is a number and no day. Give its column the format of a date.",
    ]
    assert "Line 2: There is a formula under" in faults(workbook(line(day="=TODAY()")))[0]
    assert faults(workbook(line(), line())) == ["Line 3: It says the same as Line 2."]
    assert faults(workbook()) == ["Line 1: There is no row in this list."]
    assert "several sheets: “Sheet”, “Others”" in faults(workbook(line(), Others=[HEAD, line()]))[0]


def test_a_locked_a_broken_and_a_swollen_one_are_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "has a password" in faults(b"\xd0\xcf\x11\xe0" + b"\0" * 600)[0]
    assert "broken" in faults(b"PK\x03\x04 and so on")[0]
    whole = workbook(line())
    assert "broken" in faults(whole[: len(whole) // 2])[0]
    assert "broken" in faults(_with_part("xl/worksheets/sheet1.xml", b"<worksheet"))[0]
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    assert "broken" in faults(_with_part("xl/worksheets/sheet1.xml", bomb))[0]
    swollen = _with_part("xl/more.xml", b"\0" * (workbooks.MOST_UNPACKED + 1))
    assert len(swollen) < 200_000 and "too large" in faults(swollen)[0]
    monkeypatch.setattr(workbooks, "MOST_LINES", 20)
    assert "goes on for too long" in faults(workbook(*[(" ",)] * 30))[0]


def _with_part(name: str, body: bytes) -> bytes:
    """The workbook of one row, with one part put in place of its own."""
    into = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(line()))) as before,
        zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for one in before.infolist():
            if one.filename != name:
                after.writestr(one.filename, before.read(one))
        after.writestr(name, body)
    return into.getvalue()


WHOLE = workbook(line(), line("b@b.example"))


@settings(max_examples=150)
@given(at=st.integers(0, len(WHOLE) - 1), byte=st.integers(0, 255))
def test_whatever_byte_is_changed_it_is_read_or_refused_in_words(at: int, byte: int) -> None:
    try:
        lists.read(WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :])
    except BadRows as refusal:
        assert all(fault.at.startswith("Line ") for fault in refusal.faults)


@pytest.mark.django_db
def test_ten_thousand_rows_come_in_and_one_more_is_refused_whole(
    district: Organization, max_: Person
) -> None:
    rows = [line(f"p{n}@old.example") for n in range(MOST_ROWS)]
    row = actions.read_list(district, [("old.xlsx", workbook(*rows))], by=max_)
    assert (row.count, EarlierBadge.objects.count()) == (MOST_ROWS, 0)
    more = workbook(*rows, line("one@more.example"))
    with pytest.raises(BadRows, match="Line 10002: There are more than 10,000 rows"):
        actions.read_list(district, [("old.xlsx", more)], by=max_)
    assert EarlierList.objects.get().pk == row.pk, "nothing of it is kept"
