"""The pages of a desk in a real browser: two rows on a wide screen, a menu on a phone, by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def test_a_lead_goes_from_section_to_section_and_sees_where_they_are(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Ruth Abernathy")
    page.goto("/assessment/lead/week/")
    desk = page.get_by_role("navigation", name="Lead assessor")
    desk.get_by_role("link", name="Standards").click()
    expect(page.get_by_role("heading", name="Agreement", exact=True)).to_be_visible()
    desk.get_by_role("link", name="Comment bank").click()
    expect(desk.get_by_role("link", name="Comment bank")).to_have_attribute("aria-current", "page")
    expect(desk.get_by_role("link", name="Standards")).to_have_attribute("aria-current", "true")
    desk.get_by_role("link", name="Assessors").click()
    desk.get_by_role("link", name="Help from the pool").click()
    expect(page.locator(".desk-switch summary")).to_contain_text("Lead assessor")
    accessible()


def test_on_a_phone_the_pages_are_a_menu_that_the_keyboard_opens(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Ruth Abernathy")
    page.set_viewport_size(PHONE)
    page.goto("/assessment/lead/week/")
    desk = page.get_by_role("navigation", name="Lead assessor")
    expect(desk.get_by_role("link", name="On hold")).to_be_hidden()
    menu = desk.locator("summary")
    menu.focus()
    page.keyboard.press("Enter")
    expect(desk.get_by_role("link", name="On hold")).to_be_visible()
    accessible()
    page.set_viewport_size(PHONE)
    menu.focus()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    desk.get_by_role("link", name="On hold").click()
    expect(page.get_by_role("heading", name="On hold", exact=True)).to_be_visible()
    expect(menu).to_have_text(re.compile("On hold"))


def test_a_desk_of_one_section_has_no_row_of_sections(
    page: Page, be: Callable[[str], None]
) -> None:
    be("Margaret Sundaram")
    page.set_viewport_size(PHONE)
    page.goto("/people/organizations/")
    desk = page.get_by_role("navigation", name="People")
    expect(desk.locator("summary")).to_have_text(re.compile("Organizations"))
    expect(desk.locator(".sections")).to_have_count(0)
