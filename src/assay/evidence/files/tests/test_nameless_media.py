"""Pictures, films and sounds keep what shows and sounds, and nobody's name, in whatever place it stood."""

from io import BytesIO

import pytest
from PIL import Image

from assay.evidence.files.accepted_files import MB, Limits
from assay.evidence.files.intake import receive
from assay.evidence.files.tests import samples
from assay.lib.errors import BadInput

NAME = b"Siobhan Whitlock"
ANY = Limits(
    formats=("png", "jpg", "gif", "webp", "mp4", "mov", "m4a", "mp3", "wav"),
    max_bytes=100 * MB,
    most=9,
    links=False,
)


def kept(body: bytes, name: str) -> bytes:
    return receive(BytesIO(body), name, ANY).content.read()


def holds(body: bytes) -> bool:
    wide = NAME.decode().encode("utf-16-be")
    return NAME in body or wide in body or wide in Image_bytes(body) or NAME in Image_bytes(body)


def Image_bytes(body: bytes) -> bytes:
    """A profile may be packed: unpacked by a reader of its own."""
    try:
        with Image.open(BytesIO(body)) as picture:
            return picture.info.get("icc_profile", b"") or b""
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("GIF", "a.gif"), ("WEBP", "a.webp")]
)
def test_a_picture_keeps_its_pixels_and_no_name(kind: str, name: str) -> None:
    body = samples.signed_picture(kind, NAME)
    assert holds(body)
    after = kept(body, name)
    assert not holds(after)
    with Image.open(BytesIO(body)) as old, Image.open(BytesIO(after)) as new:
        assert old.convert("RGB").tobytes() == new.convert("RGB").tobytes()
        assert not set(new.info) & {
            "comment",
            "exif",
            "xmp",
            "Author",
            "XML:com.adobe.xmp",
            "photoshop",
        }
        assert bool(old.info.get("icc_profile")) == bool(new.info.get("icc_profile"))


def test_a_moving_gif_goes_on_moving() -> None:
    out = BytesIO()
    frames = [Image.effect_noise((20, 20), n * 20 + 20).convert("P") for n in range(3)]
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], loop=0, comment=NAME, duration=80
    )
    with Image.open(BytesIO(kept(out.getvalue(), "a.gif"))) as picture:
        assert (picture.n_frames, picture.info["loop"], picture.info["duration"]) == (3, 0, 80)


def test_a_moving_webp_goes_on_moving() -> None:
    out = BytesIO()
    frames = [Image.effect_noise((20, 20), n * 20 + 20).convert("RGB") for n in range(3)]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], xmp=NAME, duration=80)
    after = kept(out.getvalue(), "a.webp")
    assert not holds(after)
    with Image.open(BytesIO(after)) as picture:
        assert picture.n_frames == 3


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")]
)
def test_which_way_is_up_stays(kind: str, name: str) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, NAME.decode()
    out = BytesIO()
    Image.effect_noise((40, 30), 40).convert("RGB").save(out, kind, exif=exif, xmp=NAME)
    with Image.open(BytesIO(kept(out.getvalue(), name))) as picture:
        found = dict(picture.getexif())
    assert found in ({0x0112: 6}, {} if kind == "WEBP" else None)


@pytest.mark.parametrize("cut", [20, 60, 200])
@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("GIF", "a.gif"), ("WEBP", "a.webp")]
)
def test_a_picture_cut_short_is_told_so(kind: str, name: str, cut: int) -> None:
    with pytest.raises(BadInput, match=r"cannot be opened|really|something else"):
        kept(samples.signed_picture(kind, NAME)[:cut], name)


@pytest.mark.parametrize(
    ("name", "brand"), [("a.mp4", b"isom"), ("a.mov", b"qt  "), ("a.m4a", b"M4A ")]
)
def test_a_recording_is_emptied_of_every_word(name: str, brand: bytes) -> None:
    body = samples.movie(
        344, video=name != "a.m4a", brand=brand, place=b"+42.2815-083.7430/", name=NAME
    )
    arrived = receive(BytesIO(body), name, ANY)
    after = arrived.content.read()
    assert arrived.duration_seconds == 344
    assert NAME not in after
    assert b"+42.28" not in after
    assert len(after) == len(body)
    for box in (b"udta", b"meta", b"uuid", b"XMP_", b"keys", b"ilst"):
        assert box not in after
    assert b"mvhd" in after
    assert after.count(b"trak") == 1  # the track of data is emptied, with what it pointed to


def test_a_film_that_plays_from_another_file_is_refused() -> None:
    with pytest.raises(BadInput, match="plays from another file"):
        kept(samples.movie(name=NAME, elsewhere=True), "a.mov")


def test_a_film_that_ends_early_keeps_what_it_has() -> None:
    body = samples.movie()
    data = body.index(b"mdat") - 4
    moved = (
        body[:data]
        + body[body.index(b"moov") - 4 :]
        + samples.struct.pack(">I4s", 5000, b"mdat")
        + b"\x07" * 900
    )
    assert kept(moved, "a.mp4").endswith(b"\x07" * 900)


def test_an_mp3_keeps_its_frames_alone() -> None:
    body = samples.mp3(10, name=NAME)
    arrived = receive(BytesIO(body), "a.mp3", ANY)
    after = arrived.content.read()
    assert after == samples.mp3(10) * 2
    assert arrived.duration_seconds == 20


@pytest.mark.parametrize("length", [0, 1, 400])
def test_frames_across_windows_stay_whole(monkeypatch, length: int) -> None:
    monkeypatch.setattr("assay.evidence.files.sounds._WINDOW", 4096 + length)
    assert kept(samples.mp3(10), "a.mp3") == samples.mp3(10)


def test_a_tag_without_sound_is_no_mp3() -> None:
    with pytest.raises(BadInput, match="no sound"):
        kept(b"ID3\x04\x00\x00\x00\x00\x00\x10" + NAME + bytes(100), "a.mp3")


def test_a_wav_keeps_its_sound_alone() -> None:
    arrived = receive(BytesIO(samples.wav(name=NAME)), "a.wav", ANY)
    assert arrived.content.read() == samples.wav()
    assert arrived.duration_seconds == 1
    with pytest.raises(BadInput, match="no sound"):
        kept(b"RIFF\x10\x00\x00\x00WAVELIST\x04\x00\x00\x00INFO", "a.wav")
