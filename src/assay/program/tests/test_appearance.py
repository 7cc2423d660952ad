"""How the program shows itself: name, logo and color, refused where words do not read well or a file is no logo."""

import io
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_district, make_person
from assay.program import actions
from assay.program.appearance import DARK_GROUNDS, LIGHT_GROUNDS, palette_of
from assay.program.logos import MOST_BYTES, MOST_WIDTH, read_logo
from assay.program.models import AppearanceSet
from assay.record.models import Event
from assay.ui import appearance
from assay.ui.appearance.colors import color_of, contrast, from_oklch, reads_on, to_oklch

BLUE, PALE = "#2f6f94", "#4f93b8"
COLORS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")
SVG = b"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" onload="alert(1)">
<script>alert(1)</script><style>* {fill: url(https://evil.example/x)}</style>
<a href="https://evil.example"><rect width="1" height="1"/></a>
<g fill="url(#g)"><path d="M0 0h40v20z" style="fill:red" onclick="alert(1)" fill="url(https://evil.example/y)"/></g>
<path d="M1 1" fill="URL(//evil.example/q)"/>
<image href="https://evil.example/z.png"/><use href="#x"/><foreignObject><p>Hi</p></foreignObject></svg>"""


@pytest.fixture(autouse=True)
def _ours_again() -> Iterator[None]:
    yield
    appearance.put(appearance.OURS)


@pytest.fixture
def margaret(district: Organization) -> Person:
    return make_person("Margaret Sundaram", role="program-admin", organization=district)


def png(width: int = 400, height: int = 100) -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(into, "PNG")
    return into.getvalue()


@given(COLORS)
def test_whatever_the_color_words_read_well_in_both_themes(color: str) -> None:
    made = palette_of(color)
    assert reads_on(made.light, (*LIGHT_GROUNDS, made.light_wash)) >= 4.5
    assert reads_on(made.light_strong, LIGHT_GROUNDS) >= 4.5
    assert reads_on(made.dark, (*DARK_GROUNDS, made.dark_wash)) >= 4.5
    assert reads_on(made.dark_strong, DARK_GROUNDS) >= 4.5
    assert palette_of(made.light).light == made.light, "the nearest needs no other"


@given(COLORS)
def test_a_color_comes_back_from_oklch(color: str) -> None:
    back = from_oklch(*to_oklch(color))
    for n in (1, 3, 5):
        assert abs(int(back[n : n + 2], 16) - int(color[n : n + 2], 16)) <= 1


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert (color_of(" 2F6F94 "), color_of("#2F6F9"), color_of("red")) == (BLUE, "", "")


def test_an_administrator_of_the_home_district_alone_sets_it(
    district: Organization, margaret: Person
) -> None:
    elsewhere = make_person("Eve", role="program-admin", organization=make_district("elsewhere"))
    head = make_person("Hed", role="department-head", organization=make_department(district))
    for person in (elsewhere, head):
        with pytest.raises(PermissionDenied):
            actions.set_appearance(name="Ours", color="", by=person)
    row = actions.set_appearance(name="Lake Schools", color=BLUE.upper(), by=margaret)
    assert (row.name, row.color) == ("Lake Schools", BLUE)
    with pytest.raises(WrongState):
        actions.set_appearance(name="Lake Schools", color=BLUE, by=margaret)
    assert Event.objects.get(verb="program.appearance_set").subject_id == str(row.pk)


@pytest.mark.parametrize("color", [PALE, "#ffffff", "#ffee00", "blue", "#12"])
def test_a_color_on_which_words_do_not_read_well_is_refused(
    district: Organization, margaret: Person, color: str
) -> None:
    with pytest.raises(BadInput) as refused:
        actions.set_appearance(name="Lake", color=color, by=margaret)
    assert set(refused.value.fields) == {"color"} and not AppearanceSet.objects.exists()


def test_a_picture_is_drawn_anew_and_fits(district: Organization, margaret: Person) -> None:
    logo = read_logo(png(4000, 500))
    with Image.open(io.BytesIO(logo.body)) as kept:
        assert (kept.format, kept.width <= 3 * MOST_WIDTH, kept.height <= 84) == ("PNG", True, True)
    assert logo.width == MOST_WIDTH


def test_a_drawing_keeps_what_draws_and_nothing_else() -> None:
    logo = read_logo(SVG)
    said = logo.body.decode()
    assert (logo.type, logo.width) == ("image/svg+xml", 56)
    assert "<path" in said and 'd="M0 0h40v20z"' in said and 'fill="url(#g)"' in said
    for word in ("script", "evil", "alert", "style", "image", "use", "foreignObject", "href", "<a"):
        assert word not in said, word


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"GIF89a",
        b"not a picture",
        png()[:60],
        b"x" * (MOST_BYTES + 1),
        b"<svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>",
        b"<svg viewBox='0 0 1 1' xmlns='http://www.w3.org/2000/svg'><text>Hi</text></svg>",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg viewBox='0 0 1 1'><path d='&a;'/></svg>",
        b"<html><svg viewBox='0 0 1 1'><path d='M0 0'/></svg></html>",
        b"<svg viewBox='0 0 1 1'>"
        + b"<g>" * 5000
        + b"<path d='M0 0'/>"
        + b"</g>" * 5000
        + b"</svg>",
        b"<svg viewBox='0 0 %s 1'><path d='M0 0'/></svg>" % (b"9" * 400),
        b"<svg viewBox='0 0 1 0.%s1'><path d='M0 0'/></svg>" % (b"0" * 320),
        b"<?xml version='1.0' encoding='odd'?><svg viewBox='0 0 1 1'><path d='M0 0'/></svg>",
        png().replace(b"IDAT", b"I\x1eAT"),
    ],
)
def test_what_is_no_logo_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        read_logo(body)
    assert "logo" in refused.value.fields


@pytest.mark.django_db(transaction=True)
def test_every_page_shows_it_from_the_next_request_on(
    district: Organization, margaret: Person
) -> None:
    client, stranger = Client(), Client()
    client.force_login(margaret)
    address = reverse("program:appearance")
    assert client.get(address).status_code == 200
    sent = {"name": "Lake Schools", "color": PALE}
    refused = client.post(address, {**sent, "logo": SimpleUploadedFile("l.png", png())})
    shown = refused.content.decode()
    assert refused.status_code == 422 and "3.4 to 1" in shown and "What would you like" in shown
    nearest = palette_of(PALE).light
    logo = SimpleUploadedFile("logo.svg", SVG)
    done = client.post(address, {**sent, "logo": logo, "instead": nearest})
    assert done.status_code == 302
    answer = stranger.get("/catalog/")
    page = answer.content.decode()
    row = AppearanceSet.objects.get()
    assert row.color == nearest and f"--action:light-dark({nearest}," in page
    assert "Lake Schools" in page and f"/logo/{row.logo_sha256[:16]}/" in page
    assert appearance.current().style_hash in answer.headers["Content-Security-Policy"]
    kept = stranger.get(f"/logo/{row.logo_sha256[:16]}/")
    assert kept.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in kept.headers["Content-Security-Policy"]
    assert stranger.get("/logo/0123456789abcdef/").status_code == 404
    assert stranger.get("/logo/-/").status_code == 404

    gone = client.post(address, {"name": "Lake Schools", "color": "", "without_logo": "on"})
    assert gone.status_code == 302
    page = stranger.get("/catalog/").content.decode()
    assert "<style>" not in page and "/logo/" not in page and "Lake Schools" in page
    again = client.post(address, {"name": "Lake Schools", "color": ""})
    assert again.status_code == 422 and "Nothing has changed." in again.content.decode()


@pytest.mark.django_db
def test_another_process_asks_after_some_seconds(
    district: Organization, margaret: Person, settings: object
) -> None:
    AppearanceSet.objects.create(
        name="From elsewhere", set_by=margaret, set_at="2026-11-30T12:00:00Z"
    )
    assert appearance.program_name() != "From elsewhere"
    settings.APPEARANCE_SECONDS = 0.0001  # type: ignore[attr-defined]
    assert appearance.program_name() == "From elsewhere"
