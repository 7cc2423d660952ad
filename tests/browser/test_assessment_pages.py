"""Every page of judging that the demo has, as whoever works there meets it: by axe, in both themes, wide and at 320 px.

What is listed is read from the addresses themselves, so a new list is walked too; of each list the first row is opened.
"""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from tests.browser.conftest import broken, sign_in, two_looks

from assay.assessment.urls import urlpatterns

pytestmark = pytest.mark.browser
#: Addresses that only move on, or answer a press.
NO_PAGES = {"index", "next", "feedback_drawing", "taking_back_many", "many", "stems"}
LEAD, ASSESSOR = "Ruth Abernathy", "Lucia Marchetti"
WALKED: dict[str, tuple[str, ...]] = {
    LEAD: (
        "anchors",
        "agreement",
        "agreement_readings",
        "appeals",
        "assessors",
        "comments",
        "confirmations",
        "conflicts",
        "drift",
        "feedback_sample",
        "forecast",
        "holds",
        "inspections",
        "lead",
        "load",
        "overrides",
        "reader_requests",
        "reopenings",
        "screeners",
        "screening",
        "similar",
        "week",
    ),
    ASSESSOR: ("availability", "desk", "feedback_notes", "my_agreement", "pay"),
    "Yusef Lindgren": ("release",),
    "Ellen Novak": ("safety_reports",),
    "Odalys Reyes": ("pay_months",),
}


def lists() -> set[str]:
    """Pages of judging whose address has no blank to fill."""
    names = {pattern.name or "" for pattern in urlpatterns if "<" not in str(pattern.pattern)}
    return names - NO_PAGES


def test_every_list_of_judging_is_walked() -> None:
    assert lists() == {name for names in WALKED.values() for name in names}


@pytest.mark.parametrize("name", WALKED)
def test_its_pages_in_both_themes_wide_and_on_a_phone(page: Page, name: str) -> None:
    sign_in(page, name.lower().replace(" ", "."))
    lists_ = [reverse(f"assessment:{one}") for one in WALKED[name]]
    found: list[str] = []
    opened: set[str] = set()
    for address in lists_:
        answer = page.goto(address)
        assert answer is not None and answer.ok, address
        found += faults(page)
        row = page.locator("main table th[scope=row] a, main td.acts a").first
        href = str(row.get_attribute("href")).partition("?")[0] if row.count() else ""
        if href.startswith("/assessment/") and href not in {*lists_, *opened}:
            opened.add(href)
            page.goto(href)
            found += faults(page)
    assert not found, "\n".join(found)


def faults(page: Page) -> list[str]:
    wrong: list[str] = []
    for scheme, width in two_looks(urlsplit(page.url).path):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        wrong += [f"{page.url} {scheme} {width} {rule}" for rule in broken(page)]
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        wrong += [f"{page.url} scrolls sideways by {wide} px at {width}"] if wide > 0 else []
    return wrong
