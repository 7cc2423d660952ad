"""The sanitizer's process, from outside: started for one document, or kept for many that come one after the other."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

import assay

MAX_SECONDS = 90
Ended = tuple[bytes, bytes, bool]


def run(kind: str, source: Path, target: Path, words: Path) -> Ended:
    """What it said, its errors, and whether it ended well within its time."""
    asked, kept = [kind, str(source), str(target), str(words)], _KEPT.get()
    if kept is not None:
        return kept.run(asked, source.parent)
    try:
        done = subprocess.run(  # noqa: S603 (our own module; the names are ours, too)
            [*_COMMAND, *asked],
            env=_environment(),
            cwd=source.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as e:
        return e.stdout or b"", b"", False
    return done.stdout, done.stderr, done.returncode == 0


@contextmanager
def started_once() -> Iterator[None]:
    """Within, this thread's documents share the start of the interpreter, which costs more than most documents do.

    Each is still read in a process of its own with the same bounds. It is for work that brings many at once.
    """
    kept = _Kept()
    before = _KEPT.set(kept)
    try:
        yield
    finally:
        _KEPT.reset(before)
        kept.end()


class _Kept:
    """A process that has read the parsers, and forks one for each document."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, asked: list[str], folder: Path) -> Ended:
        output, errors = folder / "output", folder / "errors"
        code = self._answer([*asked, str(output), str(errors)])
        return _read(output), _read(errors), code == b"0\n"

    def _answer(self, asked: list[str]) -> bytes:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 (as above)
                [*_COMMAND, "many"],
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        process.stdin.flush()
        if select.select([process.stdout], [], [], MAX_SECONDS)[0]:
            return process.stdout.readline()
        self.end()
        return b""

    def end(self) -> None:
        """End it, and what it is at; the next document starts another."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _environment() -> dict[str, str]:
    return {
        "PYTHONPATH": str(Path(assay.__file__).parents[1]),
        "PATH": os.environ.get("PATH", ""),
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


_COMMAND = [sys.executable, "-m", "assay.evidence.files.sanitizer"]
_KEPT: ContextVar[_Kept | None] = ContextVar("kept sanitizer", default=None)
