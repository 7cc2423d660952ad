"""Packages of others come to the same figures, on a thousand random tables with gaps and without."""

import math
import random
from importlib import import_module

import pytest

from assay.assessment.agreement.kappa import kappa, linear_kappa, quadratic_kappa
from assay.assessment.agreement.krippendorff import alpha, interval, nominal, ordinal
from assay.assessment.agreement.ratings import grouped, paired

TABLES = 1000


def random_levels(rng: random.Random, count: int, levels: int) -> list[int]:
    return rng.choices(range(levels), [rng.random() + 0.02 for _ in range(levels)], k=count)


def test_kappas_are_those_of_scikit_learn() -> None:
    metrics = import_module("sklearn.metrics")
    rng, compared = random.Random(1), 0
    for _ in range(TABLES):
        levels, count = rng.randint(2, 6), rng.randint(10, 60)
        first = random_levels(rng, count, levels)
        second = [level if rng.random() < 0.6 else rng.randrange(levels) for level in first]
        scale = range(levels)
        for ours, weights in (
            (kappa, None),
            (linear_kappa, "linear"),
            (quadratic_kappa, "quadratic"),
        ):
            figure = ours(paired(first, second, tuple(scale)))
            if not figure.known:
                assert len(set(first)) == 1 or len(set(second)) == 1
                continue
            theirs = metrics.cohen_kappa_score(first, second, weights=weights, labels=list(scale))
            assert figure.value == pytest.approx(theirs, abs=1e-9)
            compared += 1
    assert compared > 2.8 * TABLES


def test_alphas_are_those_of_krippendorff() -> None:
    peer = import_module("krippendorff")
    rng, compared = random.Random(2), 0
    for _ in range(TABLES):
        levels, units, raters = rng.randint(2, 5), rng.randint(10, 30), rng.randint(2, 5)
        truth = random_levels(rng, units, levels)
        gaps = rng.choice((0.0, 0.2, 0.5))
        readings = [
            [
                math.nan
                if rng.random() < gaps
                else float(level if rng.random() < 0.7 else rng.randrange(levels))
                for level in truth
            ]
            for _ in range(raters)
        ]
        table = grouped(
            (
                [int(level) for level in unit if level == level]
                for unit in zip(*readings, strict=True)
            ),
            tuple(range(levels)),
        )
        for distance in (nominal, ordinal, interval):
            figure = alpha(table, distance, least=1)
            if not figure.known:
                assert figure.reason in ("all_the_same", "nothing")
                continue
            theirs = peer.alpha(
                reliability_data=readings,
                value_domain=list(range(levels)),
                level_of_measurement=distance.__name__,
            )
            assert figure.value == pytest.approx(theirs, abs=1e-9)
            compared += 1
    assert compared > 2.8 * TABLES
