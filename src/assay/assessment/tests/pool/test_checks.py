"""Checks in the queue: when one is due, which anchor it is, and that it goes as work goes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.assessment import actions, policy
from assay.assessment.judging.errors import LeaseEnded
from assay.assessment.models import (
    Anchor,
    AnchorReading,
    Assessor,
    Assignment,
    AssignmentStatus,
    Conflict,
    DriftCheck,
)
from assay.assessment.pool.actions.checking import is_due
from assay.assessment.pool.drawing import new_to
from assay.assessment.tests.factories import (
    certified,
    has_read,
    make_anchor,
    make_evaluation,
    make_lead,
)
from assay.catalog.models import Version
from assay.evidence.tests.factories import make_submission
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.program import actions as program
from assay.program.calendar import add_business_days
from assay.record.models import MACHINE, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(sam: Person, sue: Person, version: Version) -> Person:
    """Sam, who has read enough that a check is due."""
    certified(sam)
    has_read(sam, sue, version, 14)
    return sam


def read(check: DriftCheck, **levels: str) -> AnchorReading:
    reading = check.reading
    assert reading is not None
    criteria = reading.anchor.version.content.criteria
    actions.save_reading(
        reading,
        levels={c.id: levels.get(c.id, "demonstrated") for c in criteria},
        feedback={c.id: {"strength": "Seen.", "next": "Again."} for c in criteria},
        by=check.person,
    )
    return actions.hand_over_reading(reading, by=check.person)


def offered(person: Person) -> DriftCheck:
    check = actions.offer_check(person)
    assert check is not None
    return check


class TestWhenOneIsDue:
    def test_about_every_twelfth(self, sam: Person, sue: Person, version: Version) -> None:
        certified(sam)
        at: list[int] = []
        for n in range(1, 15):
            has_read(sam, sue, version, 1)
            at += [n] if is_due(sam) else []
        assert at and 8 <= at[0] <= 14 and at == list(range(at[0], 15))

    def test_the_policy_says_how_often(self, sam: Person, sue: Person, version: Version) -> None:
        certified(sam)
        has_read(sam, sue, version, 1)
        program.set_policy("assessor", {"drift_check_every": 2}, by=MACHINE)
        assert is_due(sam)
        program.set_policy("assessor", {"drift_check_every": 0}, by=MACHINE)
        assert not is_due(sam)

    def test_the_count_begins_anew(self, due: Person, lea: Person, version: Version) -> None:
        for _ in range(2):
            make_anchor(version, lead=lea)
        read_one = offered(due)
        actions.accept_check(read_one, by=due)
        read(read_one)
        assert not is_due(due) and actions.offer_check(due) is None

    def test_it_comes_at_another_place_for_others(
        self, district: Organization, version: Version, lea: Person
    ) -> None:
        from assay.assessment.pool.actions.checking import _between

        found = {
            _between(make_person(f"Reader {n}"), before, 12)
            for n in range(8)
            for before in range(4)
        }
        assert found <= set(range(8, 15)) and len(found) > 3


class TestWhichAnchor:
    def test_none_that_is_left_blocks_nothing(
        self, due: Person, ada: Person, district: Organization, lea: Person, version: Version
    ) -> None:
        make_evaluation(ada, district, lead=lea, version=version)
        assert is_due(due) and actions.offer_check(due) is None
        assert actions.offer_next(due).evaluation.submission.start.person == ada

    def test_only_of_what_they_are_certified_for(
        self, due: Person, lea: Person, version: Version
    ) -> None:
        make_anchor(version, lead=lea)
        Assessor.objects.filter(person=due).update(calibrated_until=today() - timedelta(days=1))
        assert actions.offer_check(due) is None
        Assessor.objects.filter(person=due).update(calibrated_at=None, calibrated_until=None)
        assert actions.offer_check(due) is None
        certified(due)
        assert actions.offer_check(due) is not None

    def test_none_twice_within_a_year(self, due: Person, lea: Person, version: Version) -> None:
        make_anchor(version, lead=lea)
        check = offered(due)
        actions.accept_check(check, by=due)
        read(check)
        key = (version.micro_credential_id, version.major)
        for days, there in ((360, 0), (366, 1)):
            with held_at(now() + timedelta(days=days)):
                assert new_to(due, [key]).count() == there

    def test_none_that_was_opened_and_left(
        self, due: Person, lea: Person, version: Version
    ) -> None:
        make_anchor(version, lead=lea)
        check = offered(due)
        actions.accept_check(check, by=due)
        actions.recuse_check(check, "family", by=due)
        key = (version.micro_credential_id, version.major)
        for days, there in ((0, 0), (360, 0), (366, 1)):
            with held_at(now() + timedelta(days=days)):
                assert new_to(due, [key]).count() == there

    def test_one_never_opened_is_free_again(
        self, due: Person, lea: Person, version: Version
    ) -> None:
        make_anchor(version, lead=lea)
        actions.decline_check(offered(due), by=due)
        assert new_to(due, [(version.micro_credential_id, version.major)]).count() == 1
        assert not AnchorReading.objects.exists()

    def test_none_made_from_work_they_are_tied_to(
        self, due: Person, lea: Person, version: Version, district: Organization
    ) -> None:
        key = (version.micro_credential_id, version.major)
        school = make_school(district, "Of both")
        mate = make_person("Mate", role="learner", organization=school)
        make_person(due, role="learner", organization=school)
        friend, stranger = make_person("Friend"), make_person("Stranger")
        Conflict.objects.create(person=due, other=friend, ground="family", declared_at=now())
        for learner in (mate, friend, stranger, due):
            _from_work_of(learner, version, lea)
        left = new_to(due, [key])
        names = {a.permission.submission.start.person for a in left if a.permission is not None}
        assert names == {stranger}
        assert offered(due).reading is not None

    def test_nobody_is_given_one_they_made(self, due: Person, version: Version) -> None:
        Anchor.objects.update(made_by=due)
        assert actions.offer_check(due) is None


def _from_work_of(learner: Person, version: Version, lead: Person) -> None:
    from assay.assessment.models import AnchorPermission

    permission = AnchorPermission.objects.create(
        submission=make_submission(learner, version),
        asked_by=lead,
        asked_at=now(),
        given_at=now(),
    )
    anchor = make_anchor(version, lead=lead)
    Anchor.objects.filter(pk=anchor.pk).update(origin="released", permission=permission)


class TestItGoesAsWorkGoes:
    def test_offered_taken_and_handed_over(
        self, due: Person, lea: Person, version: Version
    ) -> None:
        anchor = make_anchor(version, lead=lea)
        check = offered(due)
        assert offered(due) == check  # a second press: the same one
        assert not policy.may_open_anchor(due, anchor)  # nothing opens through an offer
        with pytest.raises(LeaseEnded):
            read(check)
        actions.accept_check(check, by=due)
        assert policy.may_open_anchor(due, anchor)
        with pytest.raises(WrongState):
            actions.accept_check(check, by=due)
        read(check, c1="almost")
        check.refresh_from_db()
        assert check.status == AssignmentStatus.SCORED
        with pytest.raises(WrongState):
            actions.recuse_check(check, "family", by=due)
        said = Event.objects.filter(verb__startswith="assessment.check").order_by("id")
        assert [event.verb for event in said] == [
            "assessment.check_offered",
            "assessment.check_accepted",
        ]

    def test_nobody_elses(self, due: Person, sue: Person, lea: Person, version: Version) -> None:
        make_anchor(version, lead=lea)
        check = offered(due)
        for other in (sue, lea):
            for act in (
                lambda other=other: actions.accept_check(check, by=other),
                lambda other=other: actions.decline_check(check, by=other),
                lambda other=other: actions.recuse_check(check, "family", by=other),
            ):
                with pytest.raises(PermissionDenied):
                    act()
        with pytest.raises(BadInput):
            actions.recuse_check(check, "boredom", by=due)
        with pytest.raises(PermissionDenied):
            actions.offer_check(make_person("Nobody"))

    def test_its_number_is_no_assignment_of_theirs(
        self, due: Person, lea: Person, version: Version
    ) -> None:
        make_anchor(version, lead=lea)
        number = offered(due).number
        assert not Assignment.objects.filter(assessor=due, pk=number).exists()
        assert Assignment.objects.filter(pk=number).exists()  # another's: it is in their midst

    def test_idle_ones_lapse_after_a_reminder(
        self, due: Person, lea: Person, version: Version
    ) -> None:
        anchor = make_anchor(version, lead=lea)
        check = offered(due)
        with held_at(now() + timedelta(days=10)):
            assert actions.lapse_idle_checks() == 1
        check.refresh_from_db()
        assert check.status == AssignmentStatus.LAPSED and check.reading is None
        DriftCheck.objects.all().delete()
        check = offered(due)
        actions.accept_check(check, by=due)
        with held_at(now() + (add_business_days(today(), 3, []) - today())):
            assert (actions.lapse_idle_checks(), actions.lapse_idle_checks()) == (0, 0)
        assert Event.objects.filter(verb="assessment.check_reminded").count() == 1
        with held_at(now() + timedelta(days=30)):
            assert actions.lapse_idle_checks() == 1
            assert actions.lapse_idle_checks() == 0
        assert Event.objects.filter(verb="assessment.check_ended").count() == 2
        assert not policy.may_open_anchor(due, anchor)
        assert policy.may_see_expert(lea, anchor)

    def test_a_pause_ends_it_and_nothing_is_offered(
        self, due: Person, lea: Person, version: Version, district: Organization
    ) -> None:
        make_anchor(version, lead=lea)
        check = offered(due)
        actions.pause(due, district, "We calibrate again.", by=lea)
        check.refresh_from_db()
        assert check.status == AssignmentStatus.LAPSED
        assert is_due(due) is False or actions.offer_check(due) is None
        with pytest.raises((PermissionDenied, WrongState)):
            actions.accept_check(check, by=due)

    def test_a_permission_taken_back_ends_it(
        self, due: Person, lea: Person, version: Version
    ) -> None:
        learner = make_person("Stranger")
        _from_work_of(learner, version, lea)
        check = offered(due)
        actions.accept_check(check, by=due)
        anchor = Anchor.objects.get()
        assert anchor.permission is not None
        actions.end_permission(anchor.permission, by=learner)
        check.refresh_from_db()
        assert check.status == AssignmentStatus.LAPSED

    def test_a_lead_who_has_one_does_not_see_the_experts_levels(
        self, due: Person, lea: Person, version: Version, district: Organization
    ) -> None:
        other = make_lead(district)
        anchor = make_anchor(version, lead=other)
        make_person(due, role="lead-assessor", organization=district)
        assert policy.may_see_expert(due, anchor)
        offered(due)
        assert not policy.may_see_expert(due, anchor)
