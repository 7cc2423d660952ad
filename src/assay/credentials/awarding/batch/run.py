"""Many badges in one go: batch after batch, memory flat, taken up where a killed run left off."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from assay.credentials.awarding.batch import queries
from assay.credentials.awarding.batch.actions import Left, Outcome, Signed, award_all, reissue_all
from assay.credentials.awarding.batch.folder import BakedFolder
from assay.credentials.awarding.composing import Workshop
from assay.credentials.issuers.actions.issuer_keys import ensure_issuer
from assay.people.models import Organization
from assay.record.models import MACHINE

BATCH = 500
_TOLD = 1000  # how many that were left are named


@dataclass(slots=True, kw_only=True)
class Tally:
    """How far a run is."""

    total: int  # how many there were when it began
    done: int = 0
    left_count: int = 0
    left: list[Left] = field(default_factory=list)
    stopped: bool = False
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return max(time.monotonic() - self.began, 1e-6)

    @property
    def rate(self) -> float:
        """Badges a second."""
        return self.done / self.seconds

    @property
    def remaining(self) -> int:
        return max(0, self.total - self.done - self.left_count)

    def add(self, outcome: Outcome) -> None:
        self.done += len(outcome.kept)
        self.left_count += len(outcome.left)
        self.left += outcome.left[: max(0, _TOLD - len(self.left))]


Tell = Callable[[Tally], object]
Stop = Callable[[], bool]


def award_waiting(
    *,
    issuer: Organization | None = None,
    folder: BakedFolder | None = None,
    limit: int | None = None,
    tell: Tell = lambda _tally: None,
    stop: Stop = lambda: False,
) -> Tally:
    """Award every released decision *earned* that has no badge yet. May be run again at any time."""
    workshop = Workshop()

    def act(page: Sequence[int], signed: Signed) -> Outcome:
        return award_all(page, by=MACHINE, within=issuer, workshop=workshop, signed=signed)

    tally = Tally(total=_at_most(limit, queries.count_decisions(issuer)))
    return _run(
        queries.pages(queries.decisions(), by="evaluation_id", size=BATCH),
        act,
        tally,
        folder,
        limit,
        tell,
        stop,
    )


def reissue_outdated(
    issuer: Organization,
    *,
    before: datetime | None = None,
    folder: BakedFolder | None = None,
    limit: int | None = None,
    tell: Tell = lambda _tally: None,
    stop: Stop = lambda: False,
) -> Tally:
    """Sign anew what another key signed, or what was signed before the issuer last changed or before `before`.

    What was signed anew is outdated no longer, so a second run goes on where the first stopped.
    """
    workshop, present = Workshop(), ensure_issuer(issuer).multikey

    def act(page: Sequence[int], signed: Signed) -> Outcome:
        return reissue_all(page, by=MACHINE, issuer=issuer, workshop=workshop, signed=signed)

    rows = queries.outdated(issuer, present=present, before=before)
    tally = Tally(
        total=_at_most(limit, queries.count_outdated(issuer, present=present, before=before))
    )
    return _run(queries.pages(rows, by="pk", size=BATCH), act, tally, folder, limit, tell, stop)


def _run(
    pages: Iterable[list[int]],
    act: Callable[[Sequence[int], Signed], Outcome],
    tally: Tally,
    folder: BakedFolder | None,
    limit: int | None,
    tell: Tell,
    stop: Stop,
) -> Tally:
    if folder is not None:
        folder.take_up()
    for page in _limited(pages, tally, limit):
        if folder is None:
            outcome = act(page, lambda _credentials: None)
        else:
            outcome = _baked(page, act, folder)
        tally.add(outcome)
        tell(tally)
        if stop():
            tally.stopped = True
            break
    return tally


def _baked(
    page: Sequence[int], act: Callable[[Sequence[int], Signed], Outcome], folder: BakedFolder
) -> Outcome:
    try:
        outcome = act(page, folder.put)
    except BaseException:
        # It may have stopped before the commit or after it: the database knows.
        folder.take_up()
        raise
    folder.settle()
    return outcome


def _limited(pages: Iterable[list[int]], tally: Tally, limit: int | None) -> Iterator[list[int]]:
    for page in pages:
        while page:
            room = len(page) if limit is None else limit - tally.done
            if room <= 0:
                return
            # Some of a page may be passed over; the rest of it comes next.
            yield list(islice(page, room))
            page = page[room:]


def _at_most(limit: int | None, count: int) -> int:
    return count if limit is None else min(limit, count)
