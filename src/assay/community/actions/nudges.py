"""Nudges: what others in a cohort did, and its next day; to who said yes, once a week at most."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q

from assay.community.cohort_steps import submitters_since, taken_up, told_as
from assay.community.models import Cohort, CohortDay, CohortDayKind, CohortMember, CohortStatus
from assay.lib.clock import now, today
from assay.program.calendar import is_business_day
from assay.program.policies import closed_periods
from assay.record.actions import note
from assay.record.models import MACHINE

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _News:
    """Of one cohort today: who submitted within a week, and the next day on which one meets."""

    submitters: frozenset[int]
    meets: CohortDay | None


def nudge_cohorts() -> int:
    """Nobody is told of their own work, and nobody on a day when school is closed. Returns how many were told."""
    day = today()
    rows = CohortMember.objects.current().filter(
        Q(nudged_on=None) | Q(nudged_on__lte=day - WEEK),
        wants_nudges=True,
        cohort__status=CohortStatus.OPEN,
    )
    rows = rows.exclude(person__cohort_memberships__nudged_on__gt=day - WEEK)
    rows = rows.select_related("cohort__organization")
    news: dict[int, _News | None] = {}
    told: set[int] = set()
    for row in rows.order_by(F("nudged_on").asc(nulls_first=True), "pk"):
        if row.cohort_id not in news:
            news[row.cohort_id] = _news_of(row.cohort, day)
        found = news[row.cohort_id]
        if found is not None and row.person_id not in told and _tell(row, found, day):
            told.add(row.person_id)
    return len(told)


def _news_of(cohort: Cohort, day: date) -> _News | None:
    """None on a day when school is closed there."""
    if not is_business_day(day, closed_periods(within=cohort.organization_id)):
        return None
    meets = cohort.days.to_come(day).filter(day__lte=day + WEEK).exclude(kind=CohortDayKind.AIM)
    submitters = submitters_since(cohort, taken_up(cohort), now() - WEEK)
    return _News(frozenset(submitters), meets.first())


@transaction.atomic
def _tell(row: CohortMember, news: _News, day: date) -> bool:
    others = len(news.submitters - {row.person_id})
    if not others and news.meets is None:
        return False
    mine = CohortMember.objects.filter(pk=row.pk, nudged_on=row.nudged_on, wants_nudges=True)
    if mine.update(nudged_on=day) != 1:
        return False
    note(
        "community.cohort_nudged",
        row,
        by=MACHINE,
        cohort=row.cohort_id,
        person=row.person_id,
        submitted=told_as(others),
        day=news.meets.pk if news.meets else None,
    )
    return True
