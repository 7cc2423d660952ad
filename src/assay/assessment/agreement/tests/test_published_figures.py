"""Figures that others printed, to the decimals they printed."""

import pytest

from assay.assessment.agreement.exact import adjacent, decisions, exact
from assay.assessment.agreement.gwet import ac1
from assay.assessment.agreement.kappa import kappa, linear_kappa, quadratic_kappa
from assay.assessment.agreement.krippendorff import alpha, interval, nominal, ordinal, ratio
from assay.assessment.agreement.ratings import paired
from assay.assessment.agreement.tests.published import (
    ABSTRACTORS,
    ANCHORS,
    DIAGNOSES,
    FOUR_OBSERVERS,
    MAMMOGRAMS,
    PARADOX,
    TEXTBOOK,
)


def near(value: float, places: int = 4) -> object:
    return pytest.approx(value, abs=0.50001 * 10**-places)


def test_mammograms() -> None:
    assert exact(MAMMOGRAMS).value == near(0.6353)
    assert (kappa(MAMMOGRAMS).value, kappa(MAMMOGRAMS).standard_error) == (
        near(0.4728),
        near(0.0727),
    )
    assert linear_kappa(MAMMOGRAMS).value == near(0.5684)
    assert quadratic_kappa(MAMMOGRAMS).value == near(0.6714)
    assert ac1(MAMMOGRAMS).value == near(0.5292)
    assert alpha(MAMMOGRAMS.units()).value == near(0.4637)


def test_two_abstractors() -> None:
    assert exact(ABSTRACTORS).value == near(0.89)
    found = kappa(ABSTRACTORS)
    assert (found.value, found.standard_error) == (near(0.79641, 5), near(0.05891, 5))
    found = ac1(ABSTRACTORS)
    assert (found.value, found.standard_error) == (near(0.84933, 5), near(0.04322, 5))
    assert ac1(ABSTRACTORS.units()).standard_error == near(0.04344, 5), "any number: n(n - 1)"
    assert alpha(ABSTRACTORS.units()).value == near(0.79726, 5)


def test_cohens_textbook_case_and_gwets_paradox() -> None:
    assert kappa(TEXTBOOK).value == near(0.400, 3)
    assert kappa(TEXTBOOK).standard_error == near(0.1270)
    assert kappa(PARADOX).value == near(-0.023, 3)
    assert ac1(PARADOX).value == near(0.941, 3)


def test_four_observers_with_gaps() -> None:
    values = (1, 2, 3, 4, 5)
    printed = {nominal: 0.743, ordinal: 0.815, interval: 0.849, ratio: 0.797}
    for distance, value in printed.items():
        assert alpha(FOUR_OBSERVERS, distance, values=values).value == near(value, 3)
    found = ac1(FOUR_OBSERVERS)
    assert (found.value, found.standard_error) == (near(0.77544, 5), near(0.14295, 5))
    assert found.n == 11, "one unit was read by one alone"


def test_diagnoses_by_fleiss_and_scotts_pi() -> None:
    """Alpha less its correction for small numbers is Fleiss' kappa, and for two readers Scott's pi."""
    for units, ratings, printed, places in (
        (DIAGNOSES, 140, 0.210, 3),
        (ABSTRACTORS.units(), 200, 0.79624, 5),
    ):
        value = alpha(units).value
        assert value is not None
        assert 1 - (1 - value) * ratings / (ratings - 1) == near(printed, places)


def test_the_catalogs_six_anchors() -> None:
    both = paired(
        [level for expert, _, _ in ANCHORS.values() for level in expert],
        [level for _, second, _ in ANCHORS.values() for level in second],
    )
    assert both.n == 31
    assert exact(both).value == 26 / 31 == near(0.8387)
    assert adjacent(both).value == 1.0
    assert kappa(both).value == near(0.6601)
    assert quadratic_kappa(both).value == near(0.8400)
    alike = decisions((decided for _, _, decided in ANCHORS.values()), least=0)
    assert (alike.n, alike.value) == (6, 5 / 6)
    assert decisions(decided for _, _, decided in ANCHORS.values()).reason == "too_few"
