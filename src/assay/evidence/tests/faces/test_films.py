"""A film with a drawn face, through the real detector and ffmpeg: nobody's face, and found as one."""

import subprocess
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command

from assay.evidence.examining import recordings
from assay.evidence.faces import is_here
from assay.evidence.faces.boxes import Box
from assay.evidence.faces.covering import cover
from assay.evidence.faces.film import NotRead, open_film
from assay.evidence.tests.faces.conftest import FRAMES, place

np = pytest.importorskip("numpy")
needs_faces = pytest.mark.skipif(
    not is_here(), reason="the extra `faces` or ffmpeg is not installed"
)


def looks(path):
    return [picture.copy() for picture in open_film(path).pictures(1)]


def detail(picture, box):
    """How much neighboring pixels differ in a box: much in a face, next to nothing in a cell of one color."""
    x, y, w, h = box
    part = picture[y : y + h, x : x + w].mean(axis=2)
    return float(np.abs(np.diff(part, axis=1)).mean())


def features(n):
    x, y = place(n)
    return x + 28, y + 40, 44, 48


@needs_faces
def test_the_command_covers_a_face_in_every_frame_and_leaves_sound_and_all_else(
    film, tmp_path, capsys
):
    target, before = tmp_path / "covered.mp4", film.read_bytes()
    call_command("faces", str(film), str(target))
    assert film.read_bytes() == before
    was, now = looks(film), looks(target)
    assert len(was) == len(now) == FRAMES
    for n in range(FRAMES):
        assert detail(now[n], features(n)) < detail(was[n], features(n)) * 0.6, n
    assert np.abs(now[0][:, 400:].astype(int) - was[0][:, 400:]).mean() < 3
    assert streams(target) == ["h264", "aac"]
    said = capsys.readouterr()
    assert "voices are not changed" in said.out.replace("\n", " ")
    assert "find: " in said.err


@needs_faces
def test_a_face_can_be_left_clear_and_a_box_be_drawn(film, tmp_path):
    target = tmp_path / "clear.mp4"
    call_command("faces", str(film), str(target), "--clear", "1:33,45", "--box", "0-9:0,0,5,20")
    was, now = looks(film), looks(target)
    assert detail(now[15], features(15)) > detail(was[15], features(15)) / 2
    assert len({tuple(pixel // 8) for pixel in now[15][2:60, 2:28].reshape(-1, 3)}) <= 4


@needs_faces
def test_the_whole_picture_can_be_covered(film, tmp_path):
    target = tmp_path / "whole.mp4"
    call_command("faces", str(film), str(target), "--whole")
    was, now = looks(film), looks(target)
    for n in (0, 15, 29):
        assert detail(now[n], features(n)) < detail(was[n], features(n)) * 0.6


@needs_faces
def test_a_refusal_writes_nothing_and_says_why(film, tmp_path):
    target = tmp_path / "a.mp4"
    words = tmp_path / "words.mp4"
    words.write_text("words")
    for arguments, said in (
        ([tmp_path / "none.mp4", target], "no file"),
        ([words, target], "No copy was made"),
        ([film, words], "there already"),
        ([film, tmp_path / "a.mkv"], "ends in .mp4"),
        ([film, target, "--clear", "1:90,90"], "no one face"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("faces", *map(str, arguments))
    assert not target.exists()
    assert words.read_text() == "words"


@pytest.mark.parametrize(
    "option", ["--box=1:2", "--box=3-1:0,0,5,5", "--box=1-2:0,0,101,5", "--clear=x"]
)
def test_a_box_of_another_shape_is_refused(option, tmp_path):
    with pytest.raises(CommandError):
        call_command("faces", "a.mp4", "b.mp4", option)


def test_without_a_converter_it_says_what_is_missing(film_less, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CommandError, match="extra `faces`"):
        call_command("faces", str(film_less), str(tmp_path / "b.mp4"))


@pytest.fixture
def film_less(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"")
    return path


@pytest.mark.skipif(not recordings.is_here(), reason="ffmpeg is not installed")
def test_what_is_no_film_is_not_read(film_less):
    with pytest.raises(NotRead):
        open_film(film_less)


def test_what_is_covered_holds_four_by_four_colors_at_most_whatever_its_size():
    noise = np.random.default_rng(1).integers(0, 256, 640 * 360 * 3 // 2, dtype=np.uint8)
    for box in (
        Box(11, 13, 37, 41),
        Box(100, 50, 301, 222),
        Box(-20, -20, 60, 60),
        Box(600, 300, 90, 90),
    ):
        frame = noise.copy()
        cover(frame, 640, 360, [box])
        luma = frame[: 640 * 360].reshape(360, 640)
        x, y = max(int(box.x), 0), max(int(box.y), 0)
        part = luma[y : int(box.y + box.h), x : int(box.x + box.w)]
        assert len(np.unique(part)) <= 16
        rest = luma.copy()
        rest[max(y - 2, 0) : int(box.y + box.h) + 3, max(x - 2, 0) : int(box.x + box.w) + 3] = 0
        was = noise[: 640 * 360].reshape(360, 640)
        assert (rest[rest > 0] == was[rest > 0]).all()
        for half in np.split(frame[640 * 360 :], 2):
            color = half.reshape(180, 320)[
                y // 2 : int(box.y + box.h) // 2, x // 2 : int(box.x + box.w) // 2
            ]
            assert len(np.unique(color)) <= 16


def test_a_box_outside_of_the_picture_changes_nothing():
    frame = np.arange(64 * 32 * 3 // 2, dtype=np.int64).astype(np.uint8)
    before = sha256(frame.tobytes()).digest()
    cover(frame, 64, 32, [Box(70, 0, 10, 10), Box(-30, -30, 20, 20)])
    assert sha256(frame.tobytes()).digest() == before


def streams(path):
    command = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0"]
    said = subprocess.run([*command, str(path)], check=True, capture_output=True, text=True)
    return said.stdout.split()
