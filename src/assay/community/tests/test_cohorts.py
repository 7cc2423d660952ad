"""Cohorts and PLCs: who convenes, joining and leaving in one press, days that bind nobody."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.models import MicroCredential
from assay.catalog.tests.factories import make_version
from assay.community import actions, policy
from assay.community.models import Cohort, CohortDayKind, CohortKind, CohortMember
from assay.community.tests.factories import join, make_cohort
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_district, make_person, make_school
from assay.program.models import StrategicGoal
from assay.record.models import Event

COHORT, PLC = CohortKind.COHORT, CohortKind.PLC


@pytest.fixture
def school(ada: Person) -> Organization:
    return ada.current_memberships[0].organization


@pytest.fixture
def wait_time(district: Organization) -> MicroCredential:
    return make_version(district).micro_credential


@pytest.fixture
def cleo(district: Organization) -> Person:
    """A coach, of an office of the district."""
    office = make_department(district, "Coaching office")
    return make_person("Cleo Guide", role="coach", organization=office)


@pytest.fixture
def cohort(district: Organization, wait_time: MicroCredential, cleo: Person) -> Cohort:
    return make_cohort(district, wait_time, by=cleo)


@pytest.fixture
def stranger() -> Person:
    return make_person("Sol Far", role="learner", organization=make_school(make_district("Far")))


def verbs() -> list[str]:
    rows = Event.objects.order_by("pk").values_list("verb", flat=True)
    return [verb for verb in rows if verb.startswith("community")]


def said(micro_credential: MicroCredential, **other: object) -> actions.CohortWords:
    values = {"name": "Wait time", "purpose": "Together.", "micro_credentials": [micro_credential]}
    return actions.CohortWords(**{**values, **other})


def test_a_coach_convenes_and_a_learner_does_not(
    district: Organization,
    school: Organization,
    wait_time: MicroCredential,
    cleo: Person,
    ada: Person,
) -> None:
    cohort = actions.convene_cohort(COHORT, district, said(wait_time, name=" Wait\ntime "), by=cleo)
    assert (cohort.name, cohort.is_open, cohort.is_plc) == ("Wait time", True, False)
    assert list(cohort.conveners.all()) == [cleo]
    assert list(cohort.micro_credentials.all()) == [wait_time]
    assert verbs() == ["community.cohort_convened"]
    with pytest.raises(WrongState, match="another name"):
        actions.convene_cohort(COHORT, district, said(wait_time), by=cleo)
    for place in (district, school):
        with pytest.raises(PermissionDenied):
            actions.convene_cohort(COHORT, place, said(wait_time), by=ada)
    actions.convene_cohort(COHORT, school, said(wait_time), by=cleo)


def test_any_educator_of_a_school_convenes_its_plc_and_no_other(
    district: Organization, school: Organization, wait_time: MicroCredential, ada: Person
) -> None:
    plc = actions.convene_cohort(PLC, school, said(wait_time), by=ada)
    assert plc.is_plc and policy.can_change_cohort(ada, plc)
    other = make_school(district, "Harbor")
    for place in (district, other):
        with pytest.raises(PermissionDenied):
            actions.convene_cohort(PLC, place, said(wait_time), by=ada)


def test_a_plc_is_of_a_school_also_for_who_administers_the_district(
    district: Organization, wait_time: MicroCredential
) -> None:
    admin = make_person("Ari Admin", role="program-admin", organization=district)
    with pytest.raises(PermissionDenied):
        actions.convene_cohort(PLC, district, said(wait_time), by=admin)
    with pytest.raises(BadInput):
        actions.convene_cohort("choir", district, said(wait_time), by=admin)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"purpose": ""}, "purpose"),
        ({"micro_credentials": []}, "micro_credentials"),
        ({"first_on": date(2027, 3, 1), "until_on": date(2027, 2, 1)}, "until_on"),
    ],
)
def test_what_is_missing_or_out_of_order_is_said_beside_its_field(
    district: Organization,
    wait_time: MicroCredential,
    cleo: Person,
    other: dict[str, object],
    field: str,
) -> None:
    with pytest.raises(BadInput) as refused:
        actions.convene_cohort(COHORT, district, said(wait_time, **other), by=cleo)
    assert list(refused.value.fields) == [field]
    assert not Cohort.objects.exists()


def test_it_serves_a_goal_of_its_place_alone(
    district: Organization, wait_time: MicroCredential, cleo: Person
) -> None:
    far = StrategicGoal.objects.create(organization=make_district("Far"), code="F1", title="Far")
    near = StrategicGoal.objects.create(organization=district, code="N1", title="Near")
    with pytest.raises(BadInput, match="of this place"):
        actions.convene_cohort(COHORT, district, said(wait_time, strategic_goal=far), by=cleo)
    cohort = actions.convene_cohort(COHORT, district, said(wait_time, strategic_goal=near), by=cleo)
    assert cohort.strategic_goal == near


def test_its_convener_changes_it_until_it_has_ended(
    cohort: Cohort, wait_time: MicroCredential, cleo: Person, ada: Person
) -> None:
    join(cohort, ada)
    with pytest.raises(PermissionDenied):
        actions.change_cohort(cohort, said(wait_time), by=ada)
    actions.change_cohort(cohort, said(wait_time, name="Questions", until_on=today()), by=cleo)
    assert (cohort.name, cohort.until_on) == ("Questions", today())
    with pytest.raises(PermissionDenied):
        actions.end_cohort(cohort, by=ada)
    actions.end_cohort(cohort, by=cleo)
    for again in (
        lambda: actions.end_cohort(cohort, by=cleo),
        lambda: actions.change_cohort(cohort, said(wait_time), by=cleo),
    ):
        with pytest.raises(WrongState):
            again()
    actions.open_cohort_again(cohort, by=cleo)
    with pytest.raises(WrongState):
        actions.open_cohort_again(cohort, by=cleo)
    assert verbs()[2:] == [
        "community.cohort_changed",
        "community.cohort_ended",
        "community.cohort_opened_again",
    ]


def test_joining_is_free_and_leaving_takes_one_press(
    cohort: Cohort, ada: Person, bo: Person, stranger: Person
) -> None:
    member = actions.join_cohort(cohort, tells_steps=True, wants_nudges=True, by=ada)
    assert (member.tells_steps, member.wants_nudges) == (True, True)
    with pytest.raises(WrongState, match="already"):
        actions.join_cohort(cohort, by=ada)
    with pytest.raises(PermissionDenied):
        actions.join_cohort(cohort, by=stranger)
    with pytest.raises(PermissionDenied):
        actions.leave_cohort(member, by=bo)
    actions.leave_cohort(member, by=ada)
    with pytest.raises(WrongState):
        actions.leave_cohort(member, by=ada)
    with pytest.raises(WrongState):
        actions.choose_in_cohort(member, tells_steps=True, wants_nudges=True, by=ada)
    back = actions.join_cohort(cohort, by=ada)
    assert back.pk == member.pk and back.left_at is None
    assert not back.tells_steps and not back.wants_nudges  # what one said before has gone
    assert verbs()[1:] == [
        "community.cohort_joined",
        "community.cohort_left",
        "community.cohort_joined",
    ]


def test_nothing_is_told_unless_one_says_so(cohort: Cohort, ada: Person, bo: Person) -> None:
    member = join(cohort, ada)[0]
    assert not member.tells_steps and not member.wants_nudges
    with pytest.raises(PermissionDenied):
        actions.choose_in_cohort(member, tells_steps=True, wants_nudges=True, by=bo)
    actions.choose_in_cohort(member, tells_steps=True, wants_nudges=False, by=ada)
    assert list(CohortMember.objects.telling()) == [member]
    assert verbs()[-1] == "community.cohort_chosen"


def test_no_one_joins_what_has_ended(cohort: Cohort, ada: Person, cleo: Person) -> None:
    actions.end_cohort(cohort, by=cleo)
    with pytest.raises(WrongState, match="ended"):
        actions.join_cohort(cohort, by=ada)


def test_a_date_that_has_passed_ends_nothing(cohort: Cohort, ada: Person) -> None:
    past = today() - timedelta(days=40)
    Cohort.objects.update(first_on=past, until_on=past)
    assert join(cohort, ada)[0].left_at is None
    assert Cohort.objects.visible_to(ada).open().get() == cohort


def test_who_convenes_shares_it_and_the_last_one_stays(
    cohort: Cohort, ada: Person, bo: Person, cleo: Person
) -> None:
    member = join(cohort, ada)[0]
    with pytest.raises(WrongState, match="only one"):
        actions.stop_convening(cohort, by=cleo)
    with pytest.raises(WrongState, match="do not convene"):
        actions.stop_convening(cohort, by=ada)
    with pytest.raises(PermissionDenied):
        actions.name_convener(member, by=ada)
    actions.name_convener(member, by=cleo)
    with pytest.raises(WrongState, match="already"):
        actions.name_convener(member, by=cleo)
    actions.stop_convening(cohort, by=cleo)
    assert list(cohort.conveners.all()) == [ada]
    assert policy.can_change_cohort(ada, cohort) and not policy.can_change_cohort(cleo, cohort)
    gone = join(cohort, bo)[0]
    actions.leave_cohort(gone, by=bo)
    with pytest.raises(WrongState, match="no longer in"):
        actions.name_convener(gone, by=ada)
    assert "community.convener_named" in verbs() and "community.convener_gone" in verbs()


def test_days_are_set_and_called_off(cohort: Cohort, ada: Person, cleo: Person) -> None:
    friday = today() + timedelta(days=4)
    drop_in = actions.set_cohort_day(
        cohort, CohortDayKind.DROP_IN, friday, time=time(15, 30), place=" Room\n12 ", by=cleo
    )
    assert drop_in.place == "Room 12" and drop_in.begins is not None
    same = actions.set_cohort_day(
        cohort, CohortDayKind.DROP_IN, friday, time=time(15, 30), place="Room 12", by=cleo
    )
    assert same == drop_in  # pressed twice
    aim = actions.set_cohort_day(cohort, CohortDayKind.AIM, friday, by=cleo)
    assert aim.begins is None and list(cohort.days.to_come()) == [aim, drop_in]
    with pytest.raises(PermissionDenied):
        actions.set_cohort_day(cohort, CohortDayKind.AIM, friday, by=ada)
    with pytest.raises(PermissionDenied):
        actions.call_off_cohort_day(aim, by=ada)
    actions.call_off_cohort_day(aim, by=cleo)
    with pytest.raises(WrongState):
        actions.call_off_cohort_day(aim, by=cleo)
    assert verbs()[1:] == [
        "community.cohort_day_set",
        "community.cohort_day_set",
        "community.cohort_day_called_off",
    ]


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"kind": "exam"}, "kind"),
        ({"day": date(2126, 1, 1)}, "day"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "our room"}, "link"),
        ({"place": "x" * 121}, "place"),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_its_field(
    cohort: Cohort, cleo: Person, other: dict[str, object], field: str
) -> None:
    values = {"kind": CohortDayKind.KICK_OFF, "day": today(), "by": cleo, **other}
    with pytest.raises(BadInput) as refused:
        actions.set_cohort_day(cohort, **values)
    assert list(refused.value.fields) == [field]


def test_no_day_is_set_for_what_has_ended(cohort: Cohort, cleo: Person) -> None:
    actions.end_cohort(cohort, by=cleo)
    with pytest.raises(WrongState):
        actions.set_cohort_day(cohort, CohortDayKind.AIM, today(), by=cleo)


def test_who_sees_which(
    district: Organization,
    school: Organization,
    cohort: Cohort,
    wait_time: MicroCredential,
    ada: Person,
    bo: Person,
    cleo: Person,
    stranger: Person,
) -> None:
    plc = make_cohort(school, wait_time, by=ada, kind=PLC, name="Cedar Point")
    admin = make_person("Ari Admin", role="program-admin", organization=district)
    seen = Cohort.objects.visible_to
    assert set(seen(ada)) == set(seen(cleo)) == set(seen(admin)) == {cohort, plc}
    assert set(seen(bo)) == {cohort}  # of another school
    assert not seen(stranger).exists()
    join(cohort, bo)
    actions.end_cohort(cohort, by=cleo)
    assert set(seen(bo)) == {cohort} and set(seen(ada)) == {plc}
    assert set(Cohort.objects.mine(ada)) == {plc} and set(Cohort.objects.mine(bo)) == {cohort}
    assert cohort in seen(admin)


def test_who_has_moved_away_convenes_and_sees_nothing_there(cohort: Cohort, cleo: Person) -> None:
    far = make_district("Far")
    cleo.memberships.update(organization=far)
    moved = Person.objects.get(pk=cleo.pk)
    assert not policy.can_change_cohort(moved, cohort)
    assert not Cohort.objects.visible_to(moved).exists()
