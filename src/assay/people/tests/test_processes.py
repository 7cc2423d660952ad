"""What one process does, the next request to any other sees: the product runs in several, and nobody chooses which."""

from collections.abc import Iterator

import pytest

from assay.people import actions
from assay.people.models import Person
from assay.people.tests.factories import make_district
from assay.people.tests.processes import Browser, served

WORDS = "three plain words"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nia() -> Person:
    make_district()
    return actions.add_person("nia@example.org", "Nia Berg", by=None, password=WORDS)


@pytest.fixture(scope="module")
def two(django_db_setup: None) -> Iterator[list[str]]:
    """Two processes, for all tests here."""
    with served(2) as addresses:
        yield addresses


def is_in(browser: Browser, address: str) -> bool:
    return browser.get(f"{address}/people/profile/")[0] == 200


def test_a_session_that_ended_in_one_process_is_over_in_all(nia: Person, two: list[str]) -> None:
    desk, phone = Browser(), Browser()
    one, other = two
    assert desk.sign_in(one, nia.email, WORDS)[0] == 302
    assert phone.sign_in(other, nia.email, WORDS)[0] == 302
    assert is_in(desk, one) and is_in(desk, other) and is_in(phone, one)

    assert phone.post(f"{other}/accounts/sessions/")[0] == 302  # sign out everywhere else
    assert [is_in(desk, address) for address in two] == [False, False]

    desk.sign_in(one, nia.email, WORDS)
    assert is_in(desk, other)
    cookie = next(cookie.value for cookie in desk.cookies if cookie.name == "sessionid") or ""
    assert desk.post(f"{one}/accounts/logout/")[0] == 302
    for address in two * 5:  # somebody kept the cookie
        assert Browser().get(f"{address}/people/profile/", Cookie=f"sessionid={cookie}")[0] == 302

    desk.sign_in(one, nia.email, WORDS)
    new = {
        "oldpassword": WORDS,
        "password1": "four other plain words",
        "password2": "four other plain words",
    }
    assert desk.post(f"{one}/accounts/password/change/", new)[0] == 302
    assert is_in(desk, other) and not is_in(phone, one) and not is_in(phone, other)

    Person.objects.filter(pk=nia.pk).update(is_active=False)
    assert not is_in(desk, one) and not is_in(desk, other)


def test_who_proved_anew_that_it_is_them_need_not_prove_it_to_another_process(
    nia: Person, two: list[str]
) -> None:
    desk = Browser()
    one, other = two
    desk.sign_in(one, nia.email, WORDS)
    set_up = "/accounts/2fa/totp/activate/"
    assert "reauthenticate" in desk.get(other + set_up)[1]
    assert desk.post(f"{one}/accounts/reauthenticate/", {"password": WORDS})[0] == 302
    assert [desk.get(address + set_up)[0] for address in (other, one, other)] == [200] * 3


def test_wrong_passwords_are_counted_by_all_together(nia: Person, two: list[str]) -> None:
    one, other = two
    for address in (one, other, one, other, one):
        assert (
            "do not belong together" in Browser().sign_in(address, nia.email, "something else")[2]
        )
    for address in two:
        assert "many wrong tries" in Browser().sign_in(address, nia.email, WORDS)[2]
