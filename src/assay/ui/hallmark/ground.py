"""The ground under the motif: engine-turned rosettes, and the hatching of a proof's bevel."""

import math

from assay.ui.hallmark.geometry import at, line, octagon, polygon

# How many lines shade each of the eight facets, clockwise from the lower right: the light comes from the upper left.
HATCHING = (5, 4, 3, 2, 1, 2, 3, 4)


def rosettes(seed: bytes) -> str:
    """Three closed curves within a radius of 67.5, with 9 to 16 lobes, each a third of a turn on."""
    lobes, depth = 9 + seed[2] % 8, 6 + seed[3] % 5
    curves = []
    for k in range(3):
        middle, phase = 67.5 - depth * (1 + 0.55 * k), 120 * k
        radii = (
            (middle + depth * math.cos(math.radians(lobes * t + phase)), t)
            for t in _steps(8 * lobes)
        )
        curves.append(polygon(at(radius, t) for radius, t in radii))
    return "".join(curves)


def _steps(count: int) -> list[float]:
    return [360 / count * i for i in range(count)]


def hatching() -> str:
    """Lines along each facet of the bevel, more of them where it turns away from the light."""
    lines = []
    for facet, count in enumerate(HATCHING):
        for i in range(count):
            corners = octagon(115 - 8.6 * (i + 1) / (count + 1))
            lines.append(line(corners[facet], corners[(facet + 1) % 8]))
    return "".join(lines)
