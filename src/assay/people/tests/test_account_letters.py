"""Letters around an account never hold a request up, and what is asked for twice is sent once."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from assay.letters.models import Letter, State
from assay.letters.tests.mail_server import mail_server, speak_to
from assay.letters.tests.post import posted
from assay.lib.clock import held_at, now
from assay.people import actions
from assay.people.models import Organization, Person


@pytest.fixture
def nia(district: Organization) -> Person:
    return actions.add_person(
        "nia@example.org", "Nia Berg", by=None, password="the old plain words"
    )


def browser() -> Client:
    """A browser with the cookie that every form sets."""
    client = Client()
    client.get("/accounts/login/code/")
    return client


def ask_for_code(client: Client, email: str = "nia@example.org") -> None:
    assert client.post("/accounts/login/code/", {"email": email}).status_code == 302


def code_in(letter: object) -> str:
    return re.search(r"^ +(\S+)$", str(letter.body), re.MULTILINE)[1]  # type: ignore[attr-defined,index]


def test_with_a_silent_mail_server_known_and_unknown_addresses_are_answered_alike(
    nia: Person, settings
) -> None:
    with mail_server(silent=True) as box:
        speak_to(box, settings, seconds=60)
        answers = [
            browser().post("/accounts/password/reset/", {"email": email})
            for email in (nia.email, "who@example.org")
        ]
        assert not box.called.is_set(), "no request speaks to the mail server"
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (302, "/accounts/password/reset/done/")
    }


def test_a_code_asked_for_again_is_sent_once_and_signs_in(nia: Person) -> None:
    client = browser()
    ask_for_code(client)
    ask_for_code(client)
    [letter] = posted()
    client.post("/accounts/login/code/confirm/", {"code": code_in(letter)})
    assert client.session["_auth_user_id"] == str(nia.pk)


def two_presses() -> tuple[Client, Client]:
    """One browser whose two requests are under way at once: neither knows of the session the other begins."""
    one, other = browser(), Client()
    other.cookies["csrftoken"] = one.cookies["csrftoken"].value
    return one, other


def test_two_presses_at_once_are_one_letter_and_whichever_answer_is_kept_signs_in(
    nia: Person,
) -> None:
    for client in (presses := two_presses()):
        ask_for_code(client)
    [letter] = posted()
    for client in presses:
        client.post("/accounts/login/code/confirm/", {"code": code_in(letter)})
        assert client.session["_auth_user_id"] == str(nia.pk)


def test_the_same_holds_across_the_turn_of_a_minute_and_no_longer(nia: Person) -> None:
    one, other = two_presses()
    third = Client()
    third.cookies["csrftoken"] = one.cookies["csrftoken"].value
    turn = now().replace(second=58, microsecond=0)
    with held_at(turn):
        ask_for_code(one)
    with held_at(turn + timedelta(seconds=5)):
        ask_for_code(other)
        assert len(posted()) == 1
    with held_at(turn + timedelta(seconds=62)):
        ask_for_code(third)
        letters = posted()
    assert len(letters) == 2, "who asks again later misses the first"
    third.post("/accounts/login/code/confirm/", {"code": code_in(letters[1])})
    assert third.session["_auth_user_id"] == str(nia.pk)


def test_two_browsers_and_two_addresses_have_codes_of_their_own(nia: Person) -> None:
    actions.add_person("ned@example.org", "Ned Coe", by=None)
    one, same = two_presses()
    ask_for_code(one)
    ask_for_code(same, "ned@example.org")
    ask_for_code(browser())
    codes = [code_in(letter) for letter in posted()]
    assert len(set(codes)) == 3
    assert all(re.fullmatch(r"[B-Z]{4}-[B-Z]{4}", code) for code in codes)


def test_a_reset_asked_for_twice_is_sent_once_and_anew_where_it_could_not_be(nia: Person) -> None:
    for _press in range(2):
        browser().post("/accounts/password/reset/", {"email": nia.email})
    assert len(posted()) == 1
    Letter.objects.update(state=State.FAILED)
    browser().post("/accounts/password/reset/", {"email": nia.email})
    assert len(posted()) == 2


def test_what_happened_twice_is_told_twice(nia: Person) -> None:
    client = Client()
    client.force_login(nia)
    for old, new in (
        ("the old plain words", "the new plain words"),
        ("the new plain words", "newer plain words"),
    ):
        client.post(
            "/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new}
        )
    assert Letter.objects.filter(kind="account/email/password_changed").count() == 2


def test_a_code_that_has_run_out_is_not_sent(nia: Person) -> None:
    ask_for_code(browser())
    with held_at(now() + timedelta(minutes=4)):
        assert posted() == []
    assert Letter.objects.get().trouble == "run-out"


def test_nobody_who_reads_the_table_finds_a_code_or_a_link(nia: Person) -> None:
    ask_for_code(browser())
    browser().post("/accounts/password/reset/", {"email": nia.email})
    rows = str(list(Letter.objects.values()))
    letters = posted()
    assert code_in(letters[0]) not in rows
    link = re.search(r"/accounts/password/reset/key/(\S+)", str(letters[1].body))
    assert link and link[1] not in rows
    assert set(Letter.objects.values_list("sealed", flat=True)) == {b""}
