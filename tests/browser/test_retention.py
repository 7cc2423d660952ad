"""What goes next, what stays and why, and what went: as a privacy officer, an administrator and a learner read it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_what_goes_and_what_went_is_read_by_those_whom_it_concerns(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Margaret Sundaram")
    page.goto("/evidence/retention/")
    accessible()
    page.get_by_label("List").select_option(label="Kept longer, and why")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("A case about the badge is open.").first).to_be_visible()
    page.goto("/evidence/retention/?show=drafts")
    expect(page.get_by_text("A draft with").first).to_be_visible()
    page.goto("/evidence/retention/?show=deleted")
    page.set_viewport_size({"width": 390, "height": 800})
    accessible()
    page.get_by_role("link", name="Storage").first.click()
    accessible()
    be("Renata Okafor")
    page.goto("/evidence/1/status/")
    expect(page.get_by_role("heading", name="Your files")).to_be_visible()
    expect(page.get_by_text("Deleted here on").first).to_be_visible()
    accessible()
