"""Threads that answer, in lanes: whatever fills one lane leaves the others free. No thread waits for a client."""

import asyncio
import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

from django.db import connections

T = TypeVar("T")
log = logging.getLogger(__name__)


class Lane:
    """A fixed number of threads and the row of work before them.

    The threads live as long as the process, so each keeps one connection to the database and there are never more.
    """

    def __init__(self, name: str, threads: int) -> None:
        self.name = name
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._go_on, name=f"{name} {number + 1}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """How many pieces of work no thread has begun."""
        return self._work.qsize()

    def put(self, work: Callable[[], None]) -> None:
        """Have it done by the next free thread; nobody is told the outcome."""
        self._work.put(work)

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
            self._work.put(None)
        for thread in self._threads:
            thread.join()

    def _go_on(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                work()
            except BaseException:
                log.exception("A thread of %s went on after an error", self.name)
        connections.close_all()


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
