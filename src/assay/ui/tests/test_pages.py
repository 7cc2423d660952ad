"""The pages that belong to no room, and what is said when something cannot be done."""

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.urls import reverse

from assay.lib.errors import BadInput, Gone, Refusal, TooLarge, TooMany, WrongState

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/accessibility/",
        "/accessibility/known/",
        "/privacy/",
        "/source/",
        "/ui/patterns/",
        "/ui/patterns/level/",
        "/ui/patterns/art/proof.svg",
    ],
)
def test_the_page_is_open_to_everybody(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/ui/patterns/nothing/", "/ui/patterns/art/gold.svg", "/nowhere/"]
)
def test_what_is_not_there_says_so_in_plain_words(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert b"This page is not here" in response.content


def test_a_page_has_one_heading_a_skip_link_and_no_style_or_script_of_its_own(
    client: Client,
) -> None:
    page = client.get("/accessibility/").content.decode()
    assert page.count("<h1") == 1
    assert page.index('class="skip"') < page.index("<header")
    assert " style=" not in page and "onclick" not in page and "<style" not in page


def test_light_and_dark_are_kept_in_this_browser(client: Client) -> None:
    response = client.post("/appearance/", {"theme": "dark", "next": "/privacy/"})
    assert response.status_code == 302 and response["Location"] == "/privacy/"
    assert b'data-theme="dark"' in client.get("/privacy/").content
    client.post("/appearance/", {"theme": "system"})
    assert b"data-theme" not in client.get("/privacy/").content


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_a_choice_of_appearance_leads_nowhere_else(client: Client, there: str) -> None:
    assert client.post("/appearance/", {"theme": "light", "next": there})["Location"] == "/"


def test_a_cookie_cannot_write_into_the_page(client: Client) -> None:
    client.cookies["theme"] = 'x"><script>'
    assert b"data-theme" not in client.get("/privacy/").content


def test_appearance_is_changed_by_pressing_only(client: Client) -> None:
    assert client.get("/appearance/").status_code == 405


def test_the_interface_changes_its_language_by_a_form(client: Client) -> None:
    assert 'lang="en"' in client.get("/privacy/").content.decode()
    client.post(reverse("set_language"), {"language": "es", "next": "/privacy/"})
    assert '<html lang="es"' in client.get("/privacy/").content.decode()


@pytest.mark.parametrize(
    ("refusal", "heading"),
    [
        (Refusal("Because of this."), "This could not be done"),
        (BadInput("Because of this."), "This could not be done"),
        (WrongState("Because of this."), "This has changed"),
        (TooLarge("Because of this."), "This is larger than we can take"),
        (TooMany("Because of this."), "Please wait a little"),
        (Gone("Because of this."), "This is no longer here"),
    ],
)
def test_a_refusal_says_why_and_what_now(
    rf: RequestFactory, refusal: Refusal, heading: str
) -> None:
    request = rf.get("/")
    page = render_to_string("ui/errors/refusal.html", {"refusal": refusal}, request)
    assert heading in page and "Because of this." in page and "Go to the start page" in page


def test_a_stumble_needs_nothing_to_be_told() -> None:
    page = render_to_string("500.html")
    assert "Something went wrong on our side" in page and "{%" not in page


def test_what_is_not_allowed_is_said_without_blame(rf: RequestFactory) -> None:
    assert "You cannot do this from your account" in render_to_string("403.html", {}, rf.get("/"))


@override_settings(MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"])
def test_a_stale_form_is_answered_in_plain_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/appearance/", {"theme": "dark"})
    assert response.status_code == 403
    assert b"Please send it again" in response.content


def test_the_components_page_answers_without_a_query(
    client: Client, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert isinstance(client.get("/ui/patterns/"), HttpResponse)


def test_what_lasts_is_rendered_once_for_each_language(client: Client) -> None:
    english, again = client.get("/privacy/"), client.get("/privacy/")
    client.cookies["django_language"] = "es"
    spanish = client.get("/privacy/").content.decode()
    said = "That could not be done."
    assert said in english.content.decode() and said in again.content.decode()
    assert said not in spanish and 'id="trouble"' in spanish
