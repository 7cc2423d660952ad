"""How much room files take: shares, the installation's quota, and the warning before it is too late."""

from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from assay.catalog.tests.factories import make_version
from assay.evidence import actions, quota
from assay.evidence.files.tests import samples
from assay.evidence.models import Artifact, Upload
from assay.evidence.quota import GB, Disk
from assay.evidence.tests.factories import make_artifact, make_draft
from assay.lib.errors import NoRoom
from assay.people.tests.factories import make_person, make_school
from assay.program import actions as program


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


def takes(draft, size_bytes, **fields):
    return make_artifact(draft, "p2b", size_bytes=size_bytes, **fields)


def test_equal_bytes_count_once_and_what_is_on_its_way_as_announced(ada, dee, draft):
    one = takes(draft, 2 * GB)
    takes(draft, 2 * GB, storage_key=one.storage_key, sha256=one.sha256)
    actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=1 * GB, by=ada)
    assert quota.used_bytes(ada) == 3 * GB == quota.used_bytes()
    assert quota.used_bytes(dee) == 0


def test_a_person_has_a_share_and_is_told_when_it_is_used_up(ada, max_, draft):
    program.set_policy("evidence", {"max_gb_per_person": 2}, by=max_)
    takes(draft, 1 * GB)
    actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=GB, by=ada)
    with pytest.raises(NoRoom, match="more than the 2 GB there are for one person") as refusal:
        actions.begin_upload(draft, "p2a", name="more.mp4", size_bytes=1, by=ada)
    assert (refusal.value.status, refusal.value.code) == (507, "over-quota")
    with pytest.raises(NoRoom):
        actions.add_file(draft, "p2a", BytesIO(samples.movie()), name="form.mp4", by=ada)
    assert Upload.objects.count() == 1
    Upload.objects.all().delete()
    assert actions.add_file(draft, "p2a", BytesIO(samples.movie()), name="form.mp4", by=ada)


def test_without_a_share_in_the_policy_there_is_none(ada, max_, draft):
    program.set_policy("evidence", {"max_gb_per_person": 0}, by=max_)
    takes(draft, 900 * GB)
    assert actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=1000, by=ada)


def test_the_installation_has_a_quota(ada, draft, settings):
    settings.STORAGE_GB = 1
    takes(draft, GB - 100)
    with pytest.raises(NoRoom, match="no room left"):
        actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=101, by=ada)
    assert actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=100, by=ada)


def test_those_who_run_the_program_are_warned_and_nobody_else(
    client, ada, max_, district, draft, settings
):
    settings.STORAGE_GB = 1
    takes(draft, GB * 95 // 100)
    elsewhere = make_person(
        "Eve Hall", role="program-admin", organization=make_school(district, "Elm Street")
    )
    for page in ("/", "/people/"):
        client.force_login(max_)
        assert "of the 1 GB that this installation may use" in client.get(page).content.decode()
        client.force_login(elsewhere)
        assert "Room for files runs out" not in client.get(page).content.decode()
    client.force_login(ada)
    assert "Room for files runs out" not in client.get("/").content.decode()
    Artifact.objects.all().delete()
    client.force_login(max_)
    assert "Room for files runs out" not in client.get("/").content.decode()


def test_the_check_of_files_says_it_too_and_finds_nothing_wrong(draft, settings, tmp_path):
    options = {"location": tmp_path, "file_permissions_mode": 0o600}
    mine = {"BACKEND": "assay.lib.files.storage.WholeFileStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "evidence": mine}
    settings.UPLOADS = tmp_path / "uploads"
    settings.STORAGE_GB = 1
    Upload.objects.create(
        submission=draft,
        step_id="p2a",
        token="t",
        name="a.mp4",
        size_bytes=GB,
        begun_at=draft.created_at,
        touched_at=draft.created_at,
    )
    said = StringIO()
    call_command("evidence", "check", stdout=said, stderr=said)
    assert "Files take 1.0 GB of the 1 GB that this installation may use." in said.getvalue()
    assert "All is as it should be" in said.getvalue()


@pytest.mark.parametrize(
    ("total", "free", "nearly"),
    [(40, 3.9, True), (40, 4.1, False), (1000, 25, False), (1000, 19, True)],
)
def test_a_disk_is_nearly_full_with_a_tenth_free_unless_that_is_plenty(total, free, nearly):
    disk = Disk(folder=Path("/"), total_bytes=total * GB, free_bytes=int(free * GB))
    assert disk.is_nearly_full is nearly
