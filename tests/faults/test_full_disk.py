"""A disk of 48 MB that fills up: plain words and 507, nothing half, nothing lost, and it goes on when there is room.

A small file system is mounted, which needs root; without, these are skipped and say so.
"""

import os
import struct
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence.files import partials, storage
from assay.evidence.files.tests import samples
from assay.evidence.models import Artifact, Submission, Upload
from assay.evidence.tests.factories import make_draft
from assay.people.models import Person

ROOT = Path(__file__).parent.parent.parent
MB = 1024 * 1024
TUS = {"Tus-Resumable": "1.0.0"}
PART = 8 * MB


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 48 MB, empty."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m,mode=700", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(
            f"a disk of 48 MB cannot be mounted here (it needs root): {mounted.stderr.strip()}"
        )
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def kept_in(settings: Any, folder: Path) -> None:
    options = {"location": folder, "file_permissions_mode": 0o600}
    mine = {"BACKEND": "assay.lib.files.storage.WholeFileStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "evidence": mine}


@pytest.fixture
def draft(ada: Person, district: Any) -> Submission:
    return make_draft(ada, make_version(district))


@pytest.fixture
def signed_in(client: Client, ada: Person) -> Client:
    client.force_login(ada)
    return client


def film(megabytes: float) -> bytes:
    filler = int(megabytes * MB)
    return samples.movie(60) + struct.pack(">I4s", filler + 8, b"mdat") + os.urandom(filler)


def begin(client: Client, draft: Submission, size: int) -> Any:
    name = b64encode(b"talk.mp4").decode()
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": f"filename {name}"}
    return client.post(reverse("evidence:uploads", args=(draft.pk, "p2a")), headers=headers)


def part(client: Client, place: str, body: bytes, at: int) -> Any:
    headers = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(at)}
    content_type = "application/offset+octet-stream"
    return client.patch(place, body[at : at + PART], content_type=content_type, headers=headers)


def where(client: Client, place: str) -> int:
    return int(client.head(place, headers=TUS)["Upload-Offset"])


def fill(disk: Path, leave: float) -> Path:
    """Somebody else's file takes all but so many MB."""
    said = os.statvfs(disk)
    filler = disk / "filler"
    with filler.open("wb") as file:
        left = said.f_bavail * said.f_frsize - int(leave * MB)
        while left > 0:
            left -= file.write(bytes(min(left, MB)))
    return filler


def nothing_half() -> None:
    for path in storage.folder_of().rglob("*"):
        if path.is_file():
            assert sha256(path.read_bytes()).hexdigest() == path.name, f"half a file at {path}"
    call_command("evidence", "check", "--deep")


@pytest.mark.django_db
def test_it_fills_up_while_a_film_comes_in(
    signed_in: Client, draft: Submission, settings: Any, disk: Path
) -> None:
    settings.UPLOADS = disk / "uploads"
    kept_in(settings, disk / "evidence")
    body = film(24)
    place = begin(signed_in, draft, len(body))["Location"]
    assert part(signed_in, place, body, 0).status_code == 204
    filler = fill(disk, leave=3)
    for _again in range(3):
        answer = part(signed_in, place, body, PART)
        assert answer.status_code == 507
        assert "no room left" in answer.json()["detail"]
        assert where(signed_in, place) == PART
    assert begin(signed_in, draft, 10 * MB).status_code == 507
    nothing_half()
    assert partials.path_of(Upload.objects.get().token).read_bytes()[:PART] == body[:PART]
    filler.unlink()
    for at in range(PART, len(body), PART):
        answer = part(signed_in, place, body, at)
        assert answer.status_code == 204
    assert Artifact.objects.get(pk=answer["Upload-Artifact"]).sha256 == sha256(body).hexdigest()
    nothing_half()


@pytest.mark.django_db
def test_it_fills_up_while_a_film_is_kept(
    signed_in: Client, draft: Submission, settings: Any, disk: Path, tmp_path: Path
) -> None:
    """All of it has arrived on another disk; the copy finds no room. 24 acknowledged megabytes wait where they are."""
    settings.UPLOADS = tmp_path / "uploads"
    kept_in(settings, disk / "evidence")
    body = film(24)
    place = begin(signed_in, draft, len(body))["Location"]
    filler = fill(disk, leave=10)
    for at in range(0, len(body), PART):
        answer = part(signed_in, place, body, at)
    assert answer.status_code == 507
    assert where(signed_in, place) == len(body)
    assert part(signed_in, place, body, len(body)).status_code == 507
    assert not Artifact.objects.exists()
    nothing_half()
    filler.unlink()
    answer = part(signed_in, place, body, len(body))
    assert answer.status_code == 204
    assert Artifact.objects.get(pk=answer["Upload-Artifact"]).sha256 == sha256(body).hexdigest()
    nothing_half()


@pytest.mark.django_db
def test_a_form_without_script_says_so_and_keeps_what_was_typed(
    signed_in: Client, draft: Submission, settings: Any, disk: Path
) -> None:
    settings.UPLOADS = disk / "uploads"
    kept_in(settings, disk / "evidence")
    fill(disk, leave=1)
    address = reverse("evidence:step", args=(draft.pk, "p2a"))
    answer = signed_in.post(
        address, {"files": SimpleUploadedFile("talk.mp4", film(4)), "then": "stay"}
    )
    assert answer.status_code == 507
    assert "no room left" in answer.content.decode()
    assert not Artifact.objects.exists()
    nothing_half()


def test_typing_on_a_full_disk(disk: Path) -> None:
    """The database lies on it, too: each save is refused in words, what stood stands, and it goes on afterwards."""
    environment = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("ASSAY_", "DATABASE_URL", "DJANGO_"))
    }
    environment |= {"ASSAY_VAR": str(disk), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "tests.faults.scene", "type"]
    done = subprocess.run(
        command, env=environment, cwd=disk, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = done.stdout.splitlines()
    assert said[0].startswith("200 ")
    refused = next(line for line in said if line.startswith("507 "))
    assert "Nothing typed or uploaded so far is lost" in refused
    assert not [line for line in said if line.startswith("statuses") and "500" in line]
    assert "reads 200" in said
    assert said[-2].startswith("200 "), said
    assert said[-1] == "integrity ok"


@pytest.mark.django_db
def test_a_document_is_cleaned_where_there_is_no_room(
    signed_in: Client, draft: Submission, settings: Any, disk: Path, tmp_path: Path
) -> None:
    """Documents are cleaned in the temporary folder: full, it refuses for now, and does not call the document bad."""
    settings.UPLOADS = tmp_path / "uploads"
    kept_in(settings, tmp_path / "evidence")
    settings.FILE_UPLOAD_TEMP_DIR = disk
    body = samples.pdf(3) + b"%" * (2 * MB)
    name = b64encode(b"plan.pdf").decode()
    headers = {**TUS, "Upload-Length": str(len(body)), "Upload-Metadata": f"filename {name}"}
    place = signed_in.post(reverse("evidence:uploads", args=(draft.pk, "p2b")), headers=headers)[
        "Location"
    ]
    for leave in (1, 3):  # no room to begin with, and none for what comes out
        filler = fill(disk, leave=leave)
        answer = part(signed_in, place, body, where(signed_in, place))
        if answer.status_code != 204:
            assert answer.status_code == 507, answer.content
            assert where(signed_in, place) == len(body)
        filler.unlink()
    if answer.status_code != 204:
        assert part(signed_in, place, body, len(body)).status_code == 204
    assert Artifact.objects.get().name == "plan.pdf"
