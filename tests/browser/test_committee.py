"""The committee at work in a real browser: board, list, seats, and a proposal from vote to decision; by axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
MEMBERS = ("lucia.marchetti", "samir.haddad", "ellen.novak", "odalys.reyes", "walter.osei")


def test_a_proposal_is_read_voted_on_and_decided(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "walter.osei")
    page.goto("/committee/")
    expect(page.get_by_role("heading", name="Submitted")).to_be_visible()
    accessible()
    page.get_by_role("main").get_by_role("link", name="Seats").click()
    expect(page.get_by_text("15 seats, 7 filled, quorum 5")).to_be_visible()
    accessible()
    page.goto("/proposals/?show=all")
    accessible()
    page.get_by_role("main").get_by_role("link", name=re.compile("^Designing a Choice")).click()
    accessible()
    page.get_by_label("Your answer on item 14").select_option("yes")
    page.get_by_role("button", name="Save your answers").click()
    page.get_by_label("Approve", exact=True).check()
    page.get_by_role("button", name="Open the vote").click()
    address = page.url

    for member in MEMBERS:
        sign_in(page, member)
        page.goto(address)
        page.get_by_label("For", exact=True).check()
        page.get_by_role("button", name="Vote", exact=True).click()
        expect(page.get_by_text("Your vote is in.")).to_be_visible()
    page.get_by_role("button", name="Close the vote and count").click()
    accessible()
    page.get_by_label("Reason", exact=True).fill("Choice can be seen now.")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_role("heading", name="Decided by consensus: Approve")).to_be_visible()
    accessible()

    sign_in(page, "carmen.ostrowski")
    page.goto(address)
    expect(page.get_by_text("Choice can be seen now.")).to_be_visible()
    accessible()


def test_a_proposal_tells_of_another_departments_draft(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "samir.haddad")
    page.goto("/proposals/?show=author")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Students Judge")).click()
    expect(page.get_by_role("heading", name="A draft of Personalized Learning")).to_be_visible()
    expect(page.get_by_text("Letting Students Judge")).to_have_count(0)
    accessible()
