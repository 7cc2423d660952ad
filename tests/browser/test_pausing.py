"""A lead pauses an assessor and ends the pause, in a real browser; the assessor reads why."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import sign_in

pytestmark = pytest.mark.browser
WHY = "Your last levels lay one above the second reader’s. Let us calibrate again."


def test_a_lead_pauses_and_ends_it(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Ruth Abernathy")
    page.goto("/assessment/lead/drift/")
    expect(page.get_by_role("heading", name="Drift")).to_be_visible()
    accessible()
    page.goto("/assessment/lead/assessors/?q=Tran")
    page.locator("#assessors a", has_text="Philip Tran").first.click()
    accessible()
    page.get_by_role("link", name="Pause Philip Tran").click()
    accessible()
    page.get_by_label("Why, to the assessor").fill(WHY)
    page.get_by_role("button", name="Pause them").click()
    expect(page.get_by_text("Philip Tran is paused and was told.")).to_be_visible()
    accessible()
    sign_in(page, "philip.tran")
    page.goto("/assessment/sheets/")
    expect(page.get_by_text("has paused your work")).to_be_visible()
    expect(page.get_by_role("button", name="Take the next one")).to_have_count(0)
    accessible()
    page.get_by_role("link", name="Read why, and what comes next").click()
    expect(page.get_by_text(WHY)).to_be_visible()
    accessible()
    be("Ruth Abernathy")
    page.goto("/assessment/lead/assessors/?q=Tran")
    page.locator("#assessors a", has_text="Philip Tran").first.click()
    page.get_by_role("link", name="End the pause").click()
    accessible()
    page.get_by_label("What has changed").fill("We read three together, and agreed on all.")
    page.get_by_role("button", name="End the pause").click()
    expect(page.get_by_text(re.compile("The pause of Philip Tran has ended"))).to_be_visible()
