"""How large the body of a request may be, and who reads it: said at the view, kept by the web server.

A view that says nothing takes a page's form: 1 MB, all of it within 30 seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from mmap import mmap
from typing import Literal, ParamSpec, TypeVar

MB = 1024 * 1024

#: Threads of their own, so that what takes long in one lane holds nobody up in another (cli/web/lanes.py).
LaneName = Literal["pages", "uploads", "checks"]

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The size and pace of a body that a view takes.

    `max_bytes`: more is refused with 413. `piece_bytes` must arrive within `piece_seconds`, again and again, else 408.
    `lane`: whose threads answer. `signed_in`: a body larger than a page's is read from those alone who are signed in.
    `always`: small bodies go to that lane too, instead of being treated as a page's. `keeps`: where the body breaks off
    or stands still, the view is given what arrived, so that it need not be sent twice.
    """

    max_bytes: int
    piece_bytes: int
    piece_seconds: float
    lane: LaneName = "pages"
    signed_in: bool = False
    always: bool = False
    keeps: bool = False


#: A form: 1 MB within 30 seconds in all.
PAGE = Bound(max_bytes=MB, piece_bytes=MB, piece_seconds=30)
#: The slowest line a file may come over, in bytes a second; looked at every ten seconds.
LEAST_RATE, RATE_SECONDS = 8 * 1024, 10


def file_of(
    max_bytes: int, *, lane: LaneName, signed_in: bool, always: bool = False, keeps: bool = False
) -> Bound:
    """The bound of a view that takes files: so many bytes, at 8 KB a second or quicker."""
    return Bound(
        max_bytes=max_bytes,
        piece_bytes=LEAST_RATE * RATE_SECONDS,
        piece_seconds=RATE_SECONDS,
        lane=lane,
        signed_in=signed_in,
        always=always,
        keeps=keeps,
    )


def takes(bound: Bound) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorator, outermost: this view takes another body than a page's form."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.__dict__["body_bound"] = bound
        return view

    return mark


def bound_of(view: Callable[..., object]) -> Bound:
    """The bound of a view."""
    found = getattr(view, "body_bound", PAGE)
    return found if isinstance(found, Bound) else PAGE


def lying(content: object, size: int) -> memoryview | None:
    """The body itself where the web server keeps it in memory, in pages of its own; None where it has to be read.

    Whoever takes it releases it: `with`.
    """
    return memoryview(content)[:size] if isinstance(content, mmap) else None
