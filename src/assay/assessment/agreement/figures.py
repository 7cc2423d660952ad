"""A figure with the number it rests on and its interval; or, in place of a value, why it cannot be told."""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal

#: Why there is no value: nothing was read twice; too few were; every level is the same one, so that no
#: agreement beyond chance can be seen; one of the two readers gave one level only.
Reason = Literal["nothing", "too_few", "all_the_same", "one_category"]

#: Under so many pairs a figure is hidden: it says more of the few than of the judgment.
LEAST_PAIRS: Final = 10

_Z95: Final = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value within its 95 % interval, or a reason. `n` counts what was read twice: pairs, or units."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    standard_error: float | None = None
    reason: Reason | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            raise ValueError("a figure has a value, or a reason why it has none")
        told = (self.value, self.low, self.high, self.standard_error)
        if not all(math.isfinite(number) for number in told if number is not None):
            raise ValueError("a figure is a number")

    @property
    def known(self) -> bool:
        return self.value is not None

    def hidden_under(self, least: int) -> "Figure":
        """The same figure, or none where it rests on fewer than `least`."""
        return untold(self.n, "too_few") if 0 < self.n < least else self


def untold(n: int, reason: Reason) -> Figure:
    return Figure(n=n, reason="nothing" if n == 0 else reason)


def wilson(hits: float, n: float) -> tuple[float, float]:
    """Wilson's 95 % interval (1927) of a share: within 0 and 1, and honest where all or none agree."""
    z2 = _Z95 * _Z95
    share = hits / n
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 / (1 + z2 / n) * math.sqrt(max(0.0, share * (1 - share) / n + z2 / (4 * n * n)))
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def share(hits: int, n: int, *, least: int = LEAST_PAIRS) -> Figure:
    """How many of how many, with Wilson's interval."""
    if n == 0:
        return untold(0, "nothing")
    low, high = wilson(hits, n)
    part = hits / n
    error = math.sqrt(part * (1 - part) / n)
    return Figure(n=n, value=part, low=low, high=high, standard_error=error).hidden_under(least)


def beyond_chance(
    value: float, *, n: int, standard_error: float, observed: float, expected: float
) -> Figure:
    """A chance-corrected figure with its interval: Student's t on Fisher's scale, where what is near 1 has room.

    By simulation it holds the truth in 91 to 98 of a hundred samples of 40 or 100 pairs, and in as few as 82 where 15
    pairs are nearly all of one level; without Fisher's scale it was fewer throughout. Where the standard error is
    nothing, as with perfect agreement, the data would claim to know for certain: then it is Wilson's interval of the
    observed agreement, carried over with chance held where it is.
    """
    if standard_error > 1e-12 and n > 1 and abs(value) < 1:
        half = student(n - 1) * standard_error / (1 - value * value)
        low, high = (math.tanh(math.atanh(value) + side * half) for side in (-1, 1))
    else:
        least, most = wilson(observed * n, n)
        low, high = ((end - expected) / (1 - expected) for end in (least, most))
    return Figure(
        n=n,
        value=value,
        low=max(-1.0, min(low, value)),
        high=min(1.0, max(high, value)),
        standard_error=standard_error,
    )


def student(freedom: int) -> float:
    """The 97.5 % point of Student's t, by Fisher's expansion; exact for 1 and 2, to .002 from 3 on."""
    if freedom < 3:
        return (12.7062, 4.3027)[freedom - 1]
    z, f = _Z95, float(freedom)
    return (
        z
        + (z**3 + z) / (4 * f)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * f**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * f**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * f**4)
    )
