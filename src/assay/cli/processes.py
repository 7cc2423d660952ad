"""One process tree: start children, restart those that die, pass signals on, end together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

GRACE_SECONDS = 15
#: A child that dies at once is not restarted in a tight circle: 0.5 s, 1 s, 2 s … up to this.
LONGEST_PAUSE_SECONDS = 30.0


@dataclass(slots=True)
class Child:
    """One supervised program: its arguments and, while it runs, its process."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    again_at: float = field(default=0.0)

    def start(self) -> None:
        self.process, self.started = subprocess.Popen(self.arguments), time.monotonic()  # noqa: S603

    def watch(self) -> None:
        """Start it again when it has ended and its pause is over."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.again_at:
                self.start()
        elif self.process.poll() is not None:
            lived = now - self.started
            self.pause = 0.5 if lived > 60 else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
            sys.stderr.write(f"{self.name} ended ({self.process.returncode}); again in {self.pause:g} s\n")
            self.process, self.again_at = None, now + self.pause


class Tree:
    """The children of `assay serve`."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.ending = False

    def run(self) -> int:
        """Run until SIGTERM or SIGINT; then end every child, killing only those that outstay the grace."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        while not self.ending:
            for child in self.children:
                child.watch()
            time.sleep(0.2)
        self._stop()
        return 0

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.ending = True

    def _stop(self) -> None:
        alive = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in alive:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()


def web(host: str, port: int, workers: int) -> Child:
    """granian (WSGI): each worker a process with four threads."""
    return Child("web", [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--backlog", "1024", "--no-ws",
        "--log-level", os.environ.get("ASSAY_LOG_LEVEL", "warning").lower(), "--respawn-failed-workers",
        "assay.config.wsgi:application",
    ])  # fmt: skip


def worker(number: int) -> Child:
    """Takes tasks off the database's rows."""
    arguments = [sys.executable, "-m", "assay", "db_worker", "--interval", "0.5", "--no-startup-delay", "--no-reload"]
    return Child(f"worker {number}", arguments)


def clock() -> Child:
    """Runs the schedule of repeating work."""
    return Child("clock", [sys.executable, "-m", "assay", "tick", "--forever"])
