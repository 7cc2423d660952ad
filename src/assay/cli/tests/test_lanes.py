"""Threads that answer: who takes the next work, and on what stack."""

import asyncio
import resource
import subprocess
import sys
import threading
from collections import Counter

import pytest

from assay.cli.web.lanes import Lane


def test_work_goes_to_the_thread_that_came_to_rest_last() -> None:
    lane = Lane("pages", 4)

    async def one_after_the_other() -> list[int]:
        return [await lane.run(threading.get_ident) for _ in range(200)]

    try:
        # The one that answers may not be back at rest yet when the next work comes: then it is another's turn. In turn,
        # two of four would have half of it.
        busiest = Counter(asyncio.run(one_after_the_other())).most_common(2)
        assert sum(times for _thread, times in busiest) >= 150
    finally:
        lane.close()


def test_more_work_than_threads_waits_its_turn_and_an_error_costs_no_thread() -> None:
    lane, go_on, done = Lane("pages", 2), threading.Event(), list[int]()
    begun = threading.Semaphore(0)

    def held() -> None:
        begun.release()
        go_on.wait(10)

    def broken() -> None:
        raise ValueError("not ours")

    for _ in range(2):
        lane.put(held)
    for _ in range(2):
        assert begun.acquire(timeout=10)
    lane.put(broken)
    for number in range(5):
        lane.put(lambda number=number: done.append(number))  # type: ignore[misc]  # a default binds the number
    assert lane.waiting == 6
    go_on.set()
    lane.close()  # does what waits, then ends
    assert sorted(done) == [0, 1, 2, 3, 4]
    assert lane.waiting == 0

    async def asked() -> None:
        lane = Lane("pages", 1)
        try:
            with pytest.raises(ValueError, match="not ours"):
                await lane.run(broken)
        finally:
            lane.close()

    asyncio.run(asked())


def test_no_depth_of_a_call_has_the_stack_taken_and_given_back() -> None:
    """Wherever a piece of the stack ends, a loop that calls across its end costs no page of memory a turn."""

    def leaf() -> None:
        pass

    def at_depth(depth: int) -> None:
        if depth:
            at_depth(depth - 1)
        else:
            for _ in range(50):
                leaf()

    def faults() -> int:
        at_depth(400)
        before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
        for depth in range(400):
            at_depth(depth)
        return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before

    async def asked() -> int:
        lane = Lane("pages", 1)
        try:
            return await lane.run(faults)
        finally:
            lane.close()

    assert asyncio.run(asked()) < 20


def test_freed_memory_stays_with_the_process() -> None:
    """What one page took and gave back is not fetched from the kernel again for the next."""
    program = """
import ctypes, resource
import django
django.setup()
from assay.cli.processes import _keep_freed_memory
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes, libc.free.argtypes = [ctypes.c_size_t], [ctypes.c_void_p]
_keep_freed_memory()
def page():
    taken = [libc.malloc(60_000) for _ in range(50)]
    for piece in taken:
        ctypes.memset(piece, 1, 60_000)
    for piece in taken:
        libc.free(piece)
page()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    page()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert int(done.stdout) < 200
