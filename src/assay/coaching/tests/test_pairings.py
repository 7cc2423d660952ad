"""Who coaches whom: asked, taken on, found, ended; and that nobody judges whom they coach."""

import pytest
from django.core.exceptions import PermissionDenied

from assay.coaching import actions, policy
from assay.coaching.models import Pairing, PairingStatus
from assay.coaching.tests.factories import make_pairing
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_district, make_person, make_school
from assay.record.models import Event

Status = PairingStatus


@pytest.fixture
def school(ada: Person) -> Organization:
    return ada.current_memberships[0].organization


@pytest.fixture
def office(school: Organization) -> Organization:
    assert school.parent is not None
    return make_department(school.parent, "Coaching office")


@pytest.fixture
def cleo(office: Organization) -> Person:
    return make_person("Cleo Guide", role="coach", organization=office)


@pytest.fixture
def head(school: Organization) -> Person:
    return make_person("Hal Head", role="program-admin", organization=school)


def verbs() -> list[str]:
    return [
        event.verb for event in Event.objects.order_by("pk") if event.verb.startswith("coaching")
    ]


def test_a_learner_asks_by_name_and_the_coach_takes_it_on(ada: Person, cleo: Person) -> None:
    pairing = actions.ask_for_coach(ada, cleo, "  My questions\nare too fast. ", by=ada)
    assert (pairing.status, pairing.about) == (Status.ASKED, "My questions are too fast.")
    actions.accept(pairing, by=cleo)
    assert pairing.is_running and pairing.began_at is not None
    assert verbs() == ["coaching.asked", "coaching.begun"]
    with pytest.raises(WrongState):
        actions.accept(pairing, by=cleo)
    with pytest.raises(WrongState):
        actions.decline(pairing, by=cleo)
    with pytest.raises(WrongState, match="work with them"):
        actions.ask_for_coach(ada, cleo, by=ada)


def test_nobody_asks_or_answers_for_somebody_else(
    ada: Person, bo: Person, dee: Person, cleo: Person, head: Person
) -> None:
    for by in (bo, dee, cleo, head):
        with pytest.raises(PermissionDenied):
            actions.ask_for_coach(ada, cleo, by=by)
    pairing = actions.ask_for_coach(ada, cleo, by=ada)
    for by in (ada, bo, dee, head):
        with pytest.raises(PermissionDenied):
            actions.accept(pairing, by=by)
        with pytest.raises(PermissionDenied):
            actions.decline(pairing, by=by)
    for by in (bo, dee, cleo, head):
        with pytest.raises(PermissionDenied):
            actions.take_request_back(pairing, by=by)
    actions.take_request_back(pairing, by=ada)
    with pytest.raises(WrongState):
        actions.take_request_back(pairing, by=ada)
    again = actions.ask_for_coach(ada, cleo, by=ada)
    actions.decline(again, "I am away until May.", by=cleo)
    assert (again.status, again.answer) == (Status.DECLINED, "I am away until May.")


def test_only_who_coaches_where_one_belongs_can_be_asked(
    ada: Person, bo: Person, school: Organization
) -> None:
    far = make_person("Far Guide", role="coach", organization=make_district("Far Away"))
    assert school.parent is not None
    other = make_school(school.parent, "Other School")
    near = make_person("Nea Guide", role="coach", organization=other)
    inner = make_person("Ina Guide", role="coach", organization=make_department(school, "Office"))
    own = make_person("Own Guide", role="coach", organization=school)
    whole = make_person("Wol Guide", role="coach", organization=school.parent)
    for somebody in (bo, far, near):
        with pytest.raises(BadInput) as refused:
            actions.ask_for_coach(ada, somebody, by=ada)
        assert "coach" in refused.value.fields
        assert not policy.coaches_at(somebody, school)
    for coach in (inner, own, whole):
        assert policy.coaches_at(coach, school)
        actions.ask_for_coach(ada, coach, by=ada)
    assert set(policy.coaches_for(school)) == {inner, own, whole}
    assert not policy.coaches_at(inner, other)


def test_a_long_line_is_refused_and_so_is_a_sixth(ada: Person, school: Organization) -> None:
    coaches = [make_person(f"C{n} Guide", role="coach", organization=school) for n in range(6)]
    with pytest.raises(BadInput) as refused:
        actions.ask_for_coach(ada, coaches[0], "x" * 501, by=ada)
    assert "about" in refused.value.fields
    for coach in coaches[:5]:
        actions.ask_for_coach(ada, coach, by=ada)
    with pytest.raises(WrongState, match="as many coaches"):
        actions.ask_for_coach(ada, coaches[5], by=ada)


def test_who_asks_for_anyone_is_found_one_by_who_looks_after_them(
    ada: Person, dee: Person, cleo: Person, head: Person, max_: Person
) -> None:
    pairing = actions.ask_for_coach(ada, None, by=ada)
    with pytest.raises(WrongState, match="Someone will find one"):
        actions.ask_for_coach(ada, None, by=ada)
    for by in (ada, dee, cleo):
        with pytest.raises(PermissionDenied):
            actions.find_coach(pairing, cleo, by=by)
    with pytest.raises(BadInput):
        actions.find_coach(pairing, dee, by=head)
    actions.find_coach(pairing, cleo, by=head)
    pairing.refresh_from_db()
    assert (pairing.coach, pairing.status) == (cleo, Status.RUNNING)
    with pytest.raises(WrongState):
        actions.find_coach(pairing, cleo, by=max_)


def test_a_coach_asked_by_name_answers_alone(ada: Person, cleo: Person, head: Person) -> None:
    pairing = actions.ask_for_coach(ada, cleo, by=ada)
    with pytest.raises(WrongState, match="by name"):
        actions.find_coach(pairing, cleo, by=head)


def test_who_works_with_them_already_is_not_found_for_them(
    ada: Person, cleo: Person, head: Person, school: Organization
) -> None:
    make_pairing(ada, cleo, school)
    pairing = actions.ask_for_coach(ada, None, by=ada)
    with pytest.raises(WrongState, match="now"):
        actions.find_coach(pairing, cleo, by=head)
    pairing.refresh_from_db()
    assert pairing.is_asked and pairing.coach is None


def test_pairing_somebody_who_has_not_asked(
    ada: Person, dee: Person, cleo: Person, head: Person, school: Organization
) -> None:
    for by in (ada, dee, cleo):
        with pytest.raises(PermissionDenied):
            actions.pair(ada, cleo, school, by=by)
    assert actions.pair(ada, cleo, school, by=head).is_running
    with pytest.raises(WrongState):
        actions.pair(ada, cleo, school, by=head)
    with pytest.raises(BadInput):
        actions.pair(ada, head, school, by=None)


def test_each_of_the_two_ends_it_and_nobody_twice(
    ada: Person, bo: Person, cleo: Person, head: Person, school: Organization
) -> None:
    for by in (ada, cleo, head):
        pairing = make_pairing(ada, cleo, school)
        with pytest.raises(PermissionDenied):
            actions.end_pairing(pairing, by=bo)
        actions.end_pairing(pairing, by=by)
        with pytest.raises(WrongState):
            actions.end_pairing(pairing, by=by)
    assert Pairing.objects.filter(status=Status.ENDED).count() == 3
    assert verbs().count("coaching.ended") == 3
