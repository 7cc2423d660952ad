"""The first-run guide in a real browser: from an empty installation to the first publication, by axe on the way."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from assay.people.models import Person
from assay.ui import appearance

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(chromium: Browser, live_server: LiveServer, max_: Person) -> Iterator[Page]:
    """The only administrator of a program in which nothing is yet."""
    client = Client()
    client.force_login(max_)
    context = chromium.new_context(base_url=live_server.url)
    context.set_default_timeout(15_000)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    yield context.new_page()
    context.close()
    appearance.put(appearance.OURS)


def test_the_guide_leads_to_the_first_publication(
    desk: Page, accessible_at: Callable[[Page], None]
) -> None:
    desk.goto("/")
    desk.get_by_role("link", name="Go on with the set-up").click()
    expect(desk.get_by_text("0 of 7 done").first).to_be_visible()
    accessible_at(desk)
    desk.get_by_label("Name of a department").fill("Curriculum")
    desk.get_by_role("button", name="Add the department").click()
    desk.get_by_role("button", name="Make the key").click()
    desk.get_by_label("A careful pilot").check()
    desk.get_by_role("button", name="Use these rules").click()
    desk.get_by_role("link", name="Choose name, logo and color").click()
    desk.get_by_label("Name of the program").fill("Lake Schools")
    desk.get_by_label("Color of buttons and links").fill("#2F6F94")
    desk.get_by_role("button", name="Show it so").click()
    expect(desk.locator(".brand")).to_contain_text("Lake Schools")
    accessible_at(desk)
    desk.goto("/program/set-up/")
    desk.get_by_label(re.compile("Using Wait Time")).check()
    desk.get_by_label("Which department looks after them").select_option("Curriculum")
    desk.get_by_role("button", name="Adopt").click()
    for role, address in (
        ("Lead assessor", "lea@example.org"),
        ("Approver", "chi@example.org"),
        ("Assessor", "ana@example.org, bo@example.org"),
    ):
        button = desk.get_by_role("button", name=f"Send invitations {role}", exact=True)
        form = desk.locator("form").filter(has=button)
        form.get_by_label(f"E-mail addresses: {role}").fill(address)
        button.click()
        expect(desk.get_by_role("main")).to_contain_text("written. You see beside")
    expect(desk.get_by_text("6 of 7 done").first).to_be_visible()
    accessible_at(desk)
    desk.get_by_role("main").get_by_role("link", name=re.compile("^Using Wait Time")).click()
    accessible_at(desk)
    desk.locator("summary", has_text=re.compile("^Publish$")).click()
    desk.get_by_role("button", name="Publish for good").click()
    expect(desk.get_by_role("heading", name=re.compile("^Using Wait Time"))).to_be_visible()
    desk.goto("/program/set-up/")
    expect(desk.get_by_text("7 of 7 done").first).to_be_visible()
    accessible_at(desk)
