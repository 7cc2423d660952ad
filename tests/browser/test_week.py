"""A lead's week, the sample of feedback and pay in a real browser, by axe, in both themes and on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_lead_sees_the_week_and_reads_feedback(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Ruth Abernathy")
    page.goto("/assessment/lead/week/")
    expect(page.get_by_role("heading", name="The pool this week")).to_be_visible()
    accessible()
    page.goto("/assessment/lead/feedback/")
    accessible()
    draw = page.get_by_role("button", name="Draw this week’s sample")
    if draw.count():
        draw.click()
    else:
        page.get_by_role("main").get_by_role("link", name=re.compile("^Read")).first.click()
    expect(
        page.get_by_role("heading", name=re.compile("^Feedback .* of your sample"))
    ).to_be_visible()
    accessible()
    page.get_by_label("No next step one can check").first.check()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("The assessor needs a word from you.")).to_be_visible()
    expect(page.get_by_label("No next step one can check").first).to_be_checked()
    accessible()
    page.get_by_label("Private note to the assessor").fill("Say what to try, and by when.")
    page.get_by_role("button", name="Save and go on").click()
    page.goto("/assessment/lead/feedback/?show=all")
    expect(page.get_by_text("A note to the assessor").first).to_be_visible()
    accessible()


def test_pay_is_seen_approved_and_corrected(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Odalys Reyes")
    page.goto("/assessment/pay/months/")
    accessible()
    page.get_by_role("link", name=re.compile("^To approve")).click()
    page.get_by_role("main").get_by_role("link", name=re.compile("^Open")).first.click()
    accessible()
    page.get_by_text("Approve this month").click()
    page.get_by_role("button", name="Approve it now").click()
    expect(page.get_by_text("Approved by Odalys Reyes")).to_be_visible()
    page.get_by_role("link", name="Every line").click()
    accessible()
    page.locator("#pay tbody a").first.click()
    page.get_by_label("What it should be paid in all").fill("12")
    page.get_by_label("Why").fill("Half of it was read in paid time.")
    accessible()
    page.get_by_role("button", name="Write the correction").click()
    expect(page.get_by_text("It now comes to $12.00.")).to_be_visible()
    accessible()


def test_an_assessor_sees_their_own_pay_and_notes(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Bao Nguyen")
    page.goto("/assessment/sheets/")
    page.get_by_role("link", name="Your pay").first.click()
    expect(page.get_by_text("$30.00").first).to_be_visible()
    accessible()
    page.goto("/assessment/feedback/")
    accessible()
