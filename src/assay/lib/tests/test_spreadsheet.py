"""A list as a file: what a spreadsheet makes of it, whatever people typed."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from assay.lib import http
from assay.lib.http import harmless, spreadsheet


def read(response: object) -> list[list[str]]:
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"\xef\xbb\xbf"), "spreadsheets take it for another alphabet"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_rows_come_back_as_they_were() -> None:
    rows = [('Zoë, the "late" one', 3, None), ("two\nlines", -4, "=1+1")]
    response = spreadsheet("people", ("Name", "Badges", "Note"), rows)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert read(response) == [
        ["Name", "Badges", "Note"],
        ['Zoë, the "late" one', "3", ""],
        ["two\nlines", "-4", "'=1+1"],
    ]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1 555", "'+1 555"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  -cmd", "'  -cmd"),
        ("\tx", "'\tx"),
        ("-3.5", "-3.5"),
        ("+7", "+7"),
        (0, "0"),
        ("", ""),
        ("Ann-Marie", "Ann-Marie"),
        (date(2026, 12, 3), "2026-12-03"),
        (datetime(2026, 12, 4, 1, 41, tzinfo=UTC), "2026-12-03T20:41-05:00"),
    ],
)
def test_nothing_in_a_cell_is_run(cell: object, said: str) -> None:
    assert harmless(cell) == said


def test_a_long_list_is_read_as_it_is_sent_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_LINES", 2000)
    read_so_far = 0

    def rows():  # type: ignore[no-untyped-def]
        nonlocal read_so_far
        for number in range(5000):
            read_so_far = number
            yield (number, "x" * 50)

    response = spreadsheet("long", ("Number", "Text"), rows())
    stream = iter(response.streaming_content)
    next(stream)
    assert read_so_far < 500
    told = b"".join(stream).decode().splitlines()
    assert told[-1] == '"There is more. Narrow the list, and export it again."'
    assert read_so_far == 2000
