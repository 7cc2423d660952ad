"""An assessor looks, and its learner reads who looked, when and how: in a real browser."""

import os
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from assay.assessment.tests.factories import make_assessor, make_evaluation, take_next
from assay.catalog.tests.factories import make_version
from assay.evidence.files.storage import keep
from assay.evidence.files.tests import samples
from assay.evidence.models import Submission
from assay.evidence.tests.factories import make_artifact
from assay.people.models import Organization, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_an_assessor_really_looked_at_is_on_the_learners_list(
    chromium: Browser,
    live_server: LiveServer,
    accessible_at: Callable[[Page], None],
    ada: Person,
    lea: Person,
    district: Organization,
) -> None:
    version = make_version(district)
    submission = make_evaluation(ada, district, lead=lea, version=version).submission
    give(submission, samples.picture(), "tally.png", "image/png")
    give(submission, samples.wav(), "talk.wav", "audio/wav")
    sam = make_assessor(version, district, lead=lea, name="Sam Scorer")
    lease = take_next(sam)
    context = chromium.new_context(base_url=live_server.url)
    be(context, live_server, sam)
    page = context.new_page()
    page.goto(f"/assessment/sheets/{lease.pk}/")
    picture = page.locator(".watermarked img").first
    picture.scroll_into_view_if_needed()
    expect(page.locator(".watermark b").first).to_contain_text("Sam Scorer · ")
    _look(page, "sheet")
    sound = page.locator("audio").first
    ended = sound.get_attribute("src").partition("key=")[0] + "key=1-ended"
    with page.expect_response(lambda answer: answer.status == 206 and "key=1-" not in answer.url):
        sound.evaluate("(one, src) => { one.src = src; one.play().catch(() => {}); }", ended)
    page.goto(ended)  # kept and pasted
    expect(page.get_by_role("heading", name="This link has run out")).to_be_visible()
    page.get_by_role("button", name="Renew the link").click()
    expect(page.locator("main audio")).to_be_visible()
    _look(page, "alone")

    be(context, live_server, ada)
    page.goto(f"/evidence/{submission.pk}/openings/")
    rows = page.locator("table tbody tr")
    expect(rows.filter(has_text="tally.png")).to_contain_text("An assessor")
    expect(rows.filter(has_text="tally.png")).to_contain_text("Saw it")
    expect(rows.filter(has_text="talk.wav").first).to_contain_text("Played it")
    expect(page.get_by_text("Sam Scorer")).to_have_count(0)
    untouched = submission.artifacts.filter(media_type="video/mp4").first()
    assert untouched is not None
    expect(rows.filter(has_text=untouched.name)).to_have_count(0)  # it was on the page, unplayed
    accessible_at(page)
    _look(page, "list")
    context.close()


def give(submission: Submission, body: bytes, name: str, media_type: str) -> None:
    digest = sha256(body).hexdigest()
    make_artifact(
        submission,
        submission.version.content.items[0],
        name=name,
        media_type=media_type,
        sha256=digest,
        size_bytes=len(body),
        storage_key=keep(BytesIO(body), digest),
        duration_seconds=1 if media_type.startswith("audio/") else None,
    )


def be(context: BrowserContext, live_server: LiveServer, person: Person) -> None:
    client = Client()
    client.force_login(person)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def _look(page: Page, name: str) -> None:
    if os.environ.get("LOOK"):
        page.screenshot(path=f"{os.environ['LOOK']}/{name}.png")
