"""Small counts stay hidden from who adds and subtracts."""

import random
from importlib import import_module
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.lib.small_cells import INTERNAL, PUBLIC, TOTAL, hide, hide_list, hide_table


def test_small_counts_are_hidden_and_one_more_beside_a_single_one() -> None:
    shown, total = hide_list({"Oak": 40, "Elm": 3, "Fir": 25}, least=PUBLIC)
    assert shown == {"Oak": 40, "Elm": None, "Fir": None}
    assert total == 68


def test_two_small_ones_that_are_few_together_take_a_third_along() -> None:
    shown, total = hide_list({"Oak": 40, "Elm": 3, "Ash": 2, "Fir": 25}, least=PUBLIC)
    assert shown == {"Oak": 40, "Elm": None, "Ash": None, "Fir": None} and total == 70
    shown, _ = hide_list({"Oak": 40, "Elm": 9, "Ash": 8}, least=PUBLIC)
    assert shown == {"Oak": 40, "Elm": None, "Ash": None}, (
        "seventeen together say enough of neither"
    )


def test_what_is_not_small_is_shown() -> None:
    counts = {"Oak": 10, "Elm": 0, "Fir": 25}
    assert hide_list(counts, least=PUBLIC) == (counts, 35)
    assert hide_list({"Oak": 5}, least=INTERNAL) == ({"Oak": 5}, 5)
    assert hide_list({}, least=PUBLIC) == ({}, 0)


def test_where_nothing_else_is_there_the_sum_is_hidden_too() -> None:
    assert hide_list({"Oak": 4}, least=PUBLIC) == ({"Oak": None}, None)
    assert hide_list({"Oak": 4, "Elm": 3}, least=PUBLIC) == ({"Oak": None, "Elm": None}, None)
    shown, total = hide_list({"Oak": 30, "Elm": 1}, least=PUBLIC)
    assert shown == {"Oak": None, "Elm": None} and total == 31


def test_a_table_keeps_its_margins_and_hides_four_corners() -> None:
    counts = {
        ("Oak", "earned"): 30,
        ("Oak", "not yet"): 3,
        ("Elm", "earned"): 20,
        ("Elm", "not yet"): 15,
        ("Fir", "earned"): 50,
        ("Fir", "not yet"): 40,
    }
    shown = hide_table(counts, least=PUBLIC)
    gone = {key for key, count in shown.items() if count is None}
    assert gone == set(product(("Oak", "Elm"), ("earned", "not yet")))
    assert (
        shown["Oak", TOTAL] == 33 and shown[TOTAL, "not yet"] == 58 and shown[TOTAL, TOTAL] == 158
    )


def test_a_sum_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="sum of its parts"):
        hide({"all": 5, "one": 4}, [("all", ["one"])], least=PUBLIC)


def test_schools_departments_and_the_district_guard_each_other() -> None:
    """A hierarchy: hiding one school alone would show it through the department's sum."""
    counts = {"district": 75, "east": 33, "west": 42, "e1": 30, "e2": 3, "w1": 20, "w2": 22}
    shown = hide(
        counts,
        [("district", ["east", "west"]), ("east", ["e1", "e2"]), ("west", ["w1", "w2"])],
        least=PUBLIC,
    )
    assert {key for key, count in shown.items() if count is None} == {"e1", "e2"}


cell = st.one_of(st.integers(0, 12), st.integers(0, 60))


@given(st.lists(cell, min_size=1, max_size=7), st.integers(2, 12))
def test_no_list_gives_a_small_count_away(counts: list[int], least: int) -> None:
    shown, total = hide_list(dict(enumerate(counts)), least=least)
    assert not any(count is not None and 0 < count < least for count in shown.values())
    hidden = [key for key, count in shown.items() if count is None]
    if total is not None and any(0 < counts[key] < least for key in hidden):
        assert len(hidden) >= 2
        assert total - sum(count or 0 for count in shown.values()) >= least


@given(st.integers(0, 2**32), st.integers(2, 5), st.integers(2, 4))
@settings(max_examples=60, deadline=None)
def test_no_table_gives_a_small_count_away(seed: int, rows: int, columns: int) -> None:
    """An independent reader with a linear program finds no hidden small count."""
    optimize = import_module("scipy.optimize")
    rng = random.Random(seed)
    counts = {
        (row, column): rng.choice((0, 1, 3, 6, 11, 30))
        for row in range(rows)
        for column in range(columns)
    }
    shown = hide_table(counts, least=INTERNAL)
    whole = {
        **counts,
        **{(row, TOTAL): sum(counts[row, c] for c in range(columns)) for row in range(rows)},
        **{(TOTAL, c): sum(counts[row, c] for row in range(rows)) for c in range(columns)},
        (TOTAL, TOTAL): sum(counts.values()),
    }
    cells = list(whole)
    place = {key: n for n, key in enumerate(cells)}
    sums = [
        *(((row, TOTAL), [(row, c) for c in range(columns)]) for row in range(rows)),
        *(((TOTAL, c), [(row, c) for row in range(rows)]) for c in range(columns)),
        ((TOTAL, TOTAL), [(row, TOTAL) for row in range(rows)]),
        ((TOTAL, TOTAL), [(TOTAL, c) for c in range(columns)]),
    ]
    equal = [[0.0] * len(cells) for _ in sums]
    for line, (total, parts) in zip(equal, sums, strict=True):
        line[place[total]] = -1
        for part in parts:
            line[place[part]] = 1
    bounds = [(None if shown[key] is None else shown[key],) * 2 for key in cells]
    bounds = [(0, None) if low is None else (low, high) for low, high in bounds]
    for key in cells:
        assert shown[key] is None or not 0 < whole[key] < INTERNAL
        if shown[key] is None and 0 < whole[key] < INTERNAL:
            goal = [float(other == key) for other in cells]
            ends = []
            for sign in (1, -1):
                found = optimize.linprog(
                    [sign * each for each in goal], A_eq=equal, b_eq=[0] * len(sums), bounds=bounds
                )
                ends.append(float("inf") if found.status == 3 else abs(found.fun))
            assert ends[1] - ends[0] >= 1, (counts, shown, key)
