"""Boxes in a picture, in pixels of the film that is worked on."""

from typing import NamedTuple


class Box(NamedTuple):
    """Its left upper corner and its size."""

    x: float
    y: float
    w: float
    h: float

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    @property
    def size(self) -> float:
        return max(self.w, self.h)

    def grown(self, share: float) -> "Box":
        """Larger by this share of its size on each side."""
        dx, dy = self.w * share, self.h * share
        return Box(self.x - dx, self.y - dy, self.w + 2 * dx, self.h + 2 * dy)

    def moved(self, dx: float, dy: float) -> "Box":
        return Box(self.x + dx, self.y + dy, self.w, self.h)

    def with_(self, other: "Box") -> "Box":
        """The smallest that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        right = max(self.x + self.w, other.x + other.w)
        bottom = max(self.y + self.h, other.y + other.h)
        return Box(x, y, right - x, bottom - y)

    def between(self, other: "Box", share: float) -> "Box":
        """On the way to another: 0 is here, 1 is there."""
        return Box(*(a + (b - a) * share for a, b in zip(self, other, strict=True)))

    def shared(self, other: "Box") -> float:
        """How much of this box the other covers, from 0 to 1."""
        wide = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        high = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        return max(wide, 0.0) * max(high, 0.0) / max(self.w * self.h, 1e-9)
