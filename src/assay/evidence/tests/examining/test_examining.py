"""Examining what arrived: once for equal bytes, taken up again after a death, and shown whole or not at all."""

import json
import os
import signal
import struct
import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence import actions, inventory
from assay.evidence.actions import examining
from assay.evidence.copies import copies_of, copy_of, drop_copies, playable
from assay.evidence.examining import leases, limited_process, recordings
from assay.evidence.examining.summary import preparation
from assay.evidence.files.storage import keep, size_of
from assay.evidence.models import (
    Artifact,
    CopyKind,
    Examination,
    ExaminationState,
    FileCopy,
    Verdict,
)
from assay.evidence.tests.factories import make_artifact, make_draft
from assay.lib.clock import held_at, now
from assay.record.models import Event

needs_ffmpeg = pytest.mark.skipif(
    not recordings.is_here(), reason="ffmpeg is not installed: apt-get install ffmpeg"
)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Two seconds as a phone writes them: on its side, with a place and a maker in its metadata."""
    path = tmp_path_factory.mktemp("film") / "phone.mov"
    plain = path.with_name("plain.mp4")
    given = ["-f", "lavfi", "-i", "testsrc=size=1920x1080:rate=30:duration=2"]
    given += ["-f", "lavfi", "-i", "sine=frequency=440:duration=2", "-shortest"]
    made = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    marks = ["-metadata", "location=+44.9778-093.2650/", "-metadata", "make=Phone of Ada"]
    _ffmpeg([*given, *made, str(plain)])
    _ffmpeg(["-i", str(plain), "-c", "copy", *marks, "-movflags", "use_metadata_tags", str(path)])
    before, movie, track, after = path.read_bytes().split(_matrix(1, 0, 0, 1, 0), 3)
    turned = _matrix(0, 1, -1, 0, 1080)  # the first track's, as a phone held upright writes it
    return before + _matrix(1, 0, 0, 1, 0) + movie + turned + track + _matrix(1, 0, 0, 1, 0) + after


def _matrix(a, b, c, d, x):
    return struct.pack(">9i", a << 16, b << 16, 0, c << 16, d << 16, 0, x << 16, 0, 1 << 30)


def _ffmpeg(arguments):
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True)


def _probe(path):
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


def give(draft, body, *, media_type="video/quicktime", name="IMG_1.mov", step="video"):
    """A file as it stands after an upload, and its examination."""
    from hashlib import sha256

    digest = sha256(body).hexdigest()
    artifact = make_artifact(
        draft,
        draft.version.content.items[0],
        extension="pdf",
        name=name,
        media_type=media_type,
        sha256=digest,
        storage_key=keep(BytesIO(body), digest),
        size_bytes=len(body),
    )
    actions.ask_for_examination(artifact)
    return artifact


def the(artifact):
    return Examination.objects.get(sha256=artifact.sha256)


def test_equal_bytes_are_asked_for_once_and_a_link_never(draft):
    one, two = give(draft, b"words"), give(draft, b"words")
    actions.ask_for_examination(Artifact(submission=draft, kind="link", url="https://a.example/"))
    assert Examination.objects.count() == 1
    assert the(one) == the(two)


def test_what_is_no_recording_is_done_at_once_and_not_scanned(draft):
    artifact = give(draft, b"%PDF-1.4", media_type="application/pdf", name="a.pdf")
    assert actions.examine_next()
    done = the(artifact)
    assert (done.state, done.verdict, done.progress) == ("done", Verdict.NOT_SCANNED, 100)
    assert Event.objects.filter(verb="evidence.examined").count() == 1
    assert not actions.examine_next()


def test_of_two_processes_one_has_it_until_its_lease_runs_out(draft):
    give(draft, b"words")
    mine = leases.take_next()
    assert mine is not None
    assert leases.take_next() is None
    with held_at(now() + leases.LEASE + timedelta(seconds=1)):
        theirs = leases.take_next()
        assert theirs is not None
        assert theirs.turns == 2
        with pytest.raises(leases.Lost):
            leases.keep_lease(mine, 50)
        with pytest.raises(leases.Lost):
            leases.end(mine, ExaminationState.DONE)
        leases.keep_lease(theirs, 50)
    assert Examination.objects.get().progress == 50


def test_bytes_that_end_the_process_again_and_again_are_left_alone(draft):
    give(draft, b"words")
    at = now()
    for _n in range(leases.MOST_TURNS):
        with held_at(at):
            assert leases.take_next() is not None
        at += leases.LEASE + timedelta(seconds=1)
    with held_at(at):
        assert leases.take_next() is None
    failed = Examination.objects.get()
    assert (failed.state, failed.findings) == ("failed", ["gave-up"])


def test_what_stood_here_before_is_examined_too(draft):
    artifact = make_artifact(draft, draft.version.content.items[0])
    assert actions.ask_for_the_rest() == 1
    assert the(artifact).state == "waiting"
    assert actions.ask_for_the_rest() == 0


def test_without_a_converter_it_says_so_and_tries_again_once_there_is_one(draft, monkeypatch):
    artifact = give(draft, b"film")
    monkeypatch.setenv("PATH", "/nowhere")
    actions.examine_next()
    assert the(artifact).findings == ["no-converter"]
    assert playable(artifact) == artifact
    assert actions.ask_for_the_rest() == 0
    monkeypatch.setattr(recordings, "is_here", lambda: True)
    assert actions.ask_for_the_rest() == 1
    assert the(artifact).state == "waiting"


def test_working_folders_of_the_dead_are_swept(draft, settings):
    give(draft, b"words")
    mine = leases.take_next()
    root = Path(settings.VAR) / "media"
    for name in (str(mine.pk), "999"):
        (root / name).mkdir(parents=True)
    assert actions.sweep_working_folders() == 1
    assert [folder.name for folder in root.iterdir()] == [str(mine.pk)]


@needs_ffmpeg
def test_a_film_of_a_phone_becomes_upright_small_and_without_its_place(draft, film, client, ada):
    artifact = give(draft, film)
    assert b"+44.9778" in film
    call_command("media", "work")
    assert the(artifact).state == "done", the(artifact).findings
    assert the(artifact).findings == []
    shown, poster = playable(artifact), copy_of(artifact, CopyKind.POSTER)
    assert shown.media_type == "video/mp4"
    client.force_login(ada)
    address = reverse("evidence:file", args=[artifact.pk])
    answer = client.get(address)
    body = b"".join(answer.streaming_content)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert b"IMG_1.mp4" in answer.headers["Content-Disposition"].encode()
    assert b"+44.9778" not in body
    assert b"Phone of Ada" not in body
    assert body.index(b"moov") < body.index(b"mdat")
    assert b"".join(client.get(address + "?copy=original").streaming_content) == film
    assert b"".join(client.get(address + "?copy=poster").streaming_content)[:2] == b"\xff\xd8"
    assert poster.size_bytes == size_of(poster.storage_key)
    mine = {copy.storage_key for copy in copies_of(artifact)} | {artifact.storage_key}
    assert not [f for f in inventory.walk(inventory.Tally(), deep=True) if f.key in mine]


@needs_ffmpeg
def test_the_copy_has_the_codecs_and_the_size_that_play_everywhere(film, tmp_path):
    source = tmp_path / "phone.mov"
    source.write_bytes(film)
    heard = []
    made = recordings.convert(source, "video/quicktime", tmp_path, heard.append)
    streams = {s["codec_type"]: s for s in _probe(made.streaming)["streams"]}
    assert (streams["video"]["codec_name"], streams["audio"]["codec_name"]) == ("h264", "aac")
    assert (streams["video"]["width"], streams["video"]["height"]) == (720, 1280)
    assert streams["video"]["pix_fmt"] == "yuv420p"
    assert "side_data_list" not in streams["video"]
    assert made.seconds == 2
    assert heard
    again = tmp_path / "again"
    again.mkdir()
    same = recordings.convert(source, "video/quicktime", again)
    assert same.streaming.read_bytes() == made.streaming.read_bytes()


@needs_ffmpeg
def test_sound_becomes_m4a(draft, tmp_path):
    path = tmp_path / "a.wav"
    _ffmpeg(["-f", "lavfi", "-i", "sine=frequency=440:duration=1", str(path)])
    artifact = give(draft, path.read_bytes(), media_type="audio/wav", name="a.wav")
    actions.examine_next()
    assert playable(artifact).media_type == "audio/mp4"
    assert copy_of(artifact, CopyKind.POSTER) is None


@needs_ffmpeg
@pytest.mark.parametrize("cut", [40, 5000, 0.5])
def test_a_film_that_is_cut_off_or_none_has_no_copy_and_stays_as_it_is(draft, film, cut):
    body = film[: int(len(film) * cut) if cut < 1 else cut]
    artifact = give(draft, body)
    actions.examine_next()
    assert the(artifact).findings == ["not-converted"]
    assert playable(artifact) == artifact
    assert not FileCopy.objects.exists()


@needs_ffmpeg
def test_a_playlist_in_the_clothes_of_a_film_opens_nothing(draft, tmp_path):
    secret = tmp_path / "secret.ts"
    secret.write_text("secret")
    body = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n"
    artifact = give(draft, body.encode())
    actions.examine_next()
    assert the(artifact).findings == ["not-converted"]


def test_a_program_that_never_ends_is_ended(tmp_path):
    bounds = limited_process.Bounds(seconds=1)
    with pytest.raises(limited_process.NotRun, match="too long"):
        limited_process.run(["sleep", "60"], folder=tmp_path, bounds=bounds)


def test_a_program_that_takes_too_much_memory_or_disk_is_ended(tmp_path):
    bounds = limited_process.Bounds(seconds=20, memory_bytes=2**28, file_bytes=1000)
    for greedy in (
        ["python3", "-c", "'x' * 2**30"],
        ["dd", "if=/dev/zero", "of=a", "bs=2000", "count=1"],
    ):
        with pytest.raises(limited_process.NotRun):
            limited_process.run(greedy, folder=tmp_path, bounds=bounds)


@needs_ffmpeg
def test_copies_are_carried_given_to_twins_and_go_with_the_last_artifact(draft, film):
    first = give(draft, film)
    actions.examine_next()
    second = give(draft, film)
    assert {c.storage_key for c in copies_of(second)} == {c.storage_key for c in copies_of(first)}
    keys = [copy.storage_key for copy in copies_of(first)]
    assert len(keys) == 2
    with held_at(now() + timedelta(days=3)):
        assert drop_copies(first)
        assert all(size_of(key) for key in keys)
        assert drop_copies(second)
        assert not any(size_of(key) for key in keys)
    assert not FileCopy.objects.exists()


@needs_ffmpeg
def test_bytes_that_came_today_stay_until_a_later_run(draft, film):
    artifact = give(draft, film)
    actions.examine_next()
    assert not drop_copies(artifact)
    assert copies_of(artifact).count() == 2


def test_a_stranger_gets_no_copy_either(draft, client, dee):
    artifact = give(draft, b"film")
    FileCopy.objects.create(
        artifact=artifact, kind=CopyKind.POSTER, name="poster.jpg", step_id="x", made_at=now()
    )
    client.force_login(dee)
    address = reverse("evidence:file", args=[artifact.pk])
    assert client.get(address + "?copy=poster").status_code == 404
    client.force_login(draft.start.person)
    assert client.get(address + "?copy=poster").status_code == 404  # its bytes are gone


def test_its_learner_sees_how_far_it_is_and_no_more_once_it_is_done(draft, client, ada):
    step = draft.version.content.items[0].id
    artifact = give(draft, b"film")
    client.force_login(ada)
    page = reverse("evidence:step", args=[draft.pk, step])
    Examination.objects.update(progress=42, state="running")
    assert "plays everywhere: 42 %" in client.get(page).content.decode()
    Examination.objects.update(state="done")
    said = client.get(page).content.decode()
    assert "plays everywhere" not in said
    assert "copy=poster" not in said
    FileCopy.objects.create(
        artifact=artifact, kind="poster", name="a.jpg", step_id=step, storage_key="k", made_at=now()
    )
    assert "copy=poster" in client.get(page).content.decode()


def test_those_who_run_the_program_read_what_waits_and_what_is_missing(draft, monkeypatch):
    give(draft, b"film")
    monkeypatch.setenv("PATH", "/nowhere")
    notes = preparation().notes
    assert "1 file is still to be examined." in notes
    assert any("no converter is installed" in text for text in notes)
    actions.examine_next()
    assert "1 file was not scanned for malware." in preparation().notes


@needs_ffmpeg
@pytest.mark.django_db(transaction=True)
def test_a_media_process_killed_in_the_middle_leaves_nothing_and_is_followed(draft, film, settings):
    artifact = give(draft, film)
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        real = leases.keep_lease
        leases.keep_lease = lambda *a: (real(*a), os.kill(os.getpid(), signal.SIGKILL))
        examining._BETWEEN_REPORTS = 0.0
        actions.examine_next()
        os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status)
    left = the(artifact)
    assert (left.state, left.turns) == ("running", 1)
    assert playable(artifact) == artifact
    assert not FileCopy.objects.exists()
    with held_at(now() + leases.LEASE + timedelta(seconds=1)):
        assert actions.examine_next()
        actions.sweep_working_folders()
    assert the(artifact).state == "done"
    assert playable(artifact).media_type == "video/mp4"
    assert not list((Path(settings.VAR) / "media").iterdir())
    mine = {artifact.sha256} | {copy.sha256 for copy in copies_of(artifact)}
    wrong = inventory.walk(inventory.Tally(), deep=True)
    assert not [f for f in wrong if f.key.rsplit("/", 1)[-1] in mine or f.is_damage]
