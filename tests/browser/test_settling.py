"""Settling by keyboard, and what a sheet offers beside its levels: all keys, seconds, a table shown in the page."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from assay.assessment import actions
from assay.assessment.models import Assignment, Evaluation
from assay.assessment.tests.factories import make_assessor, make_evaluation, score, take_next
from assay.catalog.tests.factories import make_version
from assay.evidence.files.storage import keep
from assay.evidence.tests.factories import make_artifact
from assay.people.models import Organization, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TALLY = b'Measure,Before,After\nAnswers with a reason,5,9\n"""Nice"", ""good""",14,8\n'


@pytest.fixture
def split(ada: Person, lea: Person, district: Organization) -> Evaluation:
    """Two sheets that differ on the third criterion by two levels."""
    version = make_version(district)
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    for level in ("demonstrated", "not_yet"):
        reader = make_assessor(version, district, lead=lea)
        score(take_next(reader), by=reader, c3=level)
    return Evaluation.objects.get(pk=evaluation.pk)


@pytest.fixture
def leased(ada: Person, lea: Person, district: Organization) -> Assignment:
    """With a table among the evidence."""
    version = make_version(district)
    sam = make_assessor(version, district, lead=lea, name="Sam Scorer")
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    digest = sha256(TALLY).hexdigest()
    make_artifact(
        evaluation.submission,
        version.content.items[0],
        n=7,
        extension="csv",
        sha256=digest,
        storage_key=keep(BytesIO(TALLY), digest),
        size_bytes=len(TALLY),
    )
    return take_next(sam)


@pytest.fixture
def opened(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """A page as somebody, at a width."""
    contexts: list[BrowserContext] = []

    def open_as(person: Person, path: str, width: int = 1280) -> Page:
        client = Client()
        client.force_login(person)
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}
        )
        context.set_default_timeout(15_000)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_as
    for context in contexts:
        context.close()


def test_a_lead_settles_by_keyboard_and_what_differs_comes_first(
    opened: Callable[..., Page], split: Evaluation, lea: Person
) -> None:
    actions.take_adjudication(split, by=lea)
    page = opened(lea, f"/assessment/lead/disagreements/{split.public_id}/")
    expect(page.locator(".criterion").first).to_have_attribute("data-criterion", "c3")
    expect(page.locator("table.sides tbody tr").first).to_have_class("differ")
    for key in ("2", "j", "1", "1", "1", "1", "1"):
        page.keyboard.press(key)
        page.wait_for_timeout(260)  # longer than a finger bounces
    expect(page.locator("[data-settling] [type=radio]:checked")).to_have_count(5)
    page.keyboard.press("?")
    expect(page.locator("[data-all-keys]")).to_have_attribute("open", "")
    for _ in range(5):
        page.keyboard.press("k")
    field = page.locator("#next-c3")
    field.focus()
    page.keyboard.type("Send j and k.")
    page.keyboard.press("Escape")
    expect(page.locator("[data-criterion=c3] summary")).to_be_focused()
    page.locator("#reason").fill("The second clip shows it.")
    page.get_by_role("button", name="Settle it").click()
    expect(page.get_by_text("Settled. It is ready for release.")).to_be_visible()
    split.refresh_from_db()
    assert split.decision.levels["c3"] == "almost"
    assert split.decision.feedback["c3"]["next"] == "Send j and k."


def test_keys_lead_to_the_evidence_and_back_and_move_in_a_recording(
    opened: Callable[..., Page], leased: Assignment
) -> None:
    page = opened(leased.assessor, f"/assessment/sheets/{leased.pk}/")
    expect(page.locator("[data-keys]")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("region", name="Evidence")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("[data-criterion=c1] summary")).to_be_focused()
    page.keyboard.press("s")
    expect(page.locator("[data-speed]").first).to_have_text("1.25×")
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.keyboard.type("He waits.")
    expect(page.locator("[data-own-notes] li")).to_contain_text("2. ")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    leased.sheet.refresh_from_db()
    (note,) = leased.sheet.notes
    assert (note["text"], note["criterion"]) == ("He waits.", "c2")


def test_a_table_is_shown_in_the_page(opened: Callable[..., Page], leased: Assignment) -> None:
    page = opened(leased.assessor, f"/assessment/sheets/{leased.pk}/")
    page.get_by_text("Show it here").click()
    expect(page.get_by_role("columnheader", name="Before")).to_be_visible()
    expect(page.get_by_role("cell", name='"Nice", "good"')).to_be_visible()


def test_on_a_phone_a_link_leads_from_one_to_the_other(
    opened: Callable[..., Page], leased: Assignment
) -> None:
    page = opened(leased.assessor, f"/assessment/sheets/{leased.pk}/", 320)
    page.get_by_role("link", name="Down to the rubric").click()
    expect(page.get_by_role("heading", name="Rubric")).to_be_in_viewport()
    page.get_by_role("link", name="Up to the evidence").click()
    expect(page.get_by_role("link", name="Down to the rubric")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    wide = opened(leased.assessor, f"/assessment/sheets/{leased.pk}/")
    expect(wide.get_by_role("link", name="Down to the rubric")).to_be_hidden()
