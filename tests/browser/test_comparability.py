"""Comparability in a real browser: side by side, from a figure to its list and to what it rests on; by axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser


def test_a_figure_opens_its_list_and_what_it_rests_on(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "walter.osei")
    page.goto("/comparability/")
    expect(page.get_by_role("heading", name="More than 1.5 times apart")).to_be_visible()
    accessible()
    page.locator("#compared").get_by_role("link", name=re.compile("^10 Hours stated")).click()
    expect(page.get_by_label("Department", exact=True)).to_have_value(re.compile(r"\d+"))
    accessible()
    page.locator("#compared").get_by_role(
        "link", name="Using Wait Time to Deepen Classroom Talk", exact=True
    ).click()
    expect(page.get_by_role("heading", name="As it was judged")).to_be_visible()
    accessible()
