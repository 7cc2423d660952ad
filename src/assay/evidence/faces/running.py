"""One film from beginning to end: its copy for playing is made, faces are found in it, and then covered.

Each part is a program within bounds (`limited_process`), which can be killed; what it leaves is in the working folder.
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import assay
from assay.evidence.examining.limited_process import Bounds, NotRun, run
from assay.evidence.examining.recordings import NotConverted, convert
from assay.evidence.faces import program
from assay.evidence.faces.plan import Plan

_FORMATS = {".mov": "video/quicktime", ".mp4": "video/mp4", ".m4v": "video/mp4"}


class NotCovered(Exception):
    """No film without faces can be made of it; the message is for the log, or for whoever runs the program."""


def cover_faces(
    source: Path,
    target: Path,
    folder: Path,
    *,
    change: Callable[[Plan], None] = lambda _plan: None,
    tell: Callable[[str, int], None] = lambda _act, _percent: None,
) -> Plan:
    """Write a film in which no face can be read. `change` may alter the plan between finding and covering.

    `tell` hears what is being done and how far that is, in percent. Nothing lies at the target unless all went well.
    Raises NotCovered.
    """
    media_type = _FORMATS.get(source.suffix.lower())
    if media_type is None:
        raise NotCovered("It is not a film in MP4 or MOV.")
    try:
        made = convert(source.resolve(), media_type, folder, lambda n: tell("copy", n))
        if made.media_type != "video/mp4":
            raise NotCovered("There is no picture in it.")
        seconds = made.seconds
        plan, covered = folder / "plan.json", folder / "covered.mp4"
        run_program(["find", str(made.streaming), str(plan)], folder, seconds, tell)
        found = Plan.from_json(plan.read_text())
        change(found)
        plan.write_text(found.to_json())
        run_program(["cover", str(made.streaming), str(plan), str(covered)], folder, seconds, tell)
    except (NotConverted, NotRun) as e:
        raise NotCovered(str(e)) from e
    shutil.move(covered, target)
    return found


def run_program(
    arguments: list[str], folder: Path, seconds: int, tell: Callable[[str, int], None]
) -> None:
    """`find FILM PLAN` or `cover FILM PLAN TARGET`; `tell` hears which, and how far in percent. Raises NotRun."""
    percent = 0

    def heard(line: str) -> None:
        nonlocal percent
        percent = int(line) if line.isdigit() else percent
        tell(arguments[0], percent)

    where = f"PYTHONPATH={Path(assay.__file__).parents[1]}"
    command = ["env", where, "OMP_NUM_THREADS=1", sys.executable, "-m", program.__name__]
    # A minute of film takes two on a slow core; four times as much ends it.
    run(
        [*command, *arguments], folder=folder, bounds=Bounds(seconds=120 + 8 * seconds), heard=heard
    )
