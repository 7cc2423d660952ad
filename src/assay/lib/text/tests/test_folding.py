"""Folding: spellings of one word become one, and every letter finds its way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.lib.text.folding import fold, folded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Núñez", "nunez"),
        ("Nu\u0301n\u0303ez", "nunez"),
        ("O’Neil", "o'neil"),
        ("O\u02bcNeil", "o'neil"),
        ("Núñez\u2011García", "nunez-garcia"),
        ("Whit\u00adlock", "whitlock"),
        ("Whit\u200block", "whitlock"),
        ("Daniel\u00a0Whitlock", "daniel whitlock"),
        ("Daniel\u2028Whitlock", "daniel\nwhitlock"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("Søren Łukasz", "soren lukasz"),
        ("Ｗ", "w"),
        ("O｀Neil", "o'neil"),
        ("İ", "i"),
    ],
)
def test_spellings_of_one_word_are_one(text: str, plain: str) -> None:
    assert folded(text) == plain


@given(st.text(max_size=60))
def test_every_folded_letter_stands_where_it_came_from(text: str) -> None:
    here = fold(text)
    assert len(here.at) == len(here.text) + 1
    for n in range(len(here.text)):
        start, end = here.span(n, n + 1)
        assert here.text[n] in folded(text[start:end])


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)
