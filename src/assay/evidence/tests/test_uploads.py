"""Files in parts: tus 1.0.0, and whatever the parts, the same bytes."""

import base64
import hashlib
from datetime import timedelta
from hashlib import sha256

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.files import parts
from assay.evidence.files.keeping import storage
from assay.evidence.models import Artifact, Upload
from assay.evidence.tests import made
from assay.evidence.tests.factories import make_draft
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput, Stale

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
    return client.patch(address, body, content_type=PART, headers={**TUS, "Upload-Offset": str(offset), **headers})


def test_a_file_arrives_in_parts_and_is_taken_up_after_a_loss(signed_in, draft):
    body = made.movie(120)
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
    assert storage().listdir(f"parts/{Upload.objects.get().token}")[1] == []


def test_the_protocol_says_what_it_can(signed_in, draft):
    address = reverse("evidence:uploads", args=(draft.pk, "p2a"))
    answer = signed_in.options(address)
    assert answer["Tus-Extension"] == "creation,termination,expiration,checksum"
    assert signed_in.post(address).status_code == 412
    upload = create(signed_in, draft, made.movie())["Location"]
    assert signed_in.patch(upload, b"x", content_type="text/plain", headers=TUS).status_code == 415


def test_another_place_in_the_file_is_told_and_nothing_is_written_twice(signed_in, draft):
    body = made.movie()
    address = create(signed_in, draft, body)["Location"]
    patch(signed_in, address, body[:40], 0)
    assert patch(signed_in, address, body[:40], 0).status_code == 409
    assert patch(signed_in, address, body[60:], 60).status_code == 409
    assert patch(signed_in, address, body[40:], 40).status_code == 204


def test_a_part_that_arrived_altered_is_asked_for_again(signed_in, draft):
    body = made.movie()
    address = create(signed_in, draft, body)["Location"]
    good = base64.b64encode(hashlib.sha256(body[:40]).digest()).decode()
    assert patch(signed_in, address, body[:39] + b"!", 0, **{"Upload-Checksum": f"sha256 {good}"}).status_code == 460
    assert signed_in.head(address, headers=TUS)["Upload-Offset"] == "0"
    assert patch(signed_in, address, body[:40], 0, **{"Upload-Checksum": f"sha256 {good}"}).status_code == 204
    assert patch(signed_in, address, b"x", 40, **{"Upload-Checksum": "crc7 AAAA"}).status_code == 422


def test_size_type_and_emptiness_are_refused_before_a_byte_is_sent(signed_in, draft):
    assert create(signed_in, draft, b"").status_code == 422
    assert create(signed_in, draft, made.pdf(), name="plan.pdf").status_code == 422
    big = create(signed_in, draft, b"x", **{"Upload-Length": str(3 * 1024**3)})
    assert big.status_code == 413
    assert "up to 2048 MB" in big.json()["detail"]
    assert create(signed_in, draft, b"x", **{"Upload-Length": "many"}).status_code == 422
    assert not Upload.objects.exists()


def test_more_than_was_announced_is_refused(signed_in, draft):
    body = made.movie()
    address = create(signed_in, draft, body)["Location"]
    assert patch(signed_in, address, body + b"more", 0).status_code == 413


def test_a_file_that_turns_out_to_be_something_else_is_dropped_with_the_reason(signed_in, draft):
    body = made.pdf()
    address = create(signed_in, draft, body)["Location"]
    answer = patch(signed_in, address, body, 0)
    assert answer.status_code == 422
    assert "is really PDF" in answer.json()["detail"]
    assert not Upload.objects.exists()
    assert not Artifact.objects.exists()


def test_giving_up_deletes_the_parts(signed_in, draft):
    body = made.movie()
    address = create(signed_in, draft, body)["Location"]
    patch(signed_in, address, body[:40], 0)
    token = Upload.objects.get().token
    assert signed_in.delete(address, headers=TUS).status_code == 204
    assert signed_in.head(address, headers=TUS).status_code == 404
    assert storage().listdir(f"parts/{token}")[1] == []


def test_strangers_cannot_see_or_feed_an_upload(client, dee, signed_in, draft):
    address = create(signed_in, draft, made.movie())["Location"]
    client.force_login(dee)
    assert client.head(address, headers=TUS).status_code == 404
    assert patch(client, address, b"x", 0).status_code == 404
    assert client.delete(address, headers=TUS).status_code == 404
    assert create(client, draft, made.movie()).status_code == 404


def test_what_nobody_goes_on_with_expires(signed_in, draft):
    body = made.movie()
    address = create(signed_in, draft, body)["Location"]
    with held_at(now() + timedelta(days=8)):
        assert patch(signed_in, address, body[:40], 0).status_code == 410
        assert actions.expire_uploads() == 1
    assert not Upload.objects.exists()


def test_readiness_waits_for_a_file_on_its_way(signed_in, draft):
    create(signed_in, draft, made.movie())
    page = signed_in.get(reverse("evidence:readiness", args=(draft.pk,)))
    assert "still on its way" in page.content.decode()


def test_a_part_whose_save_outlived_its_transaction_is_overwritten(ada, draft):
    body = made.movie()
    upload = actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=len(body), by=ada)
    parts.put(upload.token, 0, b"left behind by a crash")
    with pytest.raises(Stale):
        actions.append(upload, body[:10], offset=5, by=ada)
    actions.append(upload, body[:100], offset=0, by=ada)
    artifact = actions.append(upload, body[100:], offset=100, by=ada)
    assert artifact.sha256 == sha256(body).hexdigest()


def test_a_lost_part_is_told(ada, draft):
    body = made.movie()
    upload = actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=len(body), by=ada)
    actions.append(upload, body[:10], offset=0, by=ada)
    parts.drop(upload.token)
    with pytest.raises(BadInput, match="choose it again"):
        actions.append(upload, body[10:], offset=10, by=ada)
    assert not Upload.objects.exists()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(cuts=st.lists(st.integers(min_value=1, max_value=240), max_size=8), again=st.booleans())
def test_whatever_the_parts_the_bytes_are_the_same(ada, draft, cuts, again):
    body = made.movie(sum(cuts) + 1)
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
