"""A principal who knows nothing of badges opens one, and looks behind everything: issuer, keys, endorsement, check."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def unfold(page: Page) -> None:
    """Open all that is folded: what is hidden is not looked at by the checks."""
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")


def test_a_stranger_looks_behind_a_badge(page: Page, accessible: Callable[[], None]) -> None:
    page.goto("/issuers/tamarack-bay-ps/keys/")
    page.get_by_text("You need nothing from here to check a badge").wait_for()
    unfold(page)
    accessible()
    page.get_by_role("link", name="Tamarack Bay Public Schools").last.click()
    page.get_by_text("How it signs").wait_for()
    unfold(page)
    accessible()


def test_a_badge_says_how_it_is_checked_without_us(
    page: Page, be: Callable[[str], None], accessible
) -> None:
    be("Renata Okafor")
    page.goto("/portfolio/")
    page.get_by_role("link", name="Using Wait Time to Deepen Classroom Talk").first.click()
    number = page.url.rstrip("/").rpartition("/")[2]
    page.context.clear_cookies()
    page.goto(f"/badges/{number}/")
    page.get_by_role("link", name="Check it without us").click()
    unfold(page)
    accessible()
    with page.expect_download() as found:
        page.get_by_role("link", name="Download the badge file").click()
    page.goto("/verify/")
    page.get_by_label("Badge file").set_input_files(found.value.path())
    page.get_by_role("button", name="Check the badge").click()
    page.get_by_role("heading", name="This badge is genuine").wait_for()
    unfold(page)
    accessible()
