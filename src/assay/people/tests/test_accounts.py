import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.letters.tests.post import posted
from assay.lib.errors import BadInput, WrongState
from assay.people import actions
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.record.models import Event

SIGNUP = {
    "display_name": "  Nia\u202e  Berg ",
    "email": "Nia@example.org",
    "password1": "three plain words",
}


def follow_link(client: Client) -> None:
    address = re.search(r"(/accounts/confirm-email/\S+)", str(posted()[-1].body)).group(1)
    assert client.get(address).status_code == 200
    client.post(address)


def test_who_signs_up_becomes_a_learner_once_the_address_is_confirmed(
    client: Client, district: Organization
) -> None:
    assert client.post("/accounts/signup/", SIGNUP).status_code == 302
    nia = Person.objects.get(email="nia@example.org")
    assert nia.display_name == "Nia Berg"
    assert nia.roles() == set()
    follow_link(client)
    nia = Person.objects.get(pk=nia.pk)
    assert nia.roles() == {"learner"}
    assert nia.organizations_as("learner") == [district]
    assert Event.objects.filter(verb="people.joined", subject_id=str(nia.pk)).count() == 1


def test_the_browser_that_signed_up_is_signed_in_by_confirming_and_no_other(
    client: Client, district: Organization
) -> None:
    client.post("/accounts/signup/", SIGNUP)
    nia = Person.objects.get(email="nia@example.org")
    other = Client()
    follow_link(other)
    assert "_auth_user_id" not in other.session
    assert "_auth_user_id" not in client.session
    assert Person.objects.get(pk=nia.pk).roles() == {"learner"}
    second = {**SIGNUP, "email": "noa@example.org"}
    client.post("/accounts/signup/", second)
    follow_link(client)
    noa = Person.objects.get(email="noa@example.org")
    assert client.session["_auth_user_id"] == str(noa.pk)
    assert client.get("/goals/").status_code == 200


def test_somebody_elses_link_signs_nobody_in(client: Client, district: Organization) -> None:
    elsewhere = Client()
    elsewhere.post("/accounts/signup/", {**SIGNUP, "email": "noa@example.org"})
    client.post("/accounts/signup/", SIGNUP)
    follow_link(elsewhere)
    assert "_auth_user_id" not in elsewhere.session
    follow_link(client)
    assert "_auth_user_id" not in client.session, "a link is followed once"


def test_without_confirming_nobody_gets_in(client: Client, district: Organization) -> None:
    client.post("/accounts/signup/", SIGNUP)
    answer = client.post(
        "/accounts/login/", {"login": "nia@example.org", "password": "three plain words"}
    )
    assert "_auth_user_id" not in client.session
    assert "confirm" in answer.headers["Location"]


def test_only_staff_addresses_where_the_program_says_so(
    client: Client, district: Organization, settings
) -> None:
    settings.SIGNUP_DOMAINS = ["lakeside.example"]
    answer = client.post("/accounts/signup/", SIGNUP)
    assert "Accounts here are for staff" in answer.content.decode()
    assert 'value="Nia@example.org"' in answer.content.decode()
    assert not Person.objects.filter(email="nia@example.org").exists()
    client.post("/accounts/signup/", {**SIGNUP, "email": "nia@lakeside.example"})
    assert Person.objects.filter(email="nia@lakeside.example").exists()
    client.post("/accounts/signup/", {**SIGNUP, "email": "nia@notlakeside.example"})
    assert not Person.objects.filter(email="nia@notlakeside.example").exists()


def test_a_visitor_cannot_give_themselves_a_role(client: Client, district: Organization) -> None:
    client.post(
        "/accounts/signup/",
        {**SIGNUP, "role": "program-admin", "is_active": "1", "organization": district.pk},
    )
    follow_link(client)
    assert Person.objects.get(email="nia@example.org").roles() == {"learner"}


def test_a_taken_address_is_not_given_away(
    client: Client, district: Organization, ada: Person
) -> None:
    answer = client.post("/accounts/signup/", {**SIGNUP, "email": ada.email})
    assert answer.status_code == 302  # the same answer as for a new one
    assert "already have" in str(posted()[-1].body)
    assert Person.objects.filter(email=ada.email).count() == 1


def test_a_code_by_mail_signs_in_without_a_password(client: Client, district: Organization) -> None:
    nia = actions.add_person("nia@example.org", "Nia Berg", by=None)
    client.post("/accounts/login/code/", {"email": nia.email})
    code = re.search(r"^ +(\S+)$", str(posted()[-1].body), re.MULTILINE).group(1)
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.session["_auth_user_id"] == str(nia.pk)


def test_a_forgotten_password_is_replaced_by_a_link(client: Client, district: Organization) -> None:
    nia = actions.add_person("nia@example.org", "Nia Berg", by=None, password="the old plain words")
    client.post("/accounts/password/reset/", {"email": nia.email})
    address = re.search(r"(/accounts/password/reset/key/\S+)", str(posted()[-1].body)).group(1)
    there = client.get(address).headers["Location"]
    client.post(there, {"password1": "the new plain words", "password2": "the new plain words"})
    assert Person.objects.get(pk=nia.pk).check_password("the new plain words")
    assert "used or has run out" in Client().get(address, follow=True).content.decode()


def test_an_account_made_twice_is_refused(db: None) -> None:
    actions.add_person("nia@example.org", "Nia Berg", by=None)
    with pytest.raises(BadInput):
        actions.add_person("NIA@example.org", "Nia Berg", by=None)


def test_a_closed_account_signs_nobody_in_and_ends_sessions(
    client: Client, max_: Person, ada: Person
) -> None:
    client.force_login(ada)
    assert client.get("/people/profile/").status_code == 200
    actions.deactivate(ada, by=max_)
    assert client.get("/people/profile/").status_code == 302
    assert Event.objects.filter(verb="people.deactivated", subject_id=str(ada.pk)).count() == 1
    with pytest.raises(WrongState):
        actions.deactivate(ada, by=max_)
    actions.reactivate(ada, by=max_)
    with pytest.raises(WrongState):
        actions.reactivate(ada, by=max_)


def test_nobody_closes_their_own_account_or_one_they_do_not_look_after(
    max_: Person, ada: Person, lea: Person, district: Organization
) -> None:
    stranger = make_person(
        "Far Away", role="learner", organization=make_district("Elsewhere Schools")
    )
    for by, person in ((max_, max_), (ada, lea), (max_, stranger)):
        with pytest.raises(PermissionDenied):
            actions.deactivate(person, by=by)


def test_who_serves_elsewhere_too_is_closed_only_from_above(
    ada: Person, district: Organization
) -> None:
    school = ada.organizations_as("learner")[0]
    head = make_person("Sam Hill", role="program-admin", organization=school)
    make_person(ada, role="coach", organization=district)
    with pytest.raises(PermissionDenied):
        actions.deactivate(ada, by=head)
