"""A kept criterion is asked again where a lead agrees, and only there."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.judging.letters import letter_of
from assay.assessment.models import Assignment, Evaluation, Reopening
from assay.assessment.tests.factories import make_assessor, score, take_next
from assay.assessment.tests.sheets.test_later_attempts import (
    first_attempt,
    handed_in_again,
    leased_to_somebody,
)
from assay.catalog.tests.factories import make_version
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

WHY = "The recording is another one, and no pause can be heard in it."
AGREED = "The new recording replaces the one that showed it."


@pytest.fixture
def lease(ada: Person, lea: Person, district: Organization) -> Assignment:
    """Somebody reads Ada's second attempt: c3 is open, the others are kept."""
    first = first_attempt(ada, lea, district, make_version(district), c3="almost")
    return leased_to_somebody(handed_in_again(first, ada, lea), district, lea)


@pytest.fixture
def asked(lease: Assignment) -> Reopening:
    return ask(lease)


def ask(lease: Assignment, criterion: str = "c1") -> Reopening:
    return actions.ask_reopening(lease, criterion=criterion, reason=WHY, by=lease.assessor)


def fresh(lease: Assignment) -> Assignment:
    return Assignment.objects.get(pk=lease.pk)


def sign_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_what_was_asked_waits_and_changes_nothing(asked: Reopening, lease: Assignment) -> None:
    event = Event.objects.latest("id")
    assert (event.verb, event.particulars["criterion"]) == ("assessment.reopening_asked", "c1")
    assert "c1" in fresh(lease).evaluation.carried
    assert ask(lease).pk == asked.pk  # a second press


def test_who_may_ask_and_what_may_be_asked(lease: Assignment, lea: Person, dee: Person) -> None:
    for person in (lea, dee):
        with pytest.raises(PermissionDenied):
            actions.ask_reopening(lease, criterion="c1", reason=WHY, by=person)
    for criterion in ("c3", "c99"):  # open anyway; not there
        with pytest.raises(BadInput):
            ask(lease, criterion)
    with pytest.raises(BadInput) as refused:
        actions.ask_reopening(lease, criterion="c1", reason=" ", by=lease.assessor)
    assert list(refused.value.fields) == ["reopen-c1"]


def test_granted_it_is_asked_scored_and_told_to_the_learner(
    asked: Reopening, lease: Assignment, lea: Person, district: Organization, ada: Person
) -> None:
    actions.answer_reopening(asked, grant=True, words=AGREED, by=lea)
    event = Event.objects.latest("id")
    assert event.verb == "assessment.reopening_answered"
    assert event.particulars["answer"] == "granted"
    evaluation = fresh(lease).evaluation
    assert "c1" not in evaluation.carried and "c1" in evaluation.submission.carried
    page = sign_in(lease.assessor).get(reverse("assessment:sheet", args=[lease.pk]))
    assert 'name="level-c1"' in page.content.decode() and AGREED in page.content.decode()
    half = fresh(lease)
    one_word = {"c3": {"strength": "Seen.", "next": ""}}
    actions.save_sheet(half, levels={"c3": "demonstrated"}, feedback=one_word, by=half.assessor)
    with pytest.raises(BadInput):  # it may not be left out now
        actions.hand_over(half, by=half.assessor)
    levels = {"c1": "not_yet", "c3": "demonstrated"}
    said = {ident: {"strength": "Seen.", "next": "Again."} for ident in levels}
    one = fresh(lease)
    while Evaluation.objects.get(pk=evaluation.pk).status != "awaiting_release":
        actions.save_sheet(one, levels=levels, feedback=said, summary="Seen.", by=one.assessor)
        actions.hand_over(one, by=one.assessor)
        if Evaluation.objects.get(pk=evaluation.pk).status == "second_scoring":
            version = evaluation.submission.version
            one = take_next(make_assessor(version, district, lead=lea))
    decided = Evaluation.objects.get(pk=evaluation.pk)
    assert decided.decision.levels["c1"] == "not_yet" and decided.decision.outcome == "not_yet"
    chi = make_person("Chi Second", role="approver", organization=district)
    actions.release(decided, by=chi)
    decided.refresh_from_db()
    assert letter_of(decided).asked_again == [(asked.title, AGREED)]
    letter = reverse("assessment:decision", args=[decided.submission_id])
    assert AGREED in sign_in(ada).get(letter).content.decode()


def test_declined_it_stays_kept(asked: Reopening, lease: Assignment, lea: Person) -> None:
    actions.answer_reopening(asked, grant=False, words="It is the same recording.", by=lea)
    assert "c1" in fresh(lease).evaluation.carried
    with pytest.raises(WrongState):
        actions.answer_reopening(asked, grant=True, words=AGREED, by=lea)
    page = sign_in(lease.assessor).get(reverse("assessment:sheet", args=[lease.pk]))
    assert "It is the same recording." in page.content.decode()


def test_only_a_lead_answers_and_not_without_words(
    asked: Reopening, lease: Assignment, dee: Person, ada: Person, lea: Person
) -> None:
    for person in (dee, ada, lease.assessor):
        with pytest.raises(PermissionDenied):
            actions.answer_reopening(asked, grant=True, words=AGREED, by=person)
    with pytest.raises(BadInput):
        actions.answer_reopening(asked, grant=True, words="", by=lea)


def test_once_somebody_has_scored_it_is_too_late(
    asked: Reopening, lease: Assignment, lea: Person
) -> None:
    score(fresh(lease), by=lease.assessor)
    with pytest.raises(WrongState):
        actions.answer_reopening(asked, grant=True, words=AGREED, by=lea)
    actions.answer_reopening(asked, grant=False, words="It is scored already.", by=lea)


def test_the_pages_keep_what_was_typed(
    lease: Assignment, lea: Person, django_assert_max_num_queries
) -> None:
    client = sign_in(lease.assessor)
    url = reverse("assessment:reopening", args=[lease.pk])
    sent = {"criterion": "c1", "reopen-c1": " ", "level-c3": "almost", "next-c3": "Send a clip."}
    refused = client.post(url, sent)
    assert refused.status_code == 422 and "Say in a sentence why" in refused.content.decode()
    assert fresh(lease).sheet.feedback["c3"]["next"] == "Send a clip."
    assert client.post(url, sent | {"reopen-c1": WHY}).status_code == 302
    row = Reopening.objects.get()
    lead, page = sign_in(lea), reverse("assessment:reopenings")
    lead.get(page)
    with django_assert_max_num_queries(8):
        shown = lead.get(page).content.decode()
    assert WHY in shown and lease.evaluation.public_id in shown
    assert WHY in lead.get(page, {"file": "csv"}).getvalue().decode()
    assert WHY not in lead.get(page, {"q": "nothing"}).content.decode()
    answer = reverse("assessment:reopening_answer", args=[row.pk])
    empty = lead.post(answer, {"answer": "granted", "words": "Short"})
    assert empty.status_code == 422 and "Short</textarea>" in empty.content.decode()
    assert lead.post(answer, {"answer": "granted", "words": AGREED}).status_code == 302
    assert "It is asked again" in lead.get(page).content.decode()


@pytest.mark.parametrize("grant", [None, False, True])
def test_the_second_reader_learns_nothing_of_what_the_first_one_asked(
    grant: bool | None, asked: Reopening, lease: Assignment, lea: Person, district: Organization
) -> None:
    """Why somebody wants a criterion judged again is that reader's judgment."""
    if grant is not None:
        actions.answer_reopening(asked, grant=grant, words=AGREED, by=lea)
    evaluation = lease.evaluation
    Evaluation.objects.filter(pk=evaluation.pk).update(scorings_needed=2)
    score(fresh(lease), by=lease.assessor)
    second = take_next(make_assessor(evaluation.submission.version, district, lead=lea))
    assert (second.evaluation_id, second.slot) == (evaluation.pk, 2)
    page = sign_in(second.assessor).get(reverse("assessment:sheet", args=[second.pk]))
    text = page.content.decode()
    assert page.status_code == 200 and ('name="level-c1"' in text) == (grant is True)
    for told in (WHY, AGREED, "Asked to be looked at again", "It stays kept</p>"):
        assert told not in text
    if not grant:
        with pytest.raises(WrongState):
            ask(second)
    own = sign_in(lease.assessor).get(reverse("assessment:sheet", args=[lease.pk]))
    assert grant is True or WHY in own.content.decode()


def test_who_takes_it_over_sees_that_it_was_asked_and_not_why(
    asked: Reopening, lease: Assignment, lea: Person, district: Organization
) -> None:
    actions.recuse(fresh(lease), "family", by=lease.assessor)
    other = take_next(make_assessor(lease.evaluation.submission.version, district, lead=lea))
    assert (other.evaluation_id, other.slot) == (lease.evaluation_id, 1)
    page = sign_in(other.assessor).get(reverse("assessment:sheet", args=[other.pk]))
    text = page.content.decode()
    assert "Asked to be looked at again" in text and WHY not in text
    assert ask(other).pk == asked.pk


def test_nothing_is_asked_through_an_offer(
    lease: Assignment, lea: Person, district: Organization
) -> None:
    actions.recuse(lease, "family", by=lease.assessor)
    offer = actions.offer_next(
        make_assessor(lease.evaluation.submission.version, district, lead=lea)
    )
    address = reverse("assessment:reopening", args=[offer.pk])
    answer = sign_in(offer.assessor).post(address, {"criterion": "c1", "reopen-c1": WHY})
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("assessment:offered", args=[offer.pk]),
    )
    assert not Reopening.objects.exists()
