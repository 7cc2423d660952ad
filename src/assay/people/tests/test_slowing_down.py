"""Wrong passwords slow whoever tries them, and never keep the owner out."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from assay.letters.tests.post import posted
from assay.lib.clock import held_at, now
from assay.lib.models import Window
from assay.people import actions, limits
from assay.people.browsers import COOKIE
from assay.people.models import Organization, Person

WORDS = "three plain words"
ATTACKER, OWNER = {"REMOTE_ADDR": "203.0.113.66"}, {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture
def nia(district: Organization) -> Person:
    return actions.add_person("nia@example.org", "Nia Berg", by=None, password=WORDS)


def sign_in(client: Client, email: str, password: str, **where: str) -> str:
    answer = client.post("/accounts/login/", {"login": email, "password": password}, **where)
    return "in" if answer.status_code == 302 else answer.content.decode()


def guess(email: str, times: int, **where: str) -> list[str]:
    return [sign_in(Client(), email, f"guess {n}", **where) for n in range(times)]


def test_who_guesses_waits_and_reads_what_else_to_do(nia: Person) -> None:
    told = guess(nia.email, 6, **ATTACKER)
    assert all("do not belong together" in page for page in told[:5])
    assert "many wrong tries" in told[5] and "code by e-mail" in told[5]
    assert "many wrong tries" in sign_in(
        Client(), nia.email, WORDS, **ATTACKER
    )  # not even with the right one
    with held_at(now() + timedelta(minutes=16)):
        assert sign_in(Client(), nia.email, WORDS, **ATTACKER) == "in"


def test_the_owner_elsewhere_gets_in_meanwhile(nia: Person) -> None:
    guess(nia.email, 12, **ATTACKER)
    assert sign_in(Client(), nia.email, WORDS, **OWNER) == "in"


def test_the_owner_gets_in_from_the_same_network_with_a_browser_that_is_known(nia: Person) -> None:
    own = Client()
    assert sign_in(own, nia.email, WORDS, **ATTACKER) == "in"
    assert own.cookies[COOKIE]["httponly"] and "nia" not in own.cookies[COOKIE].value
    own.post("/accounts/logout/")
    guess(nia.email, 12, **ATTACKER)  # a pupil in the same building
    assert sign_in(own, nia.email, WORDS, **ATTACKER) == "in"
    own.post("/accounts/logout/")
    for n in range(10):
        sign_in(own, nia.email, f"guess {n}", **ATTACKER)
    assert "many wrong tries" in sign_in(
        own, nia.email, WORDS, **ATTACKER
    )  # at a stolen laptop one waits as well


def test_a_known_browser_is_known_for_its_own_accounts_and_cannot_be_invented(
    nia: Person, ada: Person
) -> None:
    own = Client()
    sign_in(own, nia.email, WORDS, **ATTACKER)
    own.post("/accounts/logout/")
    guess(ada.email, 6, **ATTACKER)
    assert "many wrong tries" in sign_in(own, ada.email, "a long enough word", **ATTACKER)
    guess(nia.email, 6, **ATTACKER)
    forged = Client()
    for value in ("", "x", own.cookies[COOKIE].value[:-2], "W10:1abc:def"):
        forged.cookies[COOKIE] = value
        assert "many wrong tries" in sign_in(forged, nia.email, WORDS, **ATTACKER)


def test_many_networks_together_are_slowed_too_while_a_code_and_a_known_browser_pass(
    nia: Person,
) -> None:
    own = Client()
    sign_in(own, nia.email, WORDS, **OWNER)
    own.post("/accounts/logout/")
    for n in range(10):
        guess(nia.email, 4, REMOTE_ADDR=f"203.0.113.{n}")
    assert "many wrong tries" in sign_in(Client(), nia.email, WORDS, REMOTE_ADDR="192.0.2.200")
    assert sign_in(own, nia.email, WORDS, **OWNER) == "in"
    fresh = Client()
    fresh.post("/accounts/login/code/", {"email": nia.email}, REMOTE_ADDR="192.0.2.200")
    code = re.search(r"^ +(\S+)$", str(posted()[-1].body), re.MULTILINE).group(1)
    assert (
        fresh.post(
            "/accounts/login/code/confirm/", {"code": code}, REMOTE_ADDR="192.0.2.200"
        ).status_code
        == 302
    )
    assert fresh.session["_auth_user_id"] == str(nia.pk)


def test_one_password_tried_on_many_accounts_is_slowed(nia: Person) -> None:
    told = [
        sign_in(Client(), f"somebody{n}@example.org", "Spring2026!", **ATTACKER) for n in range(41)
    ]
    assert "many wrong tries" in told[40] and "many wrong tries" not in told[39]
    assert sign_in(Client(), nia.email, WORDS, **OWNER) == "in"


def test_signing_in_well_costs_nothing_and_wipes_nothing(nia: Person) -> None:
    guess(nia.email, 4, **ATTACKER)
    for _ in range(3):
        assert sign_in(Client(), nia.email, WORDS, **ATTACKER) == "in"
    assert "do not belong together" in sign_in(Client(), nia.email, "guess", **ATTACKER)
    assert "many wrong tries" in sign_in(Client(), nia.email, "guess", **ATTACKER)


def test_invented_addresses_do_not_help(nia: Person) -> None:
    told = [
        sign_in(
            Client(),
            nia.email,
            "guess",
            HTTP_X_FORWARDED_FOR=f"192.0.2.{n}",
            HTTP_FORWARDED=f"for=192.0.2.{n}",
        )
        for n in range(7)
    ]
    assert "many wrong tries" in told[6]


def test_behind_a_proxy_each_visitor_counts_alone(nia: Person, settings) -> None:
    settings.TRUSTED_PROXIES = 1
    guess(nia.email, 6, HTTP_X_FORWARDED_FOR="192.0.2.1, 203.0.113.66")
    told = guess(nia.email, 1, HTTP_X_FORWARDED_FOR="192.0.2.9, 203.0.113.66")
    assert "many wrong tries" in told[0]
    assert sign_in(Client(), nia.email, WORDS, HTTP_X_FORWARDED_FOR="198.51.100.7") == "in"


def test_an_address_is_not_flooded_with_letters_and_its_owner_still_gets_one(nia: Person) -> None:
    own = Client()
    sign_in(own, nia.email, WORDS, **OWNER)
    own.post("/accounts/logout/")
    for n in range(12):
        for path in ("/accounts/login/code/", "/accounts/password/reset/"):
            Client().post(path, {"email": nia.email}, REMOTE_ADDR=f"203.0.113.{n}")
    assert len(posted()) == 11, (
        "twenty were asked for: ten codes, and ten times one link, which is sent once"
    )
    answer = Client().post("/accounts/login/code/", {"email": nia.email}, **ATTACKER)
    assert "several e-mails" in answer.content.decode()
    with held_at(now() + timedelta(minutes=2)):
        assert (
            own.post("/accounts/password/reset/", {"email": nia.email}, **OWNER).status_code == 302
        )
        assert len(posted()) == 12


def test_six_digits_are_not_tried_out(nia: Person) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(nia, secret)
    client = Client()
    assert (
        sign_in(client, nia.email, WORDS, **ATTACKER) == "in"
    )  # the password; the code is asked next
    codes = [
        client.post("/accounts/2fa/authenticate/", {"code": "000000"}, **ATTACKER) for _ in range(6)
    ]
    assert (
        "Wait a few minutes" in codes[5].content.decode()
        and "Wait a few" not in codes[4].content.decode()
    )
    own = Client()
    sign_in(own, nia.email, WORDS, **OWNER)
    right = format_hotp_value(
        hotp_value(secret, next(yield_hotp_counters_from_time()))
    )  # last: it runs out soon
    assert own.post("/accounts/2fa/authenticate/", {"code": right}, **OWNER).status_code == 302
    assert own.session["_auth_user_id"] == str(nia.pk)
    assert Authenticator.objects.filter(user=nia, type="totp").exists()


def test_a_code_of_an_app_opens_the_door_once_whichever_process_is_asked(nia: Person) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    kept = TOTP.activate(nia, secret).instance.data["secret"]
    assert secret not in kept  # a copied database opens no account
    right = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    for times, browser in enumerate((Client(), Client())):
        cache.clear()  # as another process, which has a cache of its own
        sign_in(browser, nia.email, WORDS, **OWNER)
        answer = browser.post("/accounts/2fa/authenticate/", {"code": right}, **OWNER)
        assert answer.status_code == (200 if times else 302)
    assert "Wait for the next one" in answer.content.decode()


def _posts(resolver: URLResolver, prefix: str = "") -> set[str]:
    names: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            names.add(pattern.name or "")
        else:
            names |= _posts(pattern)
    return names


#: Addresses of the accounts that only show something.
SHOWN = {
    "account_inactive",
    "account_email_verification_sent",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "mfa_index",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
}


def test_every_address_of_the_accounts_has_its_limit() -> None:
    accounts = next(p for p in get_resolver().url_patterns if str(p.pattern) == "accounts/")
    assert _posts(accounts) - SHOWN == set(limits.POSTS) - {"people:join"}


def test_beyond_its_limit_an_address_answers_429_and_when_to_come_back(nia: Person) -> None:
    for _ in range(limits.POSTS["account_signup"].times):
        assert Client().post("/accounts/signup/", {}).status_code != 429
    answer = Client().post("/accounts/signup/", {})
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 60
    assert Client().get("/accounts/signup/").status_code == 200
    assert not any("nia" in name for name in Window.objects.values_list("name", flat=True))
