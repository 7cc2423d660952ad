"""How severe each rater is, by a many-facet Rasch model (Linacre 1989) of submission, rater and criterion.

The log-odds of one level over the next lower one are *ability of the submission − severity of the rater − difficulty of
the criterion − threshold*, in logits. All are estimated together by joint maximum likelihood, over scipy's optimiser
(the extra `severity`). Severity is told against the mean rater, so it compares raters only where chains of submissions
that two have read link them all; criteria are told against the mean of those of the same submissions.

With few ratings of each submission joint estimation spreads its measures somewhat too wide, by about L/(L − 1) for L
ratings of each; ranks and fit are not touched by that.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from assay.assessment.agreement.ratings import PROGRAM_SCALE, Rating, Scale

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]

#: So many submissions must be read by two before a severity says more of the rater than of chance.
LEAST_READ_TWICE: Final = 100

Facet = Literal["subject", "rater", "criterion"]
FACETS: Final[tuple[Facet, ...]] = ("subject", "rater", "criterion")


class CannotEstimate(ValueError):
    """Severity cannot be told, with a reason code and words: no_scipy, unlinked, too_few, all_the_same, no_end."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(words)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Where one rater (or submission, or criterion) lies, in logits, and how well the model fits it.

    Infit and outfit are mean squares about 1: above 1.5 more scattered than the model expects, under 0.5 more uniform.
    """

    key: Hashable
    n: int  # ratings
    logits: float
    standard_error: float
    infit: float
    outfit: float

    @property
    def low(self) -> float:
        return self.logits - 1.96 * self.standard_error

    @property
    def high(self) -> float:
        return self.logits + 1.96 * self.standard_error


@dataclass(frozen=True, slots=True, kw_only=True)
class Severities:
    """The model's answer. `extreme` were left out: all their levels were the highest, or all the lowest."""

    raters: dict[Hashable, Measure]
    subjects: dict[Hashable, Measure]
    criteria: dict[Hashable, Measure]
    thresholds: tuple[float, ...]
    log_likelihood: float
    n: int
    extreme: dict[Facet, frozenset[Hashable]]


def linked_groups(ratings: Iterable[Rating]) -> list[frozenset[Hashable]]:
    """Raters whom a chain of common readings links, the largest group first."""
    found = _groups(((r.subject, r.criterion), r.rater) for r in ratings)
    return sorted(found, key=len, reverse=True)


def severities(
    ratings: Iterable[Rating], scale: Scale = PROGRAM_SCALE, *, least: int = LEAST_READ_TWICE
) -> Severities:
    """Estimate all of it. Raises CannotEstimate with words for people."""
    given = list(ratings)
    if _read_twice(given) < max(least, 1):
        raise CannotEstimate("too_few", f"Fewer than {least} submissions were read by two.")
    kept, extreme = _without_extremes(given, {level: place for place, level in enumerate(scale)})
    if not kept:
        raise CannotEstimate("all_the_same", "Nearly everything was given the same level.")
    if len(groups := linked_groups(kept)) > 1:
        raise CannotEstimate(
            "unlinked",
            f"The assessors fall into {len(groups)} groups that read nothing in common: they cannot be compared.",
        )
    return _Model(kept, scale).estimate(extreme)


def _read_twice(ratings: Sequence[Rating]) -> int:
    readers = defaultdict(set)
    for rating in ratings:
        readers[rating.subject].add(rating.rater)
    return sum(len(who) > 1 for who in readers.values())


def _key(rating: Rating, facet: Facet) -> Hashable:
    return getattr(rating, facet)  # type: ignore[no-any-return]


def _without_extremes(
    ratings: list[Rating], place: dict[Hashable, int]
) -> tuple[list[Rating], dict[Facet, frozenset[Hashable]]]:
    """Leave out, again and again, whoever was given or gave the highest level alone, or the lowest.

    Such a submission would lie infinitely high or low; it says nothing of the others.
    """
    out: dict[Facet, set[Hashable]] = {facet: set() for facet in FACETS}
    while True:
        used = sorted({place[rating.level] for rating in ratings})
        ends = ({used[0]}, {used[-1]}) if used else ()
        before = len(ratings)
        for facet in FACETS:
            levels = defaultdict(set)
            for rating in ratings:
                levels[_key(rating, facet)].add(place[rating.level])
            gone = {key for key, seen in levels.items() if seen in ends}
            out[facet] |= gone
            ratings = [rating for rating in ratings if _key(rating, facet) not in gone]
        if len(ratings) == before:
            return ratings, {facet: frozenset(keys) for facet, keys in out.items()}


def _groups(edges: Iterable[tuple[Hashable, Hashable]]) -> list[frozenset[Hashable]]:
    """The right-hand sides, grouped by what they share on the left (union-find)."""
    parent: dict[Hashable, Hashable] = {}

    def root(key: Hashable) -> Hashable:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    first: dict[Hashable, Hashable] = {}
    for left, right in edges:
        parent.setdefault(right, right)
        parent[root(right)] = root(first.setdefault(left, right))
    found = defaultdict(set)
    for key in parent:
        found[root(key)].add(key)
    return [frozenset(group) for group in found.values()]


class _Model:
    """The ratings as arrays, and the likelihood over them."""

    def __init__(self, ratings: list[Rating], scale: Scale) -> None:
        try:
            import numpy
            from scipy.optimize import minimize
        except ImportError as missing:
            raise CannotEstimate(
                "no_scipy",
                "Severity needs scipy, which is not installed: pip install 'assay[severity]'.",
            ) from missing
        self.np: Any = numpy
        self.minimize: Callable[..., Any] = minimize
        used = [level for level in scale if any(rating.level == level for rating in ratings)]
        self.steps = len(used) - 1
        self.x = self.np.array([used.index(rating.level) for rating in ratings])
        self.keys = {f: list(dict.fromkeys(_key(rating, f) for rating in ratings)) for f in FACETS}
        self.at = {}
        for facet, keys in self.keys.items():
            number = {key: place for place, key in enumerate(keys)}
            self.at[facet] = self.np.array([number[_key(rating, facet)] for rating in ratings])
        places = {key: place for place, key in enumerate(self.keys["criterion"])}
        self.together = [
            [places[key] for key in group]
            for group in _groups((r.subject, r.criterion) for r in ratings)
        ]

    def estimate(self, extreme: dict[Facet, frozenset[Hashable]]) -> Severities:
        sizes = [len(self.keys[facet]) for facet in FACETS] + [self.steps]
        found = self.minimize(
            lambda flat: self._unlikelihood(self._parts(flat, sizes)),
            self.np.zeros(sum(sizes)),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": 5000, "maxfun": 20000, "ftol": 1e-13, "gtol": 1e-6, "maxcor": 30},
        )
        if not self.np.isfinite(found.fun) or found.nit >= 5000:
            raise CannotEstimate("no_end", "The estimation came to no end on these ratings.")
        parts = self._centred(self._parts(found.x, sizes))
        chances, expected, variance = self._model(parts)
        measures = {
            facet: self._measures(facet, part, expected, variance)
            for facet, part in zip(FACETS, parts, strict=False)
        }
        return Severities(
            raters=measures["rater"],
            subjects=measures["subject"],
            criteria=measures["criterion"],
            thresholds=tuple(float(step) for step in parts[3]),
            log_likelihood=float(self.np.log(chances[self.np.arange(len(self.x)), self.x]).sum()),
            n=len(self.x),
            extreme=extreme,
        )

    def _parts(self, flat: "Array", sizes: list[int]) -> "list[Array]":
        return list(self.np.split(flat, self.np.cumsum(sizes)[:-1]))

    def _model(self, parts: "list[Array]") -> "tuple[Array, Array, Array]":
        """Each rating's chance of every level, its expected level, and the variance of that."""
        np = self.np
        ability, severity, difficulty = (
            part[self.at[facet]] for facet, part in zip(FACETS, parts, strict=False)
        )
        eta = ability - severity - difficulty
        level = np.arange(self.steps + 1)
        power = eta[:, None] * level - np.concatenate(([0.0], np.cumsum(parts[3])))
        power -= power.max(axis=1, keepdims=True)
        chances = np.exp(power)
        chances /= chances.sum(axis=1, keepdims=True)
        expected = chances @ level
        return chances, expected, chances @ level**2 - expected**2

    def _unlikelihood(self, parts: "list[Array]") -> "tuple[float, Array]":
        """Minus the log-likelihood, and its slope."""
        np = self.np
        chances, expected, _ = self._model(parts)
        off = self.x - expected
        slopes = [
            sign * np.bincount(self.at[facet], off, len(part))
            for sign, facet, part in zip((-1, 1, 1), FACETS, parts, strict=False)
        ]
        above = [
            (self.x >= step).sum() - chances[:, step:].sum() for step in range(1, self.steps + 1)
        ]
        likelihood = np.log(chances[np.arange(len(self.x)), self.x] + 1e-300).sum()
        return -float(likelihood), np.concatenate([*slopes, np.array(above)])

    def _centred(self, parts: "list[Array]") -> "list[Array]":
        """The same chances with raters, thresholds, and criteria of the same submissions, about nothing."""
        ability, severity, difficulty, thresholds = (part.copy() for part in parts)
        ability -= severity.mean() + thresholds.mean()
        severity -= severity.mean()
        thresholds -= thresholds.mean()
        for group in self.together:
            middle = difficulty[group].mean()
            difficulty[group] -= middle
            there = self.np.isin(self.at["criterion"], group)
            ability[self.np.unique(self.at["subject"][there])] -= middle
        return [ability, severity, difficulty, thresholds]

    def _measures(
        self, facet: Facet, part: "Array", expected: "Array", variance: "Array"
    ) -> dict[Hashable, Measure]:
        def sums(each: "Array") -> Any:
            return self.np.bincount(self.at[facet], each, len(part))

        squares, counts = (self.x - expected) ** 2, sums(self.np.ones(len(self.x)))
        information = sums(variance)
        infit, outfit = sums(squares) / information, sums(squares / variance) / counts
        return {
            key: Measure(
                key=key,
                n=int(counts[place]),
                logits=float(part[place]),
                standard_error=1 / math.sqrt(information[place]),
                infit=float(infit[place]),
                outfit=float(outfit[place]),
            )
            for place, key in enumerate(self.keys[facet])
        }
