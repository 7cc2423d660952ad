import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.assessment.masking import mask

NAMES = ["Ada Marsh", "ada.marsh@example.org", "Cedar Point"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("I am Ada Marsh.", "I am [x]."),
        ("ADA  MARSH at cedar point", "[x] at [x]"),
        ("Ms. Marsh waited; the marsh outside did not.", "[x] waited; the marsh outside did not."),
        ("Mail ada.marsh@example.org today", "Mail [x] today"),
        ("Cedar Pointers are tools.", "Cedar Pointers are tools."),
        ("Adam Marshall stays.", "Adam Marshall stays."),
    ],
)
def test_whole_names_go_and_other_words_stay(text: str, masked: str) -> None:
    assert mask(text, NAMES, family_name="Marsh", stand_in="[x]") == masked


@settings(deadline=None)
@given(before=st.text(alphabet=" .,;", max_size=5), after=st.text(alphabet=" .,;", max_size=5))
def test_no_name_is_left_whatever_stands_around_it(before: str, after: str) -> None:
    for name in NAMES:
        assert name not in mask(f"{before}{name}{after}", NAMES, stand_in="[x]")


def test_nothing_to_take_out_changes_nothing() -> None:
    assert mask("Text (with) a.* pattern", ["", " ", "a"], stand_in="[x]") == "Text (with) a.* pattern"
