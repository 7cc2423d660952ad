"""The motifs: one for each domain, drawn around (120, 106) within a radius of 43, and varied by the seed.

Each returns two paths: what must be read at any size, and fine work that small sizes leave out.
"""

from collections.abc import Callable

from assay.ui.hallmark.geometry import Point, arc, at, circle, line, number, pair, polygon

CORE: Point = (120.0, 106.0)
RADIUS = 43.0
Motif = Callable[[bytes], tuple[str, str]]


def petals(seed: bytes) -> tuple[str, str]:
    """Learners: six to eight petals around one heart."""
    count = 6 + seed[0] % 3
    bold, fine = [], []
    for i in range(count):
        axis = -90 + 360 / count * i
        foot, tip = pair(at(7, axis, CORE)), pair(at(RADIUS, axis, CORE))
        left, right = (pair(at(0.78 * RADIUS, axis + side * 225 / count, CORE)) for side in (-1, 1))
        bold.append(f"M{foot}Q{left} {tip}Q{right} {foot}")
        fine.append(line(at(12, axis, CORE), at(0.74 * RADIUS, axis, CORE)))
    return "".join(bold) + circle(3.2, CORE), "".join(fine)


def facets(seed: bytes) -> tuple[str, str]:
    """Content and planning: polygons turned one inside the other."""
    sides = 4 + seed[0] % 3
    turn = 360 / sides * (0.21 + 0.03 * (seed[1] % 3))
    shapes = [
        polygon(
            at(RADIUS * (1 - 0.17 * k), -90 + turn * k + 360 / sides * i, CORE)
            for i in range(sides)
        )
        for k in range(5)
    ]
    return "".join(shapes[::2]), "".join(shapes[1::2])


def gauge(seed: bytes) -> tuple[str, str]:
    """Assessment: rings, a scale, and a needle that has come to rest."""
    ticks = 24 + 4 * (seed[0] % 4)
    needle = -150 + 15 * (seed[1] % 9)
    bold = "".join(circle(radius, CORE) for radius in (RADIUS, 30.5, 18))
    bold += line(at(RADIUS, needle + 180, CORE), at(RADIUS, needle, CORE)) + circle(
        4, at(30.5, needle, CORE)
    )
    marks = [
        line(at(41.5, 360 / ticks * i, CORE), at(34 if i % 4 == 0 else 37.5, 360 / ticks * i, CORE))
        for i in range(ticks)
    ]
    return bold, "".join(marks)


def voices(seed: bytes) -> tuple[str, str]:
    """Instruction: two voices, each reaching the other."""
    left, right = (80.0, CORE[1]), (160.0, CORE[1])

    def waves(radius: float) -> str:
        return arc(radius, -52, 52, left) + arc(radius, 128, 232, right)

    bold = (
        "".join(waves(radius) for radius in (13, 23, RADIUS))
        + circle(4.2, left)
        + circle(4.2, right)
    )
    return bold, waves(33)


def rings(seed: bytes) -> tuple[str, str]:
    """Profession: three to five rings that hold each other."""
    count = 3 + seed[0] % 3
    radius = {3: 22, 4: 20, 5: 18}[count]
    centers = [at(RADIUS - radius, -90 + 360 / count * i, CORE) for i in range(count)]
    return "".join(circle(radius, c) for c in centers), "".join(
        circle(radius - 5, c) for c in centers
    )


def beacon(seed: bytes) -> tuple[str, str]:
    """Teacher leadership: a light with long and short rays."""
    count = 8 + 2 * (seed[0] % 3)
    bold, fine = [circle(7, CORE), circle(17, CORE)], [circle(12, CORE)]
    for i in range(count):
        angle = -90 + 360 / count * i
        reach = RADIUS if i % 2 == 0 else 34
        bold.append(line(at(23, angle, CORE), at(reach, angle, CORE)))
        fine.append(line(at(21, angle + 180 / count, CORE), at(29, angle + 180 / count, CORE)))
    return "".join(bold), "".join(fine)


def arch(seed: bytes) -> tuple[str, str]:
    """School leadership: arches within arches on one floor, and a keystone."""
    count = 3 + seed[0] % 2
    shapes = []
    for k in range(count):
        reach = 36 - 27 / count * k
        left, right, r = number(120 - reach), number(120 + reach), number(reach)
        shapes.append(f"M{left} 142V102A{r} {r} 0 0 1 {right} 102V142")
    return "".join(shapes[::2]) + "M77 142H163M124 76l3 -12h-14l3 12z", "".join(shapes[1::2])


MOTIFS: dict[str, Motif] = {
    "petals": petals,
    "facets": facets,
    "gauge": gauge,
    "voices": voices,
    "rings": rings,
    "beacon": beacon,
    "arch": arch,
}
