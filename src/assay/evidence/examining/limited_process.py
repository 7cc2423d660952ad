"""A program from outside within bounds: of memory, time, file size and descriptors; it ends with whoever started it."""

import ctypes
import os
import resource
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic

import assay

_PR_SET_PDEATHSIG = 1
_GB = 1024**3


class NotRun(Exception):
    """The program did not end well; the message is what it said, for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much a program may take. `seconds` are by the clock; of the processor it gets no more than that."""

    seconds: int
    memory_bytes: int = 2 * _GB
    file_bytes: int = 4 * _GB


def run(
    command: Sequence[str],
    *,
    folder: Path,
    bounds: Bounds,
    heard: Callable[[str], None] = lambda _line: None,
) -> bytes:
    """Run it in `folder` and give what it wrote; `heard` gets its lines as they come. Raises NotRun.

    It sees no environment but its PATH, and has nothing to read from. Whatever `heard` raises ends it.
    """
    limits = (bounds.seconds, bounds.memory_bytes, bounds.file_bytes, os.getpid())
    asked = [sys.executable, "-m", __name__, *map(str, limits), *command]
    with TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 (programs the caller names; file names are ours)
            asked,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
        try:
            said = _listen(process, monotonic() + bounds.seconds, heard)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            assert process.stdout is not None
            process.stdout.close()
        if process.returncode:
            errors.seek(0)
            what = errors.read(2000).decode(errors="replace")
            raise NotRun(f"{command[0]} ended with {process.returncode}: {what}")
    return said


def _listen(
    process: "subprocess.Popen[bytes]", until: float, heard: Callable[[str], None]
) -> bytes:
    assert process.stdout is not None
    said, line = bytearray(), bytearray()
    while True:
        left = until - monotonic()
        if left <= 0:
            raise NotRun("It took too long.")
        if not select.select([process.stdout], [], [], min(left, 5.0))[0]:
            until += _heard_for(heard, "")
            continue
        piece = os.read(process.stdout.fileno(), 65536)
        if not piece:
            break
        said += piece
        if len(said) > 1024 * 1024:
            raise NotRun("It says too much.")
        line += piece
        *whole, rest = line.split(b"\n")
        line = bytearray(rest)
        for one in whole:
            until += _heard_for(heard, one.decode(errors="replace"))
    try:
        process.wait(timeout=max(until - monotonic(), 0.1))
    except subprocess.TimeoutExpired as e:
        raise NotRun("It took too long.") from e
    return bytes(said)


def _heard_for(heard: Callable[[str], None], line: str) -> float:
    """For how many seconds the caller was busy with what it heard: that time is not the program's."""
    began = monotonic()
    heard(line)
    return monotonic() - began


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(Path(assay.__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder),
    }


def become(arguments: Sequence[str]) -> None:
    """In the new process: take the bounds on, then be the program."""
    seconds, memory, size, parent = map(int, arguments[:4])
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)  # it was killed before we could ask to be told
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, size),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    os.nice(19)
    os.environ.pop("PYTHONPATH", None)
    os.execvp(arguments[4], list(arguments[4:]))  # noqa: S606 (no shell: that is the point)


if __name__ == "__main__":
    become(sys.argv[1:])
