"""Decisions are counted by learner, attempt, days and weeks; once, and again where something is new."""

from datetime import timedelta

import pytest

from assay.assessment import actions
from assay.assessment.models import OutcomeFigures
from assay.assessment.monitoring.outcome_counts import MOST_DAYS, OutcomeCounts, average, middle
from assay.assessment.tests.factories import make_decided
from assay.catalog.models import Version
from assay.lib.clock import held_at, now
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db


def test_the_middle_and_the_average_of_what_is_kept_as_how_often() -> None:
    assert middle({}) is None and average({}) is None
    assert middle({"3": 1}) == 3
    assert middle({"1": 2, "10": 2}) == 5.5
    assert middle({"9": 1, "10": 3, "2": 3}) == 9
    assert average({"1": 3, "2": 1}) == 1.25


def test_a_learner_counts_once_and_each_decision_by_its_attempt() -> None:
    counts = OutcomeCounts()
    counts.add(attempt=1, earned=False, days=5, first=3)
    counts.add(attempt=2, earned=False, days=500, first=None)
    counts.add(attempt=4, earned=True, days=6, first=None)
    assert counts.learners == 1
    assert counts.attempts == {"1": [0, 1], "2": [0, 1], "3": [1, 1]}
    assert counts.tries == {"4": 1}
    assert counts.days == {"5": 1, str(MOST_DAYS): 1, "6": 1}
    assert counts.weeks == {"3": 1}


def test_outcomes_are_counted_once_and_again_where_something_is_new(
    ada: Person, version: Version, district: Organization, lea: Person, chi: Person
) -> None:
    evaluation = make_decided(ada, district, lead=lea, version=version)
    actions.release(evaluation, by=chi)
    assert actions.renew_outcomes() == 1
    row = OutcomeFigures.objects.get()
    assert (row.micro_credential, row.major) == (version.micro_credential, "1")
    assert row.counts["learners"] == 1
    assert row.counts["attempts"] == {"1": [1, 1]}
    assert row.counts["tries"] == {"1": 1}
    assert sum(row.counts["days"].values()) == sum(row.counts["weeks"].values()) == 1
    assert actions.renew_outcomes() == 0
    with held_at(now() + timedelta(hours=25)):
        assert actions.renew_outcomes() == 1
    evaluation.submission.set_aside_at = now()
    evaluation.submission.save(update_fields=("set_aside_at",))
    with held_at(now() + timedelta(hours=51)):
        actions.renew_outcomes()
    assert not OutcomeFigures.objects.exists()
