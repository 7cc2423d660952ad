"""Examples of practice on a phone: read by a visitor, before the officer, taken back and shown again."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import broken, sign_in

pytestmark = pytest.mark.browser
WIDTH = 320


def test_an_example_is_read_decided_on_taken_back_and_shown_again(page: Page) -> None:
    page.set_viewport_size({"width": WIDTH, "height": 900})
    _a_visitor_reads(page)

    sign_in(page, "ellen.novak")
    page.goto("/community/exemplars/deciding/")
    page.get_by_role("link", name="A closure message in nine minutes").click()
    expect(page.get_by_role("button", name="Approve it")).to_be_visible()
    _fits(page)

    sign_in(page, "marcus.bell")
    page.goto("/community/exemplars/mine/")
    _fits(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Its learner took it back.")).to_be_visible()
    page.get_by_role("row", name="Taken back").get_by_role("link").click()
    page.get_by_role("link", name="Choose pieces").click()
    expect(page.get_by_role("button", name="Send it to the privacy officer")).to_be_visible()
    _fits(page)
    # The demo is left with an example before the officer, as it was.
    page.get_by_label("What is it an example of?").fill("A closure message in nine minutes")
    page.get_by_label("Show this piece").last.check()
    page.get_by_label("Everyone who can be recognized in them agreed").check()
    page.get_by_role("button", name="Send it to the privacy officer").click()
    expect(page.get_by_text("With the privacy officer")).to_be_visible()


def _a_visitor_reads(page: Page) -> None:
    page.goto("/catalog/")
    page.get_by_role("link", name="Examples of practice").click()
    expect(page.get_by_text("Sorting answers by the thinking")).to_have_count(0)  # its program only
    _fits(page)
    page.get_by_role("link", name="Two pauses, and who spoke").click()
    expect(page.get_by_text("What the assessors said").first).to_be_visible()
    _fits(page)
    address = page.get_by_role("link", name="Open the file").get_attribute("href")
    assert address
    file = page.context.request.get(address)
    assert file.status == 200 and file.body().startswith(b"%PDF-")


def _fits(page: Page) -> None:
    """No axe violation in either theme on a phone, and nothing scrolls sideways."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = broken(page)
        assert not found, f"{page.url} {scheme}: {found}"
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, page.url
