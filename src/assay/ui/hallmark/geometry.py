"""Points and paths on the die: 240 by 240, center 120 120, angles in degrees clockwise from the right."""

import math
from collections.abc import Iterable

Point = tuple[float, float]
CENTER: Point = (120.0, 120.0)


def number(value: float) -> str:
    """Write a coordinate to one tenth, without needless zeros: the same everywhere, so the bytes are the same."""
    text = f"{round(value, 1) + 0.0:.1f}"
    return text.removesuffix(".0")


def at(radius: float, degrees: float, center: Point = CENTER) -> Point:
    """The point at a distance and an angle from a center."""
    angle = math.radians(degrees)
    return center[0] + radius * math.cos(angle), center[1] + radius * math.sin(angle)


def pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def polygon(points: Iterable[Point]) -> str:
    """A closed path through the points."""
    return "M" + "L".join(pair(point) for point in points) + "Z"


def line(start: Point, end: Point) -> str:
    return f"M{pair(start)}L{pair(end)}"


def circle(radius: float, center: Point = CENTER) -> str:
    """A circle as a path, so that several can share one element."""
    r, across = number(radius), number(2 * radius)
    return f"M{number(center[0] - radius)} {number(center[1])}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0Z"


def arc(radius: float, start: float, end: float, center: Point) -> str:
    """A short arc, clockwise from one angle to another."""
    r = number(radius)
    return f"M{pair(at(radius, start, center))}A{r} {r} 0 0 1 {pair(at(radius, end, center))}"


def octagon(radius: float, center: Point = CENTER) -> list[Point]:
    """The corners of a regular octagon with a flat top, clockwise from the lower right."""
    return [at(radius, 22.5 + 45 * i, center) for i in range(8)]
