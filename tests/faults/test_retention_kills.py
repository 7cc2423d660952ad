"""Killed in the middle of deleting, by SIGKILL: the next run makes it whole, and nothing goes twice."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from assay.catalog.tests.factories import make_version
from assay.evidence.files.storage import path_of, size_of, storage
from assay.evidence.models import Artifact, DeletionStart, Submission, Tombstone
from assay.evidence.tests.factories import make_artifact, make_submission
from assay.lib.clock import now, today
from assay.people.models import Organization, Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
RUN = """
import django; django.setup()
from django.core.management import call_command
call_command("retention", "run")
"""
FILES, KILLED_AFTER = 160, (15, 50, 90)


def started() -> subprocess.Popen[str]:
    """The daily run as a process of its own, on the database and the files of this test."""
    found = connection.settings_dict
    url = f"sqlite:///{found['NAME']}"
    if connection.vendor == "postgresql":
        secret = f":{found['PASSWORD']}" if found["PASSWORD"] else ""
        url = f"postgres://{found['USER']}{secret}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "ASSAY_VAR": str(settings.VAR),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    return subprocess.Popen(
        [sys.executable, "-c", RUN],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed_once(gone: int) -> None:
    """Killed while it works, once so many files are gone."""
    process = started()
    until = time.monotonic() + 60
    while Tombstone.objects.finished().count() < gone:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
    process.kill()
    process.communicate()
    assert process.returncode == -9


@pytest.fixture
def decided(ada: Person, district: Organization) -> Submission:
    """Its files have been due since yesterday, and are as old on the disk."""
    decided = make_submission(ada, make_version(district), outcome="earned")
    item: Any = decided.version.content.items[0]
    for n in range(FILES - decided.artifacts.count()):
        make_artifact(decided, item, n=100 + n)
    decided.artifacts.update(media_type="application/pdf")
    Submission.objects.filter(pk=decided.pk).update(originals_until=today() - timedelta(days=1))
    DeletionStart.objects.create(pk=1, announced_at=now(), begins_on=today())
    long_ago = (now() - timedelta(days=100)).timestamp()
    for key in decided.artifacts.values_list("storage_key", flat=True):
        path = path_of(storage(), key)
        assert path is not None
        os.utime(path, (long_ago, long_ago))
    return decided


def test_a_killed_run_is_made_whole_by_the_next(decided: Submission) -> None:
    keys = set(decided.artifacts.values_list("storage_key", flat=True))
    for gone in KILLED_AFTER:
        killed_once(gone)
        shown = Artifact.objects.present().filter(submission=decided)
        assert all(size_of(a.storage_key) == a.size_bytes for a in shown), "shown, and whole"
    assert 0 < Artifact.objects.present().filter(submission=decided).count() < FILES
    process = started()
    said, problems = process.communicate(timeout=120)
    assert process.returncode == 0, problems
    assert "deleted" in said
    assert all(size_of(key) is None for key in keys)
    assert not Tombstone.objects.unfinished().exists()
    stones = Tombstone.objects.finished()
    assert stones.count() == FILES == stones.values("row_id").distinct().count()
    assert all(stones.values_list("sha256", flat=True))
    assert Event.objects.filter(verb="evidence.deleted").count() == FILES, "each noted once"
