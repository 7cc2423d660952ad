"""What may give somebody away in a text: marked to be looked at, never more than a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.evidence.identifying_words import look, vocabulary


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("When I asked Mia why, she knew.", ["Mia"]),
        ("mia said yes.", []),
        ("MIA said yes.", ["MIA"]),
        ("Keyshawn’s answer was longer.", ["Keyshawn"]),
        ("In class, Xochitl and José-Luis spoke.", ["Xochitl", "José-Luis"]),
        ("Thanks to Mrs. Hope Okonkwo.", ["Hope Okonkwo"]),
        ("Coach Will helped.", ["Will"]),
        ("M.J. spoke first.", ["M.J."]),
        ("Write to k.m-l@mail.school.org or @keys.", ["k.m-l@mail.school.org", "@keys"]),
        ("Call +1 (555) 123-4567.", ["+1 (555) 123-4567"]),
        ("In 2024-2025, on 2025-03-04 and 3/14/2025, 12 of 24 waited 3.5 seconds.", []),
        ("I’m glad. Don't wait. Students spoke in ELA, in English, on Monday.", []),
        ("Questioning changed. Collaborative talk grew.\n\n- Waiting helped.", []),
        ("Ayer Guadalupe preguntó por qué.", ["Guadalupe"]),
        ("", []),
    ],
)
def test_what_is_marked(text: str, marked: list[str]) -> None:
    assert look(text).marked == marked


def test_words_of_the_template_are_nobodys_name() -> None:
    known = vocabulary(
        {"title": "Wait time", "prompts": [{"text": "How did talk change after each pause?"}]}
    )
    assert (
        look("My Pause was longer. Wait Time works.", known=known | {"wait", "works"}).marked == []
    )
    assert look("My Pause was longer.").marked == []  # a word of schools
    assert look("We used Zorb daily.").marked == ["Zorb"]
    assert look("We used Zorb daily.", known=vocabulary(["zorb"])).marked == []


@given(st.text(max_size=300))
def test_no_letter_is_lost_or_added(text: str) -> None:
    assert "".join(stretch.text for stretch in look(text).stretches) == text


@pytest.mark.parametrize(
    "text", ["a" * 60_000, "1" * 60_000, "A." * 30_000, "Mia " * 15_000, "a@" * 30_000]
)
def test_a_flood_is_looked_through_whole(text: str) -> None:
    assert "".join(stretch.text for stretch in look(text).stretches) == text
