"""A coach and a learner in the browser: the desk, a shared draft from both seats, a comment, a meeting and its log."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import sign_in

pytestmark = pytest.mark.browser


def test_a_coach_reads_comments_and_logs(page: Page, accessible: Callable[[], None]) -> None:
    sign_in(page, "kirsten.aldana")
    page.goto("/coaching/desk/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("need you")
    accessible()
    page.get_by_role("link", name="Read the draft : Grace Lindqvist").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Grace’s draft"))
    accessible()
    box = page.get_by_role("group", name=re.compile("^Comments on What did the pre"))
    box.get_by_text("Add a comment").click()
    box.get_by_label("Comment", exact=True).fill("How many knew it before?")
    page.reload()  # what was typed and not sent is back, in a form that is open
    expect(box.get_by_label("Comment", exact=True)).to_have_value("How many knew it before?")
    expect(box.get_by_text("It is back in the form.")).to_be_visible()
    box.get_by_role("button", name="Keep for later").click()
    expect(page.get_by_text("not sent yet")).to_be_visible()
    page.reload()
    expect(page.get_by_text("not sent yet")).to_be_visible()
    expect(page.get_by_text("It is back in the form.")).to_be_hidden()
    accessible()
    page.get_by_role("button", name="Send 1 comment").click()
    expect(page.get_by_text("1 comment sent.")).to_be_visible()
    page.goto("/coaching/desk/")
    page.get_by_role("link", name="Renata Okafor").first.click()
    accessible()
    page.locator("#log-topic").fill("Two conferences, side by side")
    page.get_by_role("button", name="Save to the log").click()
    expect(page.get_by_text("Logged. Renata sees it, too.")).to_be_visible()
    expect(page.get_by_text("Two conferences, side by side")).to_be_visible()


def test_a_learner_answers_marks_as_done_and_stops_sharing(
    page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "grace.lindqvist")
    page.goto("/coaching/")
    accessible()
    page.get_by_role("link", name="Designing a Choice-Based Learning Pathway", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kirsten’s comments")
    accessible()
    second = page.locator("article.remark").filter(has_text="Photograph it where it hangs")
    second.get_by_text("Answer").first.click()
    second.get_by_label("Your answer").fill("I will do it on Friday.")
    second.get_by_role("button", name="Send").click()
    expect(page.get_by_text("I will do it on Friday.")).to_be_visible()
    second.get_by_role("button", name=re.compile("^Mark as done")).click()
    expect(page.get_by_text("Done: Photograph it where it hangs")).to_be_visible()
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_text("They no longer see it.")).to_be_visible()
    page.get_by_role("link", name="Share it again").click()
    accessible()
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_text("Shared. You can stop at any moment.")).to_be_visible()


def test_the_office_finds_a_coach(page: Page, accessible: Callable[[], None]) -> None:
    sign_in(page, "tomas.hernandez")
    page.goto("/coaching/#ask")
    page.get_by_label("What would you like help with?").fill("Questions in two languages.")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Asked. You read the answer here.")).to_be_visible()
    sign_in(page, "margaret.sundaram")
    page.goto("/coaching/requests/")
    accessible()
    page.get_by_role("link", name="Find a coach : Tomas Hernandez").click()
    accessible()
    page.get_by_role("button", name="Choose : Kirsten Aldana").click()
    expect(page.get_by_text("They have a coach, and both can see it.")).to_be_visible()
    page.goto("/coaching/coaches/")
    accessible()
