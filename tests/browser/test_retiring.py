"""A micro-credential on its way out in a real browser: announced, read, called off; by axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser

SLUG = "accessible-content-multilingual"


def test_its_readers_learners_and_authors_see_the_same_days(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    page.goto(f"/catalog/{SLUG}/")
    expect(page.get_by_text("no one can start this anymore")).to_be_visible()
    expect(page.get_by_text("In its place:")).to_be_visible()
    accessible()

    sign_in(page, "amina.yusuf")
    page.goto(f"/catalog/{SLUG}/")
    page.get_by_role("link", name="Continue", exact=True).click()
    expect(page.get_by_text("You can submit this until")).to_be_visible()
    accessible()

    sign_in(page, "lucia.marchetti")
    page.goto("/authoring/?status=open")
    page.get_by_role("link", name="Making Grade-Level Content").click()
    expect(page.get_by_role("heading", name="Its end")).to_be_visible()
    accessible()
    page.locator("summary", has_text="Call it off").click()
    page.get_by_role("button", name="Call it off").click()
    expect(page.get_by_text("Called off. It stays open")).to_be_visible()
    page.get_by_role("link", name="Announce its retirement").click()
    accessible()
    page.get_by_label("First day on which no one can start it").fill("2020-01-01")
    page.get_by_label("Why").fill("Most of it is asked elsewhere.")
    page.get_by_role("button", name="Announce it").click()
    expect(page.get_by_text("Error: The notice takes until")).to_be_visible()
    expect(page.get_by_label("Why")).to_have_value("Most of it is asked elsewhere.")
    accessible()
    page.get_by_label("First day on which no one can start it").fill("2028-01-10")
    page.get_by_label("In its place").select_option(index=1)
    page.get_by_role("button", name="Announce it").click()
    expect(page.get_by_text("Announced.")).to_be_visible()
