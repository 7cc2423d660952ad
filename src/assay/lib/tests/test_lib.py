from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.lib import ids
from assay.lib.canonical import canonical_json, digest
from assay.lib.clock import held_at, now, running
from assay.lib.vault import mark
from assay.lib.wording import clean, clean_line, unlinked, word_count


def test_the_clock_can_be_held_and_goes_on_after() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with held_at(noon):
        assert now() == noon
    assert now() != noon
    with pytest.raises(ValueError), held_at(datetime(2026, 3, 2)):  # noqa: DTZ001 (the naive one is the point)
        pass


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (3, 9, "to_come"),
        (2, 2, "in_force"),
        (1, 2, "in_force"),
        (1, None, "in_force"),
        (1, 1, "ran_out"),
    ],
)
def test_a_term_runs_on_its_first_and_its_last_day(first: int, last: int | None, said: str) -> None:
    with held_at(datetime(2026, 3, 2, 18, tzinfo=UTC)):
        assert running(date(2026, 3, first), last and date(2026, 3, last)) == said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("don't", 1),
        ("two-pause questioning", 2),
        ("0.9 seconds", 2),
        ("¿Qué pasó?", 2),
        ("a — b", 2),
    ],
)
def test_words_are_counted_as_a_person_counts_them(text: str, words: int) -> None:
    assert word_count(text) == words


def test_cleaning_keeps_the_text_and_drops_what_deceives() -> None:
    assert clean("a\r\nb\tc\x00d\u202egnp.exe") == "a\nb\tcdgnp.exe"
    assert clean_line("  Ana \n María ") == "Ana María"
    assert clean("e\u0301") == "é"
    assert clean("👩\u200d🏫") == "👩\u200d🏫"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.booleans()))
def test_equal_values_have_equal_bytes(value: dict[str, object]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical_json(value) == canonical_json(turned) and len(digest(value)) == 64


def test_ids_do_not_repeat_and_hold_no_mistakable_letters() -> None:
    made = {ids.submission_id() for _ in range(500)}
    assert len(made) > 495
    assert not set("".join(made)) & set("ILOU")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("J.R. Marsh", "J. R. Marsh"),
        ("Win at https://evil.example/now", "Win at https evil. example now"),
        ("a@evil.example\nBcc: x", "a evil. example Bcc x"),
        ("Ñandú O’Neil-Þór", "Ñandú O’Neil-Þór"),
    ],
)
def test_a_name_in_a_letter_to_a_stranger_makes_no_link(name: str, shown: str) -> None:
    assert unlinked(name) == shown


def test_a_mark_is_the_same_each_time_and_another_under_another_key(settings) -> None:
    first = mark("guest", "jane@elm.example")
    assert first == mark("guest", "jane@elm.example")
    assert len({first, mark("letter", "jane@elm.example"), mark("guest", "mo@elm.example")}) == 3
    settings.VAULT_KEY = "another"
    assert mark("guest", "jane@elm.example") != first
