"""A learner makes a transcript, which is checked without an account until its learner ends it, in a real browser.

Transcripts of one learner are made here alone: the newest stands first, and is the one that is ended.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_transcript_is_made_taken_and_checked(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Renata Okafor")
    page.goto("/credit/")
    page.get_by_role("link", name="Make a transcript").click()
    accessible()
    page.get_by_label("Last day it can be checked").fill("2001-01-01")
    page.get_by_role("button", name="Make the transcript").click()
    expect(page.get_by_text("Choose a day from today to two years from now.").first).to_be_visible()
    page.get_by_label("Last day it can be checked").fill(
        str(datetime.now(tz=UTC).date() + timedelta(days=90))
    )
    page.get_by_role("button", name="Make the transcript").click()
    expect(page.get_by_text("The transcript is made.")).to_be_visible()
    accessible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF").first.click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    address = page.locator("code").first.inner_text()
    page.context.clear_cookies()
    page.goto(address[address.index("/credit/") :])
    expect(page.get_by_role("heading", name="This transcript is genuine")).to_be_visible()
    accessible()
    be("Renata Okafor")
    page.goto("/credit/transcripts/")
    page.get_by_role("button", name=re.compile("^End")).first.click()
    expect(page.get_by_text("Ended. This transcript can no longer be checked.")).to_be_visible()
    accessible()
    page.context.clear_cookies()
    page.goto(address[address.index("/credit/") :])
    expect(page.get_by_text("No transcript can be checked here").first).to_be_visible()
    accessible()


def test_what_a_link_shows_is_chosen_and_seen_before_it_is_made(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Renata Okafor")
    page.goto("/credit/links/")
    accessible()
    page.get_by_label("Who it is for").fill("HR office")
    page.get_by_role("button", name="See what it shows").click()
    expect(page.get_by_role("heading", name="The link would show")).to_be_visible()
    expect(page.get_by_label("Who it is for")).to_have_value("HR office")
    accessible()


def test_costs_of_badges_are_laid_out(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Odalys Reyes")
    page.goto("/credit/costs/")
    expect(page.get_by_role("heading", name="Costs")).to_be_visible()
    accessible()
