"""Recognition that others see of: only where its learner asks, one at a time, until they take it back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.models import Recognition, RecognitionRequest
from assay.credits.tests.recognition.test_recognition import make_letter
from assay.lib.clock import today
from assay.lib.errors import WrongState
from assay.people.models import Membership, Organization, Person
from assay.people.tests.factories import make_district, make_person, make_school
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def margaret(district: Organization) -> Person:
    return make_person("Margaret Sundaram", role="program-admin", organization=district)


@pytest.fixture
def school(district: Organization) -> Organization:
    return make_school(district, "Pine Ridge")


@pytest.fixture
def learner(school: Organization) -> Person:
    return make_person("Nia Teaches", role="learner", organization=school)


@pytest.fixture
def principal(school: Organization) -> Person:
    return make_person("Paz Leads", role="principal", organization=school)


@pytest.fixture
def badge(learner: Person, version: Version) -> Award:
    return make_award(learner, version)


@pytest.fixture
def letter(district: Organization, margaret: Person) -> Recognition:
    return make_letter(district, margaret)


@pytest.fixture
def celebration(district: Organization, margaret: Person) -> Recognition:
    return make_letter(district, margaret, kind="celebration", name="Spring celebration")


def _page(client: Client, person: Person, name: str = "credits:celebrations") -> str:
    client.force_login(person)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_is_told_until_its_learner_asks_and_nothing_after_they_take_it_back(
    client: Client,
    learner: Person,
    principal: Person,
    badge: Award,
    celebration: Recognition,
    odalys: Person,
) -> None:
    for reader in (principal, odalys):
        assert "Nia Teaches" not in _page(client, reader)
    page = _page(client, learner, "credits:pay")
    assert "Celebrate me for it" in page and "Spring celebration" in page
    asking = reverse("credits:asking-recognition", args=[celebration.pk, badge.pk])
    assert client.post(asking).status_code == 302
    assert client.post(asking).status_code == 409
    assert Event.objects.get(verb="credits.recognition_asked").particulars["kind"] == "celebration"
    for reader in (principal, odalys):
        page = _page(client, reader)
        assert "Nia Teaches" in page and badge.version.title in page and "Pine Ridge" in page
        assert str(badge.pk) not in page  # a milestone, never the credential
    row = RecognitionRequest.objects.get()
    taking_back = reverse("credits:taking-recognition-back", args=[row.pk])
    client.force_login(principal)
    assert client.post(taking_back).status_code == 404
    assert "Take it back" in _page(client, learner, "credits:pay")
    assert client.post(taking_back).status_code == 302
    assert client.post(taking_back).status_code == 409
    assert Event.objects.filter(verb="credits.recognition_taken_back").count() == 1
    for reader in (principal, odalys):
        assert "Nia Teaches" not in _page(client, reader)
    actions.ask_recognition(celebration, badge, by=learner)  # and asked for again


def test_a_letter_reaches_the_principal_of_its_learner_alone(
    client: Client,
    learner: Person,
    principal: Person,
    badge: Award,
    letter: Recognition,
    district: Organization,
    margaret: Person,
) -> None:
    elsewhere = make_school(district, "Otter Lake")
    other = make_person("Ola Leads", role="principal", organization=elsewhere)
    row = actions.ask_recognition(letter, badge, by=learner)
    address = reverse("credits:recognition-letter", args=[row.pk])
    assert "Nia Teaches" in _page(client, principal)
    answer = client.get(address)
    assert answer.content.startswith(b"%PDF") and answer["Cache-Control"] == "private, no-store"
    for stranger in (other, margaret, learner):
        assert "Letter to a principal" not in _page(client, stranger)
        assert client.get(address).status_code == 404
    Membership.objects.filter(person=principal).update(until_on=today())
    client.force_login(Person.objects.get(pk=principal.pk))
    assert client.get(address).status_code == 404


def test_without_a_principal_it_is_said_and_the_letter_stays_a_page_to_give(
    client: Client, learner: Person, badge: Award, letter: Recognition, school: Organization
) -> None:
    page = _page(client, learner, "credits:pay")
    assert "Letter to a principal (PDF)" in page and "Let it reach my principal" not in page
    with pytest.raises(WrongState, match="no principal"):
        actions.ask_recognition(letter, badge, by=learner)
    # A principal who learns at their own school has no one to write to.
    Membership.objects.create(
        person=learner, organization=school, role="principal", from_on=today()
    )
    with pytest.raises(WrongState, match="no principal"):
        actions.ask_recognition(letter, badge, by=Person.objects.get(pk=learner.pk))


def test_who_earned_it_alone_asks_and_only_for_what_is_given(
    ada: Person,
    learner: Person,
    badge: Award,
    celebration: Recognition,
    margaret: Person,
    district: Organization,
) -> None:
    for other in (ada, margaret):
        with pytest.raises(PermissionDenied):
            actions.ask_recognition(celebration, badge, by=other)
    row = actions.ask_recognition(celebration, badge, by=learner)
    with pytest.raises(PermissionDenied):
        actions.take_recognition_back(row, by=margaret)
    certificate = make_letter(district, margaret, kind="certificate")
    later = make_letter(district, margaret, kind="celebration", since=today() + timedelta(days=3))
    far = make_district("Elsewhere")
    theirs = make_person("Adi", role="program-admin", organization=far)
    for wrong in (certificate, later, make_letter(far, theirs, kind="celebration")):
        with pytest.raises(WrongState):
            actions.ask_recognition(wrong, badge, by=learner)


def test_a_withdrawn_badge_and_a_learner_who_left_are_celebrated_no_more(
    client: Client,
    learner: Person,
    badge: Award,
    celebration: Recognition,
    odalys: Person,
) -> None:
    actions.ask_recognition(celebration, badge, by=learner)
    assert "Nia Teaches" in _page(client, odalys)
    held = Membership.objects.filter(person=learner)
    held.update(until_on=today())
    assert "Nia Teaches" not in _page(client, odalys)
    held.update(until_on=None)
    Award.objects.filter(pk=badge.pk).update(status="revoked")
    assert "Nia Teaches" not in _page(client, odalys)


def test_another_district_reads_none_of_it_and_the_file_says_the_same(
    client: Client, learner: Person, badge: Award, celebration: Recognition, odalys: Person
) -> None:
    actions.ask_recognition(celebration, badge, by=learner)
    dee = make_person("Dee", role="credit-coordinator", organization=make_district("Elsewhere"))
    assert "Nia Teaches" not in _page(client, dee)
    client.force_login(odalys)
    body = b"".join(client.get(reverse("credits:celebrations"), {"file": "csv"}))
    assert b"Nia Teaches" in body and b"Pine Ridge" in body


def test_the_list_asks_as_much_for_many_as_for_one(
    client: Client,
    school: Organization,
    version: Version,
    celebration: Recognition,
    odalys: Person,
) -> None:
    def asked(n: int) -> None:
        person = make_person(f"Teacher {n}", role="learner", organization=school)
        actions.ask_recognition(celebration, make_award(person, version), by=person)

    asked(0)
    _page(client, odalys)

    with CaptureQueriesContext(connection) as one:
        _page(client, odalys)
    for n in range(1, 5):
        asked(n)
    with CaptureQueriesContext(connection) as many:
        page = _page(client, odalys)
    assert "Teacher 4" in page and len(many) == len(one)
