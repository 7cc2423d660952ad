"""Where somebody works: said by themselves, set right by staff, missing ones told (findings/interface: row 7)."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.letters.tests.post import posted
from assay.lib.errors import BadInput, WrongState
from assay.people import actions
from assay.people.models import Organization, Person
from assay.people.tests.factories import (
    make_department,
    make_district,
    make_invitation,
    make_person,
    make_school,
)
from assay.record.models import Event

SIGNUP = {"display_name": "Nia Berg", "email": "nia@example.org", "password1": "three plain words"}


@pytest.fixture
def school(district: Organization) -> Organization:
    return make_school(district, "Harbor Street")


@pytest.fixture
def nia(district: Organization) -> Person:
    return make_person("Nia Berg", role="learner", organization=district)


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_a_school_named_at_sign_up_counts_once_the_address_is_confirmed(
    client: Client, school: Organization
) -> None:
    assert "Harbor Street" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", {**SIGNUP, "workplace": school.pk})
    nia = Person.objects.get(email="nia@example.org")
    assert nia.workplace is None
    client.post(re.search(r"(/accounts/confirm-email/\S+)", str(posted()[-1].body)).group(1))
    nia = again(nia)
    assert nia.workplace.organization == school
    assert nia.workplace.is_stated


def test_an_invited_learner_of_the_district_is_asked_and_may_leave_it_open(
    client: Client, district: Organization, max_: Person, school: Organization
) -> None:
    for n, sent in enumerate(({"workplace": school.pk}, {})):
        invitation = make_invitation(f"new{n}@example.org", district, by=max_)
        address = f"/people/join/{invitation.token}/"
        assert "Harbor Street" in client.get(address).content.decode()
        client.post(address, {"display_name": "New Here", "password": "three plain words", **sent})
        client.logout()
    assert Person.objects.get(email="new0@example.org").workplace.organization == school
    assert Person.objects.get(email="new1@example.org").workplace is None


def test_one_says_it_oneself_and_may_change_it_until_staff_confirms(
    nia: Person, school: Organization, district: Organization, max_: Person
) -> None:
    office = make_department(district, "Libraries")
    actions.state_workplace(nia, office, by=nia)
    actions.state_workplace(nia, school, by=nia)
    actions.state_workplace(nia, school, by=nia)
    nia = again(nia)
    assert [m.organization for m in nia.memberships.current().workplaces()] == [school]
    actions.set_workplace(nia, school, by=max_)
    nia = again(nia)
    assert not nia.workplace.is_stated
    with pytest.raises(WrongState):
        actions.state_workplace(nia, office, by=nia)
    assert [
        e.verb for e in Event.objects.filter(verb__startswith="people.workplace").order_by("pk")
    ] == [
        "people.workplace_stated",
        "people.workplace_stated",
        "people.workplace_stated",
        "people.workplace_set",
    ]


def test_nobody_says_it_for_somebody_else(nia: Person, dee: Person, school: Organization) -> None:
    with pytest.raises(PermissionDenied):
        actions.state_workplace(nia, school, by=dee)
    with pytest.raises(PermissionDenied):
        actions.set_workplace(nia, school, by=dee)
    assert again(nia).workplace is None


def test_a_place_of_another_district_cannot_be_chosen(
    nia: Person, max_: Person, school: Organization
) -> None:
    elsewhere = make_school(make_district("Elsewhere"), "Far School")
    with pytest.raises(BadInput):
        actions.state_workplace(nia, elsewhere, by=nia)
    with pytest.raises(PermissionDenied):
        actions.set_workplace(nia, elsewhere, by=max_)


def test_an_administrator_of_one_school_takes_nobody_out_of_another_nor_in(
    ada: Person, school: Organization, nia: Person
) -> None:
    boss = make_person("Boss Reed", role="program-admin", organization=school)
    for person in (ada, nia, boss):
        with pytest.raises(PermissionDenied):
            actions.set_workplace(person, school, by=boss)
    actions.state_workplace(nia, school, by=nia)
    actions.set_workplace(again(nia), school, by=boss)
    assert not again(nia).workplace.is_stated


def test_nobody_of_a_partner_lets_themselves_into_a_school(
    district: Organization, school: Organization
) -> None:
    partner = Organization.objects.create(
        ident="north", name="North", kind="partner", parent=district
    )
    paul = make_person("Paul Partner", role="learner", organization=partner)
    with pytest.raises(PermissionDenied):
        actions.state_workplace(paul, school, by=paul)
    client = Client()
    client.force_login(paul)
    assert "Where you work" not in client.get("/people/profile/").content.decode()
    assert client.post("/people/profile/workplace/", {"workplace": school.pk}).status_code == 403


def test_the_profile_takes_it_and_home_stops_asking(
    client: Client, nia: Person, school: Organization
) -> None:
    client.force_login(nia)
    assert "Where do you work?" in client.get("/").content.decode()
    refused = client.post("/people/profile/workplace/", {"workplace": ""})
    assert refused.status_code == 422 and "Choose a school or office" in refused.content.decode()
    assert client.post("/people/profile/workplace/", {"workplace": school.pk}).status_code == 302
    assert "Where do you work?" not in client.get("/").content.decode()


def test_the_desk_finds_who_has_none_and_sets_it(
    client: Client, nia: Person, max_: Person, ada: Person, school: Organization
) -> None:
    client.force_login(max_)
    listed = client.get("/people/", {"view": "no-place"}).content.decode()
    assert "Nia Berg" in listed and "Ada Marsh" not in listed
    assert client.post(f"/people/{nia.pk}/workplace/", {"workplace": ""}).status_code == 422
    assert client.post(f"/people/{nia.pk}/workplace/", {"workplace": school.pk}).status_code == 302
    assert again(nia).workplace.organization == school
    assert "Nia Berg" not in client.get("/people/", {"view": "no-place"}).content.decode()


def test_strangers_reach_neither_address(
    client: Client, nia: Person, dee: Person, school: Organization
) -> None:
    client.force_login(dee)
    assert client.post(f"/people/{nia.pk}/workplace/", {"workplace": school.pk}).status_code == 404
    client.logout()
    assert client.post("/people/profile/workplace/", {"workplace": school.pk}).status_code == 302
    assert again(nia).workplace is None
