"""Drift, told from rows: the checks of one assessor since they last showed how they read, and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Max

from assay.assessment.agreement.drift import (
    LATEST,
    STEADY,
    Check,
    Watch,
    expected,
    latest,
    watch,
)
from assay.assessment.agreement.exact import exact
from assay.assessment.agreement.figures import Figure
from assay.assessment.models import AnchorReading, Calibration, DriftAlarm, Figures, Pause, Result
from assay.assessment.monitoring.counts import added, pairs_of
from assay.assessment.pool.actions.alarms import Seen, raise_alarm
from assay.assessment.readings import Kind, Pair, latest_of
from assay.catalog.models import MicroCredential
from assay.people.models import Organization, Person
from assay.program.policies import AssessorPolicy, in_force

#: So many of somebody's latest readings that were made twice are looked at.
MOST: Final = 60
#: The pool's own agreement stands for somebody steady once so many levels were given by two.
ENOUGH: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One person's checks in the pool of one issuer, oldest first, since they begin anew, and what they come to."""

    since: datetime | None
    pairs: tuple[Pair, ...]
    checks: tuple[Check, ...]
    watch: Watch
    steady: float

    @property
    def lately(self) -> Figure:
        """Exact agreement over the latest twelve."""
        return latest(self.checks)

    @property
    def is_full(self) -> bool:
        """Whether there are as many as the policy's line looks at."""
        return len(self.checks) >= LATEST

    def is_below(self, percent: int) -> bool:
        """Whether the latest twelve lie under the policy's line for a pause."""
        window = self.checks[-LATEST:]
        same, asked = sum(c.agreeing for c in window), sum(c.asked for c in window)
        return self.is_full and 100 * same < percent * asked


def record_of(person: Person, issuer: Organization) -> Record:
    """What stands in rows today. Ten queries, however much was read."""
    of_issuer = set(MicroCredential.objects.filter(issuer=issuer).values_list("pk", flat=True))
    found = [
        pair
        for pair in reversed(latest_of(person.pk, MOST))
        if pair.micro_credential in of_issuer and pair.kind in (Kind.UNCHOSEN, Kind.EXPERT)
    ]
    since = _since(person, issuer)
    before = [pair for pair in found if since is not None and pair.at <= since]
    of_turns = _read_in_turns(person)
    pairs = [pair for pair in found[len(before) :] if (pair.subject, pair.at) not in of_turns]
    steady = expected(
        sum(pair.same for pair in before),
        sum(len(pair.levels) for pair in before),
        pool=_of_the_pool(issuer),
    )
    checks = [Check(agreeing=p.same, asked=len(p.levels), steady=steady) for p in pairs]
    return Record(
        since=since,
        pairs=tuple(pairs),
        checks=tuple(checks),
        watch=watch(checks),
        steady=steady,
    )


def look_for_drift(person: Person, issuer: Organization) -> DriftAlarm | None:
    """After a check: tell the leads of somebody who judges otherwise, or lies under the policy's line."""
    record = record_of(person, issuer)
    below = record.is_below(in_force(AssessorPolicy).pause_below_percent)
    if not (record.watch.alarmed or below):
        return None
    window = record.checks[-LATEST:]
    return raise_alarm(
        person,
        issuer,
        Seen(
            checks=len(window),
            agreeing=sum(check.agreeing for check in window),
            asked=sum(check.asked for check in window),
            expected_percent=round(100 * record.steady),
            proposes_pause=below,
        ),
    )


def _since(person: Person, issuer: Organization) -> datetime | None:
    """When their checks begin anew: at a certification, an answer of the lead, the end of a pause."""
    certified = Calibration.objects.filter(
        person=person, micro_credential__issuer=issuer, result=Result.PASSED
    )
    answered = DriftAlarm.objects.filter(person=person, issuer=issuer)
    paused = Pause.objects.filter(person=person, issuer=issuer)
    moments: Sequence[datetime | None] = [
        certified.aggregate(last=Max("ended_at"))["last"],
        answered.aggregate(last=Max("answered_at"))["last"],
        paused.aggregate(last=Max("ended_at"))["last"],
    ]
    return max((moment for moment in moments if moment is not None), default=None)


def _read_in_turns(person: Person) -> set[tuple[int, datetime | None]]:
    """Anchors of a calibration come to a result of their own, and are no checks."""
    rows = AnchorReading.objects.filter(person=person, calibration__isnull=False)
    return set(rows.values_list("anchor", "handed_over_at"))


def _of_the_pool(issuer: Organization) -> float:
    """Exact agreement of the issuer's pool, where enough was read twice to know it."""
    rows = Figures.objects.filter(micro_credential__issuer=issuer).values_list("counts", flat=True)
    total = added(rows)
    figure = exact(pairs_of(total.get("kinds", {}).get(Kind.UNCHOSEN)))
    return figure.value if figure.value is not None and figure.n >= ENOUGH else STEADY
