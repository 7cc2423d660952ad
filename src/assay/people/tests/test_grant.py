from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.lib.clock import held_at, today
from assay.lib.errors import BadInput, WrongState
from assay.people import actions
from assay.people.models import Membership, Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.record.models import Event

# After whatever the cast was given; no clock is put forward or back in the thirty days that follow.
NOON = datetime(2126, 5, 4, 17, tzinfo=UTC)


def test_a_role_is_given_from_today_and_stands_in_the_record(
    ada: Person, max_: Person, district: Organization
) -> None:
    membership = actions.grant(ada, district, "coach", by=max_)
    assert membership.from_on == today()
    assert ada.has_role("coach", within=district)
    event = Event.objects.get(verb="people.granted")
    assert event.particulars == {"person": ada.pk, "organization": district.pk, "role": "coach"}


def test_nobody_gives_themselves_a_role(ada: Person, lea: Person, district: Organization) -> None:
    for person in (ada, lea):
        with pytest.raises(PermissionDenied):
            actions.grant(person, district, "program-admin", by=person)


def test_an_administrator_of_a_school_gives_nothing_in_the_district(
    ada: Person, district: Organization
) -> None:
    school = ada.organizations_as("learner")[0]
    head = make_person("Sam Hill", role="program-admin", organization=school)
    with pytest.raises(PermissionDenied):
        actions.grant(ada, district, "coach", by=head)
    assert actions.grant(ada, school, "coach", by=head).organization == school


def test_an_ended_administrator_gives_nothing(
    ada: Person, max_: Person, district: Organization
) -> None:
    make_person("Other Admin", role="program-admin", organization=district)
    actions.end_membership(max_.memberships.get(), by=max_)
    with pytest.raises(PermissionDenied):
        actions.grant(ada, district, "coach", by=Person.objects.get(pk=max_.pk))


def test_the_same_role_twice_is_refused(ada: Person, max_: Person, district: Organization) -> None:
    actions.grant(ada, district, "coach", by=max_)
    with pytest.raises(WrongState):
        actions.grant(ada, district, "coach", by=max_)
    assert Event.objects.filter(verb="people.granted").count() == 1


def test_a_forged_role_is_refused(ada: Person, max_: Person, district: Organization) -> None:
    with pytest.raises(BadInput):
        actions.grant(ada, district, "root", by=max_)


def test_a_role_ends_today_and_stays_in_the_past(
    ada: Person, max_: Person, district: Organization
) -> None:
    with held_at(NOON):
        membership = actions.grant(ada, district, "coach", by=max_)
    with held_at(NOON + timedelta(days=30)):
        actions.end_membership(membership, by=max_)
        membership.refresh_from_db()
        assert membership.until_on == today() == membership.from_on + timedelta(days=30)
        assert not Person.objects.get(pk=ada.pk).has_role("coach", within=district)
    assert Event.objects.filter(verb="people.ended", subject_id=str(membership.pk)).count() == 1
    with held_at(NOON + timedelta(days=31)), pytest.raises(WrongState):
        actions.end_membership(membership, by=max_)


def test_others_end_nothing(ada: Person, max_: Person) -> None:
    for membership in Membership.objects.all():
        with pytest.raises(PermissionDenied):
            actions.end_membership(membership, by=ada)


def test_the_last_administrator_stays(max_: Person, district: Organization) -> None:
    with pytest.raises(WrongState, match="last program administrator"):
        actions.end_membership(max_.memberships.get(), by=max_)
    second = make_person("Second Admin", role="program-admin", organization=district)
    actions.end_membership(max_.memberships.get(), by=second)
    with pytest.raises(WrongState, match="last program administrator"):
        actions.end_membership(second.memberships.get(), by=second)


def test_an_administrator_whose_account_is_closed_does_not_count(
    max_: Person, district: Organization
) -> None:
    second = make_person("Second Admin", role="program-admin", organization=district)
    actions.deactivate(second, by=max_)
    with pytest.raises(WrongState, match="last program administrator"):
        actions.end_membership(max_.memberships.get(), by=max_)


def test_an_administrator_elsewhere_does_not_count(max_: Person, district: Organization) -> None:
    make_person("Far Away", role="program-admin", organization=make_district("Elsewhere Schools"))
    with pytest.raises(WrongState):
        actions.end_membership(max_.memberships.get(), by=max_)
