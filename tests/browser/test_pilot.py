"""A pilot in a real browser: named where it is met, said by its learners, read by the committee; by axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser


def test_a_pilot_is_seen_tried_and_heard(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "amina.yusuf")
    page.goto("/catalog/data-learning/")
    page.get_by_role("link", name="See the pilot").click()
    expect(page.get_by_text("12 people may start it")).to_be_visible()
    accessible()
    page.get_by_role("link", name="Continue", exact=True).click()
    page.get_by_role("link", name="Change what you said").click()
    accessible()
    page.get_by_label("What helped, and what would you change?").fill("Say how short it may be.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It is read before the pilot is decided.")).to_be_visible()

    sign_in(page, "walter.osei")
    page.goto("/proposals/?show=all")
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("^Turning Classroom Data")
    ).first.click()
    expect(page.get_by_text("Say how short it may be.")).to_be_visible()
    expect(page.get_by_text("2 people started the pilot; 12 may.")).to_be_visible()
    accessible()
