"""Recognition that is asked for, and a missed lead time: in both themes, on a phone, axe clean."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_learner_asks_to_be_celebrated_and_takes_it_back(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Renata Okafor")
    page.goto("/credit/pay/")
    accessible()
    page.get_by_role("button", name=re.compile("^Celebrate me for it")).first.click()
    expect(page.get_by_text("You are on the page of celebrations now.")).to_be_visible()
    accessible()
    page.goto("/credit/celebrations/")
    expect(page.get_by_role("rowheader", name="Renata Okafor")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Priya Raman")).to_be_visible()
    accessible()
    page.goto("/credit/pay/")
    page.get_by_role("button", name=re.compile("^Take it back")).first.click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    page.goto("/credit/celebrations/")
    expect(page.get_by_role("rowheader", name="Renata Okafor")).not_to_be_visible()


def test_a_coordinator_writes_to_who_began_too_early(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Odalys Reyes")
    page.goto("/credit/desk/lead-time/")
    expect(page.get_by_role("rowheader", name="Marcus Bell")).to_be_visible()
    accessible()
    page.get_by_role("button", name=re.compile("^Write to each")).click()
    expect(page.get_by_text(re.compile("1 (person|learner)"))).to_be_visible()
    page.goto("/credit/desk/?show=back")
    expect(page.get_by_text("The employee number belongs to another name.").first).to_be_visible()
    accessible()
    page.goto("/credit/recognition/")
    accessible()
