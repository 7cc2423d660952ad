"""Who screens, a check with its question of a real role, and a safety report, in a real browser and by axe."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from assay.assessment import actions
from assay.assessment.models import Evaluation
from assay.assessment.tests.factories import make_evaluation
from assay.catalog.tests.factories import make_version
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def sit_down(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[[Person], Page]]:
    """Somebody signed in at a browser of their own."""
    contexts = []

    def sit(person: Person) -> Page:
        client = Client()
        client.force_login(person)
        context = chromium.new_context(base_url=live_server.url)
        context.set_default_timeout(15_000)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    yield sit
    for context in contexts:
        context.close()


@pytest.fixture
def handed_in(ada: Person, lea: Person, district: Organization) -> Evaluation:
    """Two learners with the very same files: what the second handed in has hints."""
    version = make_version(district)
    first = make_person(
        "Eve First", role="learner", organization=make_school(district, "Far School")
    )
    make_evaluation(first, district, lead=lea, version=version, screened=False)
    found = make_evaluation(ada, district, lead=lea, version=version, screened=False)
    for artifact in found.submission.artifacts.filter(kind="file"):
        type(artifact).objects.filter(step_id=artifact.step_id).update(sha256=artifact.sha256)
    actions.compare_evidence(found.submission)
    return found


def kept(page: Page, name: str) -> None:
    if SHOTS:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 1000})
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def test_from_the_duty_to_a_closed_safety_report(
    sit_down: Callable[[Person], Page],
    accessible_at: Callable[[Page], None],
    handed_in: Evaluation,
    lea: Person,
    district: Organization,
) -> None:
    sky = make_person("Sky Check", role="learner", organization=make_school(district, "Elm Street"))
    pia = make_person("Pia Guard", role="privacy-officer", organization=district)

    page = sit_down(lea)
    page.goto("/assessment/lead/screeners/")
    page.locator("#person").fill("Sky Check")
    page.get_by_role("button", name="Give the duty").click()
    expect(page.get_by_text("Sky Check has the duty to screen.")).to_be_visible()
    accessible_at(page)
    kept(page, "screeners")
    page.goto("/assessment/lead/similar/")
    expect(page.locator("#similar")).to_contain_text(handed_in.public_id)
    accessible_at(page)
    kept(page, "similar")

    page = sit_down(sky)
    page.goto("/assessment/screening/?state=late")
    accessible_at(page)
    page.goto(f"/assessment/screening/{handed_in.public_id}/")
    page.get_by_role("button", name="I will check this one").click()
    expect(page.get_by_role("heading", name="Similar to another submission")).to_be_visible()
    page.get_by_role("button", name="Complete", exact=True).click()
    expect(page.locator("#real-error")).to_contain_text("Confirm it")
    accessible_at(page)
    kept(page, "check")
    page.get_by_role("link", name="A child may be harmed").click()
    accessible_at(page)
    kept(page, "safety")
    page.get_by_label("What did you see?").fill("A bruise on a child in the second clip.")
    page.get_by_role("button", name="Tell them now").click()
    expect(page.get_by_text("You need do nothing more here.")).to_be_visible()
    accessible_at(page)

    page = sit_down(pia)
    page.goto("/")
    page.get_by_role("link", name="Read it now").click()
    expect(page.get_by_text("A bruise on a child in the second clip.")).to_be_visible()
    accessible_at(page)
    kept(page, "safety-report")
    page.get_by_role("button", name="I look after this").click()
    page.get_by_label("What was done").fill("Told the agency at ten.")
    page.get_by_role("button", name="Close it and let scoring go on").click()
    expect(page.get_by_text("Told the agency at ten.")).to_be_visible()
    accessible_at(page)
    page.goto("/assessment/safety/")
    accessible_at(page)
    kept(page, "safety-reports")
