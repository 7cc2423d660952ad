"""What assessors read has no name of the learner in it, and reads on in its own language."""

import pytest
from django.utils import translation

from assay.assessment.judging.masking import mask
from assay.people.name_matching import Naming

ADA = Naming.of(("Ada Marsh",), addresses=("ada.marsh@example.org",), schools=("Cedar Point",))
OUT = "[name taken out]"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("I am Ada Marsh.", f"I am {OUT}."),
        ("ADA  MARSH at cedar point", f"{OUT} at {OUT}"),
        (
            "Ms. Marsh waited; the marsh outside did not.",
            f"{OUT} waited; the marsh outside did not.",
        ),
        ("Mail ada.marsh@example.org today", f"Mail {OUT} today"),
        ("Cedar Pointers are tools.", "Cedar Pointers are tools."),
        ("Adam Marshall stays.", "Adam Marshall stays."),
        ("Text (with) a.* pattern", "Text (with) a.* pattern"),
    ],
)
def test_whole_names_go_and_other_words_stay(text: str, masked: str) -> None:
    assert mask(text, ADA) == masked


def test_a_text_that_shows_no_language_is_read_in_the_readers() -> None:
    with translation.override("en"):
        assert mask("Ada Marsh", ADA) == OUT
