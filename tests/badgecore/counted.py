"""Work counted, not timed: the calls of functions, in Python and in C. The same number on every machine, busy or not.

How long that takes is shown by `python -m bench badgecore`.
"""

import cProfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    """The block makes at most so many calls. A million take some 0.2 s on one quiet core."""
    profile = cProfile.Profile()
    profile.enable()
    try:
        yield
    finally:
        profile.disable()
    made = sum(entry.callcount for entry in profile.getstats())
    assert made <= calls, f"{made:,} calls, at most {calls:,}"
