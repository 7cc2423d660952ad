"""Raters and submissions as a seed draws them. The rule under test knows nothing of this: it sees levels alone.

Everything lies on one scale of quality in logits. A submission has a standing on each criterion; two lines cut the
scale into the three levels, and that is the truth. A rater sees the standing through severity, drift and noise.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from assay.lib.levels import LEVELS

#: Ranges from studies of trained raters (docs/explanation/second-readings.md), in logits.
SEVERITY_SPREAD = (0.3, 0.7)
NOISE = (0.4, 0.7)
DRIFT_A_MONTH = (0.05, 0.3)
HALO = (0.2, 0.5)
DRIFTING, CENTRAL, INATTENTIVE = 0.25, 0.10, 0.02

#: How far submissions lie apart, and the criteria of one; where the two lines lie. So that readers agree exactly on 7
#: to 8 of ten levels, as trained raters do, and about half of all submissions are earned.
QUALITY, WITHIN, MIDDLE = 1.7, 0.8, 0.7
ALMOST_FROM, DEMONSTRATED_FROM = -1.2, 0.0

#: The standing of one submission on each of its criteria.
Standing = tuple[float, ...]
Levels = tuple[str, ...]

_DEMONSTRATED, _ALMOST, _NOT_YET = LEVELS


@dataclass(slots=True, kw_only=True)
class Rater:
    """Somebody who scores: how strictly, how evenly, and how that changes."""

    severity: float
    noise: float
    halo: float
    drift_a_month: float
    drifts_from: float  # month
    central: bool
    recalibrated_at: float = 0.0  # month; a talk and a recalibration end what had drifted

    def severity_at(self, month: float) -> float:
        return self.severity + self.drift_a_month * max(
            0.0, month - max(self.drifts_from, self.recalibrated_at)
        )

    def read(
        self, standing: Standing, vague: Sequence[float], month: float, rng: random.Random
    ) -> Levels:
        """Levels for every criterion. What one makes of the whole colours each (halo); vague words make more noise."""
        whole = rng.gauss(0, self.noise * self.halo**0.5)
        apart = self.noise * (1 - self.halo) ** 0.5
        off = whole - self.severity_at(month)
        seen = (
            here + off + rng.gauss(0, apart * much)
            for here, much in zip(standing, vague, strict=True)
        )
        return tuple(self._level(here) for here in seen)

    def _level(self, here: float) -> str:
        """Somebody with a central tendency avoids both ends a little."""
        wider = 0.3 if self.central else 0.0
        return _level(here, ALMOST_FROM - wider, DEMONSTRATED_FROM + wider)


def true_levels(standing: Standing) -> Levels:
    return tuple(_level(here, ALMOST_FROM, DEMONSTRATED_FROM) for here in standing)


def _level(here: float, almost_from: float, demonstrated_from: float) -> str:
    if here >= demonstrated_from:
        return _DEMONSTRATED
    return _ALMOST if here >= almost_from else _NOT_YET


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The raters of one seed, and the leads who settle: as severe and noisy as all, but held to anchors."""

    raters: tuple[Rater, ...]
    leads: tuple[Rater, ...]


def drawing(seed: int) -> random.Random:
    """Chance from a seed, so that a year can be run again."""
    return random.Random(seed)  # noqa: S311 - a model, no secret


def draw_pool(rng: random.Random, raters: int, leads: int = 5) -> Pool:
    spread = rng.uniform(*SEVERITY_SPREAD)
    return Pool(
        raters=tuple(_rater(rng, spread) for _ in range(raters)),
        leads=tuple(_rater(rng, spread, lead=True) for _ in range(leads)),
    )


def _rater(rng: random.Random, spread: float, *, lead: bool = False) -> Rater:
    careless = rng.random() < INATTENTIVE and not lead
    drifting = rng.random() < DRIFTING and not lead
    return Rater(
        severity=rng.gauss(0, spread),
        noise=rng.uniform(*NOISE) * (3 if careless else 1),
        halo=rng.uniform(*HALO),
        drift_a_month=rng.choice((-1, 1)) * rng.uniform(*DRIFT_A_MONTH) if drifting else 0.0,
        drifts_from=rng.uniform(0, 10),
        central=rng.random() < CENTRAL,
    )


def draw_standing(rng: random.Random, difficulty: Standing) -> Standing:
    """A submission: its quality, and on each criterion something of its own, less how hard the criterion is."""
    quality = rng.gauss(MIDDLE, QUALITY)
    return tuple(quality + rng.gauss(0, WITHIN) - hard for hard in difficulty)
