"""`python -m bench agreement`: figures over 250,000 criterion scores beside the best libraries, in processor time.

Two readings of 25,000 submissions on five criteria, of which one in twenty was not scored. Ours start from columns of
levels as words, as they come from rows; scikit-learn gets the same columns, krippendorff a matrix that is ready for
it. Best of three, in one process and one run. `--strict` exits 1 where ours is slower, or comes to another figure.
"""

import random
import sys
import time
from collections.abc import Callable
from typing import Any

from assay.assessment.agreement.exact import adjacent, exact
from assay.assessment.agreement.figures import Figure
from assay.assessment.agreement.gwet import ac1, ac2
from assay.assessment.agreement.kappa import kappa, quadratic_kappa
from assay.assessment.agreement.krippendorff import alpha, ordinal
from assay.assessment.agreement.ratings import PROGRAM_SCALE, grouped, paired

SUBMISSIONS, CRITERIA, SEED = 25_000, 5, 1
Column = list[str | None]


def main() -> int:
    first, second = _columns()
    both = [
        (one, two)
        for one, two in zip(first, second, strict=True)
        if one is not None and two is not None
    ]
    one, two = [a for a, _ in both], [b for _, b in both]
    given = [
        [level for level in pair if level is not None] for pair in zip(first, second, strict=True)
    ]
    ours: dict[str, Callable[[], float | None]] = {
        "kappa": lambda: kappa(paired(one, two)).value,
        "quadratic kappa": lambda: quadratic_kappa(paired(one, two)).value,
        "alpha, nominal": lambda: alpha(grouped(given)).value,
        "alpha, ordinal": lambda: alpha(grouped(given), ordinal).value,
        "every figure with its interval": lambda: _all(one, two, given)[0].value,
    }
    theirs = _peers(first, second, one, two)
    missed = []
    print(
        f"{2 * SUBMISSIONS * CRITERIA:,} criterion scores; milliseconds of a processor, best of three"
    )
    print(f"{'':32}{'ours':>10}{'peer':>10}   value")
    for name, work in ours.items():
        value, mine = _timed(work)
        peer, other = _timed(theirs[name]) if name in theirs else (value, None)
        beside = "-" if other is None else f"{other:.0f}"
        print(f"{name:32}{mine:10.0f}{beside:>10}   {value:.4f}")
        if other is not None and mine > other:
            missed.append(f"{name}: {mine:.0f} ms, the peer {other:.0f} ms")
        if value is None or peer is None or abs(value - peer) > 1e-9:
            missed.append(f"{name}: {value}, the peer {peer}")
    print("Every aim is met." if not missed else "Aims missed:\n  " + "\n  ".join(missed))
    return int(bool(missed) and "--strict" in sys.argv)


def _columns() -> tuple[Column, Column]:
    rng = random.Random(SEED)
    first: Column = []
    second: Column = []
    for _ in range(SUBMISSIONS * CRITERIA):
        level = rng.choices(range(3), (1, 2, 7))[0]
        other = level if rng.random() < 0.8 else rng.randrange(3)
        first.append(PROGRAM_SCALE[level] if rng.random() < 0.95 else None)  # type: ignore[arg-type]
        second.append(PROGRAM_SCALE[other] if rng.random() < 0.95 else None)  # type: ignore[arg-type]
    return first, second


def _all(one: list[str], two: list[str], given: list[list[str]]) -> list[Figure]:
    pairs, units = paired(one, two), grouped(given)
    return [of(pairs) for of in (kappa, quadratic_kappa, exact, adjacent)] + [
        ac1(units),
        ac2(units),
        alpha(units),
        alpha(units, ordinal),
    ]


def _peers(
    first: Column, second: Column, one: list[str], two: list[str]
) -> dict[str, Callable[[], float]]:
    import krippendorff
    import numpy as np
    from sklearn.metrics import cohen_kappa_score

    place: dict[Any, float] = {level: float(n) for n, level in enumerate(PROGRAM_SCALE)} | {
        None: np.nan
    }
    matrix = np.array([[place[level] for level in column] for column in (first, second)])
    scale, numbers = list(PROGRAM_SCALE), [0, 1, 2]

    def peer_alpha(level: str) -> float:
        return float(
            krippendorff.alpha(
                reliability_data=matrix, value_domain=numbers, level_of_measurement=level
            )
        )

    return {
        "kappa": lambda: float(cohen_kappa_score(one, two, labels=scale)),
        "quadratic kappa": lambda: float(
            cohen_kappa_score(one, two, labels=scale, weights="quadratic")
        ),
        "alpha, nominal": lambda: peer_alpha("nominal"),
        "alpha, ordinal": lambda: peer_alpha("ordinal"),
    }


def _timed(work: Callable[[], float | None]) -> tuple[float | None, float]:
    best = float("inf")
    value = None
    for _ in range(3):
        started = time.process_time()
        value = work()
        best = min(best, 1000 * (time.process_time() - started))
    return value, best
