"""The score sheet by keyboard: a key changes the criterion that is marked, and never another."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from assay.assessment.models import Assignment
from assay.assessment.tests.factories import make_assessor, make_evaluation, take_next
from assay.catalog.tests.factories import make_version
from assay.people.models import Organization, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def leased(ada: Person, lea: Person, district: Organization) -> Assignment:
    """Ada's submission with Sam, its sheet empty."""
    version = make_version(district)
    sam = make_assessor(version, district, lead=lea, name="Sam Scorer")
    make_evaluation(ada, district, lead=lea, version=version)
    return take_next(sam)


@pytest.fixture
def scoring(
    chromium: Browser, live_server: LiveServer, leased: Assignment
) -> Iterator[Callable[[], Page]]:
    """Sam's browser, signed in: each call opens the sheet on a page of its own."""
    client = Client()
    client.force_login(leased.assessor)
    context: BrowserContext = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(15_000)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    def open_sheet() -> Page:
        page = context.new_page()
        page.goto(f"/assessment/sheets/{leased.pk}/")
        expect(page.locator("[data-keys]")).to_be_visible()
        return page

    yield open_sheet
    context.close()


def levels(page: Page) -> dict[str, str]:
    """What is chosen on the page, by criterion."""
    chosen = page.locator("[data-sheet] [type=radio]:checked")
    pairs = [
        (one.get_attribute("name") or "", one.get_attribute("value") or "") for one in chosen.all()
    ]
    return {name.removeprefix("level-"): value for name, value in pairs}


def marked(page: Page, ident: str) -> None:
    """Exactly this one is marked, for eyes and for ears."""
    expect(page.locator(".criterion.current")).to_have_count(1)
    expect(page.locator(".criterion.current")).to_have_attribute("data-criterion", ident)
    expect(page.locator("summary[aria-current=true]")).to_have_count(1)
    expect(page.locator(f"[data-criterion={ident}] summary")).to_have_attribute(
        "aria-current", "true"
    )


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_from_a_fresh_page_each_level_lands_on_the_marked_criterion(scoring):
    page = scoring()
    marked(page, "c1")
    press(page, "1", "j", "3")
    marked(page, "c2")
    assert levels(page) == {"c1": "demonstrated", "c2": "not_yet"}
    press(page, "k", "2", "j", "j", "1")
    marked(page, "c4")
    assert levels(page) == {"c1": "almost", "c2": "not_yet", "c3": "demonstrated"}


def test_the_first_press_from_elsewhere_comes_into_the_marked_criterion(scoring):
    page = scoring()
    press(page, "j")
    marked(page, "c1")
    expect(page.locator("[data-criterion=c1] summary")).to_be_focused()
    press(page, "1", "j", "1")
    assert levels(page) == {"c1": "demonstrated", "c2": "demonstrated"}


def test_after_a_reload_the_first_without_a_level_is_marked(scoring):
    page = scoring()
    press(page, "1", "j", "3")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    marked(page, "c3")
    press(page, "2", "j", "1")
    assert levels(page) == {
        "c1": "demonstrated",
        "c2": "not_yet",
        "c3": "almost",
        "c4": "demonstrated",
    }


def test_with_the_pointer_elsewhere_nothing_scored_is_overwritten(scoring):
    page = scoring()
    press(page, "1", "j", "1")
    page.get_by_role("region", name="Evidence").click(position={"x": 5, "y": 5})
    page.mouse.move(5, 400)
    press(page, "j", "3")
    marked(page, "c3")
    assert levels(page) == {"c1": "demonstrated", "c2": "demonstrated", "c3": "not_yet"}


def test_a_click_takes_the_mark_along(scoring):
    page = scoring()
    page.locator("[data-criterion=c4] summary").click()
    marked(page, "c4")
    press(page, "2")
    assert levels(page) == {"c4": "almost"}
    # Two stand open now; choosing a level in the other one marks it too.
    page.locator("[data-criterion=c1] [type=radio]").first.check()
    marked(page, "c1")
    press(page, "3")
    assert levels(page) == {"c1": "not_yet", "c4": "almost"}


def test_what_is_demonstrated_takes_the_mark_on_and_nothing_is_scored_unseen(scoring):
    page = scoring()
    press(page, "1")
    marked(page, "c2")
    expect(page.locator("[data-criterion=c2] summary")).to_be_focused()
    press(page, "1")  # a finger that bounced
    assert levels(page) == {"c1": "demonstrated"}
    press(page, "j")  # has been done already
    marked(page, "c2")
    press(page, "2")  # needs words: the mark stays
    marked(page, "c2")
    press(page, "k", "3", "j", "j", "1")
    marked(page, "c4")
    assert levels(page) == {"c1": "not_yet", "c2": "almost", "c3": "demonstrated"}


def test_in_a_text_field_keys_are_letters(scoring):
    page = scoring()
    field = page.locator("[data-criterion=c1] textarea").first
    field.click()
    page.keyboard.type("1 2 3 jkn")
    expect(field).to_have_value("1 2 3 jkn")
    assert levels(page) == {}
    marked(page, "c1")
    page.locator("#summary").click()
    page.keyboard.type("123j")
    assert levels(page) == {}


def test_switched_off_keys_do_nothing_also_on_the_next_page(scoring):
    page = scoring()
    page.get_by_role("button", name="Switch keys off").click()
    press(page, "1", "j", "3")
    assert levels(page) == {}
    page.reload()
    expect(page.get_by_role("button", name="Switch keys on")).to_be_visible()
    page.locator("h1").click()
    press(page, "1", "j", "3")
    assert levels(page) == {}
    page.get_by_role("button", name="Switch keys on").click()
    page.locator("h1").click()
    press(page, "2")
    assert levels(page) == {"c1": "almost"}


def test_a_level_is_announced_and_seen(scoring):
    page = scoring()
    page.locator("h1").click()
    press(page, "2")
    title = page.locator("[data-criterion=c1] h3").inner_text()
    expect(page.locator("[data-key-said]")).to_have_text(f"{title}: Almost")
    expect(page.locator("[data-criterion=c1] [type=radio]:checked")).to_be_in_viewport()
    edge = page.locator("[data-criterion=c1]").evaluate("row => getComputedStyle(row).boxShadow")
    other = page.locator("[data-criterion=c2]").evaluate("row => getComputedStyle(row).boxShadow")
    assert edge != "none" and other == "none"
