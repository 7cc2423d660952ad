"""The die: same facts, same bytes; every title fits; what must be read can be read."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from assay.ui.hallmark import Facts, draw, png, with_palette
from assay.ui.hallmark.color import contrast, srgb
from assay.ui.hallmark.facts import DOMAINS
from assay.ui.hallmark.impressions import LINES, inks
from assay.ui.hallmark.letters import engravable, inscription, setting
from assay.ui.hallmark.motifs import MOTIFS

TITLES = [
    "Supporting Academic Language for Multilingual Learners",
    "Making Grade-Level Content Comprehensible in More Than One Language",
    "Creating Accessible Digital Classroom Materials",
    "Analyzing Student Work with a Team",
    "Checking for Student Understanding During Instruction",
    "Designing a Choice-Based Learning Pathway",
    "Teaching and Reinforcing Classroom Routines",
    "Planning and Delivering a Co-Taught Lesson",
    "Coaching a Colleague Through One Cycle",
    "Leading Communication in a School Crisis",
    "Turning Classroom Data into Instructional Decisions",
    "Building a Legally Sound District Communication Plan",
    "Facilitating a Learning Team",
    "Conferring with Learners to Set and Track Goals",
    "Monitoring Progress on IEP Goals and Acting on It",
    "Designing for Learner Variability with Universal Design for Learning",
    "Protecting Student Data When Choosing and Using Classroom Technology",
    "Using Wait Time to Deepen Classroom Talk",
    "Diseño universal para el aprendizaje: ¿cómo empezar?",
]


def facts(**changes: object) -> Facts:
    known = {
        "slug": "wait-time",
        "title": "Using Wait Time to Deepen Classroom Talk",
        "letters": "TB",
        "year": 2025,
        "framework": "intasc-2013",
        "code": "8",
    }
    return Facts(**{**known, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("struck", [False, True])
def test_the_same_facts_give_the_same_bytes(struck: bool) -> None:
    assert draw(facts(), struck=struck) == draw(facts(), struck=struck)


def test_the_seed_is_the_slug_alone() -> None:
    assert facts(year=2030, title="Other").seed == facts().seed
    assert facts(slug="wait-time-2").seed != facts().seed


@pytest.mark.parametrize("title", TITLES)
def test_every_title_of_the_catalog_goes_on_its_ring_and_fits_its_arc(title: str) -> None:
    text = inscription(facts(title=title))
    assert text == title.upper()
    assert setting(text).degrees <= 276.01
    assert setting(text).size >= 7


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ &-'", min_size=1, max_size=80))
def test_any_title_up_to_eighty_letters_fits_its_arc(title: str) -> None:
    assert setting(inscription(facts(title=title))).degrees <= 276.01


def test_a_title_in_another_script_gives_way_to_the_short_one() -> None:
    assert inscription(facts(title="تعليم الطلاب", short_title="Arabic Talk")) == "ARABIC TALK"


def test_a_title_above_eighty_letters_gives_way_to_the_short_one() -> None:
    assert inscription(facts(title="Long " * 20, short_title="Long")) == "LONG"


def test_without_a_short_title_the_ring_bears_the_words_of_the_slug() -> None:
    assert inscription(facts(title="Long " * 20)) == "WAIT TIME"


def test_a_letter_without_an_outline_loses_its_accent_before_it_is_refused() -> None:
    assert engravable("Ŧ") is None
    assert engravable("ễ") == "E"


@pytest.mark.parametrize(
    ("framework", "code", "motif"),
    [
        ("intasc-2013", "2", "petals"),
        ("intasc-2013", "5", "facets"),
        ("intasc-2013", "6(c)", "gauge"),
        ("intasc-2013", "7", "facets"),
        ("intasc-2013", "8", "voices"),
        ("intasc-2013", "10", "rings"),
        ("tlms-2011", "1", "beacon"),
        ("psel-2015", "5", "arch"),
        ("danielson-2022", "3b", "voices"),
        ("", "", "voices"),
    ],
)
def test_the_first_alignment_chooses_the_motif(framework: str, code: str, motif: str) -> None:
    assert facts(framework=framework, code=code).motif == motif


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("turn", [-8, 0, 8])
def test_motif_lines_keep_three_to_one_against_their_field(domain: str, turn: int) -> None:
    hue = DOMAINS[domain][0] + turn
    assert contrast(srgb(0.40, 0.075, hue), srgb(0.975, 0.012, hue)) >= 3
    assert contrast(srgb(0.80, 0.06, hue), srgb(0.27, 0.022, hue)) >= 3
    assert contrast(LINES, srgb(0.34, 0.065, hue)) >= 3


def test_the_inks_follow_the_hue() -> None:
    assert inks(facts()).ink == "#0f4e69"  # OKLCH 0.40 0.075 232


@pytest.mark.parametrize("motif", MOTIFS)
@given(seed=st.binary(min_size=32, max_size=32))
@settings(max_examples=20)
def test_every_motif_stays_on_the_die(motif: str, seed: bytes) -> None:
    bold, fine = MOTIFS[motif](seed)
    for path in (bold, fine):
        moves = re.findall(r"M(-?[\d.]+) (-?[\d.]+)", path)
        assert moves
        assert all(60 <= float(x) <= 180 and 50 <= float(y) <= 160 for x, y in moves)


def test_a_title_cannot_break_out_of_the_file() -> None:
    svg = draw(facts(title='A "quoted" <script>'), struck=True)
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


@pytest.mark.parametrize("struck", [False, True])
def test_a_png_has_the_size_asked_for_and_a_clear_ground(struck: bool) -> None:
    image = Image.open(io.BytesIO(png(draw(facts(), struck=struck), 160)))
    assert image.size == (160, 160)
    assert image.convert("RGBA").getpixel((1, 1))[3] == 0


def test_at_forty_eight_pixels_motif_and_letters_survive_two_colors() -> None:
    image = Image.open(io.BytesIO(png(draw(facts(), struck=False, small=True), 48))).convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    gray = Image.alpha_composite(paper, image).convert("L")
    half = 157  # between the ink (gray 67) and its field (gray 247)
    dark = [[gray.getpixel((x, y)) < half for x in range(48)] for y in range(48)]
    motif = sum(dark[y][x] for y in range(8, 31) for x in range(8, 40))
    letters = sum(dark[y][x] for y in range(34, 44) for x in range(14, 34))
    assert motif > 60
    assert letters > 16


@pytest.mark.parametrize("size", [0, 7, 4097])
def test_a_senseless_size_is_refused(size: int) -> None:
    with pytest.raises(ValueError):
        png(draw(facts(), struck=True), size)


def test_a_palette_gives_the_same_picture_in_a_fraction_of_the_bytes() -> None:
    full = png(draw(facts(), struck=True, hairlines=False), 480)
    small = with_palette(full, 96)
    assert small == with_palette(full, 96)
    assert len(small) < 26_000 < len(full) / 3
    whites = [Image.new("RGBA", (480, 480), "white") for _ in range(2)]
    shown = [
        Image.alpha_composite(w, _opened(body)).convert("RGB")
        for w, body in zip(whites, (full, small), strict=True)
    ]
    apart = ImageStat.Stat(ImageChops.difference(*shown))
    assert max(apart.rms) < 2.5  # of 255
    assert max(most for _least, most in apart.extrema) < 48


def test_a_palette_keeps_the_clear_ground_and_a_soft_rim() -> None:
    alpha = _opened(png(draw(facts(), struck=True), 480, colors=96)).getchannel("A")
    opacities = {alpha.getpixel((x, 15)) for x in range(480)} | {
        alpha.getpixel((x, x)) for x in range(240)
    }
    assert {0, 255} < opacities


def test_a_palette_of_an_opaque_picture_has_nothing_to_see_through() -> None:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "#b08d3e").save(out, "PNG")
    made = Image.open(io.BytesIO(with_palette(out.getvalue(), 2)))
    assert "transparency" not in made.info
    assert made.convert("RGB").getpixel((3, 3)) == (0xB0, 0x8D, 0x3E)


def test_no_ground_shows_between_the_faces_of_the_bevel() -> None:
    alpha = _opened(png(draw(facts(), struck=True), 480)).getchannel("A")
    inside = [
        alpha.getpixel((x, y))
        for x in range(480)
        for y in range(480)
        if (x - 240) ** 2 + (y - 240) ** 2 < 205**2
    ]
    assert min(inside) == 255


@pytest.mark.parametrize("colors", [1, 250])
def test_a_senseless_number_of_colors_is_refused(colors: int) -> None:
    with pytest.raises(ValueError):
        png(draw(facts(), struck=True), 48, colors=colors)


def _opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body)).convert("RGBA")
