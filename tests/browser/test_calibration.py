"""Calibration in a real browser: training, an anchor by keyboard, side by side, and what the lead sees of it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_an_assessor_reads_the_training_and_scores_an_anchor(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Bao Nguyen")
    page.goto("/assessment/sheets/")
    row = page.locator("#certified tr", has_text="Using Wait Time")
    row.get_by_role("link", name=re.compile("Be certified")).click()
    expect(page.get_by_role("heading", name="Your certification")).to_be_visible()
    accessible()
    page.get_by_role("link", name="What colors a score before we notice").click()
    accessible()
    for _ in range(4):
        page.get_by_role("button", name="I have read this").click()
    page.goto("/assessment/sheets/")
    row.get_by_role("link", name=re.compile("Be certified")).click()
    page.get_by_role("button", name="Begin with the anchors").click()
    expect(page.get_by_role("heading", name="Anchor 1 of 5")).to_be_visible()
    accessible()
    page.locator("body").press("j")
    for _ in range(8):
        page.keyboard.press("1")
        page.keyboard.press("j")
    expect(page.get_by_text(re.compile("As scored: earned", re.IGNORECASE))).to_be_visible()
    page.locator("#summary").fill("Every pause can be heard.")
    expect(page.get_by_text(re.compile("^Saved", re.IGNORECASE)).first).to_be_visible()
    page.reload()
    expect(page.locator("#summary")).to_have_value("Every pause can be heard.")
    page.get_by_role("button", name="Submit scores", exact=True).click()
    page.get_by_role("button", name="Submit scores: press again").click()
    expect(page.get_by_role("heading", name="Anchor 1 of 5, side by side")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("the same level on"))).to_be_visible()
    accessible()
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    accessible()


def test_a_lead_sees_what_lacks_and_answers(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Ruth Abernathy")
    page.goto("/assessment/lead/anchors/")
    expect(page.get_by_text("5 lack, so everything is scored twice").first).to_be_visible()
    accessible()
    message = page.locator(".objection").first
    message.get_by_label("In a sentence or two").fill(
        "The reasons are general; the words ask for more."
    )
    message.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Answered. They find it beside their levels.")).to_be_visible()
    page.locator("#anchors a").first.click()
    accessible()
    page.goto("/assessment/lead/anchors/")
    page.get_by_role("button", name="Write one").click()
    expect(page.get_by_text("Not in use yet")).to_be_visible()
    accessible()
    page.goto("/assessment/lead/assessors/")
    accessible()
