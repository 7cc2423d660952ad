"""What the program calls essential, in a real browser: the chair ranks it, and everybody reads it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_the_chair_ranks_a_competency_and_names_what_it_builds_on(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Walter Osei")
    page.goto("/frameworks/priorities/ranking/")
    accessible()
    page.get_by_label("Words, or its code").fill("families")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("main").get_by_role("link", name="4c").first.click()
    accessible()
    page.get_by_label("How essential", exact=True).select_option("important")
    page.get_by_label("Why").fill("Families see what we do not.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("Say when and how the committee decided this.")
    expect(page.get_by_label("Why")).to_have_value("Families see what we do not.")
    accessible()
    page.get_by_label("Decision of the committee").fill("December 1, by consensus")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. Learners see it from that day on.")).to_be_visible()
    page.get_by_label("It also builds on").fill("Designing")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("These words fit several. Choose one.")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Choose 1e Designing coherent instruction").click()
    expect(page.get_by_text("Saved. It comes before this one.")).to_be_visible()
    page.goto("/frameworks/priorities/")
    expect(page.get_by_role("row", name="4c")).to_contain_text("Families see what we do not.")
