from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.governance import actions
from assay.governance.models import Committee, Seat, Term
from assay.governance.quorum import quorum_of
from assay.governance.tests.factories import make_committee, make_member, make_seat, term_of
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.actions import end_membership
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person
from assay.program.policy import committee_sits
from assay.record.models import Event

pytestmark = pytest.mark.django_db
CHARTER = "One standard for all departments."


@pytest.fixture
def committee(district: Organization) -> Committee:
    return make_committee(district)


def test_an_administrator_begins_the_one_committee_of_a_program(
    district: Organization, max_: Person, ada: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.establish(district, "Steering", charter=CHARTER, by=ada)
    row = actions.establish(district, " Steering  Committee ", charter=CHARTER, by=max_)
    assert row.name == "Steering Committee"
    assert Event.objects.get(verb="governance.established").subject_id == str(row.pk)
    with pytest.raises(WrongState, match="already"):
        actions.establish(district, "Another", charter=CHARTER, by=max_)
    assert Committee.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "charter"), [("", CHARTER), ("Steering", " \n"), ("x", "y" * 4001)]
)
def test_a_committee_has_a_name_and_a_charter(
    district: Organization, max_: Person, name: str, charter: str
) -> None:
    with pytest.raises(BadInput):
        actions.establish(district, name, charter=charter, by=max_)


def test_a_department_has_no_committee(district: Organization, max_: Person) -> None:
    with pytest.raises(BadInput) as refused:
        actions.establish(make_department(district), "Steering", charter=CHARTER, by=max_)
    assert "organization" in refused.value.fields


def test_the_charter_is_said_anew_and_the_same_again_notes_nothing(
    committee: Committee, max_: Person, ada: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_charter(committee, "Steering", charter="Other words.", by=ada)
    for _n in range(2):
        actions.set_charter(committee, "Steering", charter="Other words.", by=max_)
    assert Committee.objects.get().charter == "Other words."
    assert Event.objects.filter(verb="governance.charter_set").count() == 1


def test_there_is_one_chair_and_one_seat_a_department(
    committee: Committee, district: Organization, max_: Person, ada: Person
) -> None:
    department = make_department(district)
    with pytest.raises(PermissionDenied):
        actions.add_seat(committee, "chair", by=ada)
    actions.add_seat(committee, "chair", by=max_)
    actions.add_seat(committee, "department", department=department, by=max_)
    for kind, place in (
        ("chair", None),
        ("department", department),
        ("department", None),
        ("?", None),
    ):
        with pytest.raises(BadInput):
            actions.add_seat(committee, kind, department=place, by=max_)
    assert [seat.order for seat in Seat.objects.all()] == [1, 2]
    assert Event.objects.filter(verb="governance.seat_added").count() == 2


def test_a_seat_of_a_department_is_one_of_this_program(committee: Committee, max_: Person) -> None:
    other = Organization.objects.create(ident="other", name="Other", kind="district")
    with pytest.raises(BadInput) as refused:
        actions.add_seat(committee, "department", department=make_department(other), by=max_)
    assert "department" in refused.value.fields


def test_a_seat_gives_its_role_and_its_end_takes_it(
    committee: Committee, district: Organization, max_: Person, ada: Person
) -> None:
    seat = make_seat(committee, "chair")
    actions.seat_person(seat, ada, by=max_)
    assert ada.has_role("committee-chair", within=district)
    actions.end_term(term_of(ada), by=max_)
    ada = Person.objects.get(pk=ada.pk)
    assert not ada.has_role("committee-chair", within=district)
    assert not committee.terms().exists()
    assert Term.objects.count() == 1
    verbs = Event.objects.filter(verb__startswith="governance.").values_list("verb", flat=True)
    assert [*verbs][-2:] == ["governance.seated", "governance.unseated"]


def test_who_has_the_role_already_keeps_the_one_they_have(
    committee: Committee, district: Organization, max_: Person
) -> None:
    member = make_person("Mem Ortiz", role="committee-member", organization=district)
    actions.seat_person(make_seat(committee), member, by=max_)
    assert member.memberships.count() == 1


def test_a_seat_is_filled_once_and_terms_do_not_overlap(
    committee: Committee, max_: Person, ada: Person, bo: Person
) -> None:
    seat, day = make_seat(committee), today()
    actions.seat_person(seat, ada, until_on=day + timedelta(days=30), by=max_)
    for first, until in ((0, 10), (29, None), (0, None), (5, 40)):
        with pytest.raises(WrongState, match="Ada Marsh holds this seat"):
            actions.seat_person(
                seat,
                bo,
                first_on=day + timedelta(days=first),
                until_on=day + timedelta(days=until) if until else None,
                by=max_,
            )
    actions.seat_person(seat, bo, first_on=day + timedelta(days=30), by=max_)
    assert [term.person for term in committee.terms()] == [ada]
    assert [term.person for term in committee.terms(day + timedelta(days=30))] == [bo]


def test_who_holds_a_seat_and_on_which_days_is_said_with_the_refusal(
    committee: Committee, ada: Person, bo: Person
) -> None:
    seat, person = make_seat(committee), make_person("New Kim")
    with held_at(datetime(2026, 9, 14, 15, tzinfo=UTC)):
        actions.seat_person(seat, ada, until_on=date(2027, 6, 30), by=None)
        actions.seat_person(seat, bo, first_on=date(2027, 7, 1), by=None)
        with pytest.raises(WrongState, match="Ada Marsh holds this seat from Monday, September 14"):
            actions.seat_person(seat, person, until_on=date(2026, 12, 1), by=None)
        with pytest.raises(WrongState, match=r"July 1, 2027 on\. End that term first\.$"):
            actions.seat_person(seat, person, first_on=date(2028, 1, 3), by=None)


def test_nobody_holds_two_seats_of_a_committee(
    committee: Committee, max_: Person, ada: Person
) -> None:
    actions.seat_person(make_seat(committee), ada, by=max_)
    with pytest.raises(BadInput) as refused:
        actions.seat_person(make_seat(committee), ada, by=max_)
    assert "person" in refused.value.fields


@pytest.mark.parametrize(("first", "until"), [(-1, None), (3, 3), (3, 2)])
def test_days_of_a_term_are_in_order_and_not_over(
    committee: Committee, max_: Person, ada: Person, first: int, until: int | None
) -> None:
    day = today()
    said = (
        "This day is over. Choose today or a later one."
        if first < 0
        else "Choose an end that is later"
    )
    with pytest.raises(BadInput, match=said):
        actions.seat_person(
            make_seat(committee),
            ada,
            first_on=day + timedelta(days=first),
            until_on=day + timedelta(days=until) if until else None,
            by=max_,
        )
    assert not Term.objects.exists()


def test_nobody_takes_a_seat_themself_and_members_seat_nobody(
    committee: Committee, max_: Person, ada: Person
) -> None:
    member = make_member(committee)
    for by, person in ((max_, max_), (member, ada), (ada, ada)):
        with pytest.raises(PermissionDenied):
            actions.seat_person(make_seat(committee), person, by=by)


def test_a_member_gives_their_own_seat_up_and_no_other_ones(committee: Committee) -> None:
    one, other = make_member(committee), make_member(committee, "Mo Ruiz")
    with pytest.raises(PermissionDenied):
        actions.end_term(term_of(other), by=one)
    actions.end_term(term_of(one), by=one)
    with pytest.raises(WrongState, match="already over"):
        actions.end_term(term_of(one), by=one)
    assert [term.person for term in committee.terms()] == [other]


def test_who_sits_on_has_the_role_for_all_their_terms(
    committee: Committee, district: Organization, max_: Person, ada: Person
) -> None:
    end = today() + timedelta(days=9)
    first = actions.seat_person(make_seat(committee), ada, until_on=end, by=max_)
    actions.seat_person(make_seat(committee), ada, first_on=end, by=max_)
    with held_at(now() + timedelta(days=20)):
        assert Person.objects.get(pk=ada.pk).has_role("committee-member", within=district)
        assert [term.person for term in committee.terms()] == [ada]
    actions.end_term(first, by=max_)
    with held_at(now() + timedelta(days=20)):
        assert Person.objects.get(pk=ada.pk).has_role("committee-member", within=district)
    assert not committee.terms().exists()


def test_who_has_lost_the_role_counts_for_no_quorum_and_does_not_preside(
    committee: Committee, client: Client, max_: Person, ada: Person, bo: Person
) -> None:
    actions.seat_person(make_seat(committee, "chair"), ada, by=max_)
    actions.seat_person(make_seat(committee), bo, by=max_)
    end_membership(ada.memberships.get(role="committee-chair"), by=max_)
    assert [term.person for term in committee.terms()] == [bo]
    client.force_login(max_)
    said = client.get(reverse("governance:seats", args=[committee.pk])).content.decode()
    assert "Has lost the role, and does not sit" in said
    assert " ".join(said.split()).count("2 seats, 1 filled") == 1
    bo.is_active = False
    bo.save()
    assert not committee.terms().exists()


def test_a_committee_sits_from_the_first_day_of_its_chair(
    committee: Committee, district: Organization, max_: Person, ada: Person, bo: Person
) -> None:
    seat, day = make_seat(committee, "chair"), today()
    actions.seat_person(seat, ada, first_on=day + timedelta(days=30), by=max_)
    assert not committee_sits(district), "an administrator gives leave until then"
    with held_at(now() + timedelta(days=30)):
        assert committee_sits(district)
    actions.seat_person(seat, bo, until_on=day + timedelta(days=30), by=max_)
    assert committee_sits(district)


def test_a_term_ends_by_itself(committee: Committee, max_: Person, ada: Person) -> None:
    actions.seat_person(make_seat(committee), ada, until_on=today() + timedelta(days=9), by=max_)
    with held_at(now() + timedelta(days=9)):
        assert not committee.terms().exists()
        assert not Person.objects.get(pk=ada.pk).has_role(
            "committee-member", within=committee.organization
        )


@pytest.mark.parametrize(
    ("filled", "percent", "needed"), [(14, 60, 9), (7, 60, 5), (5, 60, 3), (0, 60, 1), (3, 0, 1)]
)
def test_a_quorum_is_rounded_up(filled: int, percent: int, needed: int) -> None:
    assert quorum_of(filled, percent) == needed
