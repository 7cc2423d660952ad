"""Films with known faces: a camera over a wall of photographs. Pan, zoom, cuts, failing light; all from a seed."""

import subprocess
from pathlib import Path
from random import Random

from PIL import Image

from assay.evidence.faces.boxes import Box
from bench.faces.photographs import Photograph

WIDTH, HEIGHT, RATE, FRAMES = 1280, 720, 30, 80
_CELL_W, _CELL_H, _ACROSS, _DOWN = 960, 780, 6, 5
Truth = list[Box]


def make_film(
    path: Path, given: list[Photograph], scenes: int, *, seed: int, crf: int
) -> list[Truth]:
    """Write a film with a tone; which faces stand whole in which frame."""
    random = Random(seed)
    command = ["ffmpeg", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE), "-i", "pipe:0"]
    command += ["-f", "lavfi", "-i", "sine=frequency=300", "-shortest", "-c:v", "libx264"]
    command += ["-preset", "veryfast", "-crf", str(crf), "-pix_fmt", "yuv420p", "-threads", "1"]
    command += ["-c:a", "aac", "-f", "mp4", str(path)]
    truths = []
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for scene in range(scenes):
            wall, faces = _wall(given, random)
            for view, light in _camera(random, scene):
                frame = wall.resize(
                    (WIDTH, HEIGHT), Image.Resampling.BILINEAR, box=view, reducing_gap=2
                )
                if light < 1:
                    frame = frame.point([int(n * light) for n in range(256)] * 3)
                process.stdin.write(frame.tobytes())
                truths.append(_seen(faces, view))
        process.stdin.close()
    assert process.returncode == 0
    return truths


def _wall(given: list[Photograph], random: Random) -> tuple[Image.Image, list[Box]]:
    wall = Image.new("RGB", (_CELL_W * _ACROSS, _CELL_H * _DOWN), (96, 104, 98))
    faces = []
    for n in range(_ACROSS * _DOWN):
        photograph = random.choice(given)
        x, y = n % _ACROSS * _CELL_W, n // _ACROSS * _CELL_H
        wall.paste(photograph.picture, (x, y))
        faces += [face.moved(x, y) for face in photograph.faces]
    return wall, faces


def _camera(random: Random, scene: int) -> list[tuple[tuple[float, float, float, float], float]]:
    """What part of the wall each frame shows, and how bright it is."""
    most = _CELL_W * _ACROSS - 40

    def width() -> float:  # a face is about 120 high: from 20 pixels to 300
        return min(most, WIDTH / random.choice((0.17, 0.2, 0.22, 0.25, 0.3, 0.4, 0.7, 1.2, 2.2)))

    first = width()
    last = first if scene % 3 == 0 else width() if scene % 3 == 1 else first * 0.8
    spots = [(random.random(), random.random()) for _n in range(2)]
    if scene % 4 == 3:
        spots[1] = spots[0]
    darkest = random.choice((1.0, 1.0, 0.5, 0.25))
    views = []
    for n in range(FRAMES):
        share = n / (FRAMES - 1)
        wide = first + (last - first) * share
        high = wide * HEIGHT / WIDTH
        reach = (
            min(1.0, 500 / wide) if wide < 3000 else 1.0
        )  # a camera that pans, not one that is thrown
        (ax, ay), (bx, by) = spots
        x = (ax + (bx - ax) * share * reach) * (_CELL_W * _ACROSS - wide)
        y = (ay + (by - ay) * share * reach) * max(_CELL_H * _DOWN - high, 0)
        light = 1 - (1 - darkest) * (1 - abs(2 * share - 1))
        views.append(((x, y, x + wide, y + high), light))
    return views


def _seen(faces: list[Box], view: tuple[float, float, float, float]) -> Truth:
    left, top, right, _bottom = view
    scale = WIDTH / (right - left)
    shown = []
    for face in faces:
        box = Box((face.x - left) * scale, (face.y - top) * scale, face.w * scale, face.h * scale)
        if box.x >= 0 and box.y >= 0 and box.x + box.w <= WIDTH and box.y + box.h <= HEIGHT:
            shown.append(box)
    return shown
