"""The workspace in a real browser: nothing typed or sent is lost, in two tabs, without network, after a crash."""

import os
import struct
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.models import Artifact, EarlierText, Response, Submission, Upload
from assay.evidence.tests.factories import fill, make_artifact, make_draft, make_submission
from assay.evidence.tests.made import movie
from assay.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
    "preload": False,
    "resultTypes": ["violations"],
}


@pytest.fixture
def browsing(chromium: Browser, live_server: LiveServer, ada: Person) -> Iterator[BrowserContext]:
    """Ada's browser, signed in."""
    client = Client()
    client.force_login(ada)
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    yield context
    context.close()


@pytest.fixture
def draft(ada: Person, district) -> Submission:
    return make_draft(ada, make_version(district))


def open_step(context: BrowserContext, draft: Submission, step: str) -> Page:
    page = context.new_page()
    page.goto(f"/evidence/{draft.pk}/{step}/")
    page.wait_for_load_state("networkidle")
    return page


def until(page: Page, expression: str) -> None:
    """Playwright's own waiting evaluates text in the page, which our policy forbids; asking from outside does not."""
    for _n in range(150):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never became true: {expression}")


def stored(draft: Submission, prompt: str = "p1q1") -> str:
    found = Response.objects.filter(submission=draft, prompt_id=prompt).first()
    return found.text if found else ""


def saved(page: Page) -> None:
    expect(page.locator("[data-saved-words]")).to_contain_text("Saved ")
    until(page, "!Object.keys(localStorage).some((key) => key.startsWith('assay:draft:'))")


def test_typing_is_saved_by_itself(browsing, draft):
    page = open_step(browsing, draft, "p1q1")
    page.get_by_label("Your answer").fill("Grade four, fractions on a line.")
    saved(page)
    assert stored(draft) == "Grade four, fractions on a line."


def test_without_network_typing_is_kept_here_and_follows_later(browsing, draft):
    page = open_step(browsing, draft, "p1q1")
    browsing.set_offline(True)
    page.get_by_label("Your answer").fill("Typed on the bus.")
    expect(page.locator("[data-saved-words]")).to_have_text("Saved on this device; will follow")
    page.get_by_role("button", name="Next").click()  # nowhere to go, and nothing is lost by trying
    expect(page.get_by_label("Your answer")).to_have_value("Typed on the bus.")
    assert stored(draft) == ""
    browsing.set_offline(False)
    saved(page)
    assert stored(draft) == "Typed on the bus."


def test_after_a_crash_the_next_page_takes_up_what_was_typed(browsing, draft):
    page = open_step(browsing, draft, "p1q1")
    browsing.set_offline(True)
    page.get_by_label("Your answer").fill("Typed before the battery went.")
    expect(page.locator("[data-saved-words]")).to_contain_text("will follow")
    page.close()
    browsing.set_offline(False)
    again = open_step(browsing, draft, "p1q1")
    expect(again.get_by_label("Your answer")).to_have_value("Typed before the battery went.")
    saved(again)
    assert stored(draft) == "Typed before the battery went."


def test_what_never_arrived_follows_from_any_page_of_the_workspace(browsing, draft):
    page = open_step(browsing, draft, "p1q1")
    browsing.set_offline(True)
    page.get_by_label("Your answer").fill("Typed and then closed.")
    expect(page.locator("[data-saved-words]")).to_contain_text("will follow")
    page.close()
    browsing.set_offline(False)
    elsewhere = open_step(browsing, draft, "declarations")
    until(elsewhere, "!Object.keys(localStorage).some((key) => key.startsWith('assay:draft:'))")
    assert stored(draft) == "Typed and then closed."


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("Keep mine", "From the second tab, and more."),
        ("Take the newer", "From the first tab, which was quicker."),
        ("Put both in the field", "From the second tab, and more.\n\nFrom the first tab, which was quicker."),
    ],
)
def test_of_two_tabs_both_texts_are_shown_and_none_is_dropped(browsing, draft, choice, expected):
    first, second = open_step(browsing, draft, "p1q1"), open_step(browsing, draft, "p1q1")
    first.get_by_label("Your answer").fill("From the first tab, which was quicker.")
    saved(first)
    second.get_by_label("Your answer").fill("From the second tab, and more.")
    expect(second.locator("[data-conflict] [data-conflict-text]")).to_have_text(
        "From the first tab, which was quicker."
    )
    assert stored(draft) == "From the first tab, which was quicker."
    second.get_by_role("button", name=choice).click()
    saved(second)
    assert stored(draft) == expected
    kept = {stored(draft), *EarlierText.objects.values_list("text", flat=True)}
    for text in ("From the first tab, which was quicker.", "From the second tab, and more."):
        assert any(text in one for one in kept)


def test_figures_of_a_consent_record_are_saved_as_they_are_left(browsing, draft):
    artifact = make_artifact(draft, "p2a")
    page = open_step(browsing, draft, "p2a")
    page.get_by_label("Students in it").fill("21")
    page.get_by_label("Permissions on file").fill("21")
    page.get_by_label("Seated off camera").focus()
    saved(page)
    artifact.refresh_from_db()
    assert (artifact.consent.students, artifact.consent.permissions) == (21, 21)
    page.get_by_label("Nobody can be recognized").check()
    expect(page.get_by_label("Students in it")).to_be_hidden()


def a_film(folder: Path, megabytes: int) -> Path:
    path = folder / "number-talk.mp4"
    head, filler = movie(344), megabytes * 1024 * 1024
    with path.open("wb") as file:
        file.write(head)
        file.write(struct.pack(">I4s", filler + 8, b"mdat"))
        file.write(os.urandom(1024) * (filler // 1024))
    return path


def test_a_film_arrives_in_parts_and_what_is_typed_meanwhile_stays(browsing, draft, tmp_path):
    page = open_step(browsing, draft, "p2a")
    page.get_by_label("Drop a file here").set_input_files(a_film(tmp_path, 20))
    expect(page.get_by_role("heading", name="number-talk.mp4")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("5 min 44 s")).to_be_visible()
    assert Artifact.objects.get().duration_seconds == 344
    assert page.get_by_label("Students in it").count() == 1


def test_an_upload_waits_out_a_lost_network(browsing, draft, tmp_path):
    page = open_step(browsing, draft, "p2a")
    slow(page)
    page.get_by_label("Drop a file here").set_input_files(a_film(tmp_path, 30))
    expect(page.locator("[data-words]")).to_contain_text("You can go on writing")
    until(page, "document.querySelector('[data-bar]').value > 20")
    browsing.set_offline(True)
    expect(page.locator("[data-words]")).to_contain_text("The network is away")
    browsing.set_offline(False)
    expect(page.get_by_role("heading", name="number-talk.mp4")).to_be_visible(timeout=60_000)
    assert Artifact.objects.count() == 1


def test_an_upload_is_paused_and_goes_on_after_a_reload(browsing, draft, tmp_path):
    film = a_film(tmp_path, 30)
    page = open_step(browsing, draft, "p2a")
    slow(page)
    page.get_by_label("Drop a file here").set_input_files(film)
    until(page, "document.querySelector('[data-bar]').value > 20")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-words]")).to_contain_text("Nothing is lost")
    standing = Upload.objects.get().offset
    assert 0 < standing < film.stat().st_size
    page.close()
    again = open_step(browsing, draft, "p2a")
    expect(again.get_by_text("Choose the same file again")).to_be_visible()
    asked = []
    again.on("request", lambda request: asked.append((request.method, request.headers.get("upload-offset"))))
    again.get_by_label("Drop a file here").set_input_files(film)
    expect(again.get_by_role("heading", name="number-talk.mp4")).to_be_visible(timeout=60_000)
    assert ("PATCH", str(standing)) in asked
    assert ("PATCH", "0") not in asked


def slow(page: Page) -> None:
    page.route("**/evidence/uploads/*", lambda route: (page.wait_for_timeout(400), route.continue_()))


def test_a_refused_file_says_why_in_its_place(browsing, draft, tmp_path):
    page = open_step(browsing, draft, "p2a")
    wrong = tmp_path / "lesson.avi"
    wrong.write_bytes(b"RIFF    AVI ")
    page.get_by_label("Drop a file here").set_input_files(wrong)
    expect(page.locator(".upload.refused")).to_contain_text("lesson.avi is not of a type this step takes")
    misnamed = tmp_path / "talk.mp4"
    misnamed.write_bytes(b"%PDF-1.7 really a paper")
    page.get_by_label("Drop a file here").set_input_files(misnamed)
    expect(page.locator(".upload.refused").last).to_contain_text("is really PDF")
    assert not Artifact.objects.exists()


def test_every_page_is_accessible_in_both_themes_and_on_a_phone(browsing, ada, draft, district):
    fill(draft)
    actions.add_note(draft.artifacts.filter(step_id="p2a").first(), "First pause.", at_seconds=18, by=ada)
    actions.save_response(draft, "p1q1", "Something entirely different.", by=ada)
    handed_in = make_submission(ada, make_version(district, slug="wait-time-two"))
    closed = make_submission(ada, make_version(district, slug="wait-time-three"), outcome="not_yet")
    nxt = actions.open_next_attempt(closed, {"c2": "demonstrated", "c3": "demonstrated"}, by=ada)
    make_version(district, number="1.1")
    base = f"/evidence/{draft.pk}/"
    pages = [base, f"{base}p1q1/", f"{base}p2a/", f"{base}p2b/", f"{base}declarations/", f"{base}readiness/"]
    pages += [f"{base}earlier-texts/", f"{base}newer-version/", f"/evidence/{nxt.pk}/", f"/evidence/{nxt.pk}/p2a/"]
    pages += [f"/evidence/{nxt.pk}/note/", f"/evidence/{handed_in.pk}/status/", f"/evidence/{handed_in.pk}/receipt/"]
    page, axe = browsing.new_page(), Axe()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    for path, scheme in product(pages, ("light", "dark")):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto(path)
        page.wait_for_load_state("networkidle")
        for width in (1280, 320):
            # Tall enough that the bar at the foot of a phone covers nothing one could scroll out from under it.
            page.set_viewport_size({"width": width, "height": 900 if width > 1000 else 6000})
            found = axe.run(page, options=OPTIONS).response["violations"]
            broken = [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]
            assert not broken, f"{path} {scheme} {width}: {broken}"
            sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert sideways <= 0, f"{path} scrolls sideways by {sideways} px at {width} px"
    assert not [text for text in troubles if "Content Security Policy" in text], troubles
