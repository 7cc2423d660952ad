"""A list that a script sends in a field: JSON holds more than a text may."""

import pytest

from assay.lib.http import sent_rows


def test_rows_are_read_and_their_texts_can_be_written() -> None:
    assert sent_rows('[{"at": 3, "text": "Six \\u00e9"}, 5, null]') == [{"at": 3, "text": "Six é"}]
    (row,) = sent_rows('[{"at": "\\u0000", "text": "a\\u0000b \\ud800 \\ud83e\\udd89"}]') or []
    assert row == {"at": "", "text": "ab ? 🦉"}


@pytest.mark.parametrize(
    "value", ["", "no", "{}", '"text"', "null", "[" * 100_000, "[1,", "\ud800"]
)
def test_what_is_no_list_is_none(value: str) -> None:
    assert sent_rows(value) is None
