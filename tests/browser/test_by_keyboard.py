"""From hand-in to badge by keyboard alone: screening, scoring, settling, releasing; and how many presses it takes."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.keys import WATCHED, Keys

from assay.assessment.models import Evaluation
from assay.assessment.tests.factories import make_assessor, make_evaluation, make_lead, take_next
from assay.assessment.tests.factories import score as score_sheet
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.people.models import Organization, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sit_down(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[[Person], Keys]]:
    """Somebody signed in at a browser of their own, on their home page."""
    contexts = []

    def sit(person: Person) -> Keys:
        client = Client()
        client.force_login(person)
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(15_000)
        context.add_init_script(WATCHED)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        return Keys(page)

    yield sit
    for context in contexts:
        context.close()


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def handed_in(ada: Person, lea: Person, district: Organization, version: Version) -> Evaluation:
    return make_evaluation(ada, district, lead=lea, version=version, screened=False)


def main(keys: Keys) -> Locator:
    return keys.page.get_by_role("main")


def screen(keys: Keys) -> int:
    keys.on(main(keys).locator("a.button.primary"))
    keys.arrive("/screening/")
    keys.on(main(keys).get_by_role("button", name="I will check this one"))
    keys.tick(main(keys).locator("#real"))
    keys.on(main(keys).get_by_role("button", name="Complete", exact=True))
    keys.arrive("/screening/$")
    expect(main(keys)).to_contain_text("on its way to the assessors")
    keys.end()
    return len(keys.presses)


def score(keys: Keys) -> int:
    keys.on(main(keys).locator(".button.primary"))
    keys.on(main(keys).get_by_role("button", name="No tie: open it"))
    expect(keys.page.locator("#summary")).to_be_visible()
    keys.page.wait_for_load_state()
    keys.page.wait_for_timeout(500)
    for _criterion in range(5):
        keys.press("1")
        keys.page.wait_for_timeout(300)
    keys.type(keys.page.locator("#summary"), "Every pause had a reason.")
    keys.on(main(keys).get_by_role("button", name="Submit scores", exact=True))
    keys.press("Enter")
    keys.arrive(r"/sheets/$")
    keys.end()
    return len(keys.presses)


def release(keys: Keys) -> int:
    keys.on(main(keys).locator("a.button.primary"))
    keys.arrive("/release/.+")
    keys.on(main(keys).get_by_text("Release", exact=True).last)
    keys.on(main(keys).get_by_role("button", name="Release it now"))
    keys.arrive("/release/$")
    keys.end()
    return len(keys.presses)


def test_from_hand_in_to_release_with_one_reading_and_with_two(
    sit_down: Callable[[Person], Keys],
    handed_in: Evaluation,
    version: Version,
    district: Organization,
    lea: Person,
    chi: Person,
) -> None:
    scorers = [make_assessor(version, district, lead=lea) for _n in range(2)]
    screened = screen(sit_down(lea))
    scored = [score(sit_down(scorer)) for scorer in scorers]
    released = release(sit_down(chi))
    handed_in.refresh_from_db()
    assert handed_in.status == "released"
    print(f"{screened} to screen, {scored} to score, {released} to release")
    assert screened + scored[0] + released <= 16, "with one reading"
    assert screened + sum(scored) + released <= 25, "with two"


def test_a_disagreement_is_settled(
    sit_down: Callable[[Person], Keys],
    ada: Person,
    lea: Person,
    district: Organization,
    version: Version,
) -> None:
    split = make_evaluation(ada, district, lead=lea, version=version)
    for levels in ({}, {"c3": "not_yet"}):
        one = make_assessor(version, district, lead=lea)
        score_sheet(take_next(one), by=one, **levels)
    keys = sit_down(make_lead(district))
    keys.on(main(keys).locator("a.button.primary"))
    keys.on(main(keys).get_by_role("button", name=re.compile("settle|judgment", re.IGNORECASE)))
    keys.page.wait_for_load_state()
    for n in range(1, 6):
        row = keys.page.locator("[data-criterion]").nth(n - 1)
        if row.get_attribute("open") is None:
            keys.on(row.locator("summary"))
        keys.tick(row.get_by_role("radio").first)
    keys.type(keys.page.locator("#summary"), "Every pause had a reason.")
    keys.type(keys.page.locator("#reason"), "The second clip shows the pause.")
    keys.on(main(keys).get_by_role("button", name="Settle it"))
    expect(main(keys)).to_contain_text("Settled. It is ready for release.")
    split.refresh_from_db()
    assert split.status == "awaiting_release"
    keys.end()
    print(f"{len(keys.presses)} to settle")


def test_the_focus_stays_when_a_part_of_the_page_is_replaced(page: Page) -> None:
    page.add_init_script(WATCHED)
    page.goto("/catalog/")
    keys = Keys(page)
    facet = page.locator("#browse input[type=checkbox]:visible").first
    ident = facet.get_attribute("id") or ""
    keys.tick(facet)
    keys.arrive(r"/catalog/\?")
    expect(page.locator(f"[id='{ident}']")).to_be_focused()
    keys.end()
