"""Where there are several districts, one signs up in one of them: by its own address, or by choosing it first."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from assay.lib.clock import today
from assay.lib.errors import BadInput
from assay.people import actions
from assay.people.models import Invitation, Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_invitation, make_person, make_school

SENT = {"display_name": "Nia Berg", "email": "nia@example.org", "password1": "three plain words"}


@pytest.fixture
def other(district: Organization) -> Organization:
    return make_district("Harbor Schools")


def confirm() -> Person:
    address = EmailAddress.objects.get(email="nia@example.org")
    address.verified = True
    address.save()
    person = Person.objects.get(pk=address.user_id)
    actions.join(person, by=person)
    return person


def belongs(person: Person) -> list[Organization]:
    return [m.organization for m in person.memberships.order_by("pk")]


def test_its_address_leads_to_signing_up_there(
    client: Client, district: Organization, other: Organization
) -> None:
    school, elsewhere = make_school(other, "Pier"), make_school(district, "Inland")
    page = client.get(f"/join/{other.ident}/", follow=True).content.decode()
    assert "You join Harbor Schools." in page and "Pier" in page and "Inland" not in page
    wrong = {**SENT, "district": other.ident, "workplace": elsewhere.pk}
    answer = client.post("/accounts/signup/", wrong)
    assert "You join Harbor Schools." in answer.content.decode()
    assert not Person.objects.filter(email="nia@example.org").exists()
    sent = {**SENT, "district": other.ident, "workplace": school.pk}
    assert client.post("/accounts/signup/", sent).status_code == 302
    assert belongs(confirm()) == [other, school]


def test_without_a_school_one_joins_the_district_all_the_same(
    client: Client, other: Organization
) -> None:
    client.post("/accounts/signup/", {**SENT, "district": other.ident})
    person = confirm()
    assert belongs(person) == [other]
    assert actions.join(person, by=person) is None and belongs(person) == [other]


def test_signing_up_plainly_asks_which(
    client: Client, district: Organization, other: Organization
) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert f"/join/{other.ident}/" in page and f"/join/{district.ident}/" in page
    assert 'name="password1"' not in page
    for named in ({}, {"district": "nowhere"}):
        answer = client.post("/accounts/signup/", {**SENT, **named})
        assert "Choose your district." in answer.content.decode()
    assert not Person.objects.filter(email="nia@example.org").exists()


def test_where_there_is_one_nothing_is_asked(client: Client, district: Organization) -> None:
    make_district("North Coast Institute", kind=OrganizationKind.PARTNER)
    page = client.get("/accounts/signup/").content.decode()
    assert 'name="password1"' in page and "You join" not in page
    client.post("/accounts/signup/", {**SENT, "district": "nowhere"})
    assert belongs(confirm()) == [district]


@pytest.mark.parametrize("ident", ["nowhere", "closed", "a-partner"])
def test_no_address_of_what_cannot_be_joined(
    client: Client, other: Organization, ident: str
) -> None:
    make_district("Closed", ident="closed", ended_on=today())
    make_district("A partner", ident="a-partner", kind=OrganizationKind.PARTNER)
    assert client.get(f"/join/{ident}/").status_code == 404


def test_a_closed_sign_up_stays_closed(client: Client, other: Organization, settings: Any) -> None:
    settings.SIGNUP_DOMAINS = ["harbor.example"]
    answer = client.post("/accounts/signup/", {**SENT, "district": other.ident})
    assert answer.status_code != 302 and not Person.objects.filter(email=SENT["email"]).exists()


def test_the_district_closed_meanwhile_is_not_joined(client: Client, other: Organization) -> None:
    third = make_district("Third Schools")
    client.post("/accounts/signup/", {**SENT, "district": third.ident})
    third.ended_on = today()
    third.save()
    assert belongs(confirm()) == []


def test_an_invitation_says_the_district_itself(
    client: Client, district: Organization, other: Organization
) -> None:
    make_school(district, "Inland")
    make_school(other, "Pier")
    head = make_person("Ida Ray", role="program-admin", organization=other)
    make_invitation("nia@example.org", other, by=head)
    page = client.get(f"/people/join/{Invitation.objects.get().token}/").content.decode()
    assert "Pier" in page and "Inland" not in page


def test_one_states_a_workplace_of_ones_own_district_only(
    client: Client, district: Organization, other: Organization
) -> None:
    mine, elsewhere = make_school(other, "Pier"), make_school(district, "Inland")
    person = make_person("Nia Berg", role="learner", organization=other)
    client.force_login(person)
    page = client.get("/people/profile/").content.decode()
    assert "Pier" in page and "Inland" not in page
    with pytest.raises(BadInput):
        actions.state_workplace(person, elsewhere, by=person)
    assert actions.state_workplace(person, mine, by=person).organization == mine
