"""Files in parts: tus 1.0.0, and whatever the parts, the same bytes."""

import base64
import hashlib
import os
import re
import struct
from datetime import timedelta
from hashlib import sha256
from mmap import mmap
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.catalog.tests.factories import make_version
from assay.evidence import actions, links
from assay.evidence.files import partials
from assay.evidence.files.accepted_files import MB
from assay.evidence.files.storage import folder_of, storage
from assay.evidence.files.tests import samples
from assay.evidence.models import Artifact, Upload
from assay.evidence.tests.factories import make_draft
from assay.lib.clock import held_at, now
from assay.lib.errors import Stale
from assay.lib.files.whole_files import BESIDE

TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    return client


def create(client, draft, body, name="talk.mp4", step="p2a", **headers):
    meta = f"filename {base64.b64encode(name.encode()).decode()}"
    headers = {**TUS, "Upload-Length": str(len(body)), "Upload-Metadata": meta, **headers}
    return client.post(reverse("evidence:uploads", args=(draft.pk, step)), headers=headers)


def patch(client, address, body, offset, **headers):
    return client.patch(
        address,
        body,
        content_type=PART,
        headers={**TUS, "Content-Type": PART, "Upload-Offset": str(offset), **headers},
    )


def test_a_file_arrives_in_parts_and_is_taken_up_after_a_loss(signed_in, draft):
    body = samples.movie(120)
    made_answer = create(signed_in, draft, body)
    assert made_answer.status_code == 201
    assert made_answer["Tus-Resumable"] == "1.0.0"
    assert "Upload-Expires" in made_answer
    address = made_answer["Location"]
    assert patch(signed_in, address, body[:50], 0)["Upload-Offset"] == "50"
    standing = signed_in.head(address, headers=TUS)
    assert (standing["Upload-Offset"], standing["Upload-Length"]) == ("50", str(len(body)))
    last = patch(signed_in, address, body[50:], 50)
    assert last.status_code == 204
    artifact = Artifact.objects.get(pk=last["Upload-Artifact"])
    assert artifact.sha256 == sha256(body).hexdigest()
    assert artifact.duration_seconds == 120
    assert Upload.objects.get().token not in partials.standing()


def test_the_protocol_says_what_it_can(signed_in, draft):
    address = reverse("evidence:uploads", args=(draft.pk, "p2a"))
    answer = signed_in.options(address)
    assert answer["Tus-Extension"] == "creation,termination,expiration,checksum"
    assert signed_in.post(address).status_code == 412
    upload = create(signed_in, draft, samples.movie())["Location"]
    assert signed_in.patch(upload, b"x", content_type="text/plain", headers=TUS).status_code == 415


def test_another_place_in_the_file_is_told_and_nothing_is_written_twice(signed_in, draft):
    body = samples.movie()
    address = create(signed_in, draft, body)["Location"]
    patch(signed_in, address, body[:40], 0)
    assert patch(signed_in, address, body[:40], 0).status_code == 409
    assert patch(signed_in, address, body[60:], 60).status_code == 409
    assert patch(signed_in, address, body[40:], 40).status_code == 204


def test_a_part_that_arrived_altered_is_asked_for_again(signed_in, draft):
    body = samples.movie()
    address = create(signed_in, draft, body)["Location"]
    good = base64.b64encode(hashlib.sha256(body[:40]).digest()).decode()
    assert (
        patch(
            signed_in, address, body[:39] + b"!", 0, **{"Upload-Checksum": f"sha256 {good}"}
        ).status_code
        == 460
    )
    assert signed_in.head(address, headers=TUS)["Upload-Offset"] == "0"
    assert (
        patch(signed_in, address, body[:40], 0, **{"Upload-Checksum": f"sha256 {good}"}).status_code
        == 204
    )
    assert (
        patch(signed_in, address, b"x", 40, **{"Upload-Checksum": "crc7 AAAA"}).status_code == 422
    )


def test_size_type_and_emptiness_are_refused_before_a_byte_is_sent(signed_in, draft):
    assert create(signed_in, draft, b"").status_code == 422
    assert create(signed_in, draft, samples.pdf(), name="plan.pdf").status_code == 422
    big = create(signed_in, draft, b"x", **{"Upload-Length": str(3 * 1024**3)})
    assert big.status_code == 413
    assert "up to 2048 MB" in big.json()["detail"]
    assert create(signed_in, draft, b"x", **{"Upload-Length": "many"}).status_code == 422
    assert not Upload.objects.exists()


def test_more_than_was_announced_is_refused(signed_in, draft):
    body = samples.movie()
    address = create(signed_in, draft, body)["Location"]
    assert patch(signed_in, address, body + b"more", 0).status_code == 413


def test_a_file_that_turns_out_to_be_something_else_is_dropped_with_the_reason(signed_in, draft):
    body = samples.pdf()
    address = create(signed_in, draft, body)["Location"]
    answer = patch(signed_in, address, body, 0)
    assert answer.status_code == 422
    assert "is really PDF" in answer.json()["detail"]
    assert not Upload.objects.exists()
    assert not Artifact.objects.exists()


def test_giving_up_deletes_the_parts(signed_in, draft):
    body = samples.movie()
    address = create(signed_in, draft, body)["Location"]
    patch(signed_in, address, body[:40], 0)
    token = Upload.objects.get().token
    assert signed_in.delete(address, headers=TUS).status_code == 204
    assert signed_in.head(address, headers=TUS).status_code == 404
    assert token not in partials.standing()


def test_strangers_cannot_see_or_feed_an_upload(client, dee, signed_in, draft):
    address = create(signed_in, draft, samples.movie())["Location"]
    client.force_login(dee)
    assert client.head(address, headers=TUS).status_code == 404
    assert patch(client, address, b"x", 0).status_code == 404
    assert client.delete(address, headers=TUS).status_code == 404
    assert create(client, draft, samples.movie()).status_code == 404


def test_what_nobody_goes_on_with_expires(signed_in, draft):
    body = samples.movie()
    address = create(signed_in, draft, body)["Location"]
    with held_at(now() + timedelta(days=8)):
        assert patch(signed_in, address, body[:40], 0).status_code == 410
        assert actions.expire_uploads() == 1
    assert not Upload.objects.exists()


def test_readiness_waits_for_a_file_on_its_way(signed_in, draft):
    create(signed_in, draft, samples.movie())
    page = signed_in.get(reverse("evidence:readiness", args=(draft.pk,)))
    assert "still on its way" in page.content.decode()


def announced(draft, ada, body, name="talk.mp4", step="p2a"):
    return actions.begin_upload(draft, step, name=name, size_bytes=len(body), by=ada)


def test_what_a_crash_left_beyond_the_row_is_written_over(ada, draft):
    body = samples.movie()
    upload = announced(draft, ada, body)
    with partials.door(upload.token) as behind:
        os.write(behind.file, b"left behind by a crash" * 100)
    with pytest.raises(Stale):
        actions.append(upload, body[:10], offset=5, by=ada)
    actions.append(upload, body[:100], offset=0, by=ada)
    artifact = actions.append(upload, body[100:], offset=100, by=ada)
    assert artifact.sha256 == sha256(body).hexdigest()


def test_an_upload_that_lost_bytes_goes_on_from_those_it_has(signed_in, ada, draft):
    body = samples.movie()
    address = create(signed_in, draft, body)["Location"]
    patch(signed_in, address, body[:100], 0)
    os.truncate(partials.path_of(Upload.objects.get().token), 30)
    assert patch(signed_in, address, body[100:], 100).status_code == 409
    assert signed_in.head(address, headers=TUS)["Upload-Offset"] == "30"
    last = patch(signed_in, address, body[30:], 30)
    assert Artifact.objects.get(pk=last["Upload-Artifact"]).sha256 == sha256(body).hexdigest()


def test_a_file_that_vanished_altogether_begins_at_nothing(ada, draft):
    body = samples.movie()
    upload = announced(draft, ada, body)
    actions.append(upload, body[:100], offset=0, by=ada)
    partials.drop(upload.token)
    with pytest.raises(Stale, match="continues from what is there"):
        actions.append(upload, body[100:], offset=100, by=ada)
    assert Upload.objects.get().offset == 0
    assert actions.append(upload, body, offset=0, by=ada).sha256 == sha256(body).hexdigest()


def test_whoever_lost_the_last_answer_is_told_again(signed_in, draft):
    body = samples.movie()
    address = create(signed_in, draft, body)["Location"]
    patch(signed_in, address, body[:50], 0)
    first = patch(signed_in, address, body[50:], 50)
    for again in (
        patch(signed_in, address, body[50:], 50),
        patch(signed_in, address, b"", len(body)),
    ):
        assert again.status_code == 204
        assert again["Upload-Artifact"] == first["Upload-Artifact"]
        assert again["Upload-Offset"] == str(len(body))
    standing = signed_in.head(address, headers=TUS)
    assert (standing["Upload-Offset"], standing["Upload-Artifact"]) == (
        str(len(body)),
        first["Upload-Artifact"],
    )
    assert Artifact.objects.count() == 1


def test_all_bytes_are_there_and_the_end_was_never_reached(signed_in, ada, draft):
    """The process died between counting the last part and keeping the file: an empty part finishes it."""
    body = samples.movie()
    address = create(signed_in, draft, body)["Location"]
    whole_but_unfinished(body)
    standing = signed_in.head(address, headers=TUS)
    assert (standing["Upload-Offset"], standing.get("Upload-Artifact")) == (str(len(body)), None)
    last = patch(signed_in, address, b"", len(body))
    assert Artifact.objects.get(pk=last["Upload-Artifact"]).sha256 == sha256(body).hexdigest()


def whole_but_unfinished(body):
    upload = Upload.objects.get()
    with partials.door(upload.token) as behind:
        os.write(behind.file, body)
    Upload.objects.update(offset=len(body))
    return upload


def test_what_nobody_waited_for_is_finished_by_the_product(ada, draft):
    body = samples.movie()
    announced(draft, ada, body)
    whole_but_unfinished(body)
    assert actions.finish_uploads() == 0  # its client may still be at it
    with held_at(now() + timedelta(minutes=11)):
        assert actions.finish_uploads() == 1
        assert actions.finish_uploads() == 0
    assert Artifact.objects.get().sha256 == sha256(body).hexdigest()


def test_two_clients_at_once_never_mix_their_bytes(ada, draft):
    """One is in the middle of a part: the other is asked to wait, and gets the file when the first falls silent."""
    body, other = samples.movie(100), samples.movie(200)
    assert len(body) == len(other)
    upload, again = announced(draft, ada, body), Upload.objects.get()
    path = partials.path_of(upload.token)

    def interrupted():
        yield other[:40]
        with pytest.raises(Stale, match="Another tab or device"):
            actions.append(again, body, offset=0, by=ada)
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 60))  # a minute without a byte
        assert actions.append(again, body, offset=0, by=ada).sha256 == sha256(body).hexdigest()
        yield other[40:]

    with pytest.raises(Stale):
        actions.append(upload, interrupted(), offset=0, by=ada)
    assert Artifact.objects.get().sha256 == sha256(body).hexdigest()
    assert Upload.objects.get().artifact == Artifact.objects.get()


def test_an_upload_given_up_in_the_middle_of_a_part_stays_given_up(ada, draft):
    body = samples.movie()
    upload = announced(draft, ada, body)

    def given_up():
        yield body[:40]
        actions.terminate(Upload.objects.get(), by=ada)
        yield body[40:]

    with pytest.raises(Stale):
        actions.append(upload, given_up(), offset=0, by=ada)
    assert upload.token not in partials.standing()
    assert not Artifact.objects.exists()


def test_what_an_interrupted_part_brought_is_not_counted(ada, draft):
    body = samples.movie()
    upload = announced(draft, ada, body)

    def cut():
        yield body[:40]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        actions.append(upload, cut(), offset=0, by=ada)
    assert Upload.objects.get().offset == 0
    assert actions.append(upload, body, offset=0, by=ada).sha256 == sha256(body).hexdigest()


def test_nothing_of_a_body_is_read_inside_a_transaction(
    ada, draft, django_capture_on_commit_callbacks
):
    body = samples.movie()
    upload = announced(draft, ada, body)
    depth = len(connection.savepoint_ids)

    def watched():
        for at in range(0, len(body), 50):
            assert len(connection.savepoint_ids) == depth
            yield body[at : at + 50]

    assert actions.append(upload, watched(), offset=0, by=ada) is not None


def test_the_last_part_reads_no_more_than_it_brought(ada, draft):
    """The hash grows with the file: 24 MB arrived before, and finishing reads the last part alone."""
    film = samples.movie(60) + struct.pack(">I4s", 24 * MB + 8, b"mdat") + os.urandom(24 * MB)
    upload, at = announced(draft, ada, film), 0
    while len(film) - at > 8 * MB:
        actions.append(upload, film[at : at + 8 * MB], offset=at, by=ada)
        at += 8 * MB
    before = bytes_read()
    artifact = actions.append(upload, film[at:], offset=at, by=ada)
    assert artifact.sha256 == sha256(film).hexdigest()
    assert bytes_read() - before < (len(film) - at) + MB
    assert storage().open(artifact.storage_key).read() == film


@pytest.mark.parametrize("shift", [0, 1], ids=["blocks of memory", "between blocks"])
@pytest.mark.parametrize("straight", [True, False], ids=["past the cache", "through the cache"])
def test_however_it_is_written_the_bytes_are_the_same(ada, draft, monkeypatch, shift, straight):
    """A disk may take whole blocks of memory past the cache, or not know how to; ends are never whole blocks."""
    if not straight:
        monkeypatch.setattr(partials, "_opened_straight", lambda path: -1)
    film = samples.movie(60) + struct.pack(">I4s", 9 * MB + 15, b"mdat") + os.urandom(9 * MB + 7)
    upload, at, artifact = announced(draft, ada, film), 0, None
    with mmap(-1, 8 * MB + shift) as body:
        while at < len(film):
            part = film[at : at + 8 * MB]
            body[shift : shift + len(part)] = part
            with memoryview(body)[shift : shift + len(part)] as whole:
                pieces = [whole[n : n + MB] for n in range(0, len(whole), MB)]
                sent = ("sha256", sha256(part).digest())
                artifact = actions.append(upload, pieces, offset=at, checksum=sent, by=ada)
                for piece in pieces:
                    piece.release()
            at += len(part)
    assert artifact.sha256 == sha256(film).hexdigest()
    assert storage().open(artifact.storage_key).read() == film


def test_a_file_that_stands_there_damaged_is_replaced_by_the_one_that_came(ada, draft):
    film = samples.movie(61)
    first = actions.append(announced(draft, ada, film), film, offset=0, by=ada)
    path = Path(storage().path(first.storage_key))
    path.chmod(0o600)
    path.write_bytes(b"something else")
    Artifact.objects.all().delete()
    again = announced(draft, ada, film)
    assert actions.append(again, film, offset=0, by=ada).storage_key == first.storage_key
    assert path.read_bytes() == film


def bytes_read():
    """What this process asked the kernel to read, in bytes (Linux, proc(5))."""
    return int(re.search(r"rchar: (\d+)", Path("/proc/self/io").read_text())[1])


def test_a_place_is_taken_out_of_what_came_in_parts(ada, draft):
    film = samples.movie(60, place=b"+40.6892-074.0445/")
    upload = announced(draft, ada, film)
    actions.append(upload, film[:30], offset=0, by=ada)
    artifact = actions.append(upload, film[30:], offset=30, by=ada)
    kept = storage().open(artifact.storage_key).read()
    assert artifact.sha256 == sha256(kept).hexdigest() != sha256(film).hexdigest()


def test_leftovers_of_killed_runs_go_after_a_day(ada, draft):
    upload = announced(draft, ada, samples.movie())
    actions.append(upload, b"x" * 10, offset=0, by=ada)
    old, fresh, mine = ("a" * 32, "b" * 32, upload.token)
    for token in (old, fresh):
        partials.path_of(token).write_bytes(b"left")
    beside = folder_of() / f".x{BESIDE}"
    beside.write_bytes(b"left")
    for path in (partials.path_of(old), partials.path_of(mine), beside):
        os.utime(path, (0, 0))
    for token in (mine,):
        os.utime(partials.folder() / f"{token}.hand", (0, 0))
    actions.expire_uploads()
    assert old not in partials.standing()
    assert {fresh, mine} <= set(partials.standing())
    assert not beside.exists()
    partials.drop(fresh)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cuts=st.lists(st.integers(min_value=1, max_value=240), max_size=8), again=st.booleans())
def test_whatever_the_parts_the_bytes_are_the_same(ada, draft, cuts, again):
    body = samples.movie(sum(cuts) + 1)
    upload = actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=len(body), by=ada)
    ends = sorted({cut for cut in cuts if cut < len(body)} | {len(body)})
    artifact, start = None, 0
    for end in ends:
        if again and start:
            with pytest.raises(Stale):
                actions.append(upload, body[:start], offset=0, by=ada)
        artifact = actions.append(upload, body[start:end], offset=start, by=ada)
        start = end
    assert artifact.sha256 == sha256(body).hexdigest()
    assert artifact.size_bytes == len(body)
    Artifact.objects.all().delete()
    Upload.objects.all().delete()


def test_a_forked_process_hashes_with_threads_of_its_own() -> None:
    """A child has none of its parent's threads: it would wait for them for ever."""
    partials._HASHES.submit(int).result()
    links._looking.submit(int).result()
    child = os.fork()
    if not child:
        try:
            partials._HASHES.submit(int).result(10)
            links._looking.submit(int).result(10)
            os._exit(0)
        except BaseException:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
