"""A group in the browser: on a phone, by who joins it and by who convenes it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_group_is_joined_left_and_convened_on_a_phone(
    page: Page, accessible: Callable[[], None]
) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    _sign_in(page, "priya.raman")
    page.goto("/community/cohorts/")
    accessible()
    page.get_by_role("link", name="Voices by spring").click()
    expect(page.get_by_text("An aim, not a deadline.")).to_be_visible()
    accessible()
    page.get_by_label("Count my steps").check()
    page.get_by_role("button", name="Join the group").click()
    expect(page.get_by_text("You are in. Leaving takes one press.")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Leave the group").click()
    expect(page.get_by_text("You have left.")).to_be_visible()
    _sign_in(page, "kirsten.aldana")
    page.goto("/community/cohorts/new/")
    accessible()
    page.goto("/community/cohorts/")
    page.get_by_role("link", name="Voices by spring").click()
    page.get_by_text("Set a day").click()
    accessible()
    page.locator("#day-day").fill("2027-02-03")
    page.locator("#day-place").fill("Room 7, by the lake")
    page.get_by_role("button", name="Set it").click()
    expect(page.get_by_text("Room 7, by the lake")).to_be_visible()


def _sign_in(page: Page, who: str) -> None:
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator("main input[name=login]").fill(f"{who}@tamarackbay.example")
    page.locator("main input[name=password]").fill("tamarack-bay-demo")
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/$"))
