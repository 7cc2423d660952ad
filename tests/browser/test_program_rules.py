"""The program's rules in a real browser: found, changed with words that help, and each page by axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


def test_a_policy_is_found_changed_and_its_history_read(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    page.goto("/accounts/login/")
    page.locator("main input[name=login]").fill("margaret.sundaram@tamarackbay.example")
    page.locator("main input[name=password]").fill("tamarack-bay-demo")
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/$"))
    page.goto("/program/policies/")
    accessible()
    expect(page.get_by_role("row", name=re.compile("^Open work for one assessor"))).to_contain_text(
        "5 from"
    )
    page.get_by_label("Find a policy").fill("promised")
    page.get_by_label("Find a policy").press("Enter")
    page.get_by_role("link", name="Change Promised time to a decision").click()
    accessible()
    page.get_by_label("New value").fill("0")
    page.get_by_label("Why").fill("Teachers asked for an answer within a week.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("main")).to_contain_text("Write a whole number from 1 to 90.")
    expect(page.get_by_label("Why")).to_have_value("Teachers asked for an answer within a week.")
    accessible()
    page.get_by_label("New value").fill("6")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_text("Saved. It is in force from today.")).to_be_visible()
    expect(page.get_by_text("Decided by: Margaret Sundaram.")).to_be_visible()
    for path in (
        "policies/assessment/adjudicate_when/",
        "policies/calendar/submission_peaks/",
        "policies/committee/quorum_percent/",
        "calendar/",
        "standard/",
        "standard/q01/",
        "goals/",
    ):
        page.goto(f"/program/{path}")
        accessible()
    page.get_by_role("link", name=re.compile("^Change Every student")).click()
    accessible()
