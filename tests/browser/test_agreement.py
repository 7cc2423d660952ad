"""Agreement in a real browser: the lead's figures and the list behind them, one's own, and everybody's; by axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_lead_goes_from_a_figure_to_what_it_rests_on(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Ruth Abernathy")
    page.goto("/assessment/lead/")
    page.get_by_role("link", name="Standards", exact=True).click()
    expect(page.get_by_text(re.compile("Of 100 scores that two gave apart"))).to_be_visible()
    accessible()
    page.get_by_text("For specialists").click()
    expect(page.get_by_role("rowheader", name="Gwet’s AC1")).to_be_visible()
    accessible()
    for view in ("Criterion", "Department", "Assessor"):
        page.get_by_role("navigation", name="Told by").get_by_role("link", name=view).click()
        accessible()
    page.goto("/assessment/lead/agreement/")
    page.get_by_role("link", name=re.compile("Using Wait Time")).first.click()
    expect(page.get_by_role("heading", name="Read twice")).to_be_visible()
    accessible()


def test_an_assessor_sees_their_own(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Bao Nguyen")
    page.goto("/assessment/sheets/")
    page.get_by_role("link", name="My agreement").click()
    expect(page.get_by_role("heading", name="My agreement")).to_be_visible()
    expect(page.get_by_text("Beside another reader")).to_be_visible()
    accessible()


def test_everybody_reads_what_agreement_means(page: Page, accessible: Callable[[], None]) -> None:
    page.goto("/catalog/wait-time/")
    page.get_by_role("link", name="How well they agree").click()
    heading = page.get_by_role("heading", name="How well do our assessors agree?")
    expect(heading).to_be_visible()
    expect(page.get_by_text(re.compile("two trained educators who work apart"))).to_be_visible()
    accessible()
