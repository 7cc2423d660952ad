"""The comment bank in a real browser: proposed from a sheet, taken in by the lead, put into feedback by two keys."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SENTENCE = "Name one moment that would have gone another way."


def test_a_sentence_goes_from_a_sheet_to_the_lead_and_into_feedback(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Ruth Abernathy")
    page.goto("/assessment/lead/comments/")
    expect(page.get_by_role("link", name=re.compile("Two sources agree"))).to_be_visible()
    accessible()
    _picture(page, "bank")
    page.get_by_role("link", name=re.compile("Two sources agree")).click()
    accessible()
    _picture(page, "comment")
    page.get_by_label("Sentence").fill(SENTENCE)
    page.get_by_role("button", name="Take in").click()
    expect(page.get_by_text("It is in the bank now.")).to_be_visible()
    be("Bao Nguyen")
    page.goto("/assessment/sheets/")
    row = page.locator("table.work tr", has_text="Turning Classroom Data")
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=re.compile("^Submission"))).to_be_visible()
    _picture(page, "sheet")
    accessible()
    page.keyboard.press("r")
    page.keyboard.press("j")
    page.keyboard.press("2")
    page.keyboard.press("b")
    expect(page.locator("[data-criterion=c2] [data-stem]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#next-c2")).to_have_value(SENTENCE)
    expect(page.locator("#next-c2")).to_be_focused()
    expect(page.get_by_text(re.compile("^Saved", re.IGNORECASE)).first).to_be_visible()
    page.get_by_text("Propose a sentence for everyone").click()
    page.locator("#comment_text").fill("Ask one more student.")
    page.get_by_role("button", name="Send to the lead").click()
    expect(page.get_by_text("Sent to the lead assessor.")).to_be_visible()
    expect(page.locator("#next-c2")).to_have_value(SENTENCE)


def _picture(page: Page, name: str) -> None:
    if os.environ.get("LOOK"):
        page.screenshot(path=f"{os.environ['LOOK']}/{name}.png")
