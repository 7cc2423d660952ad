"""Stacks in a real browser: the list, the page of one with how far the reader is, and home; by axe, and in Spanish."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser


def test_a_learner_finds_a_stack_and_sees_what_is_still_open(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "renata.okafor")
    page.goto("/")
    expect(page.get_by_role("heading", name="Responsive Instruction Foundations")).to_be_visible()
    accessible()
    page.get_by_role("link", name="See what is left").first.click()
    expect(page.get_by_role("heading", name="How far you are")).to_be_visible()
    expect(page.locator("b", has_text="1 of 4 badges")).to_be_visible()
    accessible()
    page.get_by_role("main").get_by_role("link", name="Stacks").click()
    accessible()
    page.get_by_label("Words in it").fill("community")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("1 to 1 of 1")).to_be_visible()
    page.get_by_label("Words in it").fill("zzyzx")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("No stack fits")).to_be_visible()
    accessible()
