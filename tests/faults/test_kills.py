"""Killed at any line of receiving, joining and keeping: what was acknowledged is there, and nothing half is shown.

Each run forks a process that sends a file in parts and dies, by `os._exit`, at a line of ours drawn by seed. What it
had been told is then compared with what is there; another process goes on, and the file comes out byte for byte.
"""

import os
import random
import struct
import sys
import traceback
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.db import connections

from assay.catalog.tests.factories import make_version
from assay.evidence import actions, inventory
from assay.evidence.files import partials, storage
from assay.evidence.files.tests import samples
from assay.evidence.models import Artifact, Submission, Upload
from assay.evidence.tests.factories import make_draft
from assay.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
SEED = int(os.environ.get("FAULT_SEED", "20261128"))
KILLED = 137
PART = 48 * 1024
# Where a process may die: our own lines that receive, join, check, keep and count.
OURS = (
    "/assay/evidence/actions/",
    "/assay/evidence/files/",
    "/assay/lib/whole_files.py",
    "/assay/lib/storage.py",
)


@pytest.fixture(params=["one disk", "two disks"])
def places(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[str]:
    """Files grow and are kept on one disk, by a link, or on two, by a copy."""
    uploads = tmp_path / "uploads"
    memory = Path("/dev/shm") / f"assay-faults-{os.getpid()}"
    if request.param == "two disks":
        if not memory.parent.is_dir() or memory.parent.stat().st_dev == tmp_path.stat().st_dev:
            pytest.skip("there is no second disk at /dev/shm")
        uploads = memory
    options = {"location": tmp_path / "evidence", "file_permissions_mode": 0o600}
    mine = {"BACKEND": "assay.lib.files.storage.WholeFileStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "evidence": mine}
    settings.UPLOADS = uploads
    yield request.param
    for path in memory.glob("*"):
        path.unlink()
    if memory.is_dir():
        memory.rmdir()


@pytest.fixture
def draft(ada: Person, district: Any) -> Submission:
    return make_draft(ada, make_version(district))


def film(rng: random.Random) -> bytes:
    """A film of 100 to 250 KB with a place in it, so that it is cleaned as well."""
    head = samples.movie(rng.randrange(1, 900), place=b"+40.6892-074.0445/")
    filler = rng.randbytes(rng.randrange(100_000, 250_000))
    return head + struct.pack(">I4s", len(filler) + 8, b"mdat") + filler


def in_a_child(act: Callable[[Callable[[int], None]], None], at: int) -> tuple[int, int, int]:
    """Run in a forked process that dies at the `at`-th of our lines (0: never).

    Returns its exit code, the last offset it was told, and how many of our lines it ran.
    """
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            count = _die_at(at, lambda: act(lambda offset: _tell(writing, "told", offset)))
            _tell(writing, "lines", count)
        except BaseException:
            traceback.print_exc()
            os._exit(3)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        lines = [line.split() for line in said]
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    told = [int(n) for name, n in lines if name == "told"]
    counted = [int(n) for name, n in lines if name == "lines"]
    return code, max(told, default=0), max(counted, default=0)


def _tell(pipe: int, name: str, number: int) -> None:
    os.write(pipe, f"{name} {number}\n".encode())


def _die_at(at: int, act: Callable[[], None]) -> int:
    count = 0

    def line(frame: FrameType, event: str, _value: Any) -> Any:
        nonlocal count
        if event == "line":
            count += 1
            if count == at:
                os._exit(KILLED)
        return line

    def call(frame: FrameType, _event: str, _value: Any) -> Any:
        return line if any(part in frame.f_code.co_filename for part in OURS) else None

    sys.settrace(call)
    try:
        act()
    finally:
        sys.settrace(None)
    return count


def send(pk: int, body: bytes, tell: Callable[[int], None]) -> None:
    """Go on from where the upload stands, part by part, telling each offset once it was acknowledged."""
    upload = Upload.objects.select_related(
        "submission__start__person", "submission__version", "artifact"
    ).get(pk=pk)
    by, artifact = upload.submission.start.person, None
    while artifact is None:
        artifact = actions.append(
            upload, body[upload.offset : upload.offset + PART], offset=upload.offset, by=by
        )
        tell(upload.offset)


def nothing_half() -> None:
    """Whatever has a name in storage is what the name says, and what rows promise is there."""
    for path in storage.folder_of().rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            assert sha256(path.read_bytes()).hexdigest() == path.name, f"half a file at {path}"
    allowed = {
        inventory.PARTIAL,
        inventory.ORPHAN,
    }  # a leftover, or kept and not yet in a row: shown to nobody
    found = [f for f in inventory.walk(inventory.Tally(), deep=True) if f.kind not in allowed]
    assert not found, found
    for artifact in Artifact.objects.all():
        assert storage.is_whole(
            artifact.storage_key, size_bytes=artifact.size_bytes, sha256=artifact.sha256
        )


def one_kill(draft: Submission, body: bytes, at: int) -> int:
    """Send, die, compare, go on. Returns how many lines it ran, if it did not die."""
    upload = actions.begin_upload(
        draft, "p2a", name="talk.mp4", size_bytes=len(body), by=draft.start.person
    )
    code, told, lines = in_a_child(lambda tell: send(upload.pk, body, tell), at)
    assert code in {0, KILLED}
    upload.refresh_from_db()
    assert upload.offset >= told, f"{told} bytes were acknowledged, the row counts {upload.offset}"
    if upload.offset < upload.size_bytes:
        there = partials.path_of(upload.token).read_bytes() if upload.offset else b""
        assert there[: upload.offset] == body[: upload.offset]
    if told == len(body):
        assert Artifact.objects.count() == 1
    nothing_half()
    code, told, _lines = in_a_child(lambda tell: send(upload.pk, body, tell), 0)
    assert (code, told) == (0, len(body))
    artifact = Artifact.objects.get()
    stored = b"".join(storage.reading(artifact.storage_key, 0, artifact.size_bytes - 1))
    assert stored == body.replace(b"udta", b"free") or _cleaned(stored, body)
    nothing_half()
    leftover = [
        f for f in inventory.walk(inventory.Tally(), deep=True) if f.kind == inventory.PARTIAL
    ]
    assert not leftover, leftover
    Upload.objects.all().delete()
    Artifact.objects.all().delete()
    return lines


def _cleaned(stored: bytes, body: bytes) -> bool:
    """The film itself, byte for byte, whatever was taken out of its headers."""
    return (
        stored[-100_000:] == body[-100_000:]
        and len(stored) == len(body)
        and b"40.6892" not in stored
    )


def kills(draft: Submission, count: int) -> int:
    rng, died = random.Random(SEED), 0
    lines = one_kill(draft, film(rng), 0)
    assert lines > 200
    for _n in range(count):
        died += one_kill(draft, film(rng), rng.randrange(1, lines)) == 0
    return died


def test_a_few_kills(draft: Submission, places: str) -> None:
    assert kills(draft, 6) >= 5


@pytest.mark.slow
def test_two_hundred_kills(draft: Submission, places: str) -> None:
    count = int(os.environ.get("FAULT_KILLS", "200"))
    died = kills(draft, count)
    print(
        f"\n{places}: {died} of {count} runs were killed; every acknowledged byte was there, nothing half was shown"
    )
    assert died >= count * 0.9


def test_a_form_that_dies_in_the_middle_keeps_nothing_half(draft: Submission, places: str) -> None:
    """Without script a file comes in one piece: written beside, and only then named and in a row."""
    rng = random.Random(SEED)

    def add(name: str, body: bytes) -> Callable[[Callable[[int], None]], None]:
        def act(tell: Callable[[int], None]) -> None:
            mine = Submission.objects.with_version().get(pk=draft.pk)
            actions.add_file(mine, "p2a", BytesIO(body), name=name, by=mine.start.person)
            tell(1)

        return act

    _code, _told, lines = in_a_child(add("whole.mp4", film(rng)), 0)
    for _n in range(6):
        before = Artifact.objects.count()
        _code, told, _lines = in_a_child(add("dies.mp4", film(rng)), rng.randrange(1, lines))
        assert Artifact.objects.count() >= before + told
        nothing_half()
        Artifact.objects.all().delete()
