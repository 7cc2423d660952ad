"""Someone who earned it and a discussion, in the browser: found, asked with a warning, a thread with its moderation."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import sign_in

pytestmark = pytest.mark.browser


def test_a_learner_reads_answers_and_discusses(page: Page, accessible: Callable[[], None]) -> None:
    sign_in(page, "daniel.whitlock")
    page.goto("/community/directory/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Someone who earned it")
    accessible()
    page.locator("#talks").get_by_role("link").first.click()
    expect(page.get_by_text("The one where I changed course.")).to_be_visible()
    page.get_by_label("Your message").fill("Thank you. Did Jamal see the board?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Could these give a student away?")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Did Jamal see the board?")).to_be_visible()
    page.goto("/community/directory/wait-time/")
    accessible()
    page.goto("/community/discussions/wait-time/")
    expect(page.get_by_role("link", name="What do you do in the first week?")).to_be_visible()
    accessible()
    page.get_by_role("link", name="What do you do in the first week?").click()
    expect(page.get_by_role("article")).to_have_count(4)
    page.get_by_label("Your post").fill("How long is your list?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("How long is your list?", exact=True)).to_be_visible()
    accessible()
    sign_in(page, "margaret.sundaram")
    page.goto("/community/reports/")
    accessible()
