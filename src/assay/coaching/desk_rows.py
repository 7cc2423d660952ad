"""What the desks show: everybody one helps, and what waits, the most pressing first. Six queries for a coach."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from assay.coaching.models import (
    Cycle,
    CycleStep,
    DraftShare,
    DraftSnapshot,
    Meeting,
    Pairing,
    PairingKind,
    PairingStatus,
    Reply,
)
from assay.coaching.talks import COACH_TALK
from assay.evidence.models import Condition
from assay.lib.clock import now, today
from assay.lib.prepared import prepared
from assay.people.models import Person

Row = TypeVar("Row")

#: Without a meeting for so long, a row says it.
QUIET_DAYS = 20
#: As many of what is over as the desk lists.
MOST_GONE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """One learner of a coach, as a row of the desk."""

    pairing: Pairing
    shares: tuple[DraftShare, ...] = ()  # open ones, each with `last_read`
    cycle: Cycle | None = None
    last_met: date | None = None
    meetings: tuple[Meeting, ...] = ()  # set, the next first
    talk_since: datetime | None = None  # a next attempt waits for a talk

    @property
    def unread(self) -> list[DraftShare]:
        return [share for share in self.shares if is_unread(share)]

    @property
    def to_log(self) -> list[Meeting]:
        return [m for m in self.meetings if m.starts_at is not None and m.starts_at < now()]

    @property
    def next_meeting(self) -> Meeting | None:
        coming = (m for m in self.meetings if m.starts_at is not None and m.starts_at >= now())
        return next(coming, None)

    @property
    def waits(self) -> list[str]:
        """What waits with them for their coach, the most pressing first: talk, draft or log."""
        found = (("talk", self.talk_since), ("draft", self.unread), ("log", self.to_log))
        return [kind for kind, there in found if there]

    @property
    def quiet_days(self) -> int:
        """Days without a meeting, where they are many; else 0."""
        began = self.pairing.began_at
        since = self.last_met or (timezone.localtime(began).date() if began else today())
        days = (today() - since).days
        return days if days >= QUIET_DAYS and self.next_meeting is None else 0

    @property
    def needs_meeting(self) -> bool:
        """Long without one, or a talk is asked for, and none is set."""
        return self.next_meeting is None and bool(self.quiet_days or self.talk_since)

    @property
    def steps(self) -> list[str]:
        """The six steps for the eye: "on" behind, "at" now, "" to come."""
        at = self.cycle.step if self.cycle else 0
        return ["on" if n < at else "at" if n == at else "" for n in CycleStep.values]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that waits for a coach. `kind`: talk, draft, log or asked."""

    kind: str
    pairing: Pairing
    due: date  # when it matters
    since: datetime
    share: DraftShare | None = None
    meeting: Meeting | None = None

    @property
    def is_answer(self) -> bool:
        """A draft that waits since a comment on it was answered."""
        return self.share is not None and was_answered(self.share)

    @property
    def order(self) -> tuple[int, date, datetime]:
        return (0 if self.kind == "talk" else 1, self.due, self.since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What is done, or over, since a week ago. `kind`: logged, handed_in or ended."""

    kind: str
    pairing: Pairing
    day: date
    meeting: Meeting | None = None


def gone_of(coach: Person) -> list[Gone]:
    """Meetings that were logged, drafts that were handed in, and who works with the coach no longer; the newest first.

    Three queries, of a week and no more.
    """
    since = now() - timedelta(days=7)
    found = [
        Gone(kind="logged", pairing=one.pairing, day=one.held_on, meeting=one)
        for one in _logged_since(coach, since)
        if one.held_on is not None
    ]
    for share in _handed_in_since(coach, since):
        at = share.submission.submitted_at
        if at is not None:
            day = timezone.localtime(at).date()
            found.append(Gone(kind="handed_in", pairing=share.pairing, day=day))
    for pairing in _ended_since(coach, since):
        if pairing.ended_at is not None:
            day = timezone.localtime(pairing.ended_at).date()
            found.append(Gone(kind="ended", pairing=pairing, day=day))
    return sorted(found, key=lambda one: one.day, reverse=True)[:MOST_GONE]


@prepared
def _logged_since(coach: Person, since: datetime) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(
        pairing__coach=coach, pairing__status=PairingStatus.RUNNING, logged_at__gte=since
    )
    return rows.select_related("pairing__learner").order_by("-logged_at")[:MOST_GONE]


@prepared
def _handed_in_since(coach: Person, since: datetime) -> QuerySet[DraftShare]:
    """Drafts that were open to them until they were handed in."""
    rows = DraftShare.objects.filter(
        pairing__coach=coach,
        pairing__kind=PairingKind.COACH,
        pairing__status=PairingStatus.RUNNING,
        ended_at=None,
        submission__submitted_at__gte=since,
    )
    rows = rows.select_related("pairing__learner", "submission").defer("submission__manifest")
    return rows.order_by("-submission__submitted_at")[:MOST_GONE]


@prepared
def _ended_since(coach: Person, since: datetime) -> QuerySet[Pairing]:
    rows = Pairing.objects.filter(
        coach=coach, kind=PairingKind.COACH, status=PairingStatus.ENDED, ended_at__gte=since
    )
    return rows.select_related("learner").order_by("-ended_at")[:MOST_GONE]


def learners_of(coach: Person) -> list[Learner]:
    """Everybody one coaches now, by name."""
    rows = Pairing.objects.reached_by(coach).with_coaches().running()
    rows = rows.select_related("learner", "organization")
    pairings = list(rows.order_by("learner__display_name", "pk"))
    keys = [pairing.pk for pairing in pairings]
    by_share = _shares(coach, "coach")
    cycles = {cycle.pairing_id: cycle for cycle in _cycles(keys)}
    by_meeting = _together((meeting.pairing_id, meeting) for meeting in _planned(keys))
    met = dict(_met(keys))
    talks = _talks([pairing.learner_id for pairing in pairings])
    return [
        Learner(
            pairing=pairing,
            shares=tuple(by_share.get(pairing.pk, ())),
            cycle=cycles.get(pairing.pk),
            last_met=met.get(pairing.pk),
            meetings=tuple(by_meeting.get(pairing.pk, ())),
            talk_since=talks.get(pairing.learner_id),
        )
        for pairing in pairings
    ]


@prepared
def _cycles(pairings: Sequence[int]) -> QuerySet[Cycle]:
    return Cycle.objects.open().filter(pairing__pk__in=pairings)


@prepared
def _planned(pairings: Sequence[int]) -> QuerySet[Meeting]:
    rows = Meeting.objects.planned().filter(pairing__pk__in=pairings)
    return rows.select_related("pairing__learner").order_by("starts_at", "pk")


@prepared
def _met(pairings: Sequence[int]) -> QuerySet[Meeting, tuple[int, date]]:
    """Of each, the day of the last meeting in the log."""
    rows = Meeting.objects.logged().filter(pairing__pk__in=pairings).order_by()
    return rows.values("pairing").annotate(last=Max("held_on")).values_list("pairing", "last")


def colleagues_of(peer: Person) -> list[Learner]:
    """Everybody whose drafts one reads as a colleague, by name. Two queries."""
    rows = Pairing.objects.reached_by(peer).with_peers().running()
    rows = rows.select_related("learner", "organization", "micro_credential__current")
    shares = _shares(peer, "peer")
    return [
        Learner(pairing=pairing, shares=tuple(shares.get(pairing.pk, ())))
        for pairing in rows.order_by("learner__display_name", "pk")
    ]


def _shares(helper: Person, kind: str) -> dict[int, list[DraftShare]]:
    """Pairing -> what is open to its coach or colleague, each with `last_read` and `last_answer`."""
    shares = DraftShare.objects.open_to(helper).filter(pairing__kind=kind).for_pages()
    # Each in a question of its own: joined, they would multiply comments by readings.
    readings = DraftSnapshot.objects.filter(share=OuterRef("pk")).order_by("-read_at")
    answers = Reply.objects.filter(
        comment__share=OuterRef("pk"), by=OuterRef("submission__start__person")
    ).order_by("-written_at")
    read = shares.annotate(
        last_read=Subquery(readings.values("read_at")[:1]),
        last_answer=Subquery(answers.values("written_at")[:1]),
    ).order_by("shared_at", "pk")
    return _together((share.pairing_id, share) for share in read)


def needs_of(learners: Iterable[Learner], asked: Iterable[Pairing]) -> list[Need]:
    """What waits, the most pressing first: talks asked for, then by the day it matters."""
    found = []
    for one in learners:
        if one.talk_since is not None:
            found.append(_need("talk", one.pairing, one.talk_since))
        for share in one.unread:
            due, since = share.hands_in_on, share.shared_at
            if was_answered(share):
                since = max(since, share.last_answer)  # type: ignore[attr-defined]  # annotated
            found.append(_need("draft", one.pairing, since, due=due, share=share))
        for meeting in one.to_log:
            assert meeting.starts_at is not None
            found.append(_need("log", one.pairing, meeting.starts_at, meeting=meeting))
    found += [_need("asked", pairing, pairing.asked_at) for pairing in asked]
    return sorted(found, key=lambda need: need.order)


def is_unread(share: DraftShare) -> bool:
    """Shared, shared again or answered since its coach read it last."""
    last: datetime | None = share.last_read  # type: ignore[attr-defined]  # annotated
    return last is None or last < share.shared_at or was_answered(share)


def was_answered(share: DraftShare) -> bool:
    """Its learner has answered a comment since it was read."""
    read: datetime | None = share.last_read  # type: ignore[attr-defined]  # annotated
    answer: datetime | None = share.last_answer  # type: ignore[attr-defined]  # annotated
    return read is not None and answer is not None and answer > read


def _need(
    kind: str,
    pairing: Pairing,
    since: datetime,
    *,
    due: date | None = None,
    share: DraftShare | None = None,
    meeting: Meeting | None = None,
) -> Need:
    day = due or timezone.localtime(since).date()
    return Need(kind=kind, pairing=pairing, due=day, since=since, share=share, meeting=meeting)


def _talks(learners: list[int]) -> dict[int, datetime]:
    """Of whom a talk is asked for, since when. What was decided is not read here."""
    return dict(_asked_for(COACH_TALK, learners))


@prepared
def _asked_for(kind: str, learners: Sequence[int]) -> QuerySet[Condition, tuple[int, datetime]]:
    rows = Condition.objects.filter(
        kind=kind, met_at=None, submission__start__person__pk__in=learners
    )
    return rows.values_list("submission__start__person", "opened_at")


def _together(pairs: Iterable[tuple[int, Row]]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
