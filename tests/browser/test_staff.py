"""Staff in a real browser: scoring by keyboard alone, release, and what the learner then sees."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SUBMISSION = re.compile("^[0-9A-Z]{4}-[0-9A-Z]{4}$")


def test_a_submission_is_screened_scored_by_keyboard_and_released(
    page: Page,
    be: Callable[[str], None],
    picture: Callable[..., None],
    accessible: Callable[[], None],
) -> None:
    be("Ruth Abernathy")
    page.goto("/assessment/screening/")
    accessible()
    page.get_by_role("main").get_by_role("link", name=SUBMISSION).first.click()
    accessible()
    page.get_by_role("button", name="I will check this one").click()
    picture("screening", full=True)
    accessible()
    page.goto("/assessment/lead/?show=all")
    accessible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("#in-work tbody tr").first.locator(":focus")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.get_by_text("next row")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Switch keys off").click()
    page.keyboard.press("?")
    expect(page.get_by_text("next row")).to_be_visible()
    page.get_by_role("button", name="Switch keys on").click()

    be("Bao Nguyen")
    page.goto("/assessment/")
    picture("desk")
    accessible()
    page.get_by_role("main").get_by_role("link", name=SUBMISSION).first.click()
    page.wait_for_url(re.compile(r"/assessment/sheets/\d+/"))
    picture("sheet")
    accessible()

    # Levels by single keys, outside text fields; j goes to the next criterion.
    page.locator("body").press("j")
    for _ in range(8):
        page.keyboard.press("1")
        page.wait_for_timeout(200)
        page.keyboard.press("j")
    expect(page.get_by_text(re.compile("As scored: earned", re.IGNORECASE))).to_be_visible()
    blind = page.get_by_role("main").inner_html()
    for name in (
        "Daniel",
        "Whitlock",
        "Tomas",
        "Hernandez",
        "tamarackbay.example",
        "Cedar Point",
        "Harbor Street",
    ):
        assert name not in blind, f"{name} stands on a blind page"
    page.locator("#summary").fill("Two learners were planned for from the start.")
    page.get_by_role("button", name="Submit scores", exact=True).click()
    page.get_by_role("button", name="Submit scores: press again").click()
    page.wait_for_url(re.compile(r"/assessment/sheets/$"))
    page.goto("/assessment/sheets/?state=scored")
    expect(page.get_by_role("main")).to_contain_text("Designing for Learner Variability")

    be("Yusef Lindgren")
    page.goto("/assessment/release/")
    picture("release")
    accessible()
    row = page.get_by_role("main").get_by_role("row", name=re.compile("Protecting Student Data"))
    row.get_by_role("link", name=SUBMISSION).click()
    accessible()
    page.get_by_role("main").get_by_text("Release", exact=True).last.click()
    page.get_by_role("main").get_by_role("button", name="Release it now").click()
    page.wait_for_url(re.compile("/assessment/release/"))
    for _ in range(60):  # the worker signs the badge a moment after the release
        page.goto("/awards/")
        if "Protecting Student Data" in page.get_by_role("main").inner_text():
            break
        page.wait_for_timeout(1000)
    expect(page.get_by_role("main")).to_contain_text("Protecting Student Data")


def test_daniel_reads_his_letter_and_what_remains(
    page: Page,
    be: Callable[[str], None],
    picture: Callable[..., None],
    accessible: Callable[[], None],
) -> None:
    be("Daniel Whitlock")
    page.goto("/")
    picture("home-learner", full=True)
    accessible()
    letters = page.get_by_role("main").get_by_role(
        "link", name=re.compile("letter|feedback|decision", re.IGNORECASE)
    )
    letters.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Four of five criteria are demonstrated"
    )
    assert "fail" not in page.get_by_role("main").inner_text().lower()
    picture("decision", full=True)
    accessible()


@pytest.mark.parametrize(
    "name", ["Ruth Abernathy", "Yusef Lindgren", "Carmen Ostrowski", "Margaret Sundaram"]
)
def test_home_leads_to_the_work_and_each_number_to_its_list(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None], name: str
) -> None:
    be(name)
    page.goto("/")
    accessible()
    primary = page.get_by_role("main").locator(".button.primary")
    expect(primary).to_have_count(1)
    kinds = page.locator("table.work tbody th a")
    assert kinds.count()
    for url in [kinds.nth(n).get_attribute("href") for n in range(kinds.count())]:
        answer = page.goto(str(url))
        assert answer is not None and answer.ok, url
        expect(page.locator(".masthead .desk-switch")).to_be_visible()
    page.goto("/")
    primary.click()
    page.wait_for_url(re.compile("/[a-z]+/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_help_is_read_from_any_page_in_both_languages(
    page: Page, accessible: Callable[[], None]
) -> None:
    page.goto("/catalog/")  # as a visitor: a language that is chosen stays with the account
    page.get_by_role("contentinfo").get_by_role("link", name="Help").click()
    page.wait_for_url(re.compile("/help/$"))
    accessible()
    page.get_by_role("main").get_by_role("link", name="Lead assessor", exact=True).click()
    expect(page.get_by_role("heading", name="A day in this role")).to_be_visible()
    accessible()
    page.get_by_role("contentinfo").get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", name="Un día en esta función")).to_be_visible()
    accessible()
    page.get_by_role("contentinfo").get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="A day in this role")).to_be_visible()
