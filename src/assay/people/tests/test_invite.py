import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.letters.tests.post import posted
from assay.lib.errors import BadInput, WrongState
from assay.people import actions
from assay.people.models import Invitation, Organization, Person
from assay.people.tests.factories import make_district, make_invitation, make_person
from assay.record.models import Event


def test_an_invitation_is_mailed_with_a_link_that_stands_nowhere_else(
    max_: Person, district: Organization, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invitation = make_invitation("new@example.org", district, by=max_)
    (letter,) = posted()
    assert letter.to == ["new@example.org"]
    assert f"/people/join/{invitation.token}/" in letter.body
    assert "Max Sund" in letter.body
    stored = Invitation.objects.values().get()
    assert invitation.token not in str(stored)
    assert invitation.token not in str(list(Event.objects.values()))


@pytest.mark.parametrize(
    ("own", "chosen", "hello"), [("en", "", "Hello,"), ("es", "", "Hola:"), ("en", "es", "Hola:")]
)
def test_an_invitation_speaks_the_language_that_the_inviter_chose(
    max_: Person, district: Organization, own: str, chosen: str, hello: str
) -> None:
    max_.locale = own
    actions.invite("new@example.org", district, "learner", by=max_, locale=chosen)
    [letter] = posted()
    assert letter.body.startswith(hello)


def test_who_has_an_account_is_invited_by_name_and_in_their_own_language(
    max_: Person, district: Organization, dee: Person
) -> None:
    Person.objects.filter(pk=dee.pk).update(locale="es")
    actions.invite(dee.email, district, "assessor", by=max_, locale="en")
    [letter] = posted()
    assert letter.body.startswith("Hola, Dee") or letter.body.startswith("Hola Dee")


def test_the_form_offers_the_languages_and_begins_with_the_inviters(
    client: Client, max_: Person, district: Organization
) -> None:
    Person.objects.filter(pk=max_.pk).update(locale="es")
    client.force_login(max_)
    page = client.get("/people/invitations/").content.decode()
    assert 'value="es" selected' in page
    sent = {"emails": "new@example.org", "role": "learner", "organization": district.pk}
    client.post("/people/invitations/", {**sent, "locale": "en"})
    assert Invitation.objects.get().locale == "en"
    refused = client.post(
        "/people/invitations/", {**sent, "emails": "b@example.org", "locale": "xx"}
    )
    assert refused.status_code == 422 and "b@example.org" in refused.content.decode()


def test_an_invitation_stands_in_the_record_without_the_address(
    max_: Person, district: Organization
) -> None:
    make_invitation("new@example.org", district, by=max_)
    event = Event.objects.get(verb="people.invited")
    assert event.particulars == {"organization": district.pk, "role": "learner"}
    assert "example.org" not in str(event.contents())


def test_only_administrators_invite_and_only_into_their_own(
    ada: Person, max_: Person, lea: Person, district: Organization
) -> None:
    elsewhere = make_district("Elsewhere Schools")
    for by, where in ((ada, district), (lea, district), (max_, elsewhere)):
        with pytest.raises(PermissionDenied):
            actions.invite("new@example.org", where, "learner", by=by)
    assert {e.verb for e in Event.objects.all()} == {
        "people.role_refused"
    }  # who tried stands in the record


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "x@example.org\nBcc: y@example.org", "a b@example.org"]
)
def test_what_is_no_address_is_refused_by_name(
    max_: Person, district: Organization, email: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.invite(email, district, "learner", by=max_)
    assert "emails" in refusal.value.fields


def test_a_role_nobody_knows_is_refused(max_: Person, district: Organization) -> None:
    with pytest.raises(BadInput):
        actions.invite("new@example.org", district, "superuser", by=max_)


def test_a_second_invitation_to_the_same_place_is_refused(
    max_: Person, district: Organization
) -> None:
    make_invitation("new@example.org", district, by=max_)
    with pytest.raises(WrongState, match="already invited"):
        actions.invite("NEW@example.org ", district, "learner", by=max_)
    assert Invitation.objects.count() == 1


def test_who_holds_the_role_is_not_invited_to_it(max_: Person, district: Organization) -> None:
    holder = make_person("Hal Ott", role="author", organization=district)
    with pytest.raises(WrongState, match="already holds"):
        actions.invite(holder.email, district, "author", by=max_)


def test_sending_again_makes_a_new_link_and_ends_the_old_one(
    max_: Person, district: Organization
) -> None:
    invitation = make_invitation("new@example.org", district, by=max_, days_ago=20)
    assert invitation.state == "expired"
    old = invitation.token
    actions.resend(invitation, by=max_)
    assert invitation.state == "pending"
    assert Invitation.objects.behind(old) is None
    assert Invitation.objects.behind(invitation.token) == invitation


def test_taking_back_works_once(max_: Person, ada: Person, district: Organization) -> None:
    invitation = make_invitation("new@example.org", district, by=max_)
    with pytest.raises(PermissionDenied):
        actions.withdraw(invitation, by=ada)
    actions.withdraw(invitation, by=max_)
    with pytest.raises(WrongState):
        actions.withdraw(invitation, by=max_)
    with pytest.raises(WrongState):
        actions.resend(invitation, by=max_)
    assert Event.objects.filter(verb="people.invitation_withdrawn").count() == 1
