"""A colleague's confirmation in a real browser: named, answered, seen to by a lead; in both themes and by axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser


def test_a_lead_has_another_asked_the_learner_names_one_and_they_answer(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "ruth.abernathy")
    page.goto("/assessment/lead/load/")
    accessible()
    page.goto("/assessment/lead/confirmations/")
    expect(page.get_by_role("heading", name="Confirmations")).to_be_visible()
    accessible()
    sign_in(page, "walter.osei")  # leads where it is issued
    page.goto("/assessment/lead/confirmations/")
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("[A-Z0-9]{4}-[A-Z0-9]{4}")
    ).first.click()
    expect(page.get_by_text("I was at the second drill")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Ask for another colleague").click()
    expect(page.get_by_text("asked to name someone else").first).to_be_visible()

    sign_in(page, "marcus.bell")
    page.goto("/")
    page.get_by_role("link", name=re.compile("Crisis")).first.click()
    page.get_by_role("link", name="Name a colleague").click()
    accessible()
    page.get_by_label("Your colleague’s full name or e-mail address").fill("Amina Yusuf")
    page.get_by_label("What you did, in which role and where").fill("Too short")
    page.get_by_label("First day of this work").fill("2026-01-12")
    page.get_by_label("Last day of this work").fill("2026-02-20")
    page.get_by_role("button", name="Ask them").click()
    accessible()
    page.get_by_label("What you did, in which role and where").fill(
        "The two drills and the family letters at Pine Ridge."
    )
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_text("Amina Yusuf is asked to answer")).to_be_visible()

    sign_in(page, "amina.yusuf")
    page.goto("/")
    page.get_by_role("link", name="Did Marcus Bell do this work?").click()
    accessible()
    page.get_by_label("Yes, I know that they did this work in this role").check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Your answer is kept.")).to_be_visible()
