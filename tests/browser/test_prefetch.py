"""The next page is there before it is asked for, is never an old one, and what was pressed says so at once."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

pytestmark = pytest.mark.browser

AHEAD = "performance.getEntriesByType('navigation')[0].deliveryType"
MARKED = "a[data-soon]"


def mean(page: Page, name: str) -> None:
    """Point at a link for as long as somebody does who will press it."""
    page.mouse.move(2, 2)
    page.get_by_role("main").get_by_role("link", name=name).first.hover()
    expect(page.locator(MARKED)).to_have_count(1)
    page.wait_for_timeout(500)  # a page's making, on a busy machine


def go(page: Page, name: str) -> str:
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    page.wait_for_load_state()
    ahead: str = page.evaluate(AHEAD)
    return ahead


def test_what_is_pointed_at_is_there_already(page: Page) -> None:
    page.goto("/catalog/")
    mean(page, "Wait Time")
    assert go(page, "Wait Time") == "navigational-prefetch"
    expect(page).to_have_url(re.compile(r"/catalog/wait-time/$"))


def test_what_has_the_focus_is_there_already(page: Page) -> None:
    page.goto("/catalog/")
    link = page.get_by_role("main").get_by_role("link", name="Wait Time").first
    link.focus()
    expect(page.locator(MARKED)).to_have_count(1)
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/catalog/wait-time/$"))
    assert page.evaluate(AHEAD) == "navigational-prefetch"


def test_what_was_sent_from_the_page_ends_it(page: Page) -> None:
    page.goto("/catalog/")
    mean(page, "Wait Time")
    page.evaluate("fetch('/appearance/', {method: 'POST'}).then((answer) => answer.text())")
    expect(page.locator(MARKED)).to_have_count(0)
    assert go(page, "Wait Time") == ""


def test_a_page_that_lay_for_ten_seconds_is_asked_for_again(page: Page) -> None:
    page.clock.install()
    page.goto("/catalog/")
    page.mouse.move(2, 2)
    page.get_by_role("main").get_by_role("link", name="Wait Time").first.hover()
    page.clock.run_for(100)
    expect(page.locator(MARKED)).to_have_count(1)
    page.clock.run_for(10_000)
    expect(page.locator(MARKED)).to_have_count(0)


def test_who_saves_data_is_not_made_to_fetch(page: Page, context: BrowserContext) -> None:
    context.set_extra_http_headers({"Save-Data": "on"})
    page.goto("/catalog/")
    mean(page, "Wait Time")
    assert go(page, "Wait Time") == ""


def test_a_press_is_seen_at_once_and_sent_once(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill("nobody@tamarackbay.example")
    page.get_by_label("Password").fill("not-the-password")
    button = page.get_by_role("main").get_by_role("button", name="Sign in", exact=True)
    sent: list[Route] = []
    page.route("**/accounts/login/", lambda route: sent.append(route))
    twice = "(one) => { one.click(); const busy = one.getAttribute('aria-busy'); one.click(); return busy; }"
    assert button.evaluate(twice) == "true"
    page.wait_for_timeout(300)
    assert len(sent) == 1, "a second press while the first is on its way sends nothing"
    sent[0].continue_()
    expect(page.locator("[data-focus-errors]")).to_be_visible()
    page.unroute("**/accounts/login/")
    page.go_back()
    expect(button).not_to_have_attribute("aria-busy", "true")
    expect(button).to_be_enabled()


def test_a_press_whose_answer_never_comes_can_be_made_again(page: Page) -> None:
    page.clock.install()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill("nobody@tamarackbay.example")
    page.get_by_label("Password").fill("not-the-password")
    button = page.get_by_role("main").get_by_role("button", name="Sign in", exact=True)
    page.route("**/accounts/login/", lambda route: route.abort("aborted"))
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    page.clock.run_for(10_000)
    expect(button).not_to_have_attribute("aria-busy", "true")
