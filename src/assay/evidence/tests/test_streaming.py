"""Files as they are sent: to whom, in what ranges, and under which headers."""

from hashlib import sha256
from io import BytesIO

import pytest
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.files.storage import keep, reading, storage
from assay.evidence.files.tests import samples
from assay.evidence.models import Artifact
from assay.evidence.streaming import stream
from assay.evidence.tests.factories import make_artifact, make_draft
from assay.record.models import Event


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    return client


def address(artifact):
    return reverse("evidence:file", args=(artifact.pk,))


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_recording_plays_in_place_and_nothing_in_it_can_run(signed_in, ada, draft):
    video = actions.add_file(draft, "p2a", BytesIO(samples.movie()), name="talk.mp4", by=ada)
    answer = signed_in.get(address(video))
    assert answer.status_code == 200
    assert body(answer) == samples.movie()
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "media_type", ["application/pdf", "text/html", "image/svg+xml", "text/csv", ""]
)
def test_everything_else_is_a_download_and_no_page_of_ours(signed_in, draft, media_type):
    artifact = make_artifact(draft, "p2b", media_type=media_type, name="plan “x”.pdf")
    answer = signed_in.get(address(artifact))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("header", "status", "sent", "span"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=5-2", 416, b"", "bytes */10"),
    ],
)
def test_ranges(signed_in, draft, header, status, sent, span):
    digest = sha256(b"0123456789").hexdigest()
    key = keep(BytesIO(b"0123456789"), digest)
    artifact = make_artifact(draft, "p2a", storage_key=key, sha256=digest, size_bytes=10)
    answer = signed_in.get(address(artifact), headers={"range": header})
    assert (answer.status_code, body(answer), answer["Content-Range"]) == (status, sent, span)


def test_a_range_of_another_shape_gets_the_whole(signed_in, draft):
    artifact = make_artifact(draft, "p2a")
    assert signed_in.get(address(artifact), headers={"range": "lines=1-2"}).status_code in {
        200,
        206,
    }
    assert signed_in.head(address(artifact))["Content-Length"] == str(artifact.size_bytes)


def test_strangers_visitors_and_what_is_gone_get_404(client, dee, ada, draft):
    artifact = make_artifact(draft, "p2a")
    assert client.get(address(artifact)).status_code == 302
    client.force_login(dee)
    assert client.get(address(artifact)).status_code == 404
    client.force_login(ada)
    Artifact.objects.filter(pk=artifact.pk).update(storage_key="")
    assert client.get(address(artifact)).status_code == 404


def test_whoever_is_not_the_learner_leaves_a_line_once_a_playing(rf, ada, bo, draft):
    artifact = make_artifact(draft, "p2a")
    for person, header in ((ada, ""), (bo, "bytes=0-"), (bo, "bytes=5-")):
        request = rf.get("/", headers={"range": header} if header else None)
        request.user = person
        stream(artifact, request)
    event = Event.objects.get(verb="evidence.opened")
    assert (event.by_id, event.subject_id) == (str(bo.pk), str(artifact.pk))


def test_leaving_out_the_first_byte_leaves_a_line_all_the_same(rf, bo, draft):
    artifact = make_artifact(draft, "p2a")
    for header in ("bytes=1-", "bytes=2-"):
        request = rf.get("/", headers={"range": header})
        request.user = bo
        stream(artifact, request)
    assert Event.objects.filter(verb="evidence.opened").count() == 1


@pytest.mark.parametrize("header", [f"bytes={'9' * 5000}-", "bytes=²-"])
def test_a_range_that_is_no_number_is_no_trouble(signed_in, draft, header):
    assert signed_in.get(
        address(make_artifact(draft, "p2a")), headers={"range": header}
    ).status_code in {200, 206}


def test_pages_of_files_never_carry_their_storage_key(signed_in, draft):
    artifact = make_artifact(draft, "p2a")
    page = signed_in.get(reverse("evidence:step", args=(draft.pk, "p2a")))
    assert artifact.storage_key.encode() not in page.content
    assert artifact.sha256.encode() not in page.content


class Bucket:
    """An outside of the kind django-storages puts behind `bucket`: remembers what it was asked for."""

    def __init__(self, body):
        self.body, self.asked = body, []

    def Object(self, name):
        self.name = name
        return self

    def get(self, **asked):
        self.asked.append((self.name, asked["Range"]))
        first, last = asked["Range"].removeprefix("bytes=").split("-")
        return {"Body": self._body(int(first), int(last))}

    def _body(self, first, last):
        part = self.body[first : last + 1]
        return type("Body", (), {"iter_chunks": lambda self, size: iter([part])})()


def test_a_bucket_is_asked_for_the_range_alone(monkeypatch):
    room = storage()
    bucket = Bucket(b"0123456789")
    monkeypatch.setattr(room, "bucket", bucket, raising=False)
    monkeypatch.setattr(room, "_normalize_name", lambda key: f"evidence/{key}", raising=False)
    assert b"".join(reading("ab/cd", 2, 5)) == b"2345"
    assert bucket.asked == [("evidence/ab/cd", "bytes=2-5")]
