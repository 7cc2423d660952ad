"""Figures are counted from what two read apart from each other, and from nothing else."""

from datetime import UTC, datetime
from importlib import import_module

import pytest

from assay.assessment import actions
from assay.assessment.models import Evaluation, Figures, ReadingPair
from assay.assessment.monitoring.counts import Counts, pairs_of
from assay.assessment.monitoring.headline import headline_for
from assay.assessment.readings import Kind, Pair, read_twice
from assay.assessment.tests.factories import (
    make_assessor,
    make_calibration,
    make_decided,
    make_evaluation,
    make_lead,
    read_anchor,
    score,
    take_next,
)
from assay.catalog.models import Version
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


def make_differing(
    version: Version, district: Organization, lead: Person, **levels: str
) -> Evaluation:
    """Read by two, the second of whom gives these levels."""
    learner = make_person("Another Learner", organization=district)
    evaluation = make_evaluation(learner, district, lead=lead, version=version)
    for said in ({}, levels):
        assessor = make_assessor(version, district, lead=lead)
        score(take_next(assessor), by=assessor, **said)
    return Evaluation.objects.get(pk=evaluation.pk)


def test_two_readings_are_a_pair_with_levels_and_outcomes(
    version: Version, district: Organization, lea: Person
) -> None:
    evaluation = make_differing(version, district, lea, c3="almost")
    (pair,) = read_twice([evaluation.pk])
    assert pair.kind == Kind.UNCHOSEN
    assert {c: (one, two) for c, one, two in pair.levels}["c3"] == ("demonstrated", "almost")
    assert pair.outcomes == (True, False)


def test_a_third_judgment_is_no_pair(version: Version, district: Organization, lea: Person) -> None:
    evaluation = make_differing(version, district, lea, c3="almost")
    score(actions.take_adjudication(evaluation, by=lea), by=lea)
    assert len(list(read_twice([evaluation.pk]))) == 1


def test_what_was_given_back_counts_as_it_was_said_first(
    version: Version, district: Organization, lea: Person, chi: Person
) -> None:
    evaluation = make_differing(version, district, lea, c2="demonstrated")
    actions.send_back(evaluation, "Please look at c2 again.", by=chi)
    for assignment in evaluation.assignments.all():
        score(assignment, by=assignment.assessor, c2="almost")
    (pair,) = read_twice([evaluation.pk])
    assert pair.same == len(pair.levels)
    assert pair.outcomes == (True, True)


def test_figures_are_counted_once_and_again_where_something_is_new(
    version: Version, district: Organization, lea: Person
) -> None:
    make_differing(version, district, lea, c3="almost")
    assert actions.renew_figures() == 1
    row = Figures.objects.get()
    criteria = len(version.content.criteria)
    assert pairs_of(row.counts["kinds"]["unchosen"]).n == criteria
    assert row.counts["alike"]["unchosen"] == [0, 1]
    assert row.title == version.title
    assert actions.renew_figures() == 0
    make_differing(version, district, lea)
    assert actions.renew_figures() == 1
    assert Figures.objects.get().counts["submissions"] == {"unchosen": 2}


def test_anchors_are_counted_apart(version: Version, district: Organization, lea: Person) -> None:
    assessor = make_assessor(version, district, lead=lea)
    turn = make_calibration(assessor, version, lead=make_lead(district))
    read_anchor(turn.readings.first(), c1="almost")  # type: ignore[arg-type]
    actions.renew_figures()
    row = Figures.objects.get()
    assert "unchosen" not in row.counts["kinds"]
    reader = row.readers.get(person=assessor)
    assert reader.criteria["c1"] == [0, 1]
    assert (reader.scores, reader.expert_scores, reader.below) == (0, len(reader.criteria), 1)


def test_the_headline_says_what_it_rests_on_and_hides_what_is_too_few(
    version: Version, district: Organization, lea: Person, dee: Person
) -> None:
    criteria = len(version.content.criteria)
    make_differing(version, district, lea, c3="almost")
    actions.renew_figures()
    few = headline_for(lea)
    assert (few.agreement.n, few.agreement.reason) == (criteria, "too_few")
    for _ in range(10 // criteria + 1):
        make_differing(version, district, lea)
    actions.renew_figures()
    found = headline_for(lea)
    assert found.agreement.value == pytest.approx(1 - 1 / found.agreement.n)
    assert (found.bar, found.below) == (0.8, ())
    assert headline_for(dee).agreement.reason == "nothing"


def test_a_criterion_wholly_under_the_bar_is_named(
    version: Version, district: Organization, lea: Person
) -> None:
    for _ in range(10):
        make_differing(version, district, lea, c1="almost")
    actions.renew_figures()
    assert [one.criterion for one in headline_for(lea).below] == ["c1"]


def test_headline_of_decided_work_agrees(
    ada: Person, version: Version, district: Organization, lea: Person
) -> None:
    make_decided(ada, district, lead=lea, version=version)
    actions.renew_figures()
    assert headline_for(lea).submissions == 1


def test_what_stood_in_one_column_is_carried_over_as_it_would_be_counted() -> None:
    carry = import_module("assay.assessment.migrations.0028_carry_figures_of_readers_over")
    counts = Counts()
    for kind, second, levels in (
        (Kind.UNCHOSEN, 2, (("c1", "demonstrated", "almost"), ("c2", "almost", "almost"))),
        (Kind.EXPERT, None, (("c1", "not_yet", "demonstrated"),)),
    ):
        at = datetime(2026, 11, 1, tzinfo=UTC)
        counts.add(
            Pair(
                kind=kind,
                micro_credential=1,
                major="1",
                subject=1,
                first=1,
                second=second,
                at=at,
                levels=levels,
            )
        )
    before = {
        "kinds": {"unchosen": [0, 0, 0, 0, 1, 0, 0, 1, 0], "expert": [0, 0, 1, 0, 0, 0, 0, 0, 0]},
        "criteria": {"c1": [0, 2], "c2": [1, 1]},
        "months": {"2026-11": [1, 3]},
    }
    row = carry.reader_of(dict, None, 1, before)
    assert {key: row[key] for key in counts.readers[1].columns()} == counts.readers[1].columns()


def test_pairs_are_kept_as_they_were_counted_and_follow_what_is_settled(
    version: Version, district: Organization, lea: Person
) -> None:
    evaluation = make_differing(version, district, lea, c3="almost")
    actions.renew_figures()
    pair = ReadingPair.objects.get()
    assert pair.is_decided_otherwise and not pair.is_settled
    assert (pair.same, pair.asked) == (
        len(version.content.criteria) - 1,
        len(version.content.criteria),
    )
    assert pair.apart == ReadingPair.marked("c3")
    score(actions.take_adjudication(evaluation, by=lea), by=lea)
    Figures.objects.update(counted_at=datetime(2026, 1, 1, tzinfo=UTC))
    actions.renew_figures()
    assert ReadingPair.objects.get().pk == pair.pk and ReadingPair.objects.get().is_settled
    evaluation.assignments.filter(slot=2).update(status="lapsed")
    Figures.objects.update(counted_at=datetime(2026, 1, 1, tzinfo=UTC))
    actions.renew_figures()
    assert not ReadingPair.objects.exists()


def test_where_pairs_were_never_kept_they_are_counted_again(
    version: Version, district: Organization, lea: Person
) -> None:
    make_differing(version, district, lea)
    actions.renew_figures()
    ReadingPair.objects.all().delete()
    assert actions.renew_figures() == 1
    assert ReadingPair.objects.count() == 1
    assert actions.renew_figures() == 0
