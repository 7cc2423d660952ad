"""One process tree: fork children, restart those that die, end together."""

import ctypes
import gc
import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.core.management import call_command
from django.urls import get_resolver

from assay.cli import BETWEEN_LOOKS, lane_values
from assay.cli.web.process import serve

#: What children that still answer somebody may take after they were asked to end; then they are killed.
GRACE_SECONDS = 10.0
#: After Ctrl+C: whoever sits at the terminal waits for it.
HURRIED_SECONDS = 1.2
#: A child that dies at once is not restarted in a tight circle: 0.5 s, 1 s, 2 s … up to this.
LONGEST_PAUSE_SECONDS = 30.0
#: Who has lived so long starts again without a pause worth the name.
STEADY_SECONDS = 60.0

HEARD = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD})
#: What has been freed stays with the process up to so much of each thread's; larger pieces are mapped one by one.
KEPT_BYTES = 6 * 1024 * 1024
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3


@dataclass(slots=True)
class Child:
    """One supervised part of the product: what it runs and, while it lives, its process.

    It is forked off a parent that has imported everything: it starts at once, and shares that memory with the others.
    """

    name: str
    run: Callable[[], object]
    pid: int | None = None
    started: float = 0.0
    pause: float = 0.5
    again_at: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            os._exit(_live(self, parent))

    def watch(self, now: float) -> float | None:
        """Start it again when it has ended and its pause is over; the time to look again, if there is one."""
        if self.pid is not None and (code := self.ended()) is not None:
            lived = now - self.started
            self.pause = (
                0.5 if lived > STEADY_SECONDS else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
            )
            sys.stderr.write(f"{self.name} ended ({code}); again in {self.pause:g} s\n")
            self.again_at = now + self.pause
        if self.pid is None and now >= self.again_at:
            self.start()
        return self.again_at if self.pid is None else None

    def ended(self) -> int | None:
        """Its exit code, negative for a signal, once; None while it lives or when it was not there."""
        if self.pid is None:
            return None
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if not pid:
            return None
        self.pid = None
        return os.waitstatus_to_exitcode(status)

    def tell(self, number: signal.Signals) -> None:
        if self.pid is not None:
            os.kill(self.pid, number)


def _live(child: Child, parent: int) -> int:
    """In the child: be itself, and run to the end; the exit code. Nothing of the parent's own ending is run here."""
    # In a group of its own: Ctrl+C reaches the parent alone, who ends its children one way and once.
    os.setpgid(0, 0)
    for number in HEARD:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    _libc.prctl(_PR_SET_NAME, f"assay {child.name}".encode()[:15], 0, 0, 0)
    if os.getppid() != parent:
        return 0  # it was killed before we could ask to be told
    try:
        child.run()
    except SystemExit as e:
        return e.code if isinstance(e.code, int) else int(e.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


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
        grace = GRACE_SECONDS
        try:
            while True:
                now = time.monotonic()
                looks = [
                    at for at in [child.watch(now) for child in self.children] if at is not None
                ]
                heard = signal.sigtimedwait(HEARD, max(0.0, min(looks) - now) if looks else 3600)
                if heard is not None and heard.si_signo in self._ending:
                    grace = HURRIED_SECONDS if heard.si_signo == signal.SIGINT else grace
                    return
        finally:
            self._end(grace)

    def _end(self, grace: float) -> None:
        self._tell(signal.SIGTERM)
        deadline = time.monotonic() + grace
        while self._alive() and (left := deadline - time.monotonic()) > 0:
            heard = signal.sigtimedwait(HEARD, left)
            if heard is not None and heard.si_signo in self._ending:
                break
        self._tell(signal.SIGKILL)
        while any(child.pid is not None for child in self.children):
            signal.sigtimedwait(HEARD, 0.05)
            self._alive()

    def _tell(self, number: signal.Signals) -> None:
        for child in self._alive():
            child.tell(number)

    def _alive(self) -> list[Child]:
        return [child for child in self.children if child.ended() is None and child.pid is not None]


_libc = ctypes.CDLL(None)


def web(number: int, host: str, port: int) -> Child:
    """One web process (cli/web): all of them listen on the same port, and the kernel deals connections out."""
    return Child(f"web {number}", lambda: serve(host, port))


def worker(number: int) -> Child:
    """Takes tasks off the database's rows."""
    how = {"interval": 0.5, "startup_delay": False, "reload": False}
    return Child(f"worker {number}", lambda: call_command("db_worker", **how))


def letters() -> Child:
    """Sends the e-mails that wait: apart from the worker, which no slow mail server may hold up."""
    return Child("letters", lambda: call_command("letters", "send", "--forever"))


def media() -> Child:
    """Examines files that arrived and converts recordings, after everything else: one after the other, nice 19."""
    return Child("media", lambda: call_command("media", "work", "--forever"))


def clock() -> Child:
    """Runs the schedule of repeating work, and seals the record."""
    return Child("clock", lambda: call_command("tick", "--forever"))


def made_ready() -> None:
    """Import what every child needs, once, and keep the collector's hands off it, so that its pages stay shared."""
    _ = get_resolver().url_patterns
    lane_values.take_the_place()
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_LOOKS)
    _keep_freed_memory()


def _keep_freed_memory() -> None:
    """Have the C library keep what one page's questions needed for the next: some megabytes of each thread.

    It would give all but 128 KB of them back to the kernel after each, and take them again page by page: a thousand
    times for a lead's home, a fifth of its time.
    """
    with suppress(AttributeError):  # another C library than GNU's keeps what it likes
        _libc.mallopt(_M_TRIM_THRESHOLD, KEPT_BYTES)
        _libc.mallopt(_M_MMAP_THRESHOLD, KEPT_BYTES)
