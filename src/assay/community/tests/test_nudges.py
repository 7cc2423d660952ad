"""Nudges: of what others did, to who said yes, once a week at most, never when school is closed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.community import actions
from assay.community.models import Cohort, CohortDayKind, CohortMember
from assay.community.tests.factories import join, make_cohort
from assay.evidence.models import Submission
from assay.evidence.tests.factories import make_draft
from assay.lib.clock import held_at, now, today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.models import ClosedPeriod
from assay.record.models import Event

WEDNESDAY = datetime(2026, 12, 2, 9, tzinfo=ZoneInfo("UTC"))


@pytest.fixture(autouse=True)
def on_a_wednesday() -> Iterator[None]:
    with held_at(WEDNESDAY):
        yield


@pytest.fixture
def cleo(district: Organization) -> Person:
    return make_person("Cleo Guide", role="coach", organization=district)


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def cohort(district: Organization, version: Version, cleo: Person) -> Cohort:
    return make_cohort(district, version.micro_credential, by=cleo)


def submitted(person: Person, version: Version) -> None:
    draft = make_draft(person, version)
    Submission.objects.filter(pk=draft.pk).update(submitted_at=now() - timedelta(days=2))


def told() -> list[tuple[int, int | None, int | None]]:
    rows = Event.objects.filter(verb="community.cohort_nudged").order_by("pk")
    said = [row.particulars for row in rows]
    return [(one["person"], one["submitted"], one["day"]) for one in said]


def test_only_who_said_yes_is_told_of_others_and_of_the_next_day(
    cohort: Cohort, version: Version, ada: Person, bo: Person, cleo: Person
) -> None:
    join(cohort, ada, wants_nudges=True, tells_steps=True)
    join(cohort, bo, tells_steps=True)
    submitted(ada, version)
    assert actions.nudge_cohorts() == 0  # nothing but their own
    submitted(bo, version)
    day = actions.set_cohort_day(
        cohort, CohortDayKind.DROP_IN, today() + timedelta(days=1), by=cleo
    )
    assert actions.nudge_cohorts() == 1
    assert told() == [(ada.pk, None, day.pk)]  # one colleague: told without a number
    assert actions.nudge_cohorts() == 0  # once a week
    with held_at(WEDNESDAY + timedelta(days=7)):
        assert actions.nudge_cohorts() == 0  # nothing new: the day is over, the work is told
    actions.set_cohort_day(cohort, CohortDayKind.DROP_IN, today() + timedelta(days=9), by=cleo)
    with held_at(WEDNESDAY + timedelta(days=7)):
        assert actions.nudge_cohorts() == 1


def test_an_aim_is_no_news_and_who_tells_nothing_is_not_counted(
    cohort: Cohort, version: Version, ada: Person, bo: Person, cleo: Person
) -> None:
    join(cohort, ada, wants_nudges=True)
    join(cohort, bo)
    submitted(bo, version)
    actions.set_cohort_day(cohort, CohortDayKind.AIM, today() + timedelta(days=1), by=cleo)
    assert actions.nudge_cohorts() == 0


def test_never_when_school_is_closed_nor_at_the_weekend_nor_once_ended(
    cohort: Cohort, ada: Person, cleo: Person
) -> None:
    join(cohort, ada, wants_nudges=True)
    actions.set_cohort_day(cohort, CohortDayKind.DROP_IN, today() + timedelta(days=5), by=cleo)
    with held_at(WEDNESDAY + timedelta(days=3)):  # Saturday
        assert actions.nudge_cohorts() == 0
    ClosedPeriod.objects.create(
        organization=cohort.organization, first_on=today(), last_on=today() + timedelta(days=1)
    )
    assert actions.nudge_cohorts() == 0
    with held_at(WEDNESDAY + timedelta(days=2)):
        actions.end_cohort(cohort, by=cleo)
        assert actions.nudge_cohorts() == 0
        actions.open_cohort_again(cohort, by=cleo)
        assert actions.nudge_cohorts() == 1


def test_one_a_week_however_many_groups(
    district: Organization, cohort: Cohort, version: Version, ada: Person, cleo: Person
) -> None:
    other = make_cohort(district, version.micro_credential, by=cleo, name="Another")
    for one in (cohort, other):
        join(one, ada, wants_nudges=True)
        for weeks in (0, 7):
            day = today() + timedelta(days=1 + weeks)
            actions.set_cohort_day(one, CohortDayKind.DROP_IN, day, by=cleo)
    assert actions.nudge_cohorts() == 1
    with held_at(WEDNESDAY + timedelta(days=7)):
        assert actions.nudge_cohorts() == 1
    assert CohortMember.objects.filter(nudged_on__isnull=False).count() == 2  # each in its turn
