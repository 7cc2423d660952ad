"""Two colleagues in the browser: an offer, a question, a yes, a draft with a comment, and the hints for feedback."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
DATA = "Turning Classroom Data into Instructional Decisions"


def test_from_an_offer_to_a_comment(page: Page, accessible: Callable[[], None]) -> None:
    _sign_in(page, "marcus.bell")
    page.goto("/coaching/colleagues/")
    page.get_by_label("Of which micro-credential?").select_option(label=DATA)
    page.get_by_role("button", name="Offer", exact=True).click()
    expect(page.get_by_text("Colleagues who work on it see your name.")).to_be_visible()
    accessible()
    page.get_by_role("link", name="Feedback that helps").click()
    accessible()

    _sign_in(page, "amina.yusuf")
    page.locator("summary", has_text="Amina Yusuf").click()
    page.get_by_role("link", name="Coach and colleagues").click()
    accessible()
    page.get_by_role("link", name=re.compile("^Who reads drafts of .*Classroom Data")).click()
    page.get_by_label("What would you like them to look at?").fill("Are my two figures clear?")
    accessible()
    page.get_by_role("button", name="Ask : Marcus Bell").click()
    expect(page.get_by_text("Asked. You read the answer here.")).to_be_visible()

    _sign_in(page, "marcus.bell")
    page.get_by_role("link", name="Open the list").click()
    expect(page.get_by_text("Are my two figures clear?")).to_be_visible()
    accessible()
    page.get_by_role("button", name=re.compile("^Read their draft")).click()
    expect(page.get_by_text("You read drafts of Amina Yusuf from now on.")).to_be_visible()

    _sign_in(page, "amina.yusuf")
    page.goto("/coaching/")
    page.get_by_role("link", name=re.compile("^Share .*Classroom Data")).click()
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_text("Shared. You can stop at any moment.")).to_be_visible()

    _sign_in(page, "marcus.bell")
    page.goto("/coaching/colleagues/")
    page.get_by_role("link", name="Read the draft : Amina Yusuf").click()
    box = page.locator(".margin").first
    box.get_by_text("Add a comment").click()
    box.get_by_label("Comment", exact=True).fill("Which of the two changed first?")
    box.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Which of the two changed first?")).to_be_visible()
    accessible()
    page.goto("/coaching/colleagues/")
    page.get_by_role("link", name="Amina Yusuf").click()
    accessible()


def _sign_in(page: Page, who: str) -> None:
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(f"{who}@tamarackbay.example")
    page.locator("[name=password]").fill("tamarack-bay-demo")
    with page.expect_navigation():
        page.keyboard.press("Enter")
