"""What every figure keeps: its number, an interval about it, words where it cannot be told, and never NaN."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.assessment.agreement import ratings as tables
from assay.assessment.agreement.exact import adjacent, exact
from assay.assessment.agreement.figures import Figure, share, student, wilson
from assay.assessment.agreement.gwet import ac1, ac2
from assay.assessment.agreement.kappa import kappa, linear_kappa, quadratic_kappa
from assay.assessment.agreement.krippendorff import alpha, ordinal
from assay.assessment.agreement.ratings import PROGRAM_SCALE, Pairs, Rating, Units, paired
from assay.assessment.agreement.weights import identity, linear, quadratic
from assay.assessment.agreement.weights import ordinal as by_order

#: Every figure of a table of two readers.
FIGURES: dict[str, Callable[[Pairs], Figure]] = {
    "exact": exact,
    "adjacent": adjacent,
    "kappa": kappa,
    "linear kappa": linear_kappa,
    "quadratic kappa": quadratic_kappa,
    "AC1": ac1,
    "AC2": ac2,
    "alpha": lambda pairs: alpha(pairs.units()),
    "ordinal alpha": lambda pairs: alpha(pairs.units(), ordinal),
}
BEYOND_CHANCE = [name for name in FIGURES if name not in ("exact", "adjacent")]
NOT_YET, ALMOST, DEMONSTRATED = PROGRAM_SCALE

count = st.integers(0, 40)
row = st.tuples(count, count, count)
any_table = st.tuples(row, row, row).map(lambda rows: Pairs(PROGRAM_SCALE, rows))


@given(any_table)
def test_a_figure_lies_in_its_interval_or_says_why_not(pairs: Pairs) -> None:
    for figure in (of(pairs) for of in FIGURES.values()):
        assert figure.n == pairs.n
        if figure.value is None:
            assert figure.reason is not None
            continue
        assert figure.low is not None and figure.high is not None
        assert -1 - 1e-9 <= figure.low <= figure.value <= figure.high <= 1 + 1e-9
        assert figure.low < figure.high, "nothing is known for certain"


@given(any_table)
def test_who_was_first_does_not_matter(pairs: Pairs) -> None:
    turned = Pairs(PROGRAM_SCALE, tuple(zip(*pairs.counts, strict=True)))
    for of in FIGURES.values():
        one, other = of(pairs), of(turned)
        assert (one.reason, one.value) == (other.reason, pytest.approx(other.value))


@given(any_table)
def test_ac2_without_weights_is_ac1_and_order_adds_what_is_near(pairs: Pairs) -> None:
    assert ac2(pairs, identity) == ac1(pairs)
    assert adjacent(pairs).reason == exact(pairs).reason
    if (far := adjacent(pairs).value) is not None and (same := exact(pairs).value) is not None:
        assert far >= same


@pytest.mark.parametrize("name", BEYOND_CHANCE)
def test_all_the_same_cannot_be_told(name: str) -> None:
    same = paired([DEMONSTRATED] * 30, [DEMONSTRATED] * 30)
    assert FIGURES[name](same).reason == "all_the_same"


@pytest.mark.parametrize("name", FIGURES)
def test_few_are_hidden_and_none_is_nothing(name: str) -> None:
    levels = [DEMONSTRATED, ALMOST, DEMONSTRATED] * 3
    assert FIGURES[name](paired(levels, levels)) == Figure(n=9, reason="too_few")
    assert FIGURES[name](paired([], [])) == Figure(n=0, reason="nothing")
    assert FIGURES[name](paired([*levels, ALMOST], [*levels, NOT_YET])).known


def test_kappa_needs_two_levels_of_each_reader() -> None:
    one_level = paired([DEMONSTRATED] * 20, [DEMONSTRATED, ALMOST] * 10)
    assert kappa(one_level).reason == "one_category"
    assert ac1(one_level).known


def test_perfect_agreement_of_few_is_not_certain() -> None:
    levels = [DEMONSTRATED, ALMOST] * 6
    for name in BEYOND_CHANCE:
        figure = FIGURES[name](paired(levels, levels))
        assert figure.value == 1 and figure.low is not None and figure.low < 0.75, name


def test_ac2_by_hand() -> None:
    """Ten pairs on two levels, and eight on three: sums on paper."""
    two = Pairs((0, 1), ((6, 1), (1, 2)))
    # Both margins are .7 and .3: observed .8; chance 2 x .7 x .3 = .42; (.8 - .42) / .58.
    assert ac2(two, linear).value == pytest.approx(0.38 / 0.58)
    three = Pairs((0, 1, 2), ((2, 1, 1), (0, 2, 0), (0, 0, 2)))
    # Quadratic weights 1, .75, 0 add up to 6: observed (6 + .75 + 0) / 8 = .84375. Margins (.375, .3125, .3125):
    # chance 6 / (3 x 2) x (.234375 + 2 x .21484375) = .6640625.
    assert ac2(three, quadratic, least=1).value == pytest.approx((0.84375 - 0.6640625) / 0.3359375)


def test_weights() -> None:
    assert identity(3)[0] == (1, 0, 0)
    assert linear(3)[0] == (1, 0.5, 0)
    assert quadratic(3)[0] == (1, 0.75, 0)
    assert by_order(4)[0] == pytest.approx((1, 5 / 6, 0.5, 0))
    with pytest.raises(ValueError, match="two levels"):
        identity(1)


def test_an_unknown_level_and_a_second_reading_by_one_are_refused() -> None:
    with pytest.raises(ValueError, match="no such level"):
        paired(["perfect"], [ALMOST])
    rating = Rating(subject=1, criterion="c1", rater="Bo", level=ALMOST)
    with pytest.raises(ValueError, match="twice"):
        tables.units([rating, rating])
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        paired([ALMOST], [])


def test_ratings_become_tables_with_their_gaps() -> None:
    given_ratings = [
        Rating(subject=subject, criterion=criterion, rater=rater, level=level)
        for subject, criterion, rater, level in (
            (1, "c1", "Bo", DEMONSTRATED),
            (1, "c1", "Cy", ALMOST),
            (1, "c1", "Di", ALMOST),
            (1, "c2", "Bo", NOT_YET),
            (2, "c1", "Bo", DEMONSTRATED),
            (2, "c1", "Cy", DEMONSTRATED),
        )
    ]
    pairs, units = tables.pairs(given_ratings), tables.units(given_ratings)
    assert pairs.n == 4, "three readers make three pairs"
    assert (units.n, units.patterns) == (2, {(0, 2, 1): 1, (1, 0, 0): 1, (0, 0, 2): 1})


@given(st.integers(1, 400), st.floats(0, 1))
def test_wilson_lies_about_the_share(n: int, part: float) -> None:
    hits = round(part * n)
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1


def test_wilson_and_student_as_printed() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe 1998, table I
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)
    for freedom, point in ((1, 12.706), (2, 4.303), (3, 3.182), (9, 2.262), (30, 2.042)):
        assert student(freedom) == pytest.approx(point, abs=0.01)


def test_nine_in_ten_intervals_hold_the_truth() -> None:
    """Two readers with a known kappa, AC1 and alpha, two hundred samples of forty pairs each."""
    truth = Pairs(PROGRAM_SCALE, ((120, 60, 20), (60, 140, 100), (20, 100, 380)))
    cells = [(i, j) for i in range(3) for j in range(3)]
    weights = [truth.counts[i][j] for i, j in cells]
    rng = random.Random(3)
    held = dict.fromkeys(FIGURES, 0)
    for _ in range(200):
        drawn = rng.choices(cells, weights, k=40)
        sample = paired([i for i, _ in drawn], [j for _, j in drawn], (0, 1, 2))
        for name, of in FIGURES.items():
            figure, true = of(sample), of(truth).value
            assert figure.low is not None and figure.high is not None and true is not None
            held[name] += figure.low <= true <= figure.high
    assert min(held.values()) >= 180, held


def test_a_figure_is_a_number_or_a_reason() -> None:
    assert share(3, 12).value == 0.25
    for wrong in ({}, {"value": 1.0, "reason": "too_few"}, {"value": float("nan")}):
        with pytest.raises(ValueError, match="figure"):
            Figure(n=1, **wrong)
    with pytest.raises(ValueError, match="levels"):
        Pairs((0, 1), ((1, 2, 3), (1, 2, 3)))
    assert Units((0, 1), {(1, 0): 4}).n == 0
