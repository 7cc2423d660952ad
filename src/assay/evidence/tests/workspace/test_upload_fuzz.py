"""Whatever a client says of names, sizes, places, parts and checksums: a meant answer, never the server's fault."""

import base64

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.catalog.tests.factories import make_version
from assay.evidence.files import partials
from assay.evidence.files.tests import samples
from assay.evidence.models import Artifact, Upload
from assay.evidence.tests.factories import make_draft

pytestmark = pytest.mark.django_db
BODY = samples.movie(77)
odd = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
#: What stands in a head: HTTP has latin-1 there, and no ends of lines.
said = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=60)
numbers = st.one_of(
    st.integers(min_value=-(2**70), max_value=2**70).map(str),
    st.sampled_from(["", "0", "-0", "+5", "1e3", "0x10", "٣", "²", " 7", "7 ", "9" * 400]),
    said,
)
sizes = st.one_of(st.integers(min_value=0, max_value=len(BODY) + 3), st.none())


def encoded(text):
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


metadata = st.one_of(
    said,
    st.text(max_size=300).map(lambda name: f"filename {encoded(name)}"),
    st.text(max_size=60).map(lambda name: f"filename {encoded(name + '.mp4')}"),
    st.tuples(said, said).map(lambda two: f"filename {two[0]},fingerprint {two[1]}"),
)
checksums = st.one_of(
    st.none(),
    said,
    st.tuples(st.sampled_from(["sha256", "sha1", "md5", "crc32", ""]), st.binary(max_size=40)).map(
        lambda two: f"{two[0]} {base64.b64encode(two[1]).decode()}"
    ),
)


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    client.raise_request_exception = False
    return client


@odd
@given(length=numbers, meta=metadata, version=st.sampled_from(["1.0.0", "0.2.2", ""]))
def test_whatever_is_announced(signed_in, draft, length, meta, version):
    heads = {"Tus-Resumable": version, "Upload-Length": length, "Upload-Metadata": meta}
    answer = signed_in.post(reverse("evidence:uploads", args=(draft.pk, "p2a")), headers=heads)
    assert answer.status_code in {201, 400, 409, 412, 413, 415, 422, 429}, answer.content
    assert answer["Tus-Resumable"] == "1.0.0"
    if answer.status_code == 201:
        upload = Upload.objects.get()
        assert (upload.offset, upload.size_bytes) == (0, int(length))
        assert upload.name
        assert not set("/\\\0\r\n") & set(upload.name)
        upload.delete()
    assert not Upload.objects.exists()


@odd
@given(
    parts=st.lists(
        st.tuples(st.one_of(sizes, numbers), sizes, sizes, checksums), min_size=1, max_size=6
    ),
    kind=st.sampled_from(["application/offset+octet-stream", "text/plain", ""]),
)
def test_whatever_parts_are_sent(signed_in, draft, parts, kind):
    """The offset only grows, what is counted lies there, and an artifact is the file itself."""
    heads = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(BODY)),
        "Upload-Metadata": f"filename {encoded('talk.mp4')}",
    }
    begun = signed_in.post(reverse("evidence:uploads", args=(draft.pk, "p2a")), headers=heads)
    assert begun.status_code == 201
    upload, reached = Upload.objects.get(), 0
    for place, first, last, checksum in parts:
        heads = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(reached if place is None else place),
        }
        if checksum is not None:
            heads["Upload-Checksum"] = checksum
        body = (BODY + b"more")[reached if first is None else first : last]
        answer = signed_in.patch(begun["Location"], body, content_type=kind, headers=heads)
        assert answer.status_code in {204, 400, 409, 410, 413, 415, 422, 460}, answer.content
        upload.refresh_from_db()
        assert upload.offset >= reached
        assert answer.status_code == 204 or upload.offset == reached
        reached = upload.offset
        if upload.is_finished:
            break
        assert partials.standing().get(upload.token, 0) >= reached
    assert upload.is_finished == (Artifact.objects.count() == 1) == (reached == len(BODY))
    assert (
        signed_in.delete(begun["Location"], headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    )
    assert upload.token not in partials.standing()
    Artifact.objects.all().delete()
    Upload.objects.all().delete()
