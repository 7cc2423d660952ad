"""Evidence in an S3 bucket, by a server's own settings: a real one on loopback that refuses wrong signatures."""

import hashlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.files import partials
from assay.evidence.files.storage import drop, keep, key_of, reading, stands
from assay.evidence.files.tests import samples
from assay.evidence.models import Upload
from assay.evidence.tests.factories import make_draft, make_submission
from assay.lib.clock import held_at, now
from assay.lib.errors import NotKept
from assay.people.models import Organization, Person

KEYS = {
    "aws_access_key_id": "assay",
    "aws_secret_access_key": "a-secret-of-this-test-only",
    "region_name": "us-east-1",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    secret = {
        "NANIO_ACCESS_KEY": KEYS["aws_access_key_id"],
        "NANIO_SECRET_KEY": KEYS["aws_secret_access_key"],
    }
    command = [
        str(Path(sys.executable).parent / "nanio"),
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += [
        "--data-dir",
        str(tmp_path_factory.mktemp("bucket")),
        "--log-level",
        "error",
        "--no-access-log",
    ]
    process = subprocess.Popen(command, env={**os.environ, **secret})
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        url = f"http://127.0.0.1:{port}"
        boto3.client("s3", endpoint_url=url, **KEYS).create_bucket(Bucket="evidence")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def use(settings: object, address: str, secret: str) -> None:
    options = {
        "bucket_name": "evidence",
        "location": "evidence",
        "endpoint_url": address,
        "region_name": "us-east-1",
        "access_key": "assay",
        "secret_key": secret,
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": True,
    }
    bucket = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "evidence": bucket}  # type: ignore[attr-defined]


def test_evidence_is_kept_once_and_read_in_ranges(settings: object, address: str, db: None) -> None:
    use(settings, address, KEYS["aws_secret_access_key"])
    body = b"".join(n.to_bytes(4, "big") for n in range(200_000))
    sha256 = hashlib.sha256(body).hexdigest()
    key = keep(BytesIO(body), sha256)
    assert keep(BytesIO(body), sha256) == key
    assert b"".join(reading(key, 0, len(body) - 1)) == body
    assert b"".join(reading(key, 400, 407)) == body[400:408]
    storages["evidence"].delete(key)
    assert not storages["evidence"].exists(key)


def test_a_wrong_secret_is_refused(settings: object, address: str, db: None) -> None:
    use(settings, address, "another-secret")
    with pytest.raises(NotKept, match="Nothing is lost") as refusal:
        keep(BytesIO(b"x"), hashlib.sha256(b"x").hexdigest())
    assert isinstance(refusal.value.__cause__, ClientError)


def test_what_came_in_parts_goes_to_the_bucket_whole(
    settings: object, address: str, ada: Person, district: Organization
) -> None:
    use(settings, address, KEYS["aws_secret_access_key"])
    body, draft = samples.movie(90), make_draft(ada, make_version(district))
    upload = actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=len(body), by=ada)
    actions.append(upload, body[:100], offset=0, by=ada)
    artifact = actions.append(upload, body[100:], offset=100, by=ada)
    assert artifact is not None
    assert b"".join(reading(artifact.storage_key, 0, artifact.size_bytes - 1)) == body
    assert upload.token not in partials.standing()


def test_bytes_brought_in_the_moment_of_deletion_lie_under_another_key(
    settings: object, address: str, db: None
) -> None:
    """Two days later the same bytes arrive again, while a run has given up their key and not yet deleted them."""
    use(settings, address, KEYS["aws_secret_access_key"])
    body = b"the same film" * 100
    sha256 = hashlib.sha256(body).hexdigest()
    first = keep(BytesIO(body), sha256)
    assert not drop(first), "their row may not be written yet"
    with held_at(now() + timedelta(days=2)):
        arrived: list[str] = []

        class Slow(type(storages["evidence"])):  # type: ignore[misc]  # the storage of this test's settings
            def delete(self, name: str) -> None:
                arrived.append(keep(BytesIO(body), sha256))
                super().delete(name)

        room = storages["evidence"]
        room.__class__ = Slow
        assert drop(first)
        assert arrived == [f"{first}.1"]
        assert drop(first), "a run that died is repeated"
        assert keep(BytesIO(body), sha256) == arrived[0]
    assert not room.exists(first)
    assert b"".join(reading(arrived[0], 0, len(body) - 1)) == body


def test_an_old_object_whose_bytes_are_brought_again_is_wanted(
    settings: object, address: str, db: None
) -> None:
    use(settings, address, KEYS["aws_secret_access_key"])
    body = b"an older film"
    sha256 = hashlib.sha256(body).hexdigest()
    key = storages["evidence"].save(key_of(sha256), ContentFile(body))  # before keys were noted
    with held_at(now() + timedelta(days=2)):
        assert keep(BytesIO(body), sha256) == key
        assert not drop(key)
    with held_at(now() + timedelta(days=4)):
        assert drop(key)
        assert drop("ab/cd/never-there")
    assert not storages["evidence"].exists(key)


def test_what_is_due_goes_from_a_bucket(
    settings: object, address: str, ada: Person, district: Organization
) -> None:
    use(settings, address, KEYS["aws_secret_access_key"])
    decided = make_submission(ada, make_version(district), outcome="earned")
    decided.artifacts.update(media_type="application/pdf")  # recordings have a time of their own
    keys = [artifact.storage_key for artifact in decided.artifacts.all()]
    with held_at(now() + timedelta(days=91)):
        assert actions.delete_due().items == len(keys)
    assert not any(storages["evidence"].exists(key) for key in keys)


def test_an_object_that_is_not_whole_is_replaced_and_never_shown(
    settings: object, address: str, db: None
) -> None:
    use(settings, address, KEYS["aws_secret_access_key"])
    body = b"whole" * 1000
    sha256 = hashlib.sha256(body).hexdigest()
    key = storages["evidence"].save(key_of(sha256), ContentFile(body[:1000], name="half"))
    assert not stands(key, size_bytes=len(body), sha256=sha256)
    assert keep(BytesIO(body), sha256) == key
    assert stands(key, size_bytes=len(body), sha256=sha256)
    assert b"".join(reading(key, 0, len(body) - 1)) == body


def test_a_bucket_that_is_away_loses_nothing(
    settings: object, address: str, ada: Person, district: Organization
) -> None:
    use(settings, address, "another-secret")
    body, draft = samples.movie(91), make_draft(ada, make_version(district))
    upload = actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=len(body), by=ada)
    with pytest.raises(NotKept):
        actions.append(upload, body, offset=0, by=ada)
    use(settings, address, KEYS["aws_secret_access_key"])
    artifact = actions.append(Upload.objects.get(), b"", offset=len(body), by=ada)
    assert artifact is not None
    assert artifact.sha256 == hashlib.sha256(body).hexdigest()
