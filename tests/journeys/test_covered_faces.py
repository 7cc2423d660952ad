"""Who can open a film whose faces are being covered, state by state: its coach, an outsider, staff, its learner."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment import actions as assessment
from assay.assessment.models import Evaluation
from assay.assessment.tests.factories import make_assessor, make_lead, take_next
from assay.catalog.tests.factories import make_version
from assay.coaching.tests.factories import make_pairing, make_share
from assay.evidence import actions as evidence
from assay.evidence.errors import NotReady
from assay.evidence.models import Artifact, CopyKind, FaceCover, FileCopy
from assay.evidence.tests.factories import again, fill, make_artifact, make_draft, make_submission
from assay.lib.clock import now
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cleo(district: Organization) -> Person:
    return make_person("Cleo Guide", role="coach", organization=district)


@pytest.fixture
def film(ada: Person, cleo: Person, district: Organization) -> Artifact:
    """In a draft that is shared with a coach."""
    draft = fill(make_draft(ada, make_version(district)))
    item = next(one for one in draft.version.content.items if "mp4" in one.formats)
    film = make_artifact(draft, item, n=7, extension="mp4")
    make_share(draft, make_pairing(ada, cleo, ada.current_memberships[0].organization))
    return film


def _cover(film: Artifact, state: str) -> FaceCover:
    """As the media process leaves it, with a covered film and a still."""
    at = now()
    for n, (kind, place) in enumerate(((CopyKind.COVERED, 0), (CopyKind.STILL, 1))):
        item = film.submission.version.content.item(film.step_id)
        assert item is not None
        made = make_artifact(film.submission, item, n=20 + n, extension="mp4")
        FileCopy.objects.create(
            artifact=film,
            step_id=film.step_id,
            kind=kind,
            position=place,
            name="covered.mp4",
            storage_key=made.storage_key,
            sha256=made.sha256,
            size_bytes=made.size_bytes,
            media_type="video/mp4" if kind == CopyKind.COVERED else "image/jpeg",
            made_at=at,
        )
        made.delete()
    return FaceCover.objects.create(
        artifact=film, state=state, asked_at=at, due_at=at, stills=[[0.0, False]]
    )


def _asked(person: Person, address: str) -> int:
    """A new link is asked for, as a page does: 404 where the file is not open to this person at all."""
    client = Client()
    client.force_login(person)
    return client.post(address, headers={"Accept": "application/json"}).status_code


def _coach_address(film: Artifact) -> str:
    share = film.submission.draft_shares.get()  # type: ignore[attr-defined]  # of a later room
    return reverse("coaching:file", args=(share.pk, film.pk))


@pytest.mark.parametrize("state", ["asked", "making", "review", "failed"])
def test_an_open_cover_shuts_the_film_to_all_but_its_learner(
    state: str, film: Artifact, ada: Person, cleo: Person, dee: Person, district: Organization
) -> None:
    address = _coach_address(film)
    assert _asked(cleo, address) == 200
    _cover(film, state)
    key = (film.submission_id, film.step_id, film.pk)
    pages = [
        reverse("evidence:file", args=(film.pk,)),
        reverse("evidence:cover", args=key),
        reverse("evidence:cover_part", args=(*key, "film", 0)),
        reverse("evidence:cover_part", args=(*key, "still", 1)),
    ]
    boss = make_person("Ann Admin", role="program-admin", organization=district)
    for person in (cleo, dee, boss):
        assert _asked(person, address) == 404
        client = Client()
        client.force_login(person)
        assert [client.get(page).status_code for page in pages] == [404] * 4
    client = Client()
    client.force_login(ada)
    assert [client.get(page).status_code for page in pages] == [200] * 4


def test_a_confirmed_cover_opens_the_covered_bytes_alone_and_a_left_one_the_film(
    film: Artifact, ada: Person, cleo: Person
) -> None:
    address, before = _coach_address(film), film.sha256
    cover = _cover(film, "review")
    covered = FileCopy.objects.get(artifact=film, kind=CopyKind.COVERED).sha256
    evidence.confirm_cover(cover, by=ada)
    client = Client()
    client.force_login(cleo)
    key = client.post(address, headers={"Accept": "application/json"}).json()["key"]
    for extra in (
        "",
        "&copy=original",
        "&copy=covered",
        "&copy=replaced",
        "&copy=replaced&position=1",
    ):
        answer = client.get(f"{address}?key={key}{extra}")
        assert answer.status_code == 200
        assert answer.headers["ETag"] == f'"{covered}"' != f'"{before}"'
    again = _cover(film, "review")
    assert _asked(cleo, address) == 404
    evidence.leave_cover(again, by=ada)
    assert _asked(cleo, address) == 200


def test_an_assessor_gets_the_covered_bytes_and_nothing_else(
    ada: Person, lea: Person, district: Organization
) -> None:
    version = make_version(district)
    draft = make_submission(ada, version, handed_in=False)
    film = Artifact.objects.get(submission=draft, media_type="video/mp4")
    before = film.sha256
    cover = _cover(film, "review")
    with pytest.raises(NotReady):
        evidence.submit(again(draft), by=ada)
    evidence.confirm_cover(cover, by=ada)
    evidence.submit(again(draft), by=ada)
    film.refresh_from_db()
    assert before not in json.dumps(again(draft).manifest)
    evaluation = Evaluation.objects.filter(submission=draft).first()
    evaluation = evaluation or assessment.open_evaluation(again(draft))
    assessment.screen(evaluation, complete=True, by=make_lead(district))
    sam = make_assessor(version, district, lead=lea)
    take_next(sam)
    client = Client()
    client.force_login(sam)
    address = reverse("assessment:file", args=(draft.public_id, film.pk))
    key = client.post(address, headers={"Accept": "application/json"}).json()["key"]
    for extra in ("", "&copy=original", "&copy=replaced&position=1", "&copy=covered"):
        answer = client.get(f"{address}?key={key}{extra}")
        assert answer.headers["ETag"] == f'"{film.sha256}"' != f'"{before}"'
    for part in ("cover", "cover_confirmation", "cover_leaving", "cover_changes"):
        page = reverse(f"evidence:{part}", args=(film.submission_id, film.step_id, film.pk))
        assert client.post(page).status_code == 404
