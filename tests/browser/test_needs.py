"""What a learner misses in the catalog, in a real browser: voiced after a search, voted for, merged; by axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser


def test_a_need_goes_from_a_search_to_a_list_that_others_join(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "hana.kowalski")
    page.goto("/catalog/?q=newcomers+zzyzx")
    page.goto("/needs/new/?q=newcomers")
    expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    accessible()
    page.get_by_role("button", name="I need this too").click()
    expect(page.get_by_text("5 people need it")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("4 people need it")).to_be_visible()
    page.goto("/needs/new/?q=songs")
    page.get_by_label("What were you looking for?").fill(
        "Songs for newcomers in their first month."
    )
    page.get_by_role("button", name="Send").click()
    address = page.url

    sign_in(page, "walter.osei")
    page.goto("/needs/")
    accessible()
    page.goto(address)
    page.get_by_label("Number of the need it is merged into").fill("none")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("There is no need with this number")).to_be_visible()
    accessible()
    other = page.get_by_role("link", name=re.compile("^A first month")).get_attribute("href") or ""
    page.get_by_label("Number of the need it is merged into").fill(other.split("/")[2])
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("5 people need it")).to_be_visible()
    expect(page.get_by_text("Songs for newcomers")).to_be_visible()
