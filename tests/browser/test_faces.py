"""A learner makes the faces in a film unreadable, without a pointer but for one press: in a real browser."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.browser.test_openings import be

from assay.catalog.tests.factories import make_version
from assay.evidence import actions, faces
from assay.evidence.files.storage import keep
from assay.evidence.models import Artifact
from assay.evidence.tests.faces.conftest import write_film
from assay.evidence.tests.factories import make_artifact, make_draft
from assay.lib.files.whole_files import hash_of
from assay.people.models import Organization, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not faces.is_here(), reason="the extra `faces` or ffmpeg is not installed"),
]


def test_faces_are_covered_looked_at_mended_and_confirmed(
    chromium: Browser,
    live_server: LiveServer,
    accessible_at: Callable[[Page], None],
    ada: Person,
    district: Organization,
    tmp_path: Path,
) -> None:
    clip = _clip(ada, district, write_film(tmp_path / "walk.mp4"))
    before = clip.sha256
    context = chromium.new_context(base_url=live_server.url)
    be(context, live_server, ada)
    page = context.new_page()
    page.goto(f"/evidence/{clip.submission_id}/{clip.step_id}/")
    _look(page, "step")
    page.get_by_role("button", name="Cover faces").click()
    page.get_by_role("link", name="See the cover").click()
    expect(page.get_by_text("It is in line.")).to_be_visible()
    accessible_at(page)
    assert actions.cover_next()
    page.get_by_role("link", name="See how far it is").click()
    expect(page.get_by_role("heading", name="Watch the covered film")).to_be_visible()
    accessible_at(page)
    _look(page, "review")

    page.locator(".cover-strip a").first.press("Enter")
    accessible_at(page)
    _look(page, "moment")
    page.get_by_label("Left edge, percent").fill("70")
    page.get_by_label("Top edge, percent").fill("70")
    page.get_by_label("Top edge, percent").press("Enter")
    expect(page.get_by_text("The box is kept.")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 1600})
    frame = page.locator("[data-cover-frame]").bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + frame["width"] * 0.5, frame["y"] + frame["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.75, frame["y"] + frame["height"] * 0.2)
    page.mouse.up()
    expect(page.get_by_label("Left edge, percent")).to_have_value("50.0")
    expect(page.get_by_label("Width, percent")).to_have_value("25.0")
    page.locator("[data-press]").first.click()
    expect(page.get_by_text("This face will be clear.")).to_be_visible()
    page.get_by_role("link", name="Make faces unreadable").click()
    expect(page.get_by_role("button", name="Use the covered film")).to_have_count(0)
    _look(page, "changed")
    page.get_by_role("button", name="Cover it again").first.click()
    assert actions.cover_next()
    page.get_by_role("link", name="See how far it is").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Use the covered film").click()
    expect(page.get_by_text("The covered film is your evidence now.")).to_be_visible()
    clip.refresh_from_db()
    assert clip.sha256 != before
    context.close()


def _clip(ada: Person, district: Organization, film: Path) -> Artifact:
    draft = make_draft(ada, make_version(district))
    item = next(one for one in draft.version.content.items if "mp4" in one.formats)
    digest = hash_of(film)
    with film.open("rb") as content:
        key = keep(content, digest)
    size = film.stat().st_size
    clip = make_artifact(
        draft,
        item,
        extension="mp4",
        sha256=digest,
        storage_key=key,
        size_bytes=size,
        duration_seconds=2,
    )
    actions.ask_for_examination(clip)
    assert actions.examine_next()
    return clip


def _look(page: Page, name: str) -> None:
    """Nothing scrolls sideways; and a picture of it, if asked for."""
    for scheme, width in (("light", 1280), ("dark", 390), ("light", 320)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if "LOOK" in os.environ:
            page.screenshot(
                path=f"{os.environ['LOOK']}/{name}-{scheme}-{width}.png", full_page=True
            )
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
