"""Files on arrival: what may stay, and what each refusal says."""

from io import BytesIO

import pytest
from PIL import Image

from assay.evidence.files.accepted_files import MB, Limits
from assay.evidence.files.intake import receive
from assay.evidence.files.kinds import kind_of
from assay.evidence.files.names import clean_name, looks_like_a_person
from assay.evidence.files.tests import samples
from assay.lib.errors import BadInput, TooLarge

ANY = Limits(
    formats=(
        "pdf",
        "docx",
        "xlsx",
        "pptx",
        "epub",
        "csv",
        "png",
        "jpg",
        "mp4",
        "mov",
        "m4a",
        "mp3",
    ),
    max_bytes=100 * MB,
    most=9,
    links=False,
)


def come(body: bytes, name: str, limits: Limits = ANY):
    return receive(BytesIO(body), name, limits)


@pytest.mark.parametrize(
    ("name", "body", "media_type"),
    [
        ("talk.mp4", samples.movie(), "video/mp4"),
        ("talk.MOV", samples.movie(brand=b"qt  "), "video/quicktime"),
        ("talk.m4a", samples.movie(video=False, brand=b"M4A "), "audio/mp4"),
        ("sound only.mp4", samples.movie(video=False), "audio/mp4"),
        ("talk.mp3", samples.mp3(), "audio/mpeg"),
        ("tally.pdf", samples.pdf(), "application/pdf"),
        ("photo.jpeg", samples.picture(), "image/jpeg"),
        ("photo.png", samples.picture("PNG"), "image/png"),
        (
            "plan.docx",
            samples.package(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("tally.csv", b"before,after\n0.9,4.1\n", "text/csv"),
    ],
)
def test_what_it_is_is_read_from_its_content(name, body, media_type):
    assert come(body, name).media_type == media_type


def test_an_empty_file_is_told_so():
    with pytest.raises(BadInput, match="is empty"):
        come(b"", "plan.pdf")


def test_too_large_says_how_large_and_how_large_it_may_be():
    small = Limits(formats=("pdf",), max_bytes=1 * MB, most=1, links=False)
    with pytest.raises(TooLarge, match="has 2 MB; up to 1 MB") as refusal:
        come(samples.pdf() + bytes(MB), "plan.pdf", small)
    assert refusal.value.status == 413


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("plan.docx", samples.pdf(), "is really PDF"),
        ("photo.jpg", samples.picture("PNG"), "is really PNG"),
        ("talk.mp4", samples.pdf(), "is really PDF"),
        ("plan.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "an older Office file"),
        ("plan.docx", samples.package(types=False), "a ZIP archive"),
        (
            "photo.png",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "something else",
        ),
        ("plan.pdf", b"<html><script>alert(1)</script></html>", "something else"),
        ("tally.csv", b"MZ\x90\x00" + bytes(100), "something else"),
        ("tally.csv", bytes(100), "something else"),
    ],
)
def test_a_misnamed_file_is_told_what_it_really_is(name, body, said):
    with pytest.raises(BadInput, match=said):
        come(body, name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("drawing.svg", "Save the drawing as PNG"),
        ("photo.heic", "Save the photo as JPG"),
        ("plan.exe", "not taken here"),
        ("plan.doc", "older Word"),
        ("noname", "not taken here"),
    ],
)
def test_another_type_is_told_the_way_out(name, said):
    with pytest.raises(BadInput, match=said):
        come(b"whatever", name)


def test_an_svg_is_never_evidence_even_where_a_version_lists_it():
    listed = Limits(formats=("svg",), max_bytes=MB, most=1, links=False)
    with pytest.raises(BadInput, match="SVG can carry scripts"):
        come(b"<svg/>", "drawing.svg", listed)


def test_a_zip_bomb_does_not_unfold():
    body = samples.bomb()
    assert len(body) < 100_000
    with pytest.raises(BadInput, match="unfolds to far more"):
        come(body, "plan.docx")


def test_a_bomb_that_lies_about_its_size_does_not_unfold_either():
    body = samples.bomb()
    lie = body.replace((64 * MB).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lie != body
    with pytest.raises(BadInput):
        come(lie, "plan.docx")


def test_macros_and_damage_are_refused():
    with pytest.raises(BadInput, match="macros"):
        come(samples.package(parts={"word/vbaProject.bin": b"x"}), "plan.docx")
    whole = samples.package(parts={"word/a.xml": b"text " * 400})
    hurt = bytearray(whole)
    at = whole.index(b"word/a.xml") + 14
    hurt[at : at + 4] = b"\x00\xff\x00\xff"
    with pytest.raises(BadInput, match="damaged"):
        come(bytes(hurt), "plan.docx")


@pytest.mark.parametrize(
    "body",
    [
        samples.pdf(extra=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        samples.pdf(extra=b"/OpenAction << /S /J#61vaScript >>"),
        samples.pdf(extra=b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
    ],
    ids=["plain", "spelled with hex", "launches a program"],
)
def test_a_pdf_with_scripts_is_refused_with_the_way_out(body):
    with pytest.raises(BadInput, match="Print it to a new PDF"):
        come(body, "plan.pdf")


def test_letters_in_a_pdfs_pictures_are_no_scripts():
    stream = b"8 0 obj << /Length 9 >>\nstream\n/JS /Launch\nendstream\nendobj\n"
    assert come(samples.pdf(2) + stream, "plan.pdf").pages == 2


def test_pages_are_counted():
    assert come(samples.pdf(12), "plan.pdf").pages == 12


def test_pictures_lose_where_they_were_taken_and_keep_which_way_is_up():
    body = samples.picture(place=True, orientation=6)
    assert b"Phone of Somebody" in body
    kept = come(body, "photo.jpg").content.read()
    with Image.open(BytesIO(kept)) as shown:
        exif = shown.getexif()
        assert dict(exif) == {0x0112: 6}
        assert not exif.get_ifd(0x8825)
        shown.load()
        assert shown.size == (40, 30)
    with Image.open(BytesIO(body)) as before, Image.open(BytesIO(kept)) as after:
        assert before.tobytes() == after.tobytes()


def test_what_hangs_on_behind_a_picture_goes():
    tail = b"<script>alert(1)</script>"
    for name, kind in (("photo.jpg", "JPEG"), ("photo.png", "PNG")):
        kept = come(samples.picture(kind) + tail, name).content.read()
        assert tail not in kept
        Image.open(BytesIO(kept)).load()


def test_a_picture_that_cannot_be_opened_or_is_enormous_is_refused(monkeypatch):
    with pytest.raises(BadInput, match="cannot be opened"):
        come(samples.picture()[:200], "photo.jpg")
    monkeypatch.setattr("assay.evidence.files.pictures.MAX_PIXELS", 1000)
    with pytest.raises(TooLarge, match="million pixels"):
        come(samples.picture(size=(100, 100)), "photo.jpg")


def test_recordings_are_measured_and_lose_where_they_were_made():
    place = b"\x00\x12\x15\xc7+42.2815-083.7430/"
    arrived = come(samples.movie(344, place=place), "talk.mp4")
    assert arrived.duration_seconds == 344
    kept = arrived.content.read()
    assert b"udta" not in kept
    assert b"free" in kept
    assert len(kept) == len(samples.movie(344, place=place))
    assert come(samples.mp3(10), "talk.mp3").duration_seconds == 10


def test_a_recording_that_was_cut_off_is_told_so():
    with pytest.raises(BadInput, match="cut off"):
        come(samples.movie(moov=False), "talk.mp4")


def test_the_hash_is_of_what_is_kept():
    from hashlib import sha256

    arrived = come(samples.picture(place=True), "photo.jpg")
    body = arrived.content.read()
    assert (arrived.sha256, arrived.size_bytes) == (sha256(body).hexdigest(), len(body))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("plan\x00\x1b[31m.pdf", "plan[31m.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("Cafe\u0301.pdf", "Caf\u00e9.pdf"),
        ("", "file"),
        ("...", "file"),
        ("a" * 400 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_names_are_cleaned(sent, kept):
    assert clean_name(sent) == kept


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("maria reflection.pdf", True),
        ("Jaylen Brooks.pdf", True),
        ("JaylenBrooks.jpg", True),
        ("reflection-1.jpg", False),
        ("Talk Tally.pdf", False),
        ("Lesson Plan Grade 4.docx", False),
        ("number-talk.mp4", False),
        ("Exit Ticket Results.xlsx", False),
    ],
)
def test_a_name_that_looks_like_a_persons_is_noticed(name, person):
    assert looks_like_a_person(name) is person


def test_nothing_known_is_nothing():
    assert kind_of(BytesIO(b"\x00\x01\x02\x03" * 50)) == ""
