"""The workspace in a real browser: nothing typed or sent is lost, in two tabs, without network, after a crash."""

import hashlib
import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.conftest import broken, two_looks

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.files import partials
from assay.evidence.files.tests import samples
from assay.evidence.files.tests.samples import movie
from assay.evidence.models import Artifact, EarlierText, Response, Submission, Upload
from assay.evidence.tests.factories import fill, make_artifact, make_draft, make_submission
from assay.people.models import Person
from assay.ui.words import file_size

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARTS = "**/evidence/uploads/*/"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
]


@pytest.fixture
def browsing(chromium: Browser, live_server: LiveServer, ada: Person) -> Iterator[BrowserContext]:
    """Ada's browser, signed in."""
    client = Client()
    client.force_login(ada)
    context = chromium.new_context(
        base_url=live_server.url,
        viewport={"width": 1280, "height": 900},
        service_workers="block",  # requests are caught here; test_recordings.py is about the worker
    )
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


def test_a_name_is_asked_about_while_one_types_and_keeps_no_one_from_going_on(browsing, draft):
    page = open_step(browsing, draft, "p1q1")
    page.get_by_label("Your answer").fill("Then Maya raised her hand, and Jaylen nodded.")
    saved(page)
    asked = page.locator("[data-questions]")
    expect(asked).to_contain_text("“Maya”, “Jaylen”")
    assert not broken(page)
    page.get_by_label("Your answer").fill("Then a student raised a hand.")
    expect(asked).to_be_empty()
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value("Then a student raised a hand.")
    page.get_by_label("Your answer").fill("Then Maya raised her hand.")
    saved(page)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert stored(draft) == "Then Maya raised her hand."


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
        (
            "Put both in the field",
            "From the second tab, and more.\n\nFrom the first tab, which was quicker.",
        ),
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
    page.get_by_label("Signed permission forms").fill("21")
    page.get_by_label("Students off camera").focus()
    saved(page)
    artifact.refresh_from_db()
    assert (artifact.consent.students, artifact.consent.permissions) == (21, 21)
    page.get_by_label("No one can be recognized").check()
    expect(page.get_by_label("Students in it")).to_be_hidden()


def test_the_button_of_a_line_saves_what_is_typed_and_moves_that_line_alone(browsing, draft):
    artifact, other = make_artifact(draft, "p2a"), make_artifact(draft, "p2a", n=1)
    page = open_step(browsing, draft, "p2a")
    page.get_by_label("Students in it").first.fill("21")
    page.get_by_role("button", name=f"Take out {artifact.name}").click()
    expect(page.get_by_text(f"You took out “{artifact.name}”.")).to_be_visible()
    assert page.url.endswith(f"/evidence/{draft.pk}/p2a/")
    for row in (artifact, other):
        row.refresh_from_db()
    assert (artifact.removed_at is not None, other.removed_at) == (True, None)
    assert artifact.consent.students == 21
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_role("button", name=f"Take out {artifact.name}")).to_be_visible()
    assert Artifact.objects.get(pk=artifact.pk).removed_at is None


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
    expect(page.locator("[data-words]")).to_contain_text("You can keep writing")
    until(page, "document.querySelector('[data-bar]').value > 20")
    browsing.set_offline(True)
    expect(page.locator("[data-words]")).to_contain_text("You are offline")
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
    page.unroute_all(behavior="wait")
    page.close()
    again = open_step(browsing, draft, "p2a")
    expect(again.get_by_text("Choose the same file again")).to_be_visible()
    asked = asked_for(again)
    again.get_by_label("Drop a file here").set_input_files(film)
    expect(again.get_by_role("heading", name="number-talk.mp4")).to_be_visible(timeout=60_000)
    # Never from the beginning: from what had been counted, or a part further if that one was under way at the pause.
    first = next(int(offset) for method, offset in asked if method == "PATCH" and offset)
    assert asked[0][0] == "HEAD"
    assert first in {standing, standing + 8 * 1024 * 1024}


def asked_for(page: Page) -> list[tuple[str, str | None]]:
    """Method and offset of every request about uploads, as they are made."""
    asked: list[tuple[str, str | None]] = []

    def note(request: Request) -> None:
        if "/uploads/" in request.url:
            asked.append((request.method, request.headers.get("upload-offset")))

    page.on("request", note)
    return asked


def test_the_answer_to_the_last_part_is_lost_and_the_upload_ends_well(browsing, draft, tmp_path):
    """The server has kept the file, and its answer never came: one question, one answer, and the file is shown."""
    page = open_step(browsing, draft, "p2a")
    asked = asked_for(page)
    film = a_film(tmp_path, 10)
    last = str(8 * 1024 * 1024)

    def lose(route: Route) -> None:
        if route.request.method == "PATCH" and route.request.headers.get("upload-offset") == last:
            assert route.fetch().status == 204
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(PARTS, lose)
    page.get_by_label("Drop a file here").set_input_files(film)
    expect(page.get_by_role("heading", name="number-talk.mp4")).to_be_visible(timeout=60_000)
    assert asked == [("POST", None), ("PATCH", "0"), ("PATCH", last), ("HEAD", None)]
    assert Artifact.objects.get().duration_seconds == 344
    assert page.locator("[data-upload-row]").count() == 0


def test_what_never_gets_through_is_tried_less_and_less_and_then_stops(browsing, draft, tmp_path):
    page = browsing.new_page()
    page.clock.install()
    page.goto(f"/evidence/{draft.pk}/p2a/")
    page.wait_for_load_state("networkidle")
    page.clock.pause_at("2099-01-01")
    asked = asked_for(page)
    page.route(PARTS, lambda route: route.fulfill(status=503, body=""))
    page.get_by_label("Drop a file here").set_input_files(a_film(tmp_path, 1))
    words = page.locator("[data-words]")
    expect(words).to_contain_text("It is tried again by itself")
    before = len(asked)
    page.wait_for_timeout(1500)
    assert len(asked) == before, "it does not go on while time stands still"
    for _n in range(12):
        page.clock.run_for(60_000)
        page.wait_for_timeout(150)
    expect(words).to_contain_text("does not get through")
    assert len(asked) <= 2 + 2 * 8
    stopped = len(asked)
    page.clock.run_for(600_000)
    page.wait_for_timeout(300)
    assert len(asked) == stopped
    page.unroute(PARTS)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="number-talk.mp4")).to_be_visible(timeout=60_000)


def test_a_full_server_says_so_and_does_not_loop(browsing, draft, tmp_path):
    page = open_step(browsing, draft, "p2a")
    asked = asked_for(page)
    said = {"status": 507, "code": "no-room", "detail": "The server has no room left for this."}
    page.route(
        PARTS,
        lambda route: route.fulfill(
            status=507, body=json.dumps(said), content_type="application/problem+json"
        ),
    )
    page.get_by_label("Drop a file here").set_input_files(a_film(tmp_path, 1))
    expect(page.locator("[data-words]")).to_contain_text("no room left")
    page.wait_for_timeout(3000)
    assert asked == [("POST", None), ("PATCH", "0")]
    page.unroute(PARTS)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="number-talk.mp4")).to_be_visible(timeout=60_000)


def test_another_file_of_the_same_name_and_size_begins_anew(browsing, draft, tmp_path):
    """Phones make a new copy of a film each time it is picked; joined to the old half it would be neither."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    first, second = a_film(tmp_path / "one", 20), a_film(tmp_path / "two", 20)
    assert first.stat().st_size == second.stat().st_size
    page = open_step(browsing, draft, "p2a")
    slow(page)
    page.get_by_label("Drop a file here").set_input_files(first)
    until(page, "document.querySelector('[data-bar]').value > 20")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-words]")).to_contain_text("Nothing is lost")
    page.unroute_all(behavior="wait")
    page.close()
    again = open_step(browsing, draft, "p2a")
    standing = Upload.objects.get()
    expect(
        again.get_by_text(f"{file_size(standing.offset)} of {file_size(standing.size_bytes)} have")
    ).to_be_visible()
    again.get_by_label("Drop a file here").set_input_files(second)
    expect(
        again.locator("#main").get_by_text("is not the same file as the one that was on its way")
    ).to_be_visible()
    expect(again.get_by_role("heading", name="number-talk.mp4")).to_be_visible(timeout=60_000)
    assert Artifact.objects.get().sha256 == hashlib.sha256(second.read_bytes()).hexdigest()
    assert Upload.objects.count() == 1


def test_a_file_that_had_all_arrived_is_finished_when_its_page_opens(browsing, draft, ada):
    body = movie(51)
    upload = actions.begin_upload(
        draft, "p2a", name="number-talk.mp4", size_bytes=len(body), by=ada
    )
    partials.folder().mkdir(parents=True, exist_ok=True)
    partials.path_of(upload.token).write_bytes(body)
    Upload.objects.update(offset=len(body))
    page = open_step(browsing, draft, "p2a")
    expect(page.get_by_role("heading", name="number-talk.mp4")).to_be_visible()
    assert Artifact.objects.get().duration_seconds == 51


def test_a_session_that_ended_in_the_middle_is_said_and_loses_nothing(browsing, draft, tmp_path):
    page = open_step(browsing, draft, "p2a")
    film = a_film(tmp_path, 20)
    cookies = browsing.cookies()

    def sign_out(route: Route) -> None:
        if route.request.headers.get("upload-offset") == str(8 * 1024 * 1024):
            browsing.clear_cookies(name="sessionid")
        route.continue_()

    page.route(PARTS, sign_out)
    page.get_by_label("Drop a file here").set_input_files(film)
    expect(page.locator("[data-words]")).to_contain_text("You are signed out", timeout=30_000)
    page.unroute_all(behavior="wait")
    browsing.add_cookies(cookies)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="number-talk.mp4")).to_be_visible(timeout=60_000)
    assert Artifact.objects.get().sha256 == hashlib.sha256(film.read_bytes()).hexdigest()


def slow(page: Page) -> None:
    page.route(PARTS, lambda route: (page.wait_for_timeout(400), route.continue_()))


def test_a_refused_file_says_why_in_its_place(browsing, draft, tmp_path):
    page = open_step(browsing, draft, "p2a")
    wrong = tmp_path / "lesson.avi"
    wrong.write_bytes(b"RIFF    AVI ")
    page.get_by_label("Drop a file here").set_input_files(wrong)
    expect(page.locator(".upload.refused")).to_contain_text(
        "lesson.avi is not of a type this step takes"
    )
    misnamed = tmp_path / "talk.mp4"
    misnamed.write_bytes(b"%PDF-1.7 really a paper")
    page.get_by_label("Drop a file here").set_input_files(misnamed)
    expect(page.locator(".upload.refused").last).to_contain_text("is really PDF")
    assert not Artifact.objects.exists()


def test_a_file_named_after_somebody_is_asked_about_with_script_too(browsing, draft, tmp_path):
    page = open_step(browsing, draft, "p2a")
    film = tmp_path / "Jaylen Brooks.mp4"
    film.write_bytes(samples.movie(20))
    page.get_by_label("Drop a file here").set_input_files(film)
    expect(page.get_by_role("heading", name="Jaylen Brooks.mp4")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Its name looks like a person’s")).to_be_visible()


def test_every_page_is_accessible_in_both_themes_and_on_a_phone(browsing, ada, draft, district):
    fill(draft)
    actions.add_note(
        draft.artifacts.filter(step_id="p2a").first(), "First pause.", at_seconds=18, by=ada
    )
    actions.save_response(draft, "p1q1", "Something entirely different.", by=ada)
    handed_in = make_submission(ada, make_version(district, slug="wait-time-two"))
    closed = make_submission(ada, make_version(district, slug="wait-time-three"), outcome="not_yet")
    nxt = actions.open_next_attempt(closed, {"c2": "demonstrated", "c3": "demonstrated"}, by=ada)
    make_version(district, number="1.1")
    base = f"/evidence/{draft.pk}/"
    pages = [
        base,
        f"{base}p1q1/",
        f"{base}p2a/",
        f"{base}p2b/",
        f"{base}declarations/",
        f"{base}readiness/",
    ]
    pages += [
        f"{base}earlier-texts/",
        f"{base}newer-version/",
        f"/evidence/{nxt.pk}/",
        f"/evidence/{nxt.pk}/p2a/",
    ]
    pages += [
        f"/evidence/{nxt.pk}/note/",
        f"/evidence/{handed_in.pk}/status/",
        f"/evidence/{handed_in.pk}/receipt/",
    ]
    page = browsing.new_page()
    troubles: list[str] = []
    page.on(
        "console",
        lambda message: troubles.append(message.text) if message.type == "error" else None,
    )
    for path in pages:
        page.goto(path)
        for scheme, width in two_looks(path):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            # Tall enough that the bar at the foot of a phone covers nothing one could scroll out from under it.
            page.set_viewport_size({"width": width, "height": 900 if width > 1000 else 6000})
            found = broken(page)
            assert not found, f"{path} {scheme} {width}: {found}"
            sideways = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert sideways <= 0, f"{path} scrolls sideways by {sideways} px at {width} px"
    assert not [text for text in troubles if "Content Security Policy" in text], troubles
