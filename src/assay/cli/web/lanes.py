"""Threads that answer, in lanes: whatever fills one lane leaves the others free. No thread waits for a client."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connections

T = TypeVar("T")
#: None ends a thread.
Work = Callable[[], None] | None
log = logging.getLogger(__name__)

#: Places on a thread's stack that its first frame claims, eight bytes each; half as many again are left for all others.
ROOM = 40_000


class Lane:
    """A fixed number of threads and the row of work before them.

    The threads live as long as the process, so each keeps one connection to the database and there are never more.
    Work goes to the thread that came to rest last: what it needs is still in the processor's caches and in its
    connection's. (A queue that all wait at goes round them, and wakes a second one in vain.)
    """

    def __init__(self, name: str, threads: int) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._row: deque[Work] = deque()
        self._resting: list[Seat] = []
        self._threads = [
            threading.Thread(
                target=_with_room, args=(self._go_on,), name=f"{name} {number + 1}", daemon=True
            )
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """How many pieces of work no thread has begun."""
        return len(self._row)

    def put(self, work: Callable[[], None]) -> None:
        """Have it done by the next free thread; nobody is told the outcome."""
        self._deal(work)

    async def run(self, work: Callable[[], T]) -> T:
        """Have it done by the next free thread, and wait for what it returns or raises."""
        outcome: Outcome[T] = Outcome()

        def tell() -> None:
            try:
                outcome.returned(work())
            except BaseException as e:
                outcome.raised(e)

        self.put(tell)
        return await outcome.future

    def close(self) -> None:
        """Wait for what is being done, then end the threads and their connections to the database."""
        for _ in self._threads:
            self._deal(None)
        for thread in self._threads:
            thread.join()

    def _deal(self, work: Work) -> None:
        with self._lock:
            if self._resting:
                self._resting.pop().give(work)
            else:
                self._row.append(work)

    def _next(self, seat: "Seat") -> Work:
        with self._lock:
            if self._row:
                return self._row.popleft()
            self._resting.append(seat)
        return seat.take()

    def _go_on(self) -> None:
        seat = Seat()
        while (work := self._next(seat)) is not None:
            try:
                work()
            except BaseException:
                log.exception("A thread of %s went on after an error", self.name)
        connections.close_all()


class Seat:
    """Where one thread that rests is given its next piece of work."""

    def __init__(self) -> None:
        self._work: Work = None
        self._given = threading.Lock()
        self._given.acquire()

    def give(self, work: Work) -> None:
        self._work = work
        self._given.release()

    def take(self) -> Work:
        """Wait for it. It is not held on to while it is done."""
        self._given.acquire()
        work, self._work = self._work, None
        return work


def _with_room(work: Callable[[], None]) -> None:
    """Do it where the stack of Python's frames is taken in one piece.

    CPython takes that stack 16 KB at a time and gives a piece back as soon as the last frame on it returns. Where a
    template's loop stands at the edge of one, the kernel maps and unmaps it on each turn: a score sheet did so a
    hundred times. A frame that says it needs more than 16 KB gets a piece of its size and then some; what it does not
    use costs no memory.
    """
    work()


_with_room.__code__ = _with_room.__code__.replace(co_stacksize=ROOM)


class Outcome(Generic[T]):
    """A thread's answer to the loop: given once, and to nobody where the one who waited has gone."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.future: asyncio.Future[T] = self._loop.create_future()

    def returned(self, value: T) -> None:
        self._loop.call_soon_threadsafe(self._settle, value)

    def raised(self, error: BaseException) -> None:
        self._loop.call_soon_threadsafe(self._fail, error)

    def _settle(self, value: T) -> None:
        if not self.future.done():
            self.future.set_result(value)

    def _fail(self, error: BaseException) -> None:
        if not self.future.done():
            self.future.set_exception(error)
