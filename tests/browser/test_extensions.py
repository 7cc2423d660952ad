"""What departments add to the template, in a real browser: the list, one, asking, and the editor; by axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
NAME = "For students with a plan"


def test_pages_of_extensions_are_read_and_asked_for(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "samir.haddad")
    page.goto("/committee/extensions/")
    expect(page.get_by_role("main").get_by_role("link", name=NAME)).to_be_visible()
    accessible()
    page.get_by_role("main").get_by_role("link", name=NAME).click()
    expect(page.get_by_text("5 for, 1 against")).to_be_visible()
    accessible()
    page.goto("/committee/extensions/new/")
    accessible()
    page.goto("/program/standard/")
    expect(page.get_by_role("heading", name="Beyond it, by department")).to_be_visible()
    accessible()
    page.goto("/authoring/")
    page.get_by_role("main").get_by_role("link", name="Students Judge Their Own Drafts").click()
    page.get_by_role("link", name="Competency and fit").first.click()
    expect(page.get_by_label(NAME)).to_have_value(
        "The two criteria can be read aloud, and the change may be dictated."
    )
    accessible()


def test_the_chair_may_end_one_and_the_comparison_names_it(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "walter.osei")
    page.goto("/committee/extensions/?show=in_force")
    page.get_by_role("main").get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", name="End it for new drafts")).to_be_visible()
    accessible()
    page.goto("/comparability/")
    expect(page.get_by_role("heading", name="What departments add")).to_be_visible()
    accessible()
