"""Who works on which examination: one conditional UPDATE each, so that of many processes one has it."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from assay.evidence.models import Examination, ExaminationState
from assay.evidence.models.examinations import ExaminationQuerySet
from assay.lib.clock import now
from assay.lib.ids import token

LEASE = timedelta(seconds=90)
#: Bytes that end the process so often are left alone.
MOST_TURNS = 3


class Lost(Exception):
    """Somebody else has the examination by now: nothing that was made of it here is kept."""


def take_next() -> Examination | None:
    """The next that is due, for this process from now on: what waits longest, and what a killed process left."""
    at = now()
    free = Q(state=ExaminationState.WAITING) | Q(
        state=ExaminationState.RUNNING, leased_until__lt=at
    )
    due = Examination.objects.open().filter(free, due_at__lte=at).order_by("due_at", "pk")
    for pk, turns in list(due.values_list("pk", "turns")[:20]):
        if turns >= MOST_TURNS:
            _give_up(pk, at)
            continue
        mark = token()
        taken = due.filter(pk=pk).update(
            state=ExaminationState.RUNNING,
            worker=mark,
            started_at=at,
            leased_until=at + LEASE,
            progress=0,
            turns=F("turns") + 1,
        )
        if taken == 1:
            return Examination.objects.get(pk=pk)
    return None


def keep_lease(examination: Examination, progress: int) -> None:
    """Tell how far it is, and keep it for longer. Raises Lost."""
    mine = _mine(examination)
    if mine.update(progress=min(progress, 99), leased_until=now() + LEASE) != 1:
        raise Lost


def end(examination: Examination, state: ExaminationState, **facts: object) -> None:
    """The end of it, in the caller's transaction. Raises Lost."""
    progress = 100 if state == ExaminationState.DONE else examination.progress
    facts |= {"worker": "", "leased_until": None, "finished_at": now(), "progress": progress}
    if _mine(examination).update(state=state, **facts) != 1:
        raise Lost


def put_off(examination: Examination, until: datetime, findings: list[str]) -> None:
    """Back among those that wait, because of something outside of its bytes; the turn does not count. Raises Lost."""
    facts = {"worker": "", "leased_until": None, "progress": 0, "turns": 0}
    mine = _mine(examination)
    if mine.update(state=ExaminationState.WAITING, due_at=until, findings=findings, **facts) != 1:
        raise Lost


def give_back(examination: Examination) -> None:
    """Let it go unfinished, because this process was asked to end."""
    facts = {"worker": "", "leased_until": None, "progress": 0, "turns": F("turns") - 1}
    _mine(examination).update(state=ExaminationState.WAITING, **facts)


def _mine(examination: Examination) -> ExaminationQuerySet:
    return Examination.objects.filter(
        pk=examination.pk, state=ExaminationState.RUNNING, worker=examination.worker
    )


def _give_up(pk: int, at: datetime) -> None:
    rows = Examination.objects.open().filter(pk=pk, turns__gte=MOST_TURNS)
    rows.filter(Q(leased_until__isnull=True) | Q(leased_until__lt=at)).update(
        state=ExaminationState.FAILED,
        findings=["gave-up"],
        worker="",
        leased_until=None,
        finished_at=at,
    )
