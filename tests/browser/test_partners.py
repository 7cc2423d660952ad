"""Issuers and partners in a real browser: permission to issue, asking to be an issuer, vetting, a partner."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser


def test_an_issuer_is_asked_and_permits(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "ingrid.solberg")
    page.goto("/authoring/issuers/?show=asked")
    accessible()
    page.get_by_role("main").get_by_role("link", name="North Coast Learning Institute").click()
    accessible()
    page.get_by_role("button", name="Give permission").click()
    expect(page.get_by_text("The permission is given.")).to_be_visible()
    accessible()


def test_a_partner_reads_at_its_desk_who_asks_to_name_it(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "terrence.alvarado")
    page.goto("/partner/")
    expect(page.get_by_role("heading", name="What carries your name")).to_be_visible()
    accessible()
    page.get_by_role("main").get_by_role("link", name="Personalized Learning").click()
    page.get_by_role("button", name="Give permission").click()
    expect(page.get_by_text("The permission is given.")).to_be_visible()
    sign_in(page, "margaret.sundaram")
    page.goto("/authoring/issuers/")
    expect(page.get_by_role("heading", name="Record an agreement made outside")).to_be_visible()
    accessible()


def test_a_programs_quality_is_open_to_everybody(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    page.goto("/become-an-issuer/")
    page.get_by_role("main").get_by_role("link", name="What is asked of a micro-credential").click()
    expect(page.get_by_role("heading", name="Quality of the program")).to_be_visible()
    for element in ("Content", "Feedback", "Portfolio", "Research", "Careers"):
        expect(page.get_by_role("heading", name=element, exact=True)).to_be_visible()
    accessible()


def test_a_vendor_asks_and_is_looked_at(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    page.goto("/become-an-issuer/")
    page.get_by_role("button", name="Ask to become an issuer").click()
    accessible()
    for label, text in (
        ("Legal name of your organization", "Harbor Lights Institute"),
        ("Domain", "harborlights.example"),
        ("Your name", "Wendeline Osprey"),
        ("Your e-mail address", "w.osprey@harborlights.example"),
    ):
        page.get_by_label(label, exact=True).fill(text)
    for area in page.locator("main textarea").all():
        area.fill("As our statement says.")
    page.get_by_role("button", name="Ask to become an issuer").click()
    expect(page.get_by_role("heading", name="Show that the domain is yours")).to_be_visible()
    accessible()

    sign_in(page, "walter.osei")
    page.goto("/committee/partners/")
    accessible()
    page.get_by_role("link", name="Harbor Lights Institute").click()
    page.get_by_role("button", name="Met Expertise", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    accessible()
    page.goto("/partners/great-lakes-admin-network/")
    expect(page.get_by_role("heading", name="What it designed or issues")).to_be_visible()
    accessible()
