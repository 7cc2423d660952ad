"""Stacks that a department makes, and the leader pool that one opens, in a real browser: by axe, wide and at 320 px."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser


def test_an_author_writes_on_a_stack_and_sees_it_as_a_learner(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "walter.osei")
    page.goto(f"{site.url}/authoring/stacks/")
    accessible()
    page.get_by_role("link", name="Teams That Read Student Work").click()
    expect(page.get_by_role("heading", name="To do before publishing")).to_be_visible()
    accessible()
    page.get_by_role("link", name="“With a colleague” has no micro-credential").click()
    page.get_by_label("Find a micro-credential").fill("coaching")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("list", name="Micro-credentials found")).to_be_visible()
    accessible()
    for section in ("about", "rule", "capstone", "award"):
        page.goto(re.sub(r"/edit/.*", f"/edit/{section}/", page.url))
        accessible()
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_text("Only authors see it")).to_be_visible()
    accessible()


def test_an_open_stack_has_a_new_version_and_an_end(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "walter.osei")
    page.goto(f"{site.url}/authoring/stacks/?status=open")
    page.get_by_role("link", name="Clear Words in Hard Weeks").click()
    expect(page.get_by_role("button", name="Start a new version")).to_be_visible()
    accessible()
    page.get_by_role("link", name="Announce its retirement").click()
    accessible()


def test_the_holder_and_whoever_gives_roles_see_the_pool(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "marcus.bell")
    page.goto(f"{site.url}/stacks/clear-words-in-hard-weeks/")
    expect(page.get_by_text("Opens the leader pool")).to_be_visible()
    accessible()
    page.get_by_role("link", name="Your place in the leader pool").click()
    expect(page.get_by_role("button", name="Leave the pool")).to_be_visible()
    accessible()
    page.context.clear_cookies()
    sign_in(page, "margaret.sundaram")
    page.goto(f"{site.url}/awards/pool/")
    expect(page.get_by_role("rowheader", name="Marcus Bell")).to_be_visible()
    accessible()
    page.get_by_role("link", name="Open Marcus Bell").click()
    expect(page.get_by_role("button", name="Offer the role")).to_be_visible()
    accessible()
