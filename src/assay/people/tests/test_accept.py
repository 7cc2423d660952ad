import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.lib.errors import Gone
from assay.people import actions
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_invitation
from assay.record.models import Event

WORD = {"display_name": "Nia Berg", "password": "three plain words"}


def test_who_follows_the_link_gets_an_account_the_role_and_is_signed_in(
    client: Client, max_: Person, district: Organization
) -> None:
    invitation = make_invitation("nia@example.org", district, by=max_, role="assessor")
    page = client.get(f"/people/join/{invitation.token}/")
    assert "Max Sund" in page.content.decode()
    answer = client.post(f"/people/join/{invitation.token}/", WORD)
    assert answer.status_code == 302
    nia = Person.objects.get(email="nia@example.org")
    assert nia.roles() == {"assessor"}
    assert client.session["_auth_user_id"] == str(nia.pk)
    event = Event.objects.get(verb="people.joined")
    assert (event.subject_id, event.particulars["role"]) == (str(nia.pk), "assessor")


def test_a_used_link_says_so_and_opens_nothing(
    client: Client, max_: Person, district: Organization
) -> None:
    invitation = make_invitation("nia@example.org", district, by=max_)
    actions.join_by_invitation(invitation, **WORD)
    answer = client.post(
        f"/people/join/{invitation.token}/", {**WORD, "display_name": "Somebody Else"}
    )
    assert answer.status_code == 410
    assert "has been used" in answer.content.decode()
    assert Person.objects.filter(email="nia@example.org").count() == 1
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("spoil", "says"), [("withdraw", "taken back"), ("wait", "has run out")])
def test_a_spent_link_is_answered_in_plain_words(
    client: Client, max_: Person, district: Organization, spoil: str, says: str
) -> None:
    invitation = make_invitation(
        "nia@example.org", district, by=max_, days_ago=15 if spoil == "wait" else 0
    )
    if spoil == "withdraw":
        actions.withdraw(invitation, by=max_)
    for answer in (
        client.get(f"/people/join/{invitation.token}/"),
        client.post(f"/people/join/{invitation.token}/", WORD),
    ):
        assert answer.status_code == 410
        assert says in answer.content.decode()
    assert not Person.objects.filter(email="nia@example.org").exists()


def test_an_invented_link_leads_nowhere(client: Client, db: None) -> None:
    assert client.get("/people/join/AAAABBBBCCCCDDDDEEEE/").status_code == 404


def test_a_weak_password_is_refused_and_the_name_stays(
    client: Client, max_: Person, district: Organization
) -> None:
    invitation = make_invitation("nia@example.org", district, by=max_)
    answer = client.post(
        f"/people/join/{invitation.token}/", {"display_name": "Nia Berg", "password": "short"}
    )
    assert answer.status_code == 422
    assert 'value="Nia Berg"' in answer.content.decode()
    assert "10" in answer.content.decode()


def test_who_has_an_account_signs_in_and_takes_the_role_with_one_press(
    client: Client, ada: Person, dee: Person, max_: Person, district: Organization
) -> None:
    invitation = make_invitation(ada.email, district, by=max_, role="coach")
    address = f"/people/join/{invitation.token}/"
    assert f"/accounts/login/?next={address}" in client.get(address).content.decode()
    client.force_login(dee)
    assert client.post(address).status_code == 200  # somebody else's session takes nothing
    assert "coach" not in dee.roles()
    client.force_login(ada)
    assert client.post(address).status_code == 302
    assert "coach" in Person.objects.get(pk=ada.pk).roles()


def test_nobody_takes_an_invitation_for_another_address(
    dee: Person, max_: Person, district: Organization
) -> None:
    invitation = make_invitation("nia@example.org", district, by=max_)
    with pytest.raises(PermissionDenied):
        actions.accept(invitation, by=dee)


def test_taking_twice_is_refused(ada: Person, max_: Person, district: Organization) -> None:
    invitation = make_invitation(ada.email, district, by=max_, role="coach")
    actions.accept(invitation, by=ada)
    with pytest.raises(Gone):
        actions.accept(invitation, by=ada)
    assert Event.objects.filter(verb="people.joined").count() == 1
