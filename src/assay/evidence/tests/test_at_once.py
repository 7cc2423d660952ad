"""Many at once: the database decides what a look beforehand cannot, and whoever loses gets a sentence."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from threading import Barrier, Thread

import pytest
from django.db import connection

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.files.tests import samples
from assay.evidence.models import Artifact, Submission, Upload
from assay.evidence.tests.factories import make_draft
from assay.lib.errors import Refusal
from assay.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


def at_once(
    act: Callable[[int, Submission, Person], object], draft: Submission
) -> tuple[list[object], list[str]]:
    """What each of many who press in the same moment got: results, and sentences of those who were refused."""
    ready, got, refused, broken = Barrier(MANY), [], [], []

    def press(n: int) -> None:
        try:
            mine = Submission.objects.with_version().get(pk=draft.pk)
            person = mine.start.person
            ready.wait(timeout=30)
            got.append(act(n, mine, person))
        except Refusal as e:
            refused.append(e.message)
        except Exception as e:
            broken.append(e)
        finally:
            connection.close()

    threads = [Thread(target=press, args=(n,)) for n in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not broken, broken
    return got, refused


def test_one_file_eight_times_is_one_artifact(draft):
    body = samples.movie(60)
    got, refused = at_once(
        lambda n, mine, by: actions.add_file(mine, "p2a", BytesIO(body), name=f"{n}.mp4", by=by),
        draft,
    )
    assert (len(got), len(refused)) == (1, MANY - 1)
    assert all("same file" in text for text in refused)
    assert Artifact.objects.count() == 1


def test_one_file_by_eight_uploads_is_one_artifact(draft, ada):
    body = samples.movie(60)
    uploads = [
        actions.begin_upload(draft, "p2a", name=f"{n}.mp4", size_bytes=len(body), by=ada).pk
        for n in range(MANY)
    ]
    got, refused = at_once(lambda n, mine, by: send(uploads[n], body, by), draft)
    assert (len(got), len(refused)) == (1, MANY - 1)
    assert Artifact.objects.get().sha256 == sha256(body).hexdigest()


def test_one_upload_sent_by_eight_processes_is_one_artifact(draft, ada):
    body = samples.movie(60)
    pk = actions.begin_upload(draft, "p2a", name="talk.mp4", size_bytes=len(body), by=ada).pk
    got, refused = at_once(lambda n, mine, by: send(pk, body, by), draft)
    assert {artifact.pk for artifact in got} == {Artifact.objects.get().pk}
    assert len(got) + len(refused) == MANY
    assert Upload.objects.get().artifact == Artifact.objects.get()


def send(pk: int, body: bytes, by: Person) -> Artifact:
    upload = Upload.objects.select_related("submission__start__person", "submission__version").get(
        pk=pk
    )
    artifact = actions.append(upload, body, offset=0, by=by)
    assert artifact is not None
    return artifact


def test_a_step_of_two_takes_two(draft):
    got, refused = at_once(
        lambda n, mine, by: actions.add_file(
            mine, "p2a", BytesIO(samples.movie(n + 1)), name="a.mp4", by=by
        ),
        draft,
    )
    assert (len(got), len(refused)) == (2, MANY - 2)
    assert all("its limit" in text for text in refused)


def test_ten_files_are_on_their_way_and_no_eleventh(draft, ada):
    for n in range(7):
        actions.begin_upload(draft, "p2a", name=f"{n}.mp4", size_bytes=100, by=ada)
    got, refused = at_once(
        lambda n, mine, by: actions.begin_upload(mine, "p2a", name="x.mp4", size_bytes=100, by=by),
        draft,
    )
    assert (len(got), len(refused)) == (3, MANY - 3)
    assert Upload.objects.count() == 10
