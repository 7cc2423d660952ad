"""An example of practice from request to withdrawal, as four people see it, and what each is told by e-mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.community import actions
from assay.community.models import Exemplar
from assay.community.tests.exemplar_factories import (
    answer,
    file,
    make_agreed,
    make_earned,
    make_exemplar,
)
from assay.evidence import actions as evidence
from assay.evidence.models import Consent, Submission
from assay.letters.tests.post import posted
from assay.lib.clock import held_at, now, today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def path(name: str, *args: object) -> str:
    return reverse(f"community:{name}", args=args)


def told() -> set[tuple[str, str]]:
    """Who got which e-mail since it was asked last."""
    found = {(letter.to[0], letter.subject) for letter in posted()}
    mail.outbox.clear()
    return found


@pytest.fixture
def officer(district: Organization) -> Person:
    return make_person("Ofelia Guard", role="privacy-officer", organization=district)


@pytest.fixture
def stranger(db: None) -> Person:
    """A learner of another program."""
    north = Organization.objects.create(ident="north", name="North", kind="partner", letters="N")
    return make_person(
        "Sten Far", role="learner", organization=make_school(north, "Northern School")
    )


@pytest.fixture
def work(district: Organization, ada: Person, lea: Person, chi: Person) -> Submission:
    submission = make_earned(ada, district, make_version(district), lead=lea, approver=chi)
    Consent.objects.filter(artifact__step_id="p2b").update(nobody_recognizable=True)
    return submission


def statuses(row: Exemplar, *seats: Client) -> list[list[int]]:
    """Of its page and its file, from each seat."""
    addresses = (path("exemplar", row.pk), path("exemplar_file", row.pk, 2))
    return [[seat.get(address).status_code for address in addresses] for seat in seats]


def test_from_request_to_withdrawal_from_four_seats(
    work: Submission, ada: Person, dee: Person, officer: Person, stranger: Person
) -> None:
    learner, reader, guard, far = (signed_in(p) for p in (ada, dee, officer, stranger))
    assessor = work.evaluation.assignments.earliest("pk").assessor
    told()
    signed_in(assessor).post(path("exemplar_proposing", work.public_id))
    row = Exemplar.objects.get()
    assert told() == {(ada.email, "Your work is proposed as an example")}
    assert statuses(row, reader, guard, far) == [[404, 404]] * 3

    text, table = answer(work), file(work, "p2b")
    learner.post(
        path("exemplar_showing", work.pk),
        {
            f"piece-{text.key}": "on",
            f"criterion-{text.key}": text.criterion,
            f"piece-{table.key}": "on",
            f"criterion-{table.key}": table.criterion,
            "title": "Two pauses",
            "audience": "program",
            "ownership": "learner",
            "license": "reserved",
            "confirmed": "on",
        },
    )
    subject = "An example of practice is for you to decide on"
    assert told() == {(officer.email, subject)}
    assert "Two pauses" in guard.get(path("exemplars_to_decide")).content.decode()
    assert statuses(row, reader, guard, far) == [[404, 404]] * 3, "agreed, and not shown"

    ends = today() + timedelta(days=100)
    days = {"starts_on": today().isoformat(), "ends_on": ends.isoformat()}
    guard.post(path("exemplar_approval", row.pk), days)
    assert told() == {(ada.email, "Your example is approved")}
    assert statuses(row, learner, reader, guard) == [[200, 200]] * 3
    assert statuses(row, far) == [[404, 404]], "another program’s people"
    assert "Two pauses" in reader.get(path("exemplars")).content.decode()
    assert "Two pauses" not in far.get(path("exemplars")).content.decode()
    assert ada.display_name not in reader.get(path("exemplar", row.pk)).content.decode()

    with held_at(now() + timedelta(days=75)):
        actions.tend_exemplars()
        subject = "An example of practice ends soon"
        assert told() == {(ada.email, subject), (officer.email, subject)}

    learner.post(path("exemplar_withdrawal", row.pk))
    assert told() == {(officer.email, "An example of practice is no longer shown")}
    assert statuses(row, learner, reader, guard) == [[410, 410]] * 3
    assert statuses(row, far, Client()) == [[404, 404]] * 2
    assert "Two pauses" not in reader.get(path("exemplars")).content.decode()
    assert "took it back" in learner.get(path("my_exemplars")).content.decode()
    assert "took it back" in guard.get(path("exemplars_to_decide")).content.decode()


def test_a_no_of_the_learner_is_told_to_no_one(work: Submission, officer: Person) -> None:
    assessor = work.evaluation.assignments.earliest("pk").assessor
    row = actions.propose_exemplar(work.evaluation, by=assessor)
    told()
    actions.decline_exemplar(row, by=work.start.person)
    assert told() == set()


def test_a_no_of_the_officer_and_what_goes_by_itself_are_told(
    work: Submission, ada: Person, officer: Person, max_: Person
) -> None:
    row = make_agreed(work)
    told()
    actions.decline_exemplar(row, "A name stands in it.", by=officer)
    assert told() == {(ada.email, "Your example was not approved")}
    make_exemplar(work, file(work, "p2b"), officer=officer)
    told()
    evidence.hold(work.artifacts.get(step_id="p2b"), "privacy", by=max_)
    assert Exemplar.objects.get(pk__gt=row.pk).ended_because == "hold"
    subject = "An example of practice is no longer shown"
    assert told() >= {(ada.email, subject), (officer.email, subject)}
