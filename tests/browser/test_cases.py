"""A case about a badge in a real browser: the earner reads it, the panel is named; in both themes and by axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
STORY = "A colleague in the second recording writes"


def test_a_case_is_read_by_its_earner_and_gets_its_panel(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "priya.raman")
    page.goto("/portfolio/")
    page.goto(page.locator("a[href^='/awards/']").first.get_attribute("href") or "")
    page.get_by_role("link", name="Read the case").click()
    expect(page.get_by_text(STORY)).to_be_visible()
    accessible()

    sign_in(page, "walter.osei")
    page.goto("/cases/")
    accessible()
    page.get_by_role("main").get_by_role("link", name=re.compile("^Open ")).first.click()
    expect(page.get_by_text("so someone else names the panel")).to_be_visible()
    accessible()

    sign_in(page, "margaret.sundaram")  # the only chair checked this submission
    page.goto("/cases/")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Open ")).first.click()
    accessible()
    for box in (
        page.get_by_role("group", name="Name three for the panel").get_by_role("checkbox").all()[:3]
    ):
        box.check()
    page.get_by_role("button", name="Name the panel").click()
    expect(page.get_by_text("The panel is named.")).to_be_visible()

    sign_in(page, "yusef.lindgren")
    page.goto("/awards/")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Withdraw ")).first.click()
    expect(page.get_by_role("heading", name="Open a case")).to_be_visible()
    accessible()


def test_files_lie_beside_the_answer_and_what_is_typed_stays(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "marcus.bell")
    page.goto("/portfolio/")
    award = page.locator("main a[href^='/awards/']").first.get_attribute("href") or ""
    sign_in(page, "yusef.lindgren")
    page.goto(f"{award}cases/")
    page.locator("input[name=ground]").first.check()
    page.get_by_label("What happened").fill("A colleague wants their voice out of the recording.")
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("heading", name="Open a case")).to_be_hidden()

    sign_in(page, "marcus.bell")
    page.goto(f"{award}case/")
    words = page.get_by_label("Your answer")
    words.fill("They agreed by word of mouth.")
    page.locator("#files").set_input_files(
        [
            {"name": "notes.csv", "mimeType": "text/csv", "buffer": b"day,said\n1,yes\n"},
            {"name": "tool.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x00\x01"},
        ]
    )
    expect(page.get_by_role("link", name="notes.csv")).to_be_visible()
    expect(page.locator("[data-files-words]")).to_have_text("notes.csv is added.")
    expect(page.get_by_role("alert").filter(has_text="“tool.exe”")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Take out notes.csv").click()
    expect(page.get_by_role("link", name="notes.csv")).to_be_hidden()
    expect(page.locator("#files")).to_be_focused()
    expect(words).to_have_value("They agreed by word of mouth.")
    page.locator("#files").set_input_files(
        {"name": "notes.csv", "mimeType": "text/csv", "buffer": b"day,said\n1,yes\n"}
    )
    expect(page.get_by_role("link", name="notes.csv")).to_be_visible()
    page.get_by_role("button", name="Send your answer").click()
    expect(page.get_by_text("Your answer is sent.")).to_be_visible()
    expect(page.get_by_role("link", name="notes.csv")).to_be_visible()
    accessible()


def test_the_approver_may_decide_otherwise_and_leads_have_a_list(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "yusef.lindgren")
    page.goto("/assessment/release/")
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("[A-Z0-9]{4}-[A-Z0-9]{4}")
    ).first.click()
    page.get_by_text(re.compile("^Decide otherwise")).click()
    accessible()
    sign_in(page, "ruth.abernathy")
    page.goto("/assessment/lead/overrides/")
    accessible()
