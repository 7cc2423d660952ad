"""`assay evidence check`: what is stored against what the rows say, both ways."""

import csv
import os
import time
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.files import partials, storage
from assay.evidence.files.tests import samples
from assay.evidence.models import Artifact, Status
from assay.evidence.tests.factories import again, fill, make_draft, record
from assay.lib.errors import BadInput
from assay.lib.files.whole_files import BESIDE
from assay.record.models import Event


@pytest.fixture(autouse=True)
def storage_of_this_test(settings, tmp_path):
    """A folder that nobody else writes into."""
    options = {"location": tmp_path / "evidence", "file_permissions_mode": 0o600}
    mine = {"BACKEND": "assay.lib.files.storage.WholeFileStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "evidence": mine}
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


@pytest.fixture
def artifact(ada, draft):
    return actions.add_file(draft, "p2a", BytesIO(samples.movie(33)), name="talk.mp4", by=ada)


def check(*options):
    """(exit code, what was said)."""
    out, code = StringIO(), 0
    try:
        call_command("evidence", "check", *options, stdout=out, stderr=out)
    except SystemExit as e:
        code = e.code
    return code, out.getvalue()


def stored(artifact):
    return storage.path_of(storage.storage(), artifact.storage_key)


def spoil(artifact):
    """One byte is another; the length stays."""
    path = stored(artifact)
    body = bytearray(path.read_bytes())
    body[50] ^= 1
    path.write_bytes(bytes(body))


def test_all_is_as_it_should_be(artifact):
    for options in ((), ("--deep",)):
        code, said = check(*options)
        assert code == 0
        assert "All is as it should be: 1 stored files" in said


def test_a_missing_file_and_one_of_another_size_are_told(artifact, ada, draft):
    other = actions.add_file(draft, "p2a", BytesIO(samples.movie(34)), name="other.mp4", by=ada)
    stored(artifact).unlink()
    os.truncate(stored(other), 20)
    code, said = check()
    assert code == 1
    assert f"Missing: {artifact.storage_key}, of artifact {artifact.pk}." in said
    assert f"Wrong size: {other.storage_key} has 20 bytes" in said
    assert "2 things are wrong" in said


def test_other_bytes_of_the_same_length_are_found_by_reading_them(client, ada, artifact):
    spoil(artifact)
    assert check()[0] == 0
    code, said = check("--deep")
    assert code == 1
    assert f"Wrong bytes: {artifact.storage_key}" in said
    artifact.refresh_from_db()
    assert artifact.damaged_at is not None
    assert Event.objects.filter(verb="evidence.damage_found").count() == 1
    check("--deep")
    assert Event.objects.filter(verb="evidence.damage_found").count() == 1
    stored(artifact).write_bytes(samples.movie(33))
    code, said = check("--deep")
    assert (code, "whole again" in said) == (0, True)
    assert Event.objects.filter(verb="evidence.damage_mended").count() == 1


def test_what_no_row_names_is_told_and_left_alone(artifact, ada, draft):
    stray = storage.folder_of() / "ab" / "cd" / "stray"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"nobody's")
    left = storage.folder_of() / f".x{BESIDE}"
    left.write_bytes(b"half")
    assert "Left by a run" not in check()[1]  # it may be at work this moment
    os.utime(left, (time.time() - 7200,) * 2)
    code, said = check()
    assert code == 1
    assert "No row names ab/cd/stray, 8 bytes" in said
    assert "Left by a run that died" in said
    assert stray.exists()


def test_partials_are_compared_both_ways(ada, draft):
    body = samples.movie(35)
    upload = actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=len(body), by=ada)
    actions.append(upload, body[:100], offset=0, by=ada)
    assert check()[0] == 0
    os.truncate(partials.path_of(upload.token), 40)
    partials.path_of("nobodys").write_bytes(b"left")
    code, said = check()
    assert code == 1
    assert "counts 100 bytes, and 40 are there" in said
    assert "No upload is under way for" in said


def test_a_finished_file_that_waits_for_its_row_is_no_orphan(ada, draft):
    """Killed between the file's name and its row: the upload still holds it, and finishes it."""
    body = samples.movie(36)
    upload = actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=len(body), by=ada)
    actions.append(upload, body[:100], offset=0, by=ada)
    path = partials.path_of(upload.token)
    key = storage.folder_of() / "ef" / "ef" / "waits"
    key.parent.mkdir(parents=True)
    os.link(path, key)
    assert check()[0] == 0
    path.unlink()
    assert check()[0] == 1


def test_the_findings_go_into_a_table(artifact, tmp_path):
    stored(artifact).unlink()
    assert check("--csv", str(tmp_path / "found.csv"))[0] == 1
    rows = list(csv.DictReader((tmp_path / "found.csv").open()))
    assert [(row["kind"], row["artifacts"]) for row in rows] == [("missing", str(artifact.pk))]


@pytest.mark.parametrize("harm", ["other bytes", "half", "gone"])
def test_what_is_not_as_it_arrived_is_shown_to_nobody(client, ada, artifact, harm):
    client.force_login(ada)
    address = reverse("evidence:file", args=(artifact.pk,))
    assert client.get(address).status_code == 200
    if harm == "other bytes":
        spoil(artifact)
    elif harm == "half":
        os.truncate(stored(artifact), 100)
    else:
        stored(artifact).unlink()
    answer = client.get(address)
    assert answer.status_code == (404 if harm == "gone" else 410)
    if harm != "gone":
        assert "not stored as it arrived" in answer.content.decode()


@pytest.mark.parametrize("harm", ["other bytes", "gone"])
def test_handing_in_compares_every_byte_and_loses_nothing(ada, draft, client, harm):
    fill(draft)
    for old in draft.artifacts.filter(step_id="p2a"):
        actions.remove_artifact(old, by=ada)
    film = actions.add_file(draft, "p2a", BytesIO(samples.movie(37)), name="talk.mp4", by=ada)
    record(film, by=ada)
    spoil(film) if harm == "other bytes" else stored(film).unlink()
    with pytest.raises(BadInput, match="is not stored as it arrived"):
        actions.submit(draft, by=ada)
    assert again(draft).status == Status.DRAFT
    client.force_login(ada)
    answer = client.post(reverse("evidence:submission", args=(draft.pk,)))
    assert answer.status_code == 422
    assert "add it again from your device" in answer.content.decode()
    actions.remove_artifact(Artifact.objects.get(pk=film.pk), by=ada)
    anew = actions.add_file(draft, "p2a", BytesIO(samples.movie(37)), name="talk.mp4", by=ada)
    record(anew, by=ada)
    actions.submit(draft, by=ada)
    assert again(draft).status == Status.SUBMITTED
    assert not Artifact.objects.filter(damaged_at__isnull=False).exists()
    assert check("--deep")[0] == 0
