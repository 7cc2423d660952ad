"""Files as they are sent: to whom, in what ranges, and under which headers."""

from hashlib import sha256
from io import BytesIO

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.examining.pages import is_here
from assay.evidence.files.storage import keep, reading, storage
from assay.evidence.files.tests import samples
from assay.evidence.models import Artifact, FileCopy
from assay.evidence.openings.signed_links import signed
from assay.evidence.openings.streaming import stream
from assay.evidence.tests.factories import make_artifact, make_draft
from assay.lib.clock import now
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


def make_copy(artifact, kind, **fields):
    """A copy whose bytes are the artifact's own, which is enough for being sent."""
    same = {n: getattr(artifact, n) for n in ("step_id", "storage_key", "sha256", "size_bytes")}
    values = same | {"name": f"{kind}.jpg", "media_type": "image/jpeg", "made_at": now()} | fields
    return FileCopy.objects.create(artifact=artifact, kind=kind, **values)


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


def look(artifact, person, rng="", copy=""):
    """A look of this person through a link of their own."""
    request = RequestFactory().get("/", {"copy": copy} if copy else None)
    request.user, request.session = person, SessionStore("session-one")
    key = signed("/", request).partition("key=")[2]
    request.GET = QueryDict(f"key={key}&copy={copy}")
    request.META |= {"HTTP_RANGE": rng} if rng else {}
    return stream(artifact, request, ground="lease")


def test_whoever_is_not_the_learner_leaves_a_line_once_a_playing(ada, bo, draft):
    artifact = make_artifact(draft, "p2a")
    for person, header in ((ada, ""), (bo, "bytes=0-"), (bo, "bytes=5-")):
        assert look(artifact, person, header).status_code in {200, 206}
    event = Event.objects.get(verb="evidence.opened")
    assert (event.by_id, event.subject_id) == (str(bo.pk), str(artifact.pk))
    assert event.particulars["look"] == "played"
    look(artifact, bo, "bytes=0-")
    assert Event.objects.filter(verb="evidence.opened").count() == 2


def test_leaving_out_the_first_byte_leaves_a_line_all_the_same(bo, draft):
    artifact = make_artifact(draft, "p2a")
    for header in ("bytes=1-", "bytes=2-"):
        look(artifact, bo, header)
    assert Event.objects.filter(verb="evidence.opened").count() == 1


def test_a_still_picture_on_a_page_is_told_apart_from_playing_and_hides_none(bo, draft):
    artifact = make_artifact(draft, "p2a")
    poster = make_copy(artifact, "poster")
    for _n in range(2):
        assert look(artifact, bo, copy="poster")["Content-Length"] == str(poster.size_bytes)
    look(artifact, bo, "bytes=9-")
    looks = [e.particulars["look"] for e in Event.objects.filter(verb="evidence.opened")]
    assert looks == ["still", "played"]


def test_a_document_with_pictures_of_its_pages_is_given_as_those(bo, ada, draft):
    artifact = make_artifact(draft, "p2b", extension="pdf", pages=2)
    assert look(artifact, bo)["Content-Disposition"].startswith("attachment")
    for n in (1, 2):
        make_copy(artifact, "page", position=n)
    for copy in ("", "original", "streaming", "x"):
        page = look(artifact, bo, copy=copy)
        assert page["Content-Type"].startswith("text/html"), copy
        assert page.content.count(b"&amp;copy=page&amp;position=") == 2
        assert page.content.count(f"{bo.display_name} · ".encode()) == 4
    assert look(artifact, ada)["Content-Disposition"].startswith("attachment")  # her own
    assert Event.objects.get(verb="evidence.opened").particulars["look"] == "downloaded"


def test_of_a_longer_document_the_rest_is_not_lost(bo, draft):
    artifact = make_artifact(draft, "p2b", extension="pdf", pages=3)
    make_copy(artifact, "page", position=1)
    assert look(artifact, bo)["Content-Disposition"].startswith("attachment")


@pytest.mark.skipif(not is_here(), reason="poppler is not installed")
def test_a_document_is_read_aloud_from_its_own_words(bo, ada, draft):
    file = actions.add_file(draft, "p2b", BytesIO(samples.pdf(2)), name="plan.pdf", by=ada)
    for n in (1, 2):
        make_copy(file, "page", position=n)
    page = look(file, bo, copy="text").content.decode()
    assert "Page 1" in page and "Page 2" in page
    assert Event.objects.get(verb="evidence.opened").particulars["look"] == "read"


def test_alone_in_a_window_a_picture_has_the_viewers_name_over_it(bo, draft):
    artifact = make_artifact(draft, "p2b", extension="png")
    request = RequestFactory().get("/", headers={"Sec-Fetch-Dest": "document"})
    request.user, request.session = bo, SessionStore("session-one")
    request.GET = QueryDict(signed("/", request).partition("?")[2])
    page = stream(artifact, request, ground="lease").content.decode()
    assert page.count(f"{bo.display_name} · ") == 2 and 'aria-hidden="true"' in page
    assert not Event.objects.filter(verb="evidence.opened").exists()  # its picture notes the look


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
