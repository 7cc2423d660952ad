"""A consortium's two districts: what is shared is there for both, and of each other's people and work nothing is."""

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment import actions as assessment
from assay.assessment.tests.factories import make_assessor, make_evaluation, score, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.coaching import actions as coaching
from assay.credentials.models import Award
from assay.evidence import actions as evidence
from assay.governance.tests.factories import make_committee
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_person, make_school
from assay.program import actions as program

NEED = "Reading maps aloud"


@pytest.fixture
def consortium(db: None) -> Organization:
    return make_district("Great Lakes Consortium", kind=OrganizationKind.CONSORTIUM)


@pytest.fixture
def first(consortium: Organization) -> Organization:
    return make_district("Quillonby Schools", parent=consortium)


@pytest.fixture
def second(consortium: Organization) -> Organization:
    return make_district("Perivale Schools", parent=consortium)


@pytest.fixture
def version(consortium: Organization) -> Version:
    return make_version(consortium)


def staff_of(district: Organization) -> list[Person]:
    """Whoever sees most in a district."""
    roles = ("program-admin", "committee-chair", "lead-assessor", "approver", "credit-coordinator")
    roles += ("privacy-officer", "coach", "state-viewer")
    return [make_person(f"{r} Perivale", role=r, organization=district) for r in roles]


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_second_district_sees_what_is_shared_and_nothing_of_the_first(
    consortium: Organization, first: Organization, second: Organization, version: Version
) -> None:
    ada = make_person("Ada Quillon", role="learner", organization=make_school(first, "Hill School"))
    ben = make_person("Ben Perival", role="learner", organization=make_school(second, "Bay School"))
    lead = make_person("Lea Lake", role="lead-assessor", organization=consortium)
    chief = make_person("Chi Lake", role="approver", organization=consortium)
    # Shared: one catalog, and one pool that reads the work of both.
    for learner in (ada, ben):
        page = signed_in(learner).get(reverse("catalog:detail", args=["wait-time"]))
        assert page.status_code == 200 and version.title in page.content.decode()
    evaluation = make_evaluation(ada, consortium, lead=lead, version=version)
    for name in ("Rea Lake", "Rio Lake"):
        reader = make_assessor(version, consortium, lead=lead, name=name)
        score(take_next(reader), by=reader)
    evaluation.refresh_from_db()
    assessment.release(evaluation, by=chief)
    assert evidence.begin(ben, version.micro_credential, by=ben).is_draft
    # The first district's own: a coach and what was said, a need, a committee, a rule, an award.
    guide = make_person("Cleo Quillon", role="coach", organization=first)
    place = ada.current_memberships[0].organization
    pairing = coaching.pair(ada, guide, place, by=None)
    coaching.begin_cycle(pairing, "Ada’s students explain.", by=ada)
    need = program.voice_need(NEED, by=ada)
    make_person("Hal Quillon", role="program-admin", organization=first)
    committee = make_committee(first)
    award = Award.objects.filter(person=ada).first()
    hidden = ["Ada Quillon", "Cleo Quillon", "Hal Quillon", evaluation.public_id, NEED]
    lists = [
        "/",
        "/people/",
        "/coaching/requests/",
        "/coaching/coaches/",
        "/coaching/desk/",
        "/proposals/",
        "/needs/",
        "/comparability/",
        "/committee/",
        "/credit/desk/",
        "/awards/",
        "/assessment/lead/",
        "/assessment/release/",
        "/program/policies/",
    ]
    rows = [
        reverse("people:detail", args=[ada.pk]),
        reverse("coaching:pairing", args=[pairing.pk]),
        reverse("governance:board", args=[committee.pk]),
        reverse("program:own_policies", args=[first.ident]),
        reverse("program:own_calendar", args=[first.ident]),
        reverse("program:own_standard", args=[first.ident]),
        reverse("assessment:decision", args=[evaluation.submission_id]),
    ]
    opened = set()
    for person in [ben, *staff_of(second)]:
        client = signed_in(person)
        for address in rows:
            assert client.get(address).status_code == 404, (person, address)
        for address in lists:
            answer = client.get(address, follow=True)
            text = answer.content.decode()
            opened |= {address} if answer.status_code == 200 else set()
            assert not [word for word in hidden if word in text], (person, address)
    assert opened == set(lists), "each list is somebody's"
    assert need.pk and (award is None or award.person == ada)
