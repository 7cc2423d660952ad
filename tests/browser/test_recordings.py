"""A recording made on a phone without a network: it is kept there, and arrives when the browser is opened later."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.conftest import BROWSERS, broken

from assay.catalog.tests.factories import make_version
from assay.evidence.models import Artifact
from assay.evidence.tests.factories import make_draft
from assay.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--no-sandbox"]
Opening = Callable[[Person], AbstractContextManager[BrowserContext]]


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer, tmp_path: Path) -> Opening:
    """A phone whose browser may be closed and opened: whoever is signed in finds what lies there."""

    @contextmanager
    def opened(person: Person) -> Iterator[BrowserContext]:
        client = Client()
        client.force_login(person)
        context = chromium.browser_type.launch_persistent_context(
            tmp_path / "phone",
            executable_path=chromium_path(),
            args=CAMERA,
            base_url=live_server.url,
            viewport={"width": 390, "height": 844},
            has_touch=True,
        )
        context.set_default_timeout(15_000)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        try:
            yield context
        finally:
            context.close()

    return opened


def chromium_path() -> str:
    return next(path for path in map(shutil.which, BROWSERS) if path)


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    page, said = context.new_page(), list[str]()
    # A fade from page to page that is cut short by the next one is no fault.
    page.on("pageerror", lambda e: None if "Transition was" in str(e) else said.append(str(e)))
    page.on("console", lambda m: said.append(m.text) if "Content Security" in m.text else None)
    return page, said


#: Names of what the service worker keeps, and the addresses of pages in it.
KEPT_PAGES = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const stored = await (await caches.open(name)).keys();
    found.push(...stored.map((one) => new URL(one.url).pathname).filter((path) => !path.startsWith("/static/")));
  }
  return found.sort();
}"""


def ready(page: Page) -> None:
    """The worker has kept this page and what it is made of."""
    page.wait_for_load_state("networkidle")
    path = page.evaluate("location.pathname")
    for _n in range(100):
        if path in page.evaluate(KEPT_PAGES):
            return page.wait_for_load_state("networkidle")
        page.wait_for_timeout(100)
    raise AssertionError(f"{path} was never kept: {page.evaluate(KEPT_PAGES)}")


def test_a_recording_made_offline_arrives_after_the_browser_was_closed(
    phone: Opening, ada: Person, dee: Person, district
) -> None:
    version = make_version(district)
    draft = make_draft(ada, version)
    address = f"/evidence/{draft.pk}/p2a/"
    with phone(ada) as context:
        page, said = watched(context)
        page.goto(address)
        ready(page)
        context.set_offline(True)
        page.reload()
        expect(page.get_by_text("This is the page as you last saw it")).to_be_visible()
        page.get_by_role("button", name="Record a video here").click()
        expect(page.locator("[data-clock]")).to_contain_text("0:03")
        page.get_by_role("button", name="Stop recording").click()
        player = page.get_by_label("Your recording")
        expect(player).to_be_visible()
        assert page.evaluate(
            "async () => { const player = document.querySelector('[data-preview]');"
            " await player.play(); return player.videoWidth }"
        )
        page.get_by_role("button", name="Send this recording").click()
        expect(page.locator("[data-words]")).to_contain_text("You are offline")
        kept = page.get_by_role("region", name="Kept on this device")
        expect(kept).to_contain_text("0:03 minutes")
        assert not broken(page)
        page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
        expect(page.locator("#left")).to_contain_text("A recording has not been sent")
        assert not said
    assert not Artifact.objects.exists()
    with phone(dee) as context:
        page, said = watched(context)
        theirs = f"/evidence/{make_draft(dee, version).pk}/p2a/"
        page.goto(theirs)
        ready(page)
        assert page.evaluate(KEPT_PAGES) == [theirs]
        expect(page.get_by_role("region", name="Kept on this device")).to_be_hidden()
    assert not Artifact.objects.exists()
    with phone(ada) as context:
        page, said = watched(context)
        page.goto(f"/evidence/{draft.pk}/")
        expect(page.locator("#live")).to_contain_text("has arrived", timeout=30_000)
        expect(page.get_by_role("region", name="Kept on this device")).to_be_hidden()
        page.goto(address)
        expect(page.get_by_role("heading", name="recording-")).to_be_visible()
        page.goto(f"/evidence/{draft.pk}/readiness/")
        assert page.evaluate(KEPT_PAGES) == [f"/evidence/{draft.pk}/", address]
        page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
        page.wait_for_url(lambda url: "/evidence/" not in url)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(KEPT_PAGES) == []
        assert not said
    artifact = Artifact.objects.get()
    assert artifact.submission == draft
    assert artifact.duration_seconds in {3, 4}
