"""One process tree: start children, restart those that die, end together."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

#: What children that still answer somebody may take after they were asked to end; then they are killed.
GRACE_SECONDS = 10.0
#: A child that dies at once is not restarted in a tight circle: 0.5 s, 1 s, 2 s … up to this.
LONGEST_PAUSE_SECONDS = 30.0
#: Who has lived so long starts again without a pause worth the name.
STEADY_SECONDS = 60.0

HEARD = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD})
_PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """One supervised program: its arguments and, while it runs, its process."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    again_at: float = 0.0

    def start(self) -> None:
        """In a group of its own: Ctrl+C reaches us alone, who end the children one way and once."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.arguments, process_group=0, preexec_fn=_bound_to_us)  # noqa: S603

    def watch(self, now: float) -> float | None:
        """Start it again when it has ended and its pause is over; the time to look again, if there is one."""
        if self.process is not None and self.process.poll() is not None:
            lived = now - self.started
            self.pause = 0.5 if lived > STEADY_SECONDS else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
            sys.stderr.write(f"{self.name} ended ({self.process.returncode}); again in {self.pause:g} s\n")
            self.process, self.again_at = None, now + self.pause
        if self.process is None and now >= self.again_at:
            self.start()
        return self.again_at if self.process is None else None


class Tree:
    """The children of `assay serve`."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        # Whoever starts us with nohup wants us to outlive the terminal.
        deaf = {signal.SIGHUP} if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN else set()
        self._ending = HEARD - {signal.SIGCHLD} - deaf

    def run(self) -> None:
        """Run until SIGTERM, SIGINT or SIGHUP; a second one kills what has not ended by then."""
        signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
        try:
            while True:
                now = time.monotonic()
                looks = [at for at in [child.watch(now) for child in self.children] if at is not None]
                heard = signal.sigtimedwait(HEARD, max(0.0, min(looks) - now) if looks else 3600)
                if heard is not None and heard.si_signo in self._ending:
                    return
        finally:
            self._end()

    def _end(self) -> None:
        for process in self._alive():
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        while self._alive() and (left := deadline - time.monotonic()) > 0:
            heard = signal.sigtimedwait(HEARD, left)
            if heard is not None and heard.si_signo in self._ending:
                break
        for process in self._alive():
            process.kill()
            process.wait()

    def _alive(self) -> list[subprocess.Popen[bytes]]:
        return [child.process for child in self.children if child.process and child.process.poll() is None]


_libc = ctypes.CDLL(None)


def _bound_to_us() -> None:
    """In the child, before its program begins: it hears signals again, and ends when we are killed."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def web(number: int, host: str, port: int) -> Child:
    """One web process (cli/web): all of them listen on the same port, and the kernel deals connections out."""
    return Child(f"web {number}", [sys.executable, "-m", "assay.cli.web", host, str(port)])


def worker(number: int) -> Child:
    """Takes tasks off the database's rows."""
    arguments = [sys.executable, "-m", "assay", "db_worker", "--interval", "0.5", "--no-startup-delay", "--no-reload"]
    return Child(f"worker {number}", arguments)


def letters() -> Child:
    """Sends the e-mails that wait: apart from the worker, which no slow mail server may hold up."""
    return Child("letters", [sys.executable, "-m", "assay", "letters", "send", "--forever"])


def clock() -> Child:
    """Runs the schedule of repeating work."""
    return Child("clock", [sys.executable, "-m", "assay", "tick", "--forever"])
