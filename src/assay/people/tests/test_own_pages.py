import pytest
from django.test import Client

from assay.letters.tests.post import posted
from assay.people import actions
from assay.people.models import Person
from assay.record.models import Event

OUTSIDE = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/login/code/",
    "/accounts/confirm-email/",
    "/accounts/password/reset/done/",
    "/accounts/inactive/",
    "/accounts/confirm-email/nonsense/",
    "/accounts/password/reset/key/nonsense-token/",
    "/accounts/password/reset/key/done/",
]
INSIDE = [
    "/people/profile/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
]


@pytest.mark.parametrize("page", OUTSIDE)
def test_pages_at_the_door_are_ours(client: Client, db: None, page: str) -> None:
    answer = client.get(page, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count("<h1") == 1
    assert 'class="masthead"' in text
    assert 'placeholder="Email' not in text


@pytest.mark.parametrize("page", INSIDE)
def test_pages_of_ones_own_account_are_ours(client: Client, ada: Person, page: str) -> None:
    client.post("/accounts/login/", {"login": ada.email, "password": "a long enough word"})
    client.force_login(ada)
    answer = client.get(page, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count("<h1") == 1
    assert 'class="masthead"' in text


def test_the_second_step_pages_show_once_the_password_is_fresh(client: Client, db: None) -> None:
    nia = actions.add_person("nia@example.org", "Nia Berg", by=None, password="three plain words")
    client.post("/accounts/login/", {"login": nia.email, "password": "three plain words"})
    for page in ("totp/activate/", "webauthn/add/", "webauthn/", "recovery-codes/generate/"):
        answer = client.get(f"/accounts/2fa/{page}", follow=True)
        assert answer.status_code == 200
        assert answer.content.decode().count("<h1") == 1


def test_the_wrong_password_is_answered_in_our_words_and_the_address_stays(
    client: Client, ada: Person
) -> None:
    answer = client.post("/accounts/login/", {"login": ada.email, "password": "something else"})
    assert "do not belong together" in answer.content.decode()
    assert f'value="{ada.email}"' in answer.content.decode()


def test_a_profile_is_saved_clean_and_noted_without_its_words(client: Client, ada: Person) -> None:
    client.force_login(ada)
    data = {
        "display_name": "Ada\u202e  M. Marsh",
        "job": "teacher",
        "years": "7",
        "legal_family_names": "Marsh Lee",
    }
    assert client.post("/people/profile/", data).status_code == 302
    ada.refresh_from_db()
    assert (ada.display_name, ada.job, ada.years, ada.legal_family_names) == (
        "Ada M. Marsh",
        "teacher",
        7,
        "Marsh Lee",
    )
    event = Event.objects.get(verb="people.profile_changed")
    assert "Marsh" not in str(event.particulars)


@pytest.mark.parametrize(
    "wrong",
    [
        {"display_name": "   "},
        {"years": "900"},
        {"years": "seven"},
        {"job": "wizard"},
        {"years": "-1"},
    ],
)
def test_a_wrong_profile_keeps_what_was_typed(
    client: Client, ada: Person, wrong: dict[str, str]
) -> None:
    client.force_login(ada)
    data = {"display_name": "Ada Marsh", "legal_family_names": "Kept Words", **wrong}
    answer = client.post("/people/profile/", data)
    assert answer.status_code == 422
    assert "Kept Words" in answer.content.decode()
    assert not Event.objects.exists()


def test_a_profile_is_nobody_elses_to_change(ada: Person, max_: Person) -> None:
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        actions.change_profile(ada, by=max_, display_name="Somebody")


def test_a_language_once_chosen_sticks_on_every_device_and_in_letters(
    client: Client, db: None
) -> None:
    nia = actions.add_person("nia@example.org", "Nia Berg", by=None, password="three plain words")
    client.force_login(nia)
    client.post("/language/", {"language": "es", "next": "/people/profile/"})
    nia.refresh_from_db()
    assert nia.locale == "es"
    assert '<html lang="es"' in client.get("/people/profile/").content.decode()
    elsewhere = Client()
    elsewhere.force_login(nia)
    assert '<html lang="es"' in elsewhere.get("/people/profile/").content.decode()
    stranger = Client()
    stranger.post("/language/", {"language": "xx"})
    nia.refresh_from_db()
    assert nia.locale == "es"


def test_who_is_not_signed_in_gets_no_cookie_from_the_language_of_people(
    client: Client, db: None
) -> None:
    answer = client.get("/accounts/password/reset/done/")
    assert "sessionid" not in answer.cookies
    assert posted() == []
