"""Roles that decide about others sleep until signing in takes a second step; what belongs to everybody stays open."""

import json
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from assay.lib.clock import today
from assay.people import actions, policy
from assay.people.models import Membership, Organization, Person, Role
from assay.people.tests.factories import make_person

WORDS = "three plain words"
ASKED = ("program-admin", "approver", "committee-chair", "privacy-officer")
NEEDED = "A second step is needed here"


@pytest.fixture(autouse=True)
def asked(settings: Any) -> None:
    settings.SECOND_FACTOR = True


def holder(role: str, organization: Organization, *, days_ago: int = 30) -> Person:
    person = actions.add_person(f"{role}@example.org", "Pat Reed", by=None, password=WORDS)
    make_person(person, role=role, organization=organization)
    Membership.objects.filter(person=person).update(from_on=today() - timedelta(days=days_ago))
    make_person(person)  # forgets what it knew of roles
    return person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_role_sleeps_in_every_question_about_it_and_only_in_a_session(
    district: Organization,
) -> None:
    def answers(person: Person) -> set[bool]:
        return {
            person.has_role(Role.PROGRAM_ADMIN, within=district),
            person.has_role_somewhere(Role.PROGRAM_ADMIN),
            person.serves_program(district, Role.PROGRAM_ADMIN),
            policy.can_give(person, district, Role.ASSESSOR),
            bool(person.organizations_as(Role.PROGRAM_ADMIN)),
            "program-admin" in person.roles(),
        }

    def in_a_session() -> Person:
        person = Person.objects.get(email="program-admin@example.org")
        person.acts_through_session = True
        return person

    assert answers(holder("program-admin", district)) == {
        True
    }  # a command, the worker, somebody else's page
    assert answers(in_a_session()) == {False}
    assert [m.role for m in in_a_session().current_memberships] == [
        "program-admin"
    ]  # where they belong is a fact
    TOTP.activate(in_a_session(), "JBSWY3DPEHPK3PXP")
    assert answers(in_a_session()) == {True}


def plain_addresses(resolver: URLResolver, prefix: str = "") -> list[str]:
    """Every address that needs no key of a row, and those of rows for the number given."""
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            names = set(pattern.pattern.converters)
            if names <= {"pk", "ident", "number", "slug", "name", "token", "kind"} and pattern.name:
                found.append(f"{prefix}{pattern.name}")
        else:
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            found += plain_addresses(pattern, prefix + namespace)
    return found


def addresses() -> list[str]:
    urls = []
    for name in plain_addresses(get_resolver()):
        for kwargs in (
            {},
            {"pk": 1},
            {"pk": "00000000-0000-4000-8000-000000000001"},
            {"slug": "x"},
            {"ident": "x"},
        ):
            try:
                urls.append(reverse(name, kwargs=kwargs))
                break
            except NoReverseMatch:
                continue
    return sorted({url for url in urls if "/logout" not in url and "/language" not in url})


def asked_again(client: Client, person: Person, method: str, url: str) -> Any:
    """Ask in the same session; where the answer began or ended one, the next is asked in a new one."""
    before = client.cookies["sessionid"].value
    answer = getattr(client, method)(url)
    if client.cookies["sessionid"].value != before:
        client.cookies.clear()
        client.force_login(person)
    return answer


@pytest.mark.parametrize(
    "role", [ASKED[0], *(pytest.param(role, marks=pytest.mark.slow) for role in ASKED[1:])]
)
def test_every_address_answers_as_to_somebody_without_the_role_and_says_why(
    role: str, district: Organization
) -> None:
    """Each GET and POST of the resolver: what is shut to a plain person is shut, with the reason; the rest is open."""
    plain = make_person("Dee Stone", role="learner", organization=district)
    asleep = holder(role, district)
    make_person(asleep, role="learner", organization=district)
    urls = addresses()
    assert len(urls) > 80
    as_plain, as_asleep = signed_in(plain), signed_in(asleep)
    for url in urls:
        for method in ("get", "post"):
            expected = asked_again(as_plain, plain, method, url)
            answer = asked_again(as_asleep, asleep, method, url)
            if expected.status_code in {403, 404}:
                assert answer.status_code == 403, (method, url)
                assert NEEDED in answer.content.decode(), (method, url)
            else:
                assert answer.status_code == expected.status_code, (method, url)


@pytest.mark.parametrize(
    ("role", "url"),
    [("program-admin", "/people/"), ("approver", "/assessment/release/"), ("approver", "/awards/")],
)
def test_with_an_app_or_a_passkey_the_desk_opens_and_recovery_codes_alone_open_none(
    role: str, url: str, district: Organization
) -> None:
    person = holder(role, district)
    client = signed_in(person)
    assert client.get(url).status_code == 403
    Authenticator.objects.create(user=person, type="recovery_codes", data={})
    assert client.get(url).status_code == 403
    Authenticator.objects.create(user=person, type="webauthn", data={})
    assert client.get(url).status_code == 200
    Authenticator.objects.filter(type="webauthn").delete()
    assert client.get(url).status_code == 403


def test_until_then_some_days_pass_with_a_word_above_every_page(district: Organization) -> None:
    new = signed_in(holder("program-admin", district, days_ago=13))
    page = new.get("/people/").content.decode()
    assert "asks for a second step" in page and "Set up a second step" in page
    late = signed_in(holder("approver", district, days_ago=14))
    assert late.get("/awards/").status_code == 403
    home = late.get("/people/profile/").content.decode()
    assert "Your role (Approver) waits" in home
    assert "/awards/" not in re.sub(
        r"<main.*", "", home, flags=re.DOTALL
    )  # nor does the masthead offer it


def test_a_day_to_begin_with_and_other_roles_can_be_named(
    district: Organization, settings: Any
) -> None:
    settings.SECOND_FACTOR_FROM = today() - timedelta(days=3)
    assert (
        signed_in(holder("program-admin", district, days_ago=900)).get("/people/").status_code
        == 200
    )
    settings.SECOND_FACTOR_GRACE_DAYS = 2
    assert (
        signed_in(Person.objects.get(email="program-admin@example.org")).get("/people/").status_code
        == 403
    )
    settings.SECOND_FACTOR_ROLES = ["approver"]
    assert (
        signed_in(Person.objects.get(email="program-admin@example.org")).get("/people/").status_code
        == 200
    )
    settings.SECOND_FACTOR_ROLES, settings.SECOND_FACTOR = ["program-admin"], False
    assert (
        signed_in(Person.objects.get(email="program-admin@example.org")).get("/people/").status_code
        == 200
    )


def test_scripts_and_programs_are_told_as_well_and_what_was_typed_is_shown(
    district: Organization,
) -> None:
    client = signed_in(holder("program-admin", district))
    told = client.get("/people/", HTTP_ACCEPT="application/json")
    assert (told.status_code, json.loads(told.content)["code"]) == (403, "second-factor")
    piece = client.get("/people/", HTTP_HX_REQUEST="true")
    assert piece["HX-Redirect"] == reverse("mfa_index")
    typed = client.post(
        "/people/organizations/new/", {"name": "Birch Hollow School"}
    ).content.decode()
    assert NEEDED in typed and "Birch Hollow School" in typed
    assert client.get("/no-such-page/").status_code == 404


def test_everything_of_ones_own_stays_open(district: Organization) -> None:
    client = signed_in(holder("approver", district))
    for url in (
        "/",
        "/start/",
        "/goals/",
        "/portfolio/",
        "/people/profile/",
        "/accounts/2fa/",
        "/people/sign-ins/",
    ):
        assert client.get(url).status_code == 200, url
    assert "A role of yours asks for it" in client.get("/accounts/2fa/").content.decode()


def test_who_holds_no_such_role_is_asked_nothing(client: Client, ada: Person, bo: Person) -> None:
    for person in (ada, bo):
        page = signed_in(person).get("/people/profile/").content.decode()
        assert "second step" not in page.partition("<main")[0]
    assert "It is your choice" in signed_in(ada).get("/accounts/2fa/").content.decode()


def test_it_costs_one_query_and_only_those_who_are_asked(
    district: Organization, dee: Person, settings: Any
) -> None:
    admin = holder("program-admin", district)
    TOTP.activate(admin, "JBSWY3DPEHPK3PXP")
    for person, more in ((dee, 0), (admin, 1)):
        client, counted = signed_in(person), []
        for settings.SECOND_FACTOR in (True, False, True):
            with CaptureQueriesContext(connection) as queries:
                client.get("/people/profile/")
            counted.append(len(queries))
        assert counted[2] - counted[1] == more


# --- shown once more ---


@pytest.fixture
def boss(district: Organization, settings: Any) -> Client:
    settings.SECOND_FACTOR, settings.CONFIRM_AFTER_SECONDS = False, 3600
    holder("program-admin", district)
    client = Client()
    client.post("/accounts/login/", {"login": "program-admin@example.org", "password": WORDS})
    return client


def long_ago(client: Client) -> None:
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 4000}]
    session.save()


def test_giving_a_role_long_after_signing_in_asks_once_more_and_then_gives_it(
    boss: Client, ada: Person, district: Organization
) -> None:
    form = {"role": "coach", "organization": district.pk}
    assert "messages" not in boss.post(f"/people/{ada.pk}/memberships/", form).headers.get(
        "Location", ""
    )
    assert "coach" in Person.objects.get(pk=ada.pk).roles()  # just signed in: nobody is asked twice
    long_ago(boss)
    form["role"] = "author"
    asked = boss.post(f"/people/{ada.pk}/memberships/", form)
    assert "reauthenticate" in asked.headers["Location"]
    assert "author" not in Person.objects.get(pk=ada.pk).roles()
    wrong = boss.post(asked.headers["Location"], {"password": "not it"})
    assert "This is not your password" in wrong.content.decode()
    assert "author" not in Person.objects.get(pk=ada.pk).roles()
    boss.post(asked.headers["Location"], {"password": WORDS})
    assert "author" in Person.objects.get(pk=ada.pk).roles()


def test_reading_and_small_things_ask_nothing(boss: Client, ada: Person) -> None:
    long_ago(boss)
    assert boss.get(f"/people/{ada.pk}/").status_code == 200
    assert boss.get("/people/invitations/").status_code == 200
