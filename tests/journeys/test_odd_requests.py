"""`next`, odd bytes and odd methods: a page in plain words, never an error of ours."""

import json

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.lib.http import Refusals, page_before
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "true",
    "x@y",
    "²",
    "people",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/a\nSet-Cookie: b=c",
    "/\r\n\r\n<script>",
    "/" + "a" * 5000,
    "http:///evil.example",
    "\0",
    " //evil.example",
    "http://[",
    "/\u202egnp.exe",
    "data:text/html,x",
    "///evil.example",
    "",
]


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("there", ELSEWHERE)
def test_next_leads_to_a_path_of_ours_or_is_not_followed(
    there: str, ada: Person, district: Organization
) -> None:
    client, version = signed_in(ada), make_version(district)
    asked = {
        reverse("ui:appearance"): ("/", {"theme": "dark"}),
        reverse("set_language"): ("/", {"language": "es"}),
        reverse("journeys:plan"): (
            reverse("journeys:goals"),
            {"micro_credential": version.micro_credential_id},
        ),
        reverse("account_logout"): (None, {}),
    }
    for address, (otherwise, data) in asked.items():
        answer = client.post(address, data | {"next": there})
        assert answer.status_code == 302, address
        assert otherwise is None or answer["Location"] == otherwise, address
        assert answer["Location"].startswith("/") and not answer["Location"].startswith("//"), (
            address
        )


def test_next_is_followed_to_a_path_of_ours(client: Client) -> None:
    answer = client.post(
        reverse("ui:appearance"), {"theme": "dark", "next": "/catalog/?q=ñ&page=2"}
    )
    assert answer["Location"] == "/catalog/?q=%C3%B1&page=2"


def test_signing_in_follows_next_by_the_same_rule(ada: Person) -> None:
    ada.set_password("a long password of hers")
    ada.save()
    for there, leads in (
        ("/goals/", "/goals/"),
        ("true", "/"),
        ("//evil.example", "/"),
        ("x@y", "/"),
    ):
        sent = {"login": ada.email, "password": "a long password of hers", "next": there}
        answer = Client().post(reverse("account_login"), sent)
        assert answer.status_code == 302
        assert answer["Location"] in (leads, "/accounts/confirm-email/"), there


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "charset",
    ["utf-7", "utf-16", "latin-1", "klingon", "hex", "idna", "unicode_escape", '"', "x" * 9000],
)
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=b"])
def test_a_form_in_another_character_set_is_told(charset: str, kind: str, client: Client) -> None:
    answer = client.generic(
        "POST", "/verify/", b"text=+ADw-script+AD4-", content_type=f"{kind}; charset={charset}"
    )
    assert answer.status_code == 415
    assert "could not be read" in answer.content.decode()


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", "us-ascii"])
def test_a_form_in_utf_8_is_read_by_whatever_name(charset: str, client: Client) -> None:
    answer = client.generic(
        "POST", "/verify/", b"text=hello", content_type=f"{FORM}; charset={charset}"
    )
    assert answer.status_code == 200
    assert "No badge could be read here" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/%00", "/catalog/%00/", "/s/%00aaaaaaaaaaaaaaaaaaaaaaaa/", "/accounts/login/%00"]
)
def test_an_address_with_nul_is_none(path: str, client: Client) -> None:
    assert client.get(path).status_code == 400


@pytest.mark.parametrize(
    "path", ["/catalog/?q=%00", "/catalog/?q=a%00b&page=%00", "/verify/?%00=%00", "/?v=%ff%fe%00"]
)
def test_nul_in_a_question_means_nothing(path: str, client: Client) -> None:
    assert client.get(path).status_code == 200


def test_nul_in_a_form_is_left_out_and_the_rest_is_kept(ada: Person) -> None:
    client = signed_in(ada)
    page = client.post(
        reverse("journeys:goals"), {"statement": "Wait \0longer", "due_on": "\0", "\0": "\0"}
    )
    assert page.status_code < 500
    assert "\0" not in page.content.decode()


@pytest.mark.parametrize(
    "cookie",
    [
        'sessionid="\\000abc"',
        "sessionid=\xff\xfe",
        "sessionid=" + "a" * 4000,
        'django_language="\\000"',
        "theme=\x01",
        'csrftoken="\\012"',
        "=;=;;==",
        'messages="\\000[1]"',
    ],
)
def test_a_cookie_with_controls_is_nobodys(cookie: str, client: Client) -> None:
    assert client.get("/", headers={"cookie": cookie}).status_code == 200
    assert client.get("/catalog/", headers={"cookie": cookie}).status_code == 200


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Accept-Language", "x" * 9000),
        ("Accept-Language", ",;q=,²;q=nan,*;q=-1"),
        ("Accept", "²/²;q=²,;;;,*/*;q=inf"),
        ("Accept", "text/html;q=nan"),
        ("Accept", "application/json;q=" + "9" * 5000),
        ("Referer", "http://["),
        ("Referer", "\xff\xfe"),
        ("User-Agent", "\x7f" * 5000),
        ("If-None-Match", '"' * 999),
        ("Origin", "null"),
        ("If-Modified-Since", "Thu, 99 Foo 99999 99:99:99 GMT"),
        ("Range", "bytes=99999999999999999999-"),
        ("X-Forwarded-For", "²,,,"),
        ("Content-Type", "text/html; charset=klingon"),
        ("Content-Length", "²"),
    ],
)
def test_an_odd_header_stops_no_page(header: str, value: str, client: Client) -> None:
    for path in ("/", "/catalog/", "/verify/", "/accounts/login/", "/oembed/?url=x", "/nowhere/"):
        assert client.get(path, headers={header: value}).status_code < 500, path


def test_a_reload_of_where_a_form_was_sent_is_a_page_with_a_way_back(ada: Person) -> None:
    client = signed_in(ada)
    answer = client.get(
        reverse("journeys:plan"), headers={"referer": "http://testserver/goals/?page=2"}
    )
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    text = answer.content.decode()
    assert "There is no page at this address" in text and 'href="/goals/?page=2"' in text
    elsewhere = client.get(
        reverse("journeys:plan"), headers={"referer": "http://evil.example/testserver"}
    ).content.decode()
    assert "evil.example" not in elsewhere
    told = client.get(reverse("journeys:plan"), headers={"accept": "application/json"})
    assert json.loads(told.content)["code"] == "not-this-way"


def test_the_way_back_of_a_refusal_is_a_page_of_ours(client: Client) -> None:
    for referer, path in (
        ("http://testserver/goals/", "/goals/"),
        ("http://evil.example/?testserver", ""),
        ("javascript:testserver", ""),
        ("http://testserver//evil.example", ""),
        ("http://testserver.evil.example/", ""),
        ("http://[", ""),
        ("", ""),
    ):
        assert page_before(RequestFactory().get("/", headers={"referer": referer})) == path


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (IntegrityError("UNIQUE constraint failed"), 409),
        (OperationalError("database is locked"), 503),
        (OperationalError("deadlock detected"), 503),
        (OperationalError("no such table: x"), None),
        (ProgrammingError("syntax error"), None),
    ],
)
def test_whoever_came_second_is_told_even_where_no_verb_says_it(
    error: Exception, status: int | None, ada: Person
) -> None:
    request = RequestFactory().post("/goals/", {"text": "Wait longer after a question"})
    request.user = ada
    answer = Refusals(lambda _request: HttpResponse()).process_exception(request, error)
    assert (answer.status_code if answer else None) == status
    assert answer is None or "<h1>" in answer.content.decode()


def test_half_a_pair_comes_back_to_somebody_who_is_signed_out(district: Organization) -> None:
    typed = '[{"at": 1, "text": "Half a pair \\ud800 of mine"}]'
    answer = Client().post("/goals/", {"notes": typed})
    assert answer.status_code == 401 and "Half a pair ? of mine" in answer.content.decode()
