"""Endorsing in a real browser: a colleague is asked and answers, a partner university speaks of a micro-credential."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

WORDS = "We planned the hinge questions together, and Priya threw two of hers away after she had tried them."


def test_a_colleague_endorses_a_badge_she_was_asked_about(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Renata Okafor")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Endorse .* earned by Priya Raman")).click()
    expect(page.get_by_role("main")).to_contain_text("You see nothing of the evidence")
    accessible()
    page.get_by_label("Your endorsement").fill("Too short.")
    page.get_by_role("button", name="Sign it").click()
    expect(page.get_by_label("Your endorsement")).to_have_value("Too short.")
    page.get_by_label("Your endorsement").fill(WORDS)
    page.get_by_role("button", name="Sign it").click()
    expect(page.get_by_role("main")).to_contain_text("waits for the earner")
    expect(page.get_by_role("main")).to_contain_text("This endorsement is genuine")
    accessible()


def test_a_university_endorses_and_takes_it_back_for_all_to_see(
    page: Page, be: Callable[[str], None], chromium: Browser, site: Site, accessible: Callable[[], None]
) -> None:
    be("Ingrid Solberg")
    page.goto("/catalog/goal-conferencing/")
    page.get_by_role("link", name="Endorse it for your organization").click()
    accessible()
    page.get_by_label("Your endorsement").fill("Our coaches use these criteria when they visit a first-year teacher.")
    page.get_by_role("button", name="Sign and show it").click()
    expect(page.get_by_role("main")).to_contain_text("on show from now on")
    address = page.url

    stranger = chromium.new_context(base_url=site.url, java_script_enabled=False).new_page()
    stranger.goto("/catalog/goal-conferencing/")
    stranger.locator("#endorsed").get_by_role("link", name=re.compile("^Check the endorsement")).click()
    expect(stranger.get_by_role("main")).to_contain_text("This endorsement is genuine")

    page.get_by_text("Withdraw it", exact=True).click()
    page.get_by_role("button", name="Withdraw it for good").click()
    expect(page.get_by_role("main")).to_contain_text("Withdrawn")
    stranger.goto(address)
    expect(stranger.get_by_role("main")).to_contain_text("has withdrawn this endorsement")
    stranger.context.close()
    page.goto(address)
    accessible()
