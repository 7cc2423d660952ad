"""Calibration: who may begin, how anchors are scored, what they come to, and what a correction changes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assay.assessment import actions
from assay.assessment.models import (
    AnchorReading,
    Assessor,
    Calibration,
    Evaluation,
    Occasion,
    Result,
    TrainingRead,
)
from assay.assessment.pool import calibration
from assay.assessment.pool.actions.calibrating import (
    last_calibration,
    opens_on,
    readings_counted,
    why_not_yet,
)
from assay.assessment.tests.factories import (
    make_anchor,
    make_assessor,
    make_calibration,
    make_evaluation,
    read_all,
    read_anchor,
    read_training,
    score,
    take_next,
)
from assay.catalog.models import Version
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, Stale, WrongState
from assay.people.models import Organization, Person
from assay.program import actions as program
from assay.program.calendar import add_months
from assay.record.models import MACHINE, Event

CRITERIA = ("c1", "c2", "c3", "c4", "c5")


def verbs() -> list[str]:
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


def assessor_of(person: Person) -> Assessor:
    return Assessor.objects.get(person=person)


def pair(own: str, expert: str, *, aside: bool = False) -> calibration.Pair:
    return calibration.Pair(criterion="c1", own=own, expert=expert, is_set_aside=aside)


class TestTheFigures:
    def test_same_apart_and_set_aside(self) -> None:
        own = {"c1": "almost", "c2": "not_yet", "c3": "demonstrated"}
        expert = {"c1": "not_yet", "c2": "demonstrated", "c3": "demonstrated"}
        found = calibration.pairs(CRITERIA, own, expert, {"c2": "unclear"})
        assert [(p.criterion, p.apart, p.higher) for p in found] == [
            ("c1", 1, 1),
            ("c2", 2, -2),
            ("c3", 0, 0),
        ]
        tally = calibration.tally([found])
        assert (tally.same, tally.counted, tally.off_by_two) == (1, 2, 0)

    @pytest.mark.parametrize(
        ("same", "of", "reached"), [(4, 5, True), (79, 100, False), (0, 0, False), (8, 10, True)]
    )
    def test_the_bar_is_not_rounded(self, same: int, of: int, reached: bool) -> None:
        tally = calibration.Tally(same=same, counted=of, off_by_two=0)
        assert tally.reaches(80) is reached
        assert (tally.percent >= 80) is reached

    def test_two_levels_apart_bars_where_the_policy_says_so(self) -> None:
        equal = [pair("almost", "almost")] * 9
        newest = [[*equal, pair("not_yet", "demonstrated")]]
        passes = calibration.passes
        assert not passes(newest, this_turn=1, percent=80, no_criterion_off_by_two=True)
        assert passes(newest, this_turn=1, percent=80, no_criterion_off_by_two=False)
        assert passes([equal, newest[0]], this_turn=1, percent=80, no_criterion_off_by_two=True)

    def test_what_is_still_needed(self) -> None:
        so_far = calibration.Tally(same=12, counted=14, off_by_two=0)
        assert calibration.still_needed(so_far, 10, percent=80) == 8
        assert calibration.still_needed(so_far, 0, percent=80) == 0


pytestmark = pytest.mark.django_db


def test_training_comes_first_and_is_confirmed_once(
    sam: Person, version: Version, lea: Person
) -> None:
    for _ in range(5):
        make_anchor(version, lead=lea)
    with pytest.raises(WrongState, match="training"):
        actions.start_calibration(assessor_of(sam), by=sam)
    with pytest.raises(BadInput):
        actions.confirm_training("astrology", by=sam)
    read_training(sam)
    read_training(sam)
    assert TrainingRead.objects.filter(person=sam).count() == 4
    assert verbs().count("assessment.training_read") == 4
    assert actions.start_calibration(assessor_of(sam), by=sam).readings.count() == 5


def test_only_the_assessor_begins_and_only_once(
    sam: Person, sue: Person, version: Version, lea: Person
) -> None:
    turn = make_calibration(sam, version, lead=lea)
    assert turn.occasion == Occasion.CERTIFICATION
    for other in (sue, lea):
        with pytest.raises(PermissionDenied):
            actions.start_calibration(assessor_of(sam), by=other)
    with pytest.raises(WrongState):
        actions.start_calibration(assessor_of(sam), by=sam)
    assert verbs().count("assessment.calibration_started") == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Calibration.objects.create(
            person=sam,
            micro_credential=version.micro_credential,
            major="1",
            occasion="renewal",
            started_at=now(),
        )


def test_an_ended_attestation_ends_the_turn(sam: Person, version: Version, lea: Person) -> None:
    turn = make_calibration(sam, version, lead=lea)
    actions.end_basis(assessor_of(sam), by=lea)
    turn.refresh_from_db()
    assert turn.result == Result.ENDED and "assessment.calibration_stopped" in verbs()
    with pytest.raises(PermissionDenied):
        actions.start_calibration(assessor_of(sam), by=sam)


def test_too_few_anchors_certify_nobody(sam: Person, version: Version, lea: Person) -> None:
    read_training(sam)
    for _ in range(3):
        make_anchor(version, lead=lea)
    with pytest.raises(WrongState, match="3 of 5"):
        actions.start_calibration(assessor_of(sam), by=sam)
    assert not Calibration.objects.exists()


def test_the_policy_says_how_many(sam: Person, version: Version, lea: Person) -> None:
    program.set_policy("assessor", {"anchors": 2}, by=MACHINE)
    turn = make_calibration(sam, version, lead=lea, anchors=3)
    assert turn.readings.count() == 2


def test_the_order_is_fixed_and_differs_from_person_to_person(
    district: Organization, version: Version, lea: Person
) -> None:
    orders = set()
    for _ in range(5):
        make_anchor(version, lead=lea)
    for n in range(6):
        person = make_assessor(version, district, lead=lea, name=f"Reader {n}")
        read_training(person)
        turn = actions.start_calibration(assessor_of(person), by=person)
        orders.add(tuple(turn.readings.values_list("anchor", flat=True)))
    assert len(orders) > 1


def test_a_reading_is_saved_like_a_sheet(
    sam: Person, sue: Person, version: Version, lea: Person
) -> None:
    turn = make_calibration(sam, version, lead=lea)
    first, second = turn.readings.all()[:2]
    saved = actions.save_reading(
        first, levels={"c1": "almost"}, feedback={"c1": {"next": "Count."}}, revision=0, by=sam
    )
    assert (saved.revision, saved.levels, saved.handed_over_at) == (1, {"c1": "almost"}, None)
    with pytest.raises(Stale):
        actions.save_reading(first, levels={}, feedback={}, revision=0, by=sam)
    with pytest.raises(BadInput):
        actions.save_reading(first, levels={"c1": "great"}, feedback={}, by=sam)
    with pytest.raises(PermissionDenied):
        actions.save_reading(first, levels={}, feedback={}, by=sue)
    with pytest.raises(WrongState, match="before"):
        actions.save_reading(second, levels={}, feedback={}, by=sam)
    with pytest.raises(BadInput) as refused:
        actions.hand_over_reading(first, by=sam)
    assert "level-c2" in refused.value.fields
    first.refresh_from_db()
    assert first.levels == {"c1": "almost"}


def test_a_reading_is_handed_over_once(sam: Person, lea: Person, version: Version) -> None:
    turn = make_calibration(sam, version, lead=lea)
    first = turn.readings.all()[0]
    read_anchor(first)
    for act in (
        lambda: actions.hand_over_reading(first, by=sam),
        lambda: actions.save_reading(first, levels={}, feedback={}, by=sam),
    ):
        with pytest.raises(WrongState):
            act()
    with pytest.raises(PermissionDenied):
        actions.hand_over_reading(turn.readings.all()[1], by=lea)
    assert verbs().count("assessment.anchor_scored") == 1


def test_who_agrees_is_certified_for_a_year(sam: Person, lea: Person, version: Version) -> None:
    turn = read_all(make_calibration(sam, version, lead=lea), c1="almost")  # 4 of 5 on each
    assert (turn.result, turn.again_on) == (Result.PASSED, None)
    assessor = assessor_of(sam)
    assert assessor.calibrated_until == add_months(today(), 12)
    said = Event.objects.get(verb="assessment.calibrated").particulars
    assert (said["result"], said["same"], said["counted"]) == ("passed", 20, 25)
    with pytest.raises(WrongState, match="renewal"):
        actions.start_calibration(assessor, by=sam)


def test_below_the_bar_waits_then_reads_two_new_ones(
    sam: Person, lea: Person, version: Version
) -> None:
    turn = read_all(make_calibration(sam, version, lead=lea), c1="almost", c2="almost")
    assert turn.result == Result.BELOW and turn.again_on == today() + timedelta(days=7)
    assert assessor_of(sam).calibrated_at is None
    with pytest.raises(WrongState, match="second try"):
        actions.start_calibration(assessor_of(sam), by=sam)
    with held_at(now() + timedelta(days=8)):
        with pytest.raises(WrongState, match="0 of 2"):
            actions.start_calibration(assessor_of(sam), by=sam)
        make_anchor(version, lead=lea)
        make_anchor(version, lead=lea)
        again = actions.start_calibration(assessor_of(sam), by=sam)
        assert again.follows == turn and again.readings.count() == 2
        read_all(again)
    # Two whole ones and the three before: 10 + 9 of 25, so not yet.
    assert again.result == Result.BELOW
    assert len(readings_counted(again)) == 5


def test_a_second_try_can_pass(sam: Person, lea: Person, version: Version) -> None:
    turn = make_calibration(sam, version, lead=lea)
    for n, reading in enumerate(turn.readings.order_by("place")):
        read_anchor(reading, **({"c1": "not_yet"} if n == 4 else {}))  # 24 of 25, one two apart
    turn.refresh_from_db()
    assert turn.result == Result.BELOW
    make_anchor(version, lead=lea)
    make_anchor(version, lead=lea)
    with held_at(now() + timedelta(days=7)):
        again = read_all(actions.start_calibration(assessor_of(sam), by=sam))
    assert again.result == Result.PASSED


def test_none_is_read_twice_in_a_year(sam: Person, lea: Person, version: Version) -> None:
    read_all(make_calibration(sam, version, lead=lea))
    later = now() + timedelta(days=330)
    with held_at(later), pytest.raises(WrongState, match="0 of 5"):
        actions.start_calibration(assessor_of(sam), by=sam)
    with held_at(now() + timedelta(days=370)):
        assert not assessor_of(sam).counts_alone(today())
        turn = actions.start_calibration(assessor_of(sam), by=sam)
        assert turn.occasion == Occasion.RENEWAL


def test_a_renewal_adds_a_year_to_the_end(sam: Person, lea: Person, version: Version) -> None:
    until = today() + timedelta(days=59)
    assessor = assessor_of(sam)
    Assessor.objects.filter(pk=assessor.pk).update(calibrated_at=now(), calibrated_until=until)
    turn = read_all(make_calibration(sam, version, lead=lea))
    assert turn.occasion == Occasion.RENEWAL
    assert assessor_of(sam).calibrated_until == add_months(until, 12)
    assert opens_on(until) <= today()


def test_a_renewal_below_leaves_the_running_year(
    sam: Person, lea: Person, version: Version
) -> None:
    until = today() + timedelta(days=30)
    Assessor.objects.filter(person=sam).update(calibrated_at=now(), calibrated_until=until)
    turn = read_all(make_calibration(sam, version, lead=lea), c1="not_yet")
    assert turn.result == Result.BELOW
    assert assessor_of(sam).calibrated_until == until


def test_without_an_end_nothing_is_due(sam: Person) -> None:
    read_training(sam)
    Assessor.objects.filter(person=sam).update(calibrated_at=now())
    assert "renewal" in why_not_yet(assessor_of(sam), last_calibration(assessor_of(sam)))


def test_one_reading_is_enough_only_while_it_counts(
    sam: Person, ada: Person, district: Organization, lea: Person, version: Version
) -> None:
    Assessor.objects.filter(person=sam).update(
        calibrated_at=now() - timedelta(days=400), calibrated_until=today() - timedelta(days=1)
    )
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    Evaluation.objects.filter(pk=evaluation.pk).update(scorings_needed=1, why_double="")
    score(take_next(sam), by=sam)
    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.why_double) == ("second_scoring", "attested_only")


def test_a_turn_may_be_stopped_and_frees_what_was_not_read(
    sam: Person, sue: Person, lea: Person, version: Version
) -> None:
    turn = make_calibration(sam, version, lead=lea)
    read_anchor(turn.readings.all()[0])
    with pytest.raises(PermissionDenied):
        actions.stop_calibration(turn, by=sue)
    actions.stop_calibration(turn, by=sam)
    with pytest.raises(WrongState):
        actions.stop_calibration(turn, by=sam)
    assert AnchorReading.objects.filter(person=sam).count() == 1


def test_visible_to_oneself_and_its_leads(
    sam: Person, sue: Person, lea: Person, version: Version, dee: Person
) -> None:
    turn = make_calibration(sam, version, lead=lea)
    seen = [Calibration.objects.all().visible_to(p).count() for p in (sam, lea, sue, dee)]
    assert seen == [1, 1, 0, 0]
    assert turn.is_open


def test_months_are_counted_by_the_calendar() -> None:
    assert add_months(date(2025, 12, 31), 2) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 29), 12) == date(2027, 11, 29)


def test_a_certification_has_no_end_before_it_begins(sam: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessor.objects.filter(person=sam).update(calibrated_until=date(2027, 1, 1))
