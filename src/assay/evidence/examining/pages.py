"""The pages of a PDF as pictures, by poppler's pdftoppm: what is in the file runs nowhere."""

import shutil
from collections.abc import Callable
from pathlib import Path

from assay.evidence.examining.limited_process import Bounds, NotRun, run

MOST_PAGES, LONG_SIDE = 80, 1600
_BOUNDS = Bounds(seconds=180, memory_bytes=1024**3, file_bytes=32 * 1024**2)


class NoPages(Exception):
    """No pictures can be made of it; the message is for the log."""


def is_here() -> bool:
    """Whether pdftoppm is installed."""
    return bool(shutil.which("pdftoppm"))


def pictures(
    source: Path, folder: Path, tell: Callable[[int], None] = lambda _p: None
) -> list[Path]:
    """A JPEG of each page, the first ones of a long document, in their order. Raises NoPages."""
    command = ["pdftoppm", "-jpeg", "-jpegopt", "quality=80", "-scale-to", str(LONG_SIDE)]
    command += ["-l", str(MOST_PAGES), str(source), str(folder / "page")]

    def heard(_line: str) -> None:
        tell(len(list(folder.glob("page-*.jpg"))))

    try:
        run(command, folder=folder, bounds=_BOUNDS, heard=heard)
    except NotRun as e:
        raise NoPages(str(e)) from e
    found = sorted(folder.glob("page-*.jpg"))
    if not found:
        raise NoPages("There was no page in it.")
    return found
