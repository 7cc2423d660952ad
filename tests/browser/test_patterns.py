"""Every component, in a real browser: axe finds nothing, nothing runs off a phone, and the keyboard can do it all."""

import os
import re

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.conftest import violations

from assay.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# The other pages of this room are walked through in test_pages.py.
PAGES = ["/ui/patterns/", "/accessibility/known/", "/source/"]


@pytest.fixture(autouse=True, scope="module")
def _queries_beside_a_loop() -> None:
    # Playwright keeps an event loop on this thread until the session ends; Django would refuse its queries for that.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def open_page(
    browser: Browser, address: str, *, width: int = 1280, dark: bool = False, script: bool = True
) -> tuple[Page, list[str]]:
    """A page and the complaints of its console (a policy that was broken, a script that stumbled)."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(
        address
    )  # until it is loaded: half a second more without network would be added to each test
    return page, complaints


def violations_of(page: Page) -> list[str]:
    """What axe has to say about a page, one line for each place."""
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in violations(page)
        for node in one["nodes"]
    ]


VIEWS = [(1280, False), (1280, True), (320, False), (320, True)]
# The page of patterns has every component, so it is seen in every light; the others in the two that differ most.
SEEN = [(PAGES[0], *view) for view in VIEWS] + [
    (path, *view) for path in PAGES[1:] for view in (VIEWS[0], VIEWS[3])
]


@pytest.mark.parametrize(("path", "width", "dark"), SEEN)
def test_axe_finds_nothing(
    chromium: Browser, live_server: LiveServer, path: str, width: int, dark: bool
) -> None:
    page, complaints = open_page(chromium, live_server.url + path, width=width, dark=dark)
    violations = violations_of(page)
    page.context.close()
    assert violations == []
    assert complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_off_a_narrow_page(
    chromium: Browser, live_server: LiveServer, path: str
) -> None:
    page, _ = open_page(chromium, live_server.url + path, width=320)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert width <= 320


def test_the_error_summary_takes_the_focus_and_leads_to_its_field(
    chromium: Browser, live_server: LiveServer
) -> None:
    page, _ = open_page(chromium, live_server.url + "/ui/patterns/error-summary/")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^4 things need another look"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#sent_name")).to_be_focused()
    page.context.close()


def test_a_second_press_moves_the_focus_and_gives_it_back(
    chromium: Browser, live_server: LiveServer
) -> None:
    page, _ = open_page(chromium, live_server.url + "/ui/patterns/confirm/")
    summary = page.locator("details.confirm > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".confirm .body").first).to_be_focused()
    expect(page.get_by_role("button", name="Submit now")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Submit now")).to_be_hidden()
    expect(summary).to_be_focused()
    page.context.close()


def test_a_second_press_opens_without_script(chromium: Browser, live_server: LiveServer) -> None:
    page, _ = open_page(chromium, live_server.url + "/ui/patterns/confirm/", script=False)
    expect(page.get_by_role("button", name="Submit now")).to_be_hidden()
    page.locator("details.confirm > summary").click()
    expect(page.get_by_role("button", name="Submit now")).to_be_visible()
    expect(page.get_by_text("Not now")).to_be_hidden()
    page.context.close()


def test_words_are_counted_as_they_are_typed(chromium: Browser, live_server: LiveServer) -> None:
    page, _ = open_page(chromium, live_server.url + "/ui/patterns/field/")
    counter = page.locator("[data-word-counter=empty_reflection]")
    expect(counter).to_have_text("0 of 300 words")
    page.locator("#empty_reflection").fill("They don't guess; 0.9 of them two-pause.")
    expect(counter).to_have_text("7 of 300 words")
    page.locator("#empty_reflection").fill("word " * 303)
    expect(counter).to_have_text(re.compile("^3 words over the limit of 300"))
    expect(page.locator("#live")).to_have_text(re.compile("^3 words over"))
    page.context.close()


def test_a_menu_closes_on_escape_and_gives_the_focus_back(
    chromium: Browser, live_server: LiveServer
) -> None:
    page, _ = open_page(chromium, live_server.url + "/ui/patterns/menu/")
    page.locator(".example details.menu > summary").click()
    page.keyboard.press("Tab")
    expect(page.locator(".example details.menu :focus")).to_have_text("Learner")
    page.keyboard.press("Escape")
    expect(page.locator(".example details.menu[open]")).to_have_count(0)
    expect(page.locator(".example details.menu > summary")).to_be_focused()
    page.context.close()


def test_the_skip_link_is_the_first_stop_and_reaches_the_content(
    chromium: Browser, live_server: LiveServer
) -> None:
    page, _ = open_page(chromium, live_server.url + "/ui/patterns/level/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.context.close()


def test_a_file_can_be_dropped_where_it_could_be_picked(
    chromium: Browser, live_server: LiveServer
) -> None:
    page, _ = open_page(chromium, live_server.url + "/ui/patterns/upload/")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["words"], "plan.txt", { type: "text/plain" }));
            document.querySelector("[data-dropzone]").dispatchEvent(
                new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    name = page.evaluate("document.querySelector('#more').files[0].name")
    page.context.close()
    assert name == "plan.txt"


def test_a_choice_shows_what_belongs_to_it(chromium: Browser, live_server: LiveServer) -> None:
    page, _ = open_page(chromium, live_server.url + "/ui/patterns/disclosure/")
    more = page.locator("#link-days")
    expect(more).to_be_hidden()
    page.get_by_label("Anyone with the link").check()
    expect(more).to_be_visible()
    page.get_by_label("Only you").check()
    expect(more).to_be_hidden()
    page.context.close()


def test_the_dark_choice_holds_against_the_device(
    chromium: Browser, live_server: LiveServer
) -> None:
    page, _ = open_page(chromium, live_server.url + "/ui/patterns/level/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": live_server.url}])
    page.reload()
    dark = page.evaluate(paper)
    page.context.close()
    assert light != dark


def test_a_request_that_does_not_come_through_is_said_and_a_refusal_brings_its_words(
    chromium: Browser, live_server: LiveServer
) -> None:
    page, _ = open_page(chromium, live_server.url + "/ui/patterns/level/")
    trouble = page.locator("#trouble")
    expect(trouble).to_be_hidden()
    page.evaluate("document.dispatchEvent(new CustomEvent('htmx:sendError'))")
    expect(trouble).to_contain_text("We could not reach the site")
    page.evaluate(
        """document.dispatchEvent(new CustomEvent("htmx:responseError", { detail: { xhr: {
            responseText: "<main><p class='lede'>Two files are still on their way.</p></main>" } } }))"""
    )
    expect(trouble).to_contain_text("Two files are still on their way.")
    page.get_by_role("button", name="Close").click()
    expect(trouble).to_be_hidden()
    page.context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_masthead_of_somebody_with_desks_holds_with_its_menus_open(
    chromium: Browser, live_server: LiveServer, client: Client, max_: Person, width: int
) -> None:
    client.force_login(max_)
    page, complaints = open_page(chromium, live_server.url + "/privacy/", width=width)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(live_server.url + "/privacy/")
    for menu in page.locator(".masthead details.menu").all():
        menu.locator("summary").click()
        expect(menu.locator(".list")).to_be_visible()
        assert violations_of(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    count = page.locator(".masthead details.menu").count()
    page.context.close()
    assert count == 2
    assert complaints == []
