"""The order of what is essential: for any ranking and any foundations without a circle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.frameworks.essentials import STANDINGS, Circle, Rated, has_circle, in_order

NUMBERS = st.integers(1, 12)
RATED = st.lists(
    st.builds(
        Rated,
        competency=NUMBERS,
        standing=st.sampled_from(STANDINGS),
        leverage=st.integers(1, 3),
        name=st.sampled_from(("", "a", "b")),
    ),
    unique_by=lambda one: one.competency,
)
#: A larger number builds on a smaller one, so nothing goes round.
PAIRS = st.lists(
    st.tuples(NUMBERS, NUMBERS).filter(lambda pair: pair[0] > pair[1]), unique=True, max_size=20
)


@given(RATED, PAIRS)
def test_nothing_comes_before_what_it_builds_on(rated, pairs):
    found = [one.competency for one in in_order(rated, pairs)]
    at = {competency: place for place, competency in enumerate(found)}
    assert len(at) == len(found)
    for later, foundation in pairs:
        if later in at:
            assert at[foundation] < at[later]


@given(RATED, PAIRS)
def test_the_more_essential_comes_first_and_what_it_builds_on_is_as_essential(rated, pairs):
    found = in_order(rated, pairs)
    places = [STANDINGS.index(one.standing) for one in found]
    assert places == sorted(places)
    standing = {one.competency: STANDINGS.index(one.standing) for one in found}
    assert set(standing) >= {one.competency for one in rated}
    for later, foundation in pairs:
        if later in standing:
            assert standing[foundation] <= standing[later]
    for one in rated:
        assert standing[one.competency] <= STANDINGS.index(one.standing)


@given(RATED, PAIRS)
def test_what_was_raised_says_by_what(rated, pairs):
    for one in in_order(rated, pairs):
        own = one.own.standing if one.own else None
        if one.standing != own:
            assert (one.lifted_by, one.competency) in pairs
        else:
            assert one.lifted_by is None


@given(RATED, PAIRS, st.randoms(use_true_random=False))
def test_the_order_does_not_hang_on_how_it_is_told(rated, pairs, chance):
    before = in_order(rated, pairs)
    chance.shuffle(rated)
    chance.shuffle(pairs)
    assert [(o.competency, o.standing) for o in in_order(rated, pairs)] == [
        (o.competency, o.standing) for o in before
    ]


def test_among_equals_more_leverage_comes_first_and_a_foundation_keeps_it_waiting_for_nothing():
    rated = [
        Rated(competency=1, standing="essential", leverage=2, name="a"),
        Rated(competency=2, standing="essential", leverage=3, name="b"),
    ]
    assert [one.competency for one in in_order(rated, [])] == [2, 1]
    found = in_order(rated, [(2, 9)])
    assert [one.competency for one in found] == [9, 2, 1]
    assert (found[0].standing, found[0].lifted_by, found[0].own) == ("essential", 2, None)


def test_a_circle_has_no_beginning():
    assert has_circle([(1, 2), (2, 3), (3, 1)]) and not has_circle([(1, 2), (2, 3), (1, 3)])
    rated = [Rated(competency=1, standing="useful", leverage=1)]
    with pytest.raises(Circle):
        in_order(rated, [(1, 2), (2, 1)])
