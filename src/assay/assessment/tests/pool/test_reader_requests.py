"""A department asks the pool for readers: who may, who is invited, what they answer, and that it ends when done."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.assessment import actions
from assay.assessment.models import Availability, Evaluation, ReaderInvitation, ReaderRequest
from assay.assessment.tests.factories import make_assessor, make_evaluation, make_lead, score
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence.models import Submission
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_district, make_person, make_school
from assay.record.models import Event
from assay.ui.work import waiting_for

pytestmark = pytest.mark.django_db
PAGE = "/assessment/readers/"


@pytest.fixture
def esl(district: Organization) -> Organization:
    """A small department."""
    return make_department(district, "Multilingual")


@pytest.fixture
def version(district: Organization, esl: Organization) -> Version:
    return make_version(district, owner=esl)


@pytest.fixture
def head(esl: Organization) -> Person:
    return make_person("Hedda Head", role="department-head", organization=esl)


@pytest.fixture
def pat(district: Organization, lea: Person) -> Person:
    """Reads for another department."""
    other = make_version(district, slug="another", owner=make_department(district, "Science"))
    return make_assessor(other, district, lead=lea, name="Pat Reader")


@pytest.fixture
def waiting(district: Organization, lea: Person, version: Version) -> list[Evaluation]:
    return [work(district, lea, version, n) for n in range(3)]


def work(district: Organization, lea: Person, version: Version, n: int) -> Evaluation:
    who = make_person(f"L{n} Earner", role="learner", organization=make_school(district, f"S{n}"))
    return make_evaluation(who, district, lead=lea, version=version)


def test_a_head_asks_with_one_press_and_the_pool_is_invited(
    waiting: list[Evaluation], esl: Organization, head: Person, pat: Person, version: Version
) -> None:
    row = actions.ask_for_readers(esl, by=head)
    assert row.readings == 6  # three of a new version, each read twice, and nobody to read them
    assert [kind.pk for kind in row.micro_credentials.all()] == [version.micro_credential_id]
    assert row.until_on > today()
    assert [one.person for one in row.invitations.all()] == [pat]
    event = Event.objects.get(verb="assessment.readers_asked")
    assert event.particulars["invited"] == [pat.pk]
    with pytest.raises(WrongState, match="is open"):
        actions.ask_for_readers(esl, by=head)


def test_for_evidence_in_another_language_only_those_who_read_it_are_asked(
    waiting: list[Evaluation],
    district: Organization,
    lea: Person,
    esl: Organization,
    head: Person,
    pat: Person,
    client: Client,
) -> None:
    rows = Submission.objects.filter(evaluation__in=waiting)
    rows.update(language="es")
    with pytest.raises(WrongState, match="could read this"):
        actions.ask_for_readers(esl, by=head)
    actions.say_availability(pat, takes_offers=True, away_until=None, languages=("es",), by=pat)
    row = actions.ask_for_readers(esl, by=head)
    assert row.languages == ["es"] and [one.person for one in row.invitations.all()] == [pat]
    client.force_login(pat)
    assert "Also in: Spanish." in client.get(PAGE).content.decode()
    client.force_login(head)
    assert "<small>Spanish</small>" in client.get(PAGE).content.decode()


def test_who_is_short_of_nobody_does_not_ask(
    district: Organization, esl: Organization, head: Person, pat: Person, version: Version
) -> None:
    with pytest.raises(WrongState, match="Your own assessors"):
        actions.ask_for_readers(esl, by=head)


def test_only_leads_and_heads_of_the_place_ask(
    waiting: list[Evaluation], district: Organization, esl: Organization, bo: Person, ada: Person
) -> None:
    science = make_department(district, "Science")
    elsewhere = make_person("Hal Head", role="department-head", organization=science)
    stranger = make_lead(make_district("Foxglove Schools"), "Sue Lead")
    for by in (bo, ada, elsewhere, stranger):
        with pytest.raises(PermissionDenied):
            actions.ask_for_readers(esl, by=by)


def test_bad_input_is_named_by_field(
    waiting: list[Evaluation], esl: Organization, head: Person, pat: Person
) -> None:
    for said, wrong in (
        ({"readings": 0}, "readings"),
        ({"readings": 5000}, "readings"),
        ({"until_on": today() - timedelta(days=1)}, "until_on"),
        ({"kinds": []}, "kinds"),
        ({"kinds": [987654]}, "kinds"),
    ):
        with pytest.raises(BadInput) as refusal:
            actions.ask_for_readers(esl, by=head, **said)  # type: ignore[arg-type]
        assert wrong in refusal.value.fields
    assert not ReaderRequest.objects.exists()


def test_who_is_away_full_or_of_the_department_is_not_asked(
    waiting: list[Evaluation],
    esl: Organization,
    head: Person,
    pat: Person,
    district: Organization,
    lea: Person,
) -> None:
    said = Availability.objects.create(
        person=pat, away_until=today() + timedelta(days=9), said_at=now()
    )
    with pytest.raises(WrongState, match="No one else"):
        actions.ask_for_readers(esl, by=head)
    said.delete()
    make_person(pat, role="assessor", organization=esl)
    with pytest.raises(WrongState, match="No one else"):
        actions.ask_for_readers(esl, by=head)


def test_they_answer_and_may_change_their_mind_while_it_is_open(
    waiting: list[Evaluation], esl: Organization, head: Person, pat: Person, bo: Person
) -> None:
    row = actions.ask_for_readers(esl, by=head)
    invitation = row.invitations.get()
    assert [w.count for w in waiting_for(pat) if "your help" in w.kind.label] == [1]
    with pytest.raises(PermissionDenied):
        actions.answer_reader_request(invitation, "yes", by=bo)
    with pytest.raises(BadInput):
        actions.answer_reader_request(invitation, "perhaps", by=pat)
    actions.answer_reader_request(invitation, "no", by=pat)
    with pytest.raises(WrongState):
        actions.answer_reader_request(invitation, "no", by=pat)
    actions.answer_reader_request(invitation, "yes", by=pat)
    answers = Event.objects.filter(verb="assessment.reader_request_answered")
    assert [event.particulars["answer"] for event in answers.order_by("pk")] == ["no", "yes"]
    assert [w.count for w in waiting_for(pat) if "your help" in w.kind.label] == []
    actions.end_reader_request(row, by=head)
    with pytest.raises(WrongState, match="has ended"):
        actions.answer_reader_request(ReaderInvitation.objects.get(), "no", by=pat)


def test_it_is_ended_by_who_may_ask_once(
    waiting: list[Evaluation], esl: Organization, head: Person, pat: Person, bo: Person
) -> None:
    row = actions.ask_for_readers(esl, by=head)
    with pytest.raises(PermissionDenied):
        actions.end_reader_request(row, by=bo)
    actions.end_reader_request(row, by=head)
    with pytest.raises(WrongState):
        actions.end_reader_request(row, by=head)
    event = Event.objects.get(verb="assessment.reader_request_ended")
    assert event.particulars == {"how": "taken_back"}


def test_it_runs_out_after_its_last_day(
    waiting: list[Evaluation], esl: Organization, head: Person, pat: Person
) -> None:
    row = actions.ask_for_readers(esl, by=head, until_on=today())
    assert actions.end_run_out_requests() == 0
    with held_at(now() + timedelta(days=1)):
        assert actions.end_run_out_requests() == 1
    row.refresh_from_db()
    assert row.how_ended == "ran_out"


@pytest.mark.django_db(transaction=True)
def test_it_ends_when_those_who_said_yes_have_given_what_was_asked(
    waiting: list[Evaluation],
    esl: Organization,
    head: Person,
    pat: Person,
    lea: Person,
    version: Version,
) -> None:
    row = actions.ask_for_readers(esl, by=head, readings=2)
    actions.answer_reader_request(row.invitations.get(), "yes", by=pat)
    actions.attest(pat, version.micro_credential, version.major, by=lea, basis="expert")
    for given in (1, 2):
        score(actions.offer_next(pat), by=pat)
        row.refresh_from_db()
        assert row.given() == given == ReaderRequest.objects.with_counts().get().given_now
    assert row.how_ended == "done"


def test_the_page_asks_answers_and_ends(
    client: Client,
    waiting: list[Evaluation],
    esl: Organization,
    head: Person,
    pat: Person,
    lea: Person,
    version: Version,
) -> None:
    client.force_login(head)
    text = client.get(PAGE).content.decode()
    assert "The next two weeks need 6 readings; its assessors can give 0." in text
    form = {"place": esl.pk, "kinds": [version.micro_credential_id], "until_on": "nonsense"}
    wrong = client.post(PAGE, {**form, "readings": 4})
    assert wrong.status_code == 422 and 'value="4"' in wrong.content.decode()
    sent = client.post(PAGE, {**form, "readings": 4, "until_on": today().isoformat()})
    assert sent.status_code == 302
    assert "1 assessor of the pool is asked." in client.get(PAGE).content.decode()
    row = ReaderRequest.objects.get()
    client.force_login(pat)
    text = client.get(PAGE).content.decode()
    assert "Multilingual asks for 4 readings" in text and "You do not score this yet" in text
    client.post(f"{PAGE}invitations/{row.invitations.get().pk}/", {"answer": "yes"})
    client.force_login(lea)
    text = client.get(PAGE).content.decode()
    assert "Pat Reader" in text and "1 asked, 1 said yes" in text and "#attest" in text
    file = client.get(f"{PAGE}?file=csv").getvalue().decode("utf-8-sig")
    assert "Multilingual" in file and ",Open," in file
    assert client.post(f"{PAGE}{row.pk}/ending/").status_code == 302
    row.refresh_from_db()
    assert not row.is_open


def test_strangers_find_nothing(
    client: Client,
    waiting: list[Evaluation],
    esl: Organization,
    head: Person,
    pat: Person,
    ada: Person,
) -> None:
    row = actions.ask_for_readers(esl, by=head)
    invitation = row.invitations.get()
    stranger = make_lead(make_district("Foxglove Schools"), "Sue Lead")
    for person in (ada, stranger):
        client.force_login(person)
        assert client.post(f"{PAGE}{row.pk}/ending/").status_code == 404
        assert (
            client.post(f"{PAGE}invitations/{invitation.pk}/", {"answer": "yes"}).status_code == 404
        )
    assert client.get(PAGE).status_code == 200
    assert "Multilingual" not in client.get(PAGE).content.decode()
    client.force_login(ada)
    assert client.get(PAGE).status_code == 404


def test_the_list_costs_little(
    client: Client,
    waiting: list[Evaluation],
    esl: Organization,
    head: Person,
    pat: Person,
    django_assert_max_num_queries,
) -> None:
    for _n in range(5):
        row = actions.ask_for_readers(esl, by=head)
        actions.end_reader_request(row, by=head)
    client.force_login(head)
    client.get(PAGE)
    cache.clear()
    with django_assert_max_num_queries(50):
        client.get(PAGE)


def test_more_requests_and_answers_cost_no_more(
    client: Client,
    district: Organization,
    lea: Person,
    version: Version,
    head: Person,
    esl: Organization,
) -> None:
    """As a lead sees them: with everybody who said yes and is to be approved."""

    def asked(place: Organization, many: int) -> ReaderRequest:
        row = ReaderRequest.objects.create(
            place=place, readings=3, until_on=today(), asked_by=head, asked_at=now()
        )
        row.micro_credentials.set([version.micro_credential])
        for n in range(many):
            person = make_person(f"Yes {n}", role="assessor", organization=district)
            ReaderInvitation.objects.create(
                request=row, person=person, answer="yes", answered_at=now()
            )
        return row

    def cost() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as told:
            assert client.get(PAGE).status_code == 200
        return len(told)

    asked(esl, 1)
    client.force_login(lea)
    client.get(PAGE)
    few = cost()
    for n in range(4):
        asked(make_department(district, f"Department {n}"), 4)
    assert cost() <= few
    text = client.get(PAGE).content.decode()
    assert "4 asked, 4 said yes" in text and "1 asked, 1 said yes" in text
