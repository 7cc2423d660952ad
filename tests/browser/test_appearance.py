"""A program's name, logo and color in a real browser. Nothing is saved: every other test looks at the same demo."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_color_that_does_not_read_well_is_refused_with_the_nearest(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Margaret Sundaram")
    page.goto("/program/appearance/")
    accessible()
    page.get_by_label("Color of buttons and links").fill("#4F93B8")
    page.get_by_role("button", name="Show it so").click()
    expect(page.get_by_text("White words on this color reach 3.4 to 1").first).to_be_visible()
    expect(page.get_by_label("Color of buttons and links")).to_have_value("#4F93B8")
    expect(page.get_by_role("button", name="Use the nearest that reads well")).to_be_visible()
    expect(page.locator(".swatch").first).to_have_css("width", "40px")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    accessible()
