"""What a program sees in a draft for people to look at; it never stops a publication."""

from typing import Any

import pytest

from assay.catalog.content.nouns import read
from assay.catalog.content.publishing_rules import findings
from assay.catalog.content.reading_ease import ease_of
from assay.catalog.content.remarks import remarks
from assay.catalog.tests.factories import wait_time

EASY = "The cat sat on the mat. It was a warm day. We had a good time in the sun. " * 8
HARD = (
    "Institutional accountability necessitates comprehensive interdisciplinary collaboration notwithstanding "
    "organizational particularities and administrative considerations. "
) * 10
FACIL = "El gato come pan. La niña ve el sol. Mi casa es azul. Hoy hay luz. " * 10
DIFICIL = (
    "La institucionalización interdisciplinaria de procedimientos administrativos extraordinariamente complejos "
    "imposibilita consideraciones metodológicas fundamentales. "
) * 12


def test_the_two_formulas_tell_easy_from_hard() -> None:
    for language, easy, hard in (("en", EASY, HARD), ("es", FACIL, DIFICIL)):
        one, two = ease_of(easy, language), ease_of(hard, language)
        assert one is not None and two is not None
        assert one.figure > 80 and not one.is_very_hard and two.is_very_hard


def test_a_figure_rests_on_a_hundred_words_of_a_language_it_knows() -> None:
    assert ease_of("A few words.", "en") is None
    assert ease_of(EASY, "fr") is None
    # Five words of one syllable a sentence: 206.835 - 1.015 * 5 - 84.6, by hand.
    ease = ease_of("The cat sat on mats. " * 20, "en-US")
    assert ease is not None and ease.figure == 100


def test_the_program_s_own_content_has_nothing_amiss() -> None:
    found = remarks(read(wait_time()))
    assert set(found) == {"q19"} and "by Flesch" in found["q19"][1]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"doi": "ten.1000/1"}, "doi"),
        ({"url": "www.example.org"}, "url"),
        ({"year": "soon"}, "year"),
        ({"doi": "", "url": "", "source": ""}, "source"),
    ],
)
def test_a_citation_that_is_not_well_formed_is_named(change: dict[str, Any], at: str) -> None:
    data = wait_time()
    data["research"]["citations"][0] |= change
    place, words = remarks(read(data))["q06"]
    assert place == f"research.citations[1].{at}" and "Citation 1" in words
    assert findings(read(data))["q06"].state == "people"


def test_levels_that_only_count_are_named() -> None:
    data = wait_time()
    levels = data["rubric"]["criteria"][1]["descriptors"]
    levels["demonstrated"] = "At least four students answer with a reason."
    levels["almost"] = "Two students answer with a reason."
    place, _words = remarks(read(data))["q14"]
    assert place == "rubric.criteria[2].descriptors.almost"
    levels["almost"] = "Students answer with a word."
    assert "q14" not in remarks(read(data))
