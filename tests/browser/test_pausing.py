"""A lead pauses an assessor and ends the pause, in a real browser; the assessor reads why."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
WHY = "Your last levels lay one above the second reader’s. Let us calibrate again."


def narrow(page: Page, accessible: Callable[[], None]) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    accessible()
    page.set_viewport_size({"width": 1280, "height": 800})


def sign_in(page: Page, address: str) -> None:
    """Pausing gives open work back: somebody does it whom no other test needs, so nobody of the cast."""
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill("tamarack-bay-demo")
    page.get_by_role("main").get_by_role("button", name="Sign in").first.click()
    page.wait_for_url(re.compile(r"/$"))


def test_a_lead_pauses_and_ends_it(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Ruth Abernathy")
    page.goto("/assessment/lead/drift/")
    expect(page.get_by_role("heading", name="Drift")).to_be_visible()
    accessible()
    narrow(page, accessible)
    page.goto("/assessment/lead/assessors/?q=Tran")
    page.locator("#assessors a", has_text="Philip Tran").first.click()
    accessible()
    page.get_by_role("link", name="Pause Philip Tran").click()
    accessible()
    narrow(page, accessible)
    page.get_by_label("Why, to the assessor").fill(WHY)
    page.get_by_role("button", name="Pause them").click()
    expect(page.get_by_text("Philip Tran is paused and was told.")).to_be_visible()
    accessible()
    sign_in(page, "philip.tran@tamarackbay.example")
    page.goto("/assessment/sheets/")
    expect(page.get_by_text("has paused your work")).to_be_visible()
    expect(page.get_by_role("button", name="Take the next one")).to_have_count(0)
    accessible()
    page.get_by_role("link", name="Read why, and what comes next").click()
    expect(page.get_by_text(WHY)).to_be_visible()
    narrow(page, accessible)
    be("Ruth Abernathy")
    page.goto("/assessment/lead/assessors/?q=Tran")
    page.locator("#assessors a", has_text="Philip Tran").first.click()
    page.get_by_role("link", name="End the pause").click()
    accessible()
    page.get_by_label("What has changed").fill("We read three together, and agreed on all.")
    page.get_by_role("button", name="End the pause").click()
    expect(page.get_by_text(re.compile("The pause of Philip Tran has ended"))).to_be_visible()
