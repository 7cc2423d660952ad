"""Who is told when a colleague is asked to confirm work: its learner, the colleague, and leads where nobody does."""

from datetime import date, timedelta

import pytest
from django.test import Client

from assay.assessment import actions
from assay.assessment.models import Attestation
from assay.assessment.tests.factories import make_evaluation
from assay.catalog.tests.factories import make_version
from assay.letters.actions import words_of
from assay.letters.models import Letter
from assay.lib.clock import held_at, now
from assay.notices.models import Notice
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program import actions as program

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Grade 4 mathematics at Cedar Point, my own class."


def told(kind: str) -> list[Person]:
    return [row.person for row in Notice.objects.filter(kind=kind).select_related("person")]


def name(row: Attestation, who: str, ada: Person) -> None:
    days = {"first_on": date(2026, 1, 12), "last_on": date(2026, 2, 20)}
    actions.name_colleague(row, who, context=WORDS, **days, by=ada)


@pytest.fixture
def row(district: Organization, ada: Person, lea: Person) -> Attestation:
    program.set_policy("attestation", {"share_percent": 100}, by=None)
    make_evaluation(ada, district, lead=lea, version=make_version(district))
    return Attestation.objects.get()


def test_learner_colleague_and_lead_each_hear_what_is_theirs(
    row: Attestation, ada: Person, lea: Person, dee: Person
) -> None:
    place = ada.current_memberships[0].organization
    cleo = make_person("Cleo Marten", role="learner", organization=place)
    assert told("to_name_colleague") == [ada]
    name(row, "Cleo Marten", ada)
    assert told("to_confirm") == [cleo]
    with held_at(now() + timedelta(days=6)):
        actions.tend_attestations()
    assert told("to_confirm") == [cleo, cleo], "reminded once"
    with held_at(now() + timedelta(days=15)):
        actions.tend_attestations()
        assert told("confirmation_late") == [ada] and lea in told("not_confirmed")
        actions.answer_attestation(row.requests.get(), "unsure", by=cleo)
    assert told("not_confirmed").count(lea) == 2
    assert not Notice.objects.filter(person=dee).exists()
    assert not any("Ada" in row.title for row in Notice.objects.filter(person=lea))


def test_a_guest_gets_the_link_and_nothing_that_tells_of_the_evidence(
    row: Attestation, ada: Person, client: Client
) -> None:
    name(row, "pat@elm.example", ada)
    said = words_of(Letter.objects.get(to="pat@elm.example"))
    assert "Ada Marsh" in said.subject and WORDS not in said.text
    assert row.evaluation.public_id not in said.text
    address = next(line for line in said.text.splitlines() if "/confirmations/asked/" in line)
    path = "/" + address.split("/", 3)[3]
    assert client.get(path).status_code == 200
