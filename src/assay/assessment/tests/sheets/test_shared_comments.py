"""The comment bank: proposed from a sheet, taken in, worded and retired by a lead, used on sheets of the version."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.judging.actions import shared_comments
from assay.assessment.models import Assignment, SharedComment
from assay.assessment.tests.factories import make_assessor, make_evaluation, make_lead, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.lib.errors import BadInput, TooLarge, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district
from assay.record.models import Event

SENTENCE = "At one moment you waited, and students went on by themselves."


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def leased(ada: Person, lea: Person, district: Organization, version: Version) -> Assignment:
    sam = make_assessor(version, district, lead=lea, name="Sam Scorer")
    make_evaluation(ada, district, lead=lea, version=version)
    return take_next(sam)


@pytest.fixture
def proposed(leased: Assignment) -> SharedComment:
    return propose(leased)


def propose(assignment: Assignment, text: str = SENTENCE, criterion: str = "c3") -> SharedComment:
    return actions.propose_comment(
        assignment, criterion=criterion, level="almost", text=text, by=assignment.assessor
    )


def sign_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def last_event() -> tuple[str, dict[str, object]]:
    event = Event.objects.latest("id")
    return event.verb, event.particulars


def test_a_proposed_sentence_waits_and_stands_on_no_sheet(
    proposed: SharedComment, leased: Assignment
) -> None:
    assert (proposed.status, proposed.language) == (
        "proposed",
        leased.evaluation.submission.version.language,
    )
    assert last_event()[0] == "assessment.comment_proposed"
    assert SENTENCE not in str(last_event())
    page = sign_in(leased.assessor).get(reverse("assessment:sheet", args=[leased.pk]))
    assert SENTENCE not in page.content.decode()
    assert propose(leased).pk == proposed.pk  # a second press


def test_only_who_holds_the_sheet_proposes(leased: Assignment, lea: Person, dee: Person) -> None:
    for person in (lea, dee):
        with pytest.raises(PermissionDenied):
            actions.propose_comment(
                leased, criterion="c3", level="almost", text=SENTENCE, by=person
            )
    actions.recuse(leased, "family", by=leased.assessor)
    with pytest.raises(PermissionDenied):
        propose(leased)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": "  "}, "comment_text"),
        ({"text": "x" * 401}, "comment_text"),
        ({"criterion": "c99"}, "comment_criterion"),
        ({"level": "excellent"}, "comment_level"),
    ],
)
def test_what_is_no_sentence_of_the_rubric_is_refused(
    leased: Assignment, change: dict[str, str], field: str
) -> None:
    sent = {"criterion": "c3", "level": "almost", "text": SENTENCE} | change
    with pytest.raises(BadInput) as refused:
        actions.propose_comment(leased, **sent, by=leased.assessor)
    assert list(refused.value.fields) == [field]


def test_a_sentence_that_names_the_learner_is_refused_and_comes_back_as_typed(
    leased: Assignment, ada: Person
) -> None:
    naming = f"{ada.display_name} waits for five seconds."
    url = reverse("assessment:proposing", args=[leased.pk])
    answer = sign_in(leased.assessor).post(
        url, {"criterion": "c2", "level": "demonstrated", "text": naming}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "say it without names" in page and naming in page
    assert '<option value="c2" selected>' in page
    assert not SharedComment.objects.exists()
    comment = propose(leased)
    with pytest.raises(BadInput):  # nor when a lead words it anew
        actions.take_comment(comment, text=naming, level="almost", by=make_lead_of(leased))


def make_lead_of(assignment: Assignment) -> Person:
    return make_lead(assignment.evaluation.submission.version.micro_credential.issuer)


def test_what_a_lead_takes_in_stands_on_every_sheet_of_the_version(
    proposed: SharedComment, leased: Assignment, lea: Person
) -> None:
    actions.take_comment(proposed, text=SENTENCE + " Name one.", level="almost", by=lea)
    assert last_event() == ("assessment.comment_taken", {"criterion": "c3"})
    page = sign_in(leased.assessor).get(reverse("assessment:sheet", args=[leased.pk]))
    assert f'data-for="next">{SENTENCE} Name one.</span>' in page.content.decode()
    with pytest.raises(WrongState):
        actions.take_comment(proposed, text=SENTENCE, level="almost", by=lea)
    actions.retire_comment(proposed, by=lea)
    assert last_event()[0] == "assessment.comment_retired"
    page = sign_in(leased.assessor).get(reverse("assessment:sheet", args=[leased.pk]))
    assert SENTENCE not in page.content.decode()
    with pytest.raises(WrongState):
        actions.retire_comment(proposed, by=lea)
    with pytest.raises(WrongState):
        actions.edit_comment(proposed, text="Another.", level="almost", by=lea)


def test_a_lead_words_it_anew_and_says_no(
    proposed: SharedComment, leased: Assignment, lea: Person
) -> None:
    actions.decline_comment(proposed, by=lea)
    assert last_event()[0] == "assessment.comment_declined"
    with pytest.raises(WrongState):
        actions.decline_comment(proposed, by=lea)
    actions.take_comment(proposed, text=SENTENCE, level="not_yet", by=lea)
    other = propose(leased, "Another one.")
    with pytest.raises(BadInput):
        actions.take_comment(other, text=SENTENCE, level="not_yet", by=lea)
    actions.edit_comment(proposed, text="In other words.", level="not_yet", by=lea)
    assert last_event()[0] == "assessment.comment_edited"
    assert SharedComment.objects.get(pk=proposed.pk).text == "In other words."


def test_assessors_outsiders_and_leads_elsewhere_keep_no_bank(
    proposed: SharedComment, leased: Assignment, dee: Person
) -> None:
    for person in (leased.assessor, dee):
        for verb in (actions.decline_comment, actions.retire_comment):
            with pytest.raises(PermissionDenied):
                verb(proposed, by=person)
        for worded in (actions.take_comment, actions.edit_comment):
            with pytest.raises(PermissionDenied):
                worded(proposed, text=SENTENCE, level="almost", by=person)


def test_too_many_that_wait_and_a_full_bank_are_refused(
    leased: Assignment, lea: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_comments, "MOST_WAITING", 1)
    monkeypatch.setattr(shared_comments, "MOST_IN_USE", 0)
    comment = propose(leased)
    with pytest.raises(TooLarge):
        propose(leased, "One more.")
    with pytest.raises(TooLarge):
        actions.take_comment(comment, text=SENTENCE, level="almost", by=lea)


def test_the_leads_pages(
    proposed: SharedComment, leased: Assignment, lea: Person, django_assert_max_num_queries
) -> None:
    client, url = sign_in(lea), reverse("assessment:comments")
    for n in range(5):
        propose(leased, f"Sentence {n}.", criterion="c1")
    client.get(url)
    with django_assert_max_num_queries(8):
        page = client.get(url).content.decode()
    assert SENTENCE in page and "Sentence 4." in page
    assert SENTENCE not in client.get(url, {"q": "Sentence"}).content.decode()
    file = client.get(url, {"file": "csv", "sort": "-since"}).getvalue().decode()
    assert SENTENCE in file and "Proposed" in file and "Almost" in file
    one = reverse("assessment:comment", args=[proposed.pk])
    assert "Sam Scorer" in client.get(one).content.decode()
    refused = client.post(
        reverse("assessment:comment_taking", args=[proposed.pk]), {"text": " ", "level": "almost"}
    )
    assert refused.status_code == 422
    for name, says in (
        ("comment_declining", "not taken"),
        ("comment_taking", "in the bank now"),
        ("comment_wording", "sheets show it so"),
        ("comment_retiring", "Retired"),
    ):
        answer = client.post(reverse(f"assessment:{name}", args=[proposed.pk]), follow=True)
        assert says in answer.content.decode(), name
    assert SENTENCE in client.get(url, {"show": "gone"}).content.decode()
    empty = client.get(url, {"show": "in_use"}).content.decode()
    assert "What you take in appears here" in empty


def test_who_leads_nothing_there_finds_no_page(proposed: SharedComment, dee: Person) -> None:
    one = reverse("assessment:comment", args=[proposed.pk])
    elsewhere = make_lead(make_district("Elsewhere"))
    for person in (dee, elsewhere):
        assert sign_in(person).get(one).status_code == 404
