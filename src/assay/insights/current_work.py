"""A learner's work as the home page shows it: what presses most, what is in hand, what waits. Without database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

INCOMPLETE, REVISING, NOT_YET, DRAFT, WAITING, WITHDRAWN = (
    "incomplete",
    "revising",
    "not_yet",
    "draft",
    "waiting",
    "withdrawn",
)
# What somebody else waits for comes first, then what is fresh in mind.
PRESSING = (INCOMPLETE, NOT_YET, REVISING, DRAFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A criterion still to be demonstrated, with its level and what the assessor said would help."""

    title: str
    level: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The newest attempt on one start."""

    pk: int
    kind: str
    title: str
    slug: str
    number: str
    language: str
    saved_at: datetime
    submitted_at: datetime | None = None
    promised_on: date | None = None
    offered: str = ""  # the status of the version
    stage: str = ""  # of the evaluation
    done: int = 0
    steps: int = 0
    parts_done: tuple[int, ...] = ()
    kept: int = 0
    criteria: int = 0
    open: tuple[Open, ...] = ()
    letter: int | None = None  # submission whose decision can be read
    reasons: tuple[str, ...] = ()


def most_pressing(works: Iterable[Work]) -> Work | None:
    """The one thing to do next: the first kind in `PRESSING`, and of equals the one touched last."""
    pressing = [work for work in works if work.kind in PRESSING]
    return min(
        pressing, key=lambda w: (PRESSING.index(w.kind), -w.saved_at.timestamp()), default=None
    )


def greeting(hour: int) -> str:
    """morning, afternoon or evening."""
    return "morning" if 4 <= hour < 12 else "afternoon" if hour < 18 and hour >= 12 else "evening"
