"""Back to a form that was refused, in a real browser: it is there, with what was typed, and nothing is sent twice."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

WORDS = "Nobody of that name"


def refuse(page: Page) -> None:
    """A conflict of interest of nobody: refused, with what was typed."""
    page.goto("/assessment/lead/conflicts/?sort=person")
    page.locator("[name='person']").fill(WORDS)
    page.locator("[name='person']").evaluate("field => field.form.noValidate = true")
    page.get_by_role("button", name="Declare").click()
    expect(page.locator("[data-focus-errors]").first).to_be_focused()


def take_part(page: Page, name: str) -> None:
    """Sign in as somebody else in the same tab, by the demo's own bar."""
    page.goto("/demo/")
    page.get_by_role("main").get_by_role("button", name=f"Be {name}").click()
    page.wait_for_url(re.compile(r"/$"))


def typed(page: Page) -> str:
    return page.locator("[name='person']").input_value()


def test_back_to_a_refused_form_shows_it_with_what_was_typed(
    page: Page, be: Callable[[str], None]
) -> None:
    be("Ruth Abernathy")
    refuse(page)
    page.get_by_role("link", name="Catalog").first.click()
    expect(page).to_have_url("/catalog/")
    page.go_back()
    expect(page.get_by_role("heading", name="Conflicts of interest", exact=True)).to_be_visible()
    assert typed(page) == WORDS


def test_a_reload_asks_nothing_and_keeps_what_was_typed(
    page: Page, be: Callable[[str], None]
) -> None:
    be("Ruth Abernathy")
    refuse(page)
    page.reload()
    expect(page.locator("[data-focus-errors]")).to_have_count(0)
    assert typed(page) == WORDS


def test_somebody_else_at_the_same_tab_finds_nothing_of_it(
    page: Page, be: Callable[[str], None]
) -> None:
    be("Ruth Abernathy")
    refuse(page)
    take_part(page, "Walter Osei")
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name="Conflicts of interest", exact=True)).to_be_visible()
    assert typed(page) == ""
