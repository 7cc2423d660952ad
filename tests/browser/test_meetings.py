"""Meetings of a committee in a real browser: called, with an agenda, sent; in both themes and at 320 px by axe."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

from assay.lib.clock import today

pytestmark = pytest.mark.browser


def test_the_chair_calls_a_meeting_and_sends_its_agenda(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "walter.osei")
    page.goto("/committee/")
    page.get_by_role("main").get_by_role("link", name="Meetings").click()
    accessible()
    page.get_by_label("Day", exact=True).fill((today() + timedelta(days=60)).isoformat())
    page.get_by_label("From", exact=True).fill("15:30")
    page.get_by_label("To", exact=True).fill("14:00")
    page.get_by_label("Place").fill("Room 4")
    page.get_by_role("button", name="Call it").click()
    expect(page.get_by_text("Choose an end that is later").first).to_be_visible()
    accessible()
    page.get_by_label("To", exact=True).fill("17:00")
    page.get_by_role("button", name="Call it").click()
    expect(page.get_by_text("The meeting is called.")).to_be_visible()
    page.get_by_label("Title of something else").fill("Budget")
    page.get_by_role("button", name="Put it on").click()
    expect(page.get_by_text("It is on the agenda.")).to_be_visible()
    page.get_by_label("Title of something else").fill("Calendar")
    page.get_by_role("button", name="Put it on").click()
    page.get_by_role("button", name="Earlier Calendar").click()
    expect(
        page.get_by_role("main").get_by_role("listitem").filter(has_text="Calendar")
    ).to_be_visible()
    accessible()
    page.get_by_text("Send the agenda").first.click()
    page.get_by_role("button", name="Send the agenda").click()
    expect(page.get_by_text("Agenda sent").first).to_be_visible()
    page.get_by_role("link", name="Read the packet").click()
    expect(page.get_by_role("heading", name="Departments side by side")).to_be_visible()
    accessible()
    with page.expect_download() as paper:
        page.get_by_role("link", name="Packet as PDF").click()
    assert paper.value.suggested_filename.endswith(".pdf")
    page.get_by_role("link", name="Back to the meeting").click()
    page.get_by_role("link", name="Change time, place or secretary").click()
    expect(page.get_by_label("Place")).to_have_value("Room 4")
    accessible()


def test_who_was_there_is_noted_and_members_read_it(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "walter.osei")
    page.goto("/committee/")
    page.get_by_role("main").get_by_role("link", name="Meetings").click()
    page.locator("#past").get_by_role("link").last.click()
    expect(page.get_by_text("5 of 7 present, quorum 5")).to_be_visible()
    accessible()
    address = page.url
    page.get_by_label("Ellen Novak").check()
    page.get_by_role("button", name="Save attendance").click()
    expect(page.get_by_text("Attendance is noted.")).to_be_visible()
    page.get_by_role("link", name="Minutes of the meeting").click()
    expect(page.get_by_text("Approved by Walter Osei").first).to_be_visible()
    page.get_by_text("Write a correction").last.click()
    accessible()
    page.get_by_role("textbox", name="What was said or agreed").last.fill("It was six.")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("It was six.").first).to_be_visible()
    page.get_by_role("link", name="The open part is published").click()
    expect(page.get_by_text("It was six.")).to_be_visible()
    expect(page.get_by_text("release time")).to_have_count(0)
    accessible()
    page.get_by_role("link", name="All published minutes").click()
    accessible()
    sign_in(page, "samir.haddad")
    page.goto(address)
    expect(page.get_by_text("present, quorum 5")).to_be_visible()
    expect(page.get_by_role("button", name="Save attendance")).to_have_count(0)
    accessible()


def test_the_committee_sees_whether_the_program_can_go_on(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "samir.haddad")
    page.goto("/committee/")
    page.get_by_role("main").get_by_role("link", name="Sustainability").click()
    expect(page.get_by_role("heading", name="Readings in the next six weeks")).to_be_visible()
    accessible()
    page.get_by_role("link", name="past their review date").click()
    expect(page.get_by_role("link", name="Past the review date")).to_have_attribute(
        "aria-current", "page"
    )
    accessible()
