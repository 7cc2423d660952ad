"""`python -m bench faces`: how many faces in generated films are covered, how quick that is, and in how much memory.

Photographs of public packages (`SOURCES`) are laid side by side, and a camera goes over them: it pans, zooms, cuts, the
light goes down, and the film is compressed until it hurts. `BENCH_FACES_SCENES` says how many scenes of 80 frames (40).
`--strict` exits 1 where an aim is missed.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from assay.evidence.faces import is_here, program
from assay.evidence.faces.boxes import Box
from assay.evidence.faces.film import open_film
from assay.evidence.faces.plan import Plan
from bench.faces.films import FRAMES, Truth, make_film
from bench.faces.photographs import photographs

#: Share of face frames covered from 24 pixels; bare ones from 32; frames a second of one core; MB of memory.
AIMS = {"cover": 0.995, "bare": 0, "rate": 15.0, "memory": 400.0}
#: A face is covered where so much of its box is; it is bare where no more than so much of its middle is.
_COVERED, _BARE = 0.9, 0.5


def main() -> int:
    if not is_here():
        sys.exit("This needs the extra `faces` and ffmpeg.")
    scenes = int(os.environ.get("BENCH_FACES_SCENES", "40"))
    with tempfile.TemporaryDirectory(prefix="bench-faces-") as name:
        folder = Path(name)
        truths: list[Truth] = []
        seen: list[list[Box]] = []
        used = most = 0.0
        frames = 0
        pictures = photographs(folder)
        for n, crf in enumerate((23, 37)):  # as a phone keeps it, and as a messenger sends it
            film = folder / f"film-{n}.mp4"
            truth = make_film(film, pictures, scenes // 2, seed=n, crf=crf)
            plan = folder / f"plan-{n}.json"
            for act in (["find", film, plan], ["cover", film, plan, folder / f"covered-{n}.mp4"]):
                seconds, memory = run([str(part) for part in act])
                print(f"crf {crf} {act[0]}: {len(truth) / seconds:.1f} frames a second of one core")
                used, most = used + seconds, max(most, memory)
            assert open_film(folder / f"covered-{n}.mp4").frames == len(truth)
            read = Plan.from_json(plan.read_text())
            seen += [read.at(frame) for frame in range(len(truth))]
            truths += truth
            frames += len(truth)
    return report(truths, seen, frames / used, most)


def report(truths: list[Truth], seen: list[list[Box]], rate: float, memory: float) -> int:
    faces = [
        (face.h, *_cover_of(face, boxes))
        for truth, boxes in zip(truths, seen, strict=True)
        for face in truth
    ]
    print(f"{len(truths)} frames, {len(faces)} face frames, {FRAMES} frames a scene")
    for low, high in ((16, 20), (20, 24), (24, 28), (28, 32), (32, 48), (48, 96), (96, 999)):
        some = [(whole, middle) for size, whole, middle in faces if low <= size < high]
        if some:
            share = sum(whole >= _COVERED for whole, _m in some) / len(some)
            bare = sum(middle <= _BARE for _w, middle in some)
            print(f"  {low:3}-{high:3} px: {share:.2%} of {len(some)} covered, {bare} bare")
    cover = _share([whole >= _COVERED for size, whole, _m in faces if size >= 24])
    bare = sum(middle <= _BARE for size, _w, middle in faces if size >= 32)
    without = sum(_without(truth, boxes) for truth, boxes in zip(truths, seen, strict=True))
    drawn = sum(map(len, seen))
    print(
        f"covered from 24 px: {cover:.3%}; bare from 32 px: {bare}; boxes without a face: {without} of {drawn}"
    )
    print(
        f"{rate:.1f} frames a second of one core for finding and covering; {memory:.0f} MB at most"
    )
    missed = [
        name
        for name, met in (
            ("cover", cover >= AIMS["cover"]),
            ("bare", bare <= AIMS["bare"]),
            ("rate", rate >= AIMS["rate"]),
            ("memory", memory <= AIMS["memory"]),
        )
        if not met
    ]
    print("Every aim is met." if not missed else f"Aims missed: {', '.join(missed)}")
    return 1 if missed and "--strict" in sys.argv else 0


def run(arguments: list[str]) -> tuple[float, float]:
    """Seconds of the processor that it takes with all its children, and MB of memory at most, all together."""
    before = os.times()
    process = subprocess.Popen(
        [sys.executable, "-m", program.__name__, *arguments],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    most = [0.0]
    watch = threading.Thread(target=_watch, args=(process, most))
    watch.start()
    code = process.wait()
    watch.join()
    if code:
        sys.exit(f"{arguments[0]} ended with {code}")
    after = os.times()
    taken = after.children_user + after.children_system
    return taken - before.children_user - before.children_system, most[0]


def _watch(process: "subprocess.Popen[bytes]", most: list[float]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], _memory(process.pid))
        time.sleep(0.2)


def _memory(group: int) -> float:
    """MB of all processes of a group; what they share counts once."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == group:
                lines = (folder / "smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except OSError:
            continue
    return total / 1024


def _cover_of(face: Box, boxes: list[Box]) -> tuple[float, float]:
    middle = face.grown(-0.2)
    return (
        max((face.shared(box) for box in boxes), default=0.0),
        max((middle.shared(box) for box in boxes), default=0.0),
    )


def _without(truth: Truth, boxes: list[Box]) -> int:
    return sum(all(face.shared(box) == 0 for face in truth) for box in boxes)


def _share(yes: list[bool]) -> float:
    return sum(yes) / len(yes) if yes else 0.0
