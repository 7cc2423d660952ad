"""What scripts and forms hear where a door is closed: in the shape of saving.schema.json, and with what was typed."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.forms import CharField
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from assay.people.models import Person
from assay.ui.http import mark_of
from assay.ui.tests.schema import SCHEMA

pytestmark = pytest.mark.django_db
PAGE = "http://testserver/goals/?page=2"
WORDS = "I want my students to reason aloud."


def sent(person: Person | None, **more: str) -> dict[str, str]:
    ours = {"Assay-Save": "tab.7", "Assay-Person": mark_of(person)}
    return {"Accept": "application/json", **ours, "Referer": PAGE, **more}


def told(answer: Any) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    SCHEMA.validate(body)
    assert body["code"] != "saved"
    return body


def test_a_script_whose_session_has_ended_hears_401_and_the_way_back(ada: Person) -> None:
    for headers in (
        sent(ada),
        {"Accept": "application/json", "Referer": PAGE},
        {"Assay-Save": "t.1", "Referer": PAGE},
    ):
        answer = Client().post(reverse("journeys:rate"), {"level-1": "2"}, headers=headers)
        assert answer.status_code == 401
        body = told(answer)
        assert body["code"] == "signed-out"
        assert body["sign_in"] == "/accounts/login/?next=%2Fgoals%2F%3Fpage%3D2"


def test_the_way_back_never_leaves_the_site(ada: Person) -> None:
    for referer in (
        "https://elsewhere.example/steal",
        "//elsewhere.example/",
        "javascript:alert(1)",
        "",
    ):
        answer = Client().post(reverse("journeys:rate"), headers=sent(ada, Referer=referer))
        assert told(answer)["sign_in"] == "/accounts/login/?next=%2F"


def test_nothing_is_saved_in_the_name_of_whoever_else_signed_in(
    client: Client, ada: Person, dee: Person
) -> None:
    client.force_login(dee)
    answer = client.post(reverse("journeys:rate"), {"level-1": "2"}, headers=sent(ada))
    assert answer.status_code == 403 and told(answer)["code"] == "another-person"


def test_a_mark_says_nothing_of_its_person_and_nobody_has_none(ada: Person, dee: Person) -> None:
    assert mark_of(ada) == mark_of(Person.objects.get(pk=ada.pk)) != mark_of(dee)
    assert len(mark_of(ada)) == 20 and mark_of(None) == ""


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/evidence/999999/answers/p1q1/", 404, "http-404"),
        ("/nowhere/at/all/", 404, "http-404"),
        ("/assessment/sheets/next/", 404, "http-404"),
        ("/appearance/", 409, "elsewhere"),
    ],
)
def test_a_script_never_gets_a_page(
    client: Client, ada: Person, path: str, status: int, code: str
) -> None:
    client.force_login(ada)
    answer = client.post(path, {"theme": "dark"}, headers=sent(ada))
    assert (answer.status_code, told(answer)["code"]) == (status, code)


def test_a_wrong_form_token_is_told_to_script_and_page_and_the_page_shows_what_was_typed(
    ada: Person,
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    answer = strict.post(reverse("journeys:goals"), {"text": WORDS}, headers=sent(ada))
    assert answer.status_code == 403 and told(answer)["code"] == "http-403"
    page = strict.post(
        reverse("journeys:goals"), {"text": WORDS}, headers={"Origin": "http://testserver"}
    )
    assert page.status_code == 403 and WORDS in page.content.decode()
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        foreign = strict.post(reverse("journeys:goals"), {"text": WORDS}, headers=headers)
        assert foreign.status_code == 403 and WORDS not in foreign.content.decode()


def test_a_form_that_comes_after_the_session_ended_gets_its_words_back(ada: Person) -> None:
    data = {"text": WORDS, "password": "very secret words"}
    answer = Client().post(reverse("journeys:goals"), data, headers={"Referer": PAGE})
    body = answer.content.decode()
    assert answer.status_code == 401 and WORDS in body and "very secret words" not in body
    assert "/accounts/login/?next=%2Fgoals%2F%3Fpage%3D2" in body


def test_a_press_without_words_leads_to_signing_in_and_back_to_its_page() -> None:
    answer = Client().post(
        reverse("assessment:next"), headers={"Referer": "http://testserver/assessment/sheets/"}
    )
    assert (
        answer.status_code == 302
        and answer["Location"] == "/accounts/login/?next=%2Fassessment%2Fsheets%2F"
    )
    plain = Client().get("/goals/")
    assert plain.status_code == 302 and plain["Location"].endswith("?next=/goals/")


@pytest.mark.parametrize(
    "path", ["/evidence/999999/answers/p1q1/", "/assessment/release/XX-0000/return/"]
)
def test_an_error_page_shows_what_the_form_carried(client: Client, ada: Person, path: str) -> None:
    client.force_login(ada)
    long = "https://example.org/a/very/long/address/without/a/space"
    answer = client.post(
        path, {"text": WORDS, "url": long, "note": "short", "was:text": "Old words here."}
    )
    body = answer.content.decode()
    assert (
        answer.status_code == 404
        and WORDS in body
        and long in body
        and "Old words here." not in body
    )


def test_what_a_form_brought_is_confirmed_to_the_next_page_by_its_mark(
    client: Client, ada: Person
) -> None:
    client.force_login(ada)
    taken = client.post(reverse("ui:appearance"), {"theme": "dark", "kept": "tab1.4.draft:7:about"})
    assert taken.status_code == 302 and taken.cookies["assay_kept"].value == "tab1.4.draft:7:about"
    again = client.post(reverse("ui:appearance"), {"theme": "dark", "kept": "tab2.1.draft:8:about"})
    assert again.cookies["assay_kept"].value == "tab1.4.draft:7:about~tab2.1.draft:8:about"
    refused = client.post(reverse("journeys:rate"), {"kept": "tab3.1.x"})
    assert refused.status_code == 422 and "assay_kept" not in refused.cookies
    forged = client.post(reverse("ui:appearance"), {"kept": 'a"; Path=/; x="'})
    assert "assay_kept" not in forged.cookies
    ended = Client().post(reverse("journeys:goals"), {"kept": "tab4.1.x"})
    assert ended.status_code == 302 and "assay_kept" not in ended.cookies


# Forms without words of one's own; the profile, which comes back with what stood in its own fields; files in parts.
NO_WORDS = (
    "accounts/",
    "demo/",
    "verify/",
    "language/",
    "appearance/",
    "people/profile/",
    "evidence/<number:pk>/uploads",
)
A_VALUE = {
    "number": "999999",
    "str": "nothing",
    "slug": "nothing",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def _addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + str(getattr(entry.pattern, "_route", "?"))
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, route)
        elif "?" not in route and not route.startswith(NO_WORDS):
            yield "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: A_VALUE[m[1] or "str"], route)


ADDRESSES = sorted(set(_addresses(get_resolver())))


@pytest.mark.parametrize("who", ["nobody", "somebody"])
def test_every_address_that_refuses_a_form_gives_its_words_back(
    client: Client, ada: Person, who: str
) -> None:
    if who == "somebody":
        client.force_login(ada)
    silent = []
    for address in ADDRESSES:
        sent = {"text": WORDS, "note": WORDS, "words": WORDS, "summary": WORDS}
        answer = client.post(address, sent)
        refuses = answer.status_code >= 400 and answer.status_code != 405
        form = getattr(answer, "context", None) and answer.context.get("form")
        if form is not None and not set(sent) & set(form.fields):  # this one asks by other names
            named = [name for name, field in form.fields.items() if type(field) is CharField]
            answer = client.post(address, dict.fromkeys(named, WORDS))
            refuses = answer.status_code >= 400 and bool(named)
        if (
            refuses
            and "html" in answer.headers["Content-Type"]
            and WORDS not in answer.content.decode()
        ):
            silent.append((answer.status_code, address))
        if answer.status_code in (301, 302) and "/accounts/login/" in answer["Location"]:
            silent.append((answer.status_code, address))
    assert len(ADDRESSES) > 100
    assert not silent, "; ".join(f"{status} {address}" for status, address in silent)
