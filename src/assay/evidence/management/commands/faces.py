"""`assay faces`: a film in which no face can be read, made on this machine."""

import re
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assay.evidence.faces import is_here
from assay.evidence.faces.boxes import Box
from assay.evidence.faces.plan import Plan
from assay.evidence.faces.running import NotCovered, cover_faces

_NUMBER = r"(\d+(?:\.\d+)?)"
_MISSES = (
    "Look at the whole film before you show it. Faces are missed when they are small, seen from the side or from"
    " behind, masked, or in a mirror; how well children are found has not been measured. Names on walls and papers"
    " stay to be read, and voices are not changed."
)


class Command(BaseCommand):
    help = "Write a copy of a film in which faces cannot be read. Nothing leaves this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="the film: MP4 or MOV; it stays as it is")
        parser.add_argument("target", type=Path, help="where the copy goes: an MP4 in 720p")
        parser.add_argument(
            "--whole", action="store_true", help="cover the whole picture, not faces alone"
        )
        parser.add_argument(
            "--box",
            type=_box,
            action="append",
            default=[],
            metavar="FROM-TO:X,Y,WIDTH,HEIGHT",
            help="cover this box, too: seconds, then percent of the picture, such as 3-5.5:40,20,10,15",
        )
        parser.add_argument(
            "--clear",
            type=_clear,
            action="append",
            default=[],
            metavar="SECOND:X,Y",
            help="leave the face clear that is here, such as 2:45,30; once it is lost, it is covered again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source, target = options["source"], options["target"]
        if not is_here():
            raise CommandError(
                "Faces cannot be looked for here: this needs ffmpeg and the extra `faces`."
            )
        if not source.is_file():
            raise CommandError(f"There is no file at {source}.")
        if target.exists():
            raise CommandError(f"{target} is there already. Name another, or move it away.")
        if target.suffix.lower() != ".mp4" or not target.parent.is_dir():
            raise CommandError(
                "The copy is an MP4: name a file that ends in .mp4, in a folder that is there."
            )

        def change(plan: Plan) -> None:
            plan.is_whole = options["whole"]
            for first, last, box in options["box"]:
                plan.draw(box, first, last)
            for second, x, y in options["clear"]:
                if not plan.keep_clear(x, y, second):
                    raise CommandError(
                        f"At second {second:g}, no one face is at {x:g},{y:g}. Nothing was written."
                    )

        with tempfile.TemporaryDirectory(prefix="assay-faces-") as folder:
            try:
                plan = cover_faces(
                    source, target, Path(folder), change=change, tell=self._telling()
                )
            except NotCovered as e:
                raise CommandError(f"No copy was made. {e}") from e
        found = (
            "The whole picture is covered."
            if plan.is_whole
            else f"Found {len(plan.tracks)} times a face."
        )
        self.stdout.write(f"{target}\n{found} {_MISSES}")

    def _telling(self) -> Any:
        told = ("", -10)

        def tell(act: str, percent: int) -> None:
            nonlocal told
            if act != told[0] or percent >= told[1] + 10:
                told = (act, percent)
                self.stderr.write(f"{act}: {percent} %")

        return tell


def _box(text: str) -> tuple[float, float, Box]:
    found = re.fullmatch(rf"{_NUMBER}-{_NUMBER}:{_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}", text)
    if found is None:
        raise ArgumentTypeError("a box is FROM-TO:X,Y,WIDTH,HEIGHT, such as 3-5.5:40,20,10,15")
    first, last, *box = map(float, found.groups())
    if last < first or not all(0 <= n <= 100 for n in box) or not (box[2] and box[3]):
        raise ArgumentTypeError(
            "a box goes from one second to a later one, and is in percent of the picture"
        )
    return first, last, Box(*box)


def _clear(text: str) -> tuple[float, float, float]:
    found = re.fullmatch(rf"{_NUMBER}:{_NUMBER},{_NUMBER}", text)
    if found is None:
        raise ArgumentTypeError("a face is named by SECOND:X,Y, such as 2:45,30")
    second, x, y = map(float, found.groups())
    return second, x, y
