"""A later attempt on the sheet, in a real browser: old beside new, in both themes and on a phone."""

import os
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from assay.assessment.tests.sheets.test_later_attempts import (
    first_attempt,
    handed_in_again,
    leased_to_somebody,
)
from assay.catalog.tests.factories import make_version
from assay.people.models import Organization, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_old_and_new_stand_side_by_side(
    chromium: Browser,
    live_server: LiveServer,
    accessible_at: Callable[[Page], None],
    ada: Person,
    lea: Person,
    district: Organization,
) -> None:
    version = make_version(district)
    last = version.content.criteria[-1]
    first = first_attempt(ada, lea, district, version, **{last.id: "almost"})
    prompt = next(p.id for p in version.content.prompts if p.id in last.evidence)
    before = first.submission.responses.get(prompt_id=prompt).text
    text = before.replace("words", "signs", 2)
    lease = leased_to_somebody(handed_in_again(first, ada, lea, **{prompt: text}), district, lea)
    client = Client()
    client.force_login(lease.assessor)
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}
    )
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/assessment/sheets/{lease.pk}/")
    expect(page.get_by_role("heading", name="Last time", exact=True)).to_be_visible()
    now, then = page.locator(".old-new section").all()
    wide = (now.bounding_box() or {})["y"], (then.bounding_box() or {})["y"]
    assert wide[0] == wide[1]
    now.scroll_into_view_if_needed()
    expect(page.locator(".earlier-said")).to_contain_text("Almost")
    _look(page, "later")
    accessible_at(page)
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    narrow = (now.bounding_box() or {})["y"], (then.bounding_box() or {})["y"]
    assert narrow[0] < narrow[1]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    kept = page.locator("[data-criterion=c1]")
    kept.locator("summary").first.click()
    kept.get_by_text("Ask to look at it again").click()
    kept.get_by_label("Why").fill("The recording is another one.")
    _look(page, "asking")
    accessible_at(page)
    kept.get_by_role("button", name="Ask the lead").click()
    expect(page.get_by_text("Sent to the lead assessor. Until the answer")).to_be_visible()
    client.force_login(lea)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto("/assessment/lead/reopenings/")
    page.locator("#reopenings summary").click()
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    _look(page, "reopenings")
    accessible_at(page)
    page.get_by_label("Why").fill("It replaces the one that showed it.")
    page.get_by_role("button", name="Ask it again").click()
    expect(page.get_by_text("Answered. The assessor sees it on the sheet.")).to_be_visible()
    context.close()


def _look(page: Page, name: str) -> None:
    if os.environ.get("LOOK"):
        page.screenshot(path=f"{os.environ['LOOK']}/{name}.png")
