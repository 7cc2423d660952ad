"""Evidence in each of its states, opened by everybody there is: only those whose desk it is on get anything of it."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.models import Evaluation
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import make_assessor, make_lead, score, take_next
from assay.catalog.models import Version
from assay.evidence import actions as evidence
from assay.evidence.models import Artifact, ArtifactKind, CopyKind, FileCopy
from assay.evidence.tests.factories import make_artifact
from assay.lib.clock import now
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db
ROLES = {
    "district": ("assessor", "screener", "approver", "program-admin", "privacy-officer", "author"),
    "school": ("principal", "program-admin"),
    "elsewhere": ("lead-assessor", "program-admin"),
}


@pytest.fixture
def cast(
    screening: Evaluation,
    district: Organization,
    version: Version,
    sam: Person,
    sue: Person,
    sky: Person,
    chi: Person,
    lea: Person,
) -> dict[str, Client]:
    """Everybody by name, signed in: those who work on it, each role of the district, its school and another program."""
    people = {"sam": sam, "sue": sue, "sky": sky, "chi": chi, "lea": lea}
    people["idle"] = make_assessor(version, district, lead=lea, name="Ida Idle")
    people["later"] = make_lead(district, "Leo Later")
    school = screening.submission.start.person.organizations_as("learner")[0]
    places = {"district": district, "school": school, "elsewhere": make_district("Elsewhere")}
    for place, organization in places.items():
        for role in ROLES[place]:
            name = f"{role} of {place}"
            people[name] = make_person(name, role=role, organization=organization)
    return {name: sign_in(person) for name, person in people.items()}


@pytest.fixture
def addresses(screening: Evaluation) -> list[str]:
    """A recording with its copies, a document with its pages, and a link; each with every copy one may ask for."""
    submission = screening.submission
    recording = submission.artifacts.filter(media_type__startswith="video/").first()
    document = submission.artifacts.filter(media_type="application/pdf").first()
    assert recording is not None and document is not None
    link = make_artifact(
        submission, "p2a", kind=ArtifactKind.LINK, url="https://work.example/", storage_key=""
    )
    for artifact, kinds in (
        (recording, (CopyKind.STREAMING, CopyKind.POSTER, CopyKind.CAPTIONS)),
        (document, (CopyKind.PAGE,)),
        (link, (CopyKind.LINK,)),
    ):
        for kind in kinds:
            _copy(artifact, recording, kind)
    one, two = (
        reverse("assessment:file", args=[screening.public_id, a.pk]) for a in (recording, document)
    )
    out = reverse("assessment:link", args=[screening.public_id, link.pk])
    queries = ("", "?copy=original", "?copy=poster", "?copy=captions")
    pages = ("?copy=page&position=1", "?copy=text")
    return [*(one + q for q in queries), *(two + q for q in pages), out]


def _copy(artifact: Artifact, like: Artifact, kind: str) -> None:
    FileCopy.objects.create(
        artifact=artifact,
        kind=kind,
        position=1 if kind == CopyKind.PAGE else 0,
        step_id=artifact.step_id,
        name="copy",
        storage_key=like.storage_key,
        sha256=like.sha256,
        size_bytes=like.size_bytes,
        media_type="video/mp4" if kind == CopyKind.STREAMING else "image/jpeg",
        made_at=now(),
    )


def openers(cast: dict[str, Client], addresses: list[str]) -> set[str]:
    """Who is given a link to it. Whoever is not gets 404 for each address and each copy."""
    found = set()
    for name, client in cast.items():
        answers = {client.get(address).status_code for address in addresses}
        answers.add(client.post(addresses[0]).status_code)
        if answers == {404}:
            continue
        assert answers <= {200, 303, 410}, (
            name,
            answers,
        )  # a link, or the words that one has run out
        found.add(name)
    return found


def fresh(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=evaluation.pk)


def test_from_handing_in_to_the_decision_it_is_open_on_one_desk_at_a_time(
    screening: Evaluation,
    cast: dict[str, Client],
    addresses: list[str],
    sam: Person,
    sue: Person,
    sky: Person,
    lea: Person,
    chi: Person,
) -> None:
    assert openers(cast, addresses) == set()
    actions.take_screening(screening, by=sky)
    assert openers(cast, addresses) == {"sky"}
    actions.screen(screening, complete=True, by=sky)
    assert openers(cast, addresses) == set()
    first = take_next(sam)
    assert openers(cast, addresses) == {"sam"}
    score(first, by=sam)
    score(take_next(sue), by=sue, c3="almost")
    assert openers(cast, addresses) == {"sam", "sue"}  # until the decision is out
    third = actions.take_adjudication(fresh(screening), by=lea)
    assert openers(cast, addresses) == {"sam", "sue", "lea"}
    score(third, by=lea)
    assert openers(cast, addresses) == {"sam", "sue", "lea", "chi", "approver of district"}
    actions.release(fresh(screening), by=chi)
    assert openers(cast, addresses) == set()


def test_given_up_it_is_closed_at_once(
    screening: Evaluation, cast: dict[str, Client], addresses: list[str], sam: Person, sky: Person
) -> None:
    actions.screen(screening, complete=True, by=sky)
    lease = take_next(sam)
    link = cast["sam"].post(addresses[0]).headers["Location"]
    assert cast["sam"].get(link).status_code == 200
    actions.recuse(lease, "family", by=sam)
    assert cast["sam"].get(link).status_code == 404  # a link is worth nothing without the lease
    assert openers(cast, addresses) == set()


def test_taken_back_by_its_learner_it_is_closed_to_everybody(
    screening: Evaluation, cast: dict[str, Client], addresses: list[str], sky: Person
) -> None:
    actions.take_screening(screening, by=sky)
    evidence.withdraw(screening.submission, by=screening.submission.start.person)
    actions.withdraw_evaluation(screening.submission)
    assert openers(cast, addresses) == set()


def test_a_stated_reason_opens_it_to_one_who_may_state_it_and_to_nobody_beside(
    queued: Evaluation, district: Organization
) -> None:
    officer, other = (
        make_person(name, role="privacy-officer", organization=district) for name in ("Pia", "Pol")
    )
    artifact = queued.submission.artifacts.filter(kind="file").first()
    assert artifact is not None
    address = reverse("assessment:file", args=[queued.public_id, artifact.pk])
    actions.inspect(queued, "A parent asks us whether their child is in it.", by=officer)
    opened = {"Pia": sign_in(officer), "Pol": sign_in(other)}
    assert openers(opened, [address]) == {"Pia"}


def test_a_link_given_on_opens_nothing_in_other_hands_and_is_no_look(
    screening: Evaluation,
    cast: dict[str, Client],
    addresses: list[str],
    sam: Person,
    sue: Person,
    sky: Person,
) -> None:
    """Not even to somebody who holds a lease on the same work: they have links of their own."""
    actions.screen(screening, complete=True, by=sky)
    score(take_next(sam), by=sam)
    take_next(sue)
    link = cast["sam"].post(addresses[0]).headers["Location"]
    for client, status in _others(cast, sam):
        assert client.get(link).status_code == status
        assert client.get(link, headers={"range": "bytes=0-9"}).status_code == status
    assert not Event.objects.filter(verb="evidence.opened").exists()
    assert cast["sam"].get(link, headers={"range": "bytes=0-9"}).status_code == 206


def _others(cast: dict[str, Client], sam: Person) -> Iterator[tuple[Client, int]]:
    yield Client(), 302  # asked to sign in
    yield cast["idle"], 404
    yield cast["sue"], 410
    yield sign_in(sam), 410  # themselves, at another machine
