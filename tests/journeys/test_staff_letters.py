"""What staff hear of: work that waits, a lease that ends, a sheet that came back. Never one e-mail a submission."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.assessment import actions
from assay.assessment.models import Assignment, Conflict, Evaluation
from assay.assessment.tests.factories import (
    make_assessor,
    make_decided,
    make_evaluation,
    score,
    take_next,
)
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.letters.tests.post import posted
from assay.lib.clock import held_at, now
from assay.notices import actions as notices
from assay.notices.assessors import staff
from assay.notices.models import Notice
from assay.people.models import Membership, Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.program.policies import AssessmentPolicy, in_force
from assay.record.actions import note
from assay.record.delivery import hear, in_place
from assay.record.models import Event

pytestmark = pytest.mark.django_db
OnCommit = Callable[..., AbstractContextManager[list[Callable[[], object]]]]
Told = Callable[[Callable[[], object]], list[mail.EmailMessage]]

MONDAY = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def one_monday() -> Iterator[None]:
    with held_at(MONDAY):
        yield


@pytest.fixture
def told(django_capture_on_commit_callbacks: OnCommit) -> Told:
    """Do it, let the record tell whoever listens, and give the e-mails that went out."""

    def run(act: Callable[[], object]) -> list[mail.EmailMessage]:
        posted()
        mail.outbox.clear()
        with in_place(), django_capture_on_commit_callbacks(execute=True):
            act()
        return list(posted())

    return run


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def sam(version: Version, district: Organization, lea: Person) -> Person:
    return make_assessor(version, district, lead=lea, name="Sam Scorer")


def to(letters: list[mail.EmailMessage], person: Person) -> list[mail.EmailMessage]:
    return [letter for letter in letters if letter.to == [person.email]]


@contextmanager
def later(**span: int) -> Iterator[None]:
    with held_at(MONDAY + timedelta(**span)):
        yield


def has_been_here(person: Person) -> None:
    UserSession.objects.update_or_create(
        user=person,
        session_key=f"of-{person.pk}",
        defaults={"ip": "192.0.2.1", "last_seen_at": now()},
    )


def learner(district: Organization, name: str) -> Person:
    return make_person(name, role="learner", organization=make_school(district, f"{name} School"))


def arrives(district: Organization, lea: Person, name: str, *, screened: bool = True) -> Evaluation:
    return make_evaluation(learner(district, name), district, lead=lea, screened=screened)


# --- work of a pool ---------------------------------------------------------------------------


def test_a_burst_of_submissions_is_one_e_mail(
    told: Told, district: Organization, lea: Person, sam: Person
) -> None:
    letters = told(lambda: [arrives(district, lea, f"Learner {n}") for n in range(5)])
    [letter] = [one for one in to(letters, sam) if "to score" in one.subject]
    assert letter.subject == "5 submissions are ready for you to score"
    assert "/assessment/" in letter.body and "Hello Sam," in letter.body
    assert Notice.objects.filter(person=sam, kind="to_score").count() == 1


def test_another_piece_costs_the_same_however_many_know_of_the_first(
    told: Told, district: Organization, lea: Person, version: Version
) -> None:
    costs = []
    for pool in (2, 6):
        for n in range(pool):
            make_assessor(version, district, lead=lea, name=f"Assessor {pool}{n}")
        told(lambda: arrives(district, lea, "First"))
        arrives(district, lea, "Second")
        event = Event.objects.filter(verb="assessment.screened").latest("pk")
        with CaptureQueriesContext(connection) as queries:
            staff.tell_of_a_scoring(event)
        costs.append(len(queries))
    assert costs[0] == costs[1] and costs[0] <= 8


def test_no_name_and_no_school_of_a_learner_reaches_an_assessor(
    told: Told, district: Organization, lea: Person, sam: Person
) -> None:
    who = learner(district, "Renata")
    letters = told(lambda: make_evaluation(who, district, lead=lea))
    for letter in to(letters, sam):
        text = f"{letter.subject} {letter.body} {letter.alternatives[0][0]}"
        assert "Renata" not in text and who.email not in text
    assert to(letters, sam)


def test_a_second_e_mail_comes_once_they_have_looked_and_nothing_else_waits(
    told: Told, district: Organization, lea: Person, sam: Person
) -> None:
    told(lambda: arrives(district, lea, "First"))
    with later(hours=1):
        assert not to(told(lambda: arrives(district, lea, "Second")), sam), "has not looked"
        has_been_here(sam)
    with later(hours=2):
        assert not to(told(lambda: arrives(district, lea, "Third")), sam), "knows of two"
        for _ in range(3):
            actions.recuse(take_next(sam), "declared_other", by=sam)
        has_been_here(sam)
    with later(hours=3):
        assert len(to(told(lambda: arrives(district, lea, "Fourth")), sam)) >= 1


def test_another_business_day_is_told_again_and_a_weekend_is_none(
    told: Told, district: Organization, lea: Person, sam: Person
) -> None:
    friday = MONDAY + timedelta(days=4)
    with held_at(friday):
        told(lambda: arrives(district, lea, "First"))
    with held_at(friday + timedelta(days=1)):
        assert not to(told(lambda: arrives(district, lea, "Second")), sam)
    with held_at(friday + timedelta(days=3)):
        [letter] = [
            one
            for one in to(told(lambda: arrives(district, lea, "Third")), sam)
            if "to score" in one.subject
        ]
        assert letter.subject == "3 submissions are ready for you to score"


def test_nobody_is_told_of_what_they_are_barred_from_or_have_no_room_for(
    told: Told, district: Organization, lea: Person, sam: Person, version: Version
) -> None:
    tied, near, full, gone = (
        make_assessor(version, district, lead=lea, name=name)
        for name in ("Tied Tess", "Near Nora", "Full Fred", "Gone Gus")
    )
    who = learner(district, "Renata")
    Conflict.objects.create(person=tied, other=who, ground="family", declared_at=now())
    make_person(near, role="learner", organization=who.workplace.organization)  # type: ignore[union-attr]
    for n in range(in_force(AssessmentPolicy).max_open_per_assessor):
        arrives(district, lea, f"Filler {n}")
        take_next(full)
    Membership.objects.filter(person=gone, role="assessor").update(until_on=MONDAY.date())
    letters = told(lambda: make_evaluation(who, district, lead=lea))
    scoring = [letter for letter in letters if "to score" in letter.subject]
    told_of_it = {letter.to[0] for letter in scoring}
    assert sam.email in told_of_it
    assert not told_of_it & {tied.email, near.email, full.email, gone.email, who.email}


def test_who_is_not_active_and_who_has_no_address(
    told: Told, district: Organization, lea: Person, sam: Person, version: Version
) -> None:
    closed = make_assessor(version, district, lead=lea, name="Closed Cleo")
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    Person.objects.filter(pk=sam.pk).update(email="")
    letters = told(lambda: arrives(district, lea, "First"))
    assert not [one for one in letters if one.to in (["closed@example.org"], [closed.email], [""])]
    assert Notice.objects.filter(person=sam, kind="to_score").exists()
    assert not Notice.objects.filter(person=closed).exists()


def test_screeners_hear_that_there_is_something_to_screen_and_leads_where_nobody_is(
    told: Told, district: Organization, lea: Person, sam: Person, chi: Person
) -> None:
    letters = told(lambda: arrives(district, lea, "First", screened=False))
    assert [one.subject for one in to(letters, lea)] == ["1 submission is ready to screen"]
    assert not to(letters, sam) and not to(letters, chi)
    sky = make_person("Sky Check", role="screener", organization=district)
    letters = told(lambda: arrives(district, lea, "Second", screened=False))
    assert [one.subject for one in to(letters, sky)] == ["2 submissions are ready to screen"]
    assert not to(letters, lea)


def test_a_check_past_its_day_is_told_once(
    told: Told, district: Organization, lea: Person, sam: Person
) -> None:
    sky = make_person("Sky Check", role="screener", organization=district)
    evaluation = arrives(district, lea, "First", screened=False)
    assert actions.remind_of_checks() == 0
    with held_at(now() + timedelta(days=6)):
        letters = told(actions.remind_of_checks)
        assert not told(actions.remind_of_checks)
    subject = f"The check of {evaluation.public_id} is past its day"
    assert [one.subject for one in to(letters, sky)] == [subject]
    assert [one.subject for one in to(letters, lea)] == [subject]
    assert not to(letters, sam)


def test_an_approver_hears_of_a_decision_and_a_lead_of_a_disagreement(
    told: Told, district: Organization, lea: Person, chi: Person, version: Version
) -> None:
    letters = told(lambda: make_decided(learner(district, "First"), district, lead=lea))
    assert [one.subject for one in to(letters, chi)] == ["1 decision is ready to release"]

    def disagree() -> None:
        evaluation = arrives(district, lea, "Second")
        for level in ("demonstrated", "not_yet"):
            assessor = make_assessor(version, district, lead=lea)
            levels = {c.id: level for c in evaluation.submission.version.content.criteria}
            score(take_next(assessor), by=assessor, **levels)

    [letter] = [one for one in to(told(disagree), lea) if "settle" in one.subject]
    assert letter.subject == "1 disagreement is waiting for you to settle"


def test_whoever_may_score_from_now_on_hears_of_what_waits_already(
    told: Told, district: Organization, lea: Person, version: Version
) -> None:
    arrives(district, lea, "First")
    letters = told(lambda: make_assessor(version, district, lead=lea, name="New Nell"))
    assert [one.subject for one in letters] == ["1 submission is ready for you to score"]


def test_the_same_event_heard_again_writes_nothing(
    told: Told, district: Organization, lea: Person, sam: Person
) -> None:
    told(lambda: arrives(district, lea, "First"))
    event = Event.objects.filter(verb="assessment.screened").latest("pk")
    event.receipts.all().delete()
    assert told(lambda: hear.func(event.pk)) == []


# --- one person's -----------------------------------------------------------------------------


@pytest.fixture
def leased(district: Organization, lea: Person, sam: Person) -> Assignment:
    arrives(district, lea, "Renata")
    return take_next(sam)


def test_a_lease_about_to_end_is_told_with_its_day_and_then_that_it_ended(
    told: Told, leased: Assignment, sam: Person
) -> None:
    limit = in_force(AssessmentPolicy).reassign_after_idle_business_days
    assert limit == 4, "the days below"
    with later(days=2):
        [letter] = to(told(actions.lapse_idle), sam)
        assert letter.subject == f"Your time to score {leased.evaluation.public_id} ends soon"
        assert "before Friday, December 4" in letter.body and f"/{leased.pk}/" in letter.body
        assert to(told(actions.lapse_idle), sam) == []
    with later(days=4):
        letters = to(told(actions.lapse_idle), sam)
        [ended] = [one for one in letters if "no longer yours" in one.subject]
        assert "for 4 business days" in ended.body and "take it up again" in ended.body


def test_a_lead_who_takes_it_back_is_said_to_have_done_so(
    told: Told, leased: Assignment, sam: Person, lea: Person
) -> None:
    [letter] = to(told(lambda: actions.take_back(leased, by=lea)), sam)
    assert "a lead assessor took" in letter.body and "business day" not in letter.body


def test_a_learner_who_takes_it_back_ends_the_work(
    told: Told, leased: Assignment, sam: Person
) -> None:
    from assay.evidence.actions import withdraw

    submission = leased.evaluation.submission
    [letter] = to(told(lambda: withdraw(submission, by=submission.start.person)), sam)
    assert letter.subject == f"{submission.public_id} no longer needs scores"


def test_each_whose_sheet_came_back_hears_of_it_at_once(
    told: Told, district: Organization, lea: Person, chi: Person
) -> None:
    evaluation = make_decided(learner(district, "Renata"), district, lead=lea)
    letters = told(lambda: actions.send_back(evaluation, "Criterion 2: look again.", by=chi))
    scorers = {a.assessor.email for a in evaluation.assignments.all()}
    assert {one.to[0] for one in letters if "returned your sheet" in one.subject} == scorers
    assert not any("Criterion 2" in one.body for one in letters), "the note waits on the sheet"


def test_who_wrote_a_draft_hears_that_somebody_else_published_it(
    told: Told, district: Organization, version: Version, max_: Person, dee: Person
) -> None:
    author = make_person("Ann Author", role="author", organization=district)
    for by in (author, max_, dee):  # who may write there no more hears nothing
        note("catalog.saved", version, by=by, revision=2)
    [letter] = told(lambda: note("catalog.published", version, by=max_, number=version.number))
    assert letter.to == [author.email]
    assert letter.subject == f"“{version.title}” is published"
    assert f"/v/{version.number}/" in letter.body


def test_whoever_left_the_pool_hears_nothing_more(
    told: Told, leased: Assignment, sam: Person, lea: Person
) -> None:
    Membership.objects.filter(person=sam, role="assessor").update(until_on=MONDAY.date())
    assert to(told(lambda: actions.take_back(leased, by=lea)), sam) == []


# --- the list ---------------------------------------------------------------------------------


def test_the_list_shows_ones_own_and_marks_what_is_new_once(
    told: Told, client: Client, district: Organization, lea: Person, sam: Person
) -> None:
    told(lambda: arrives(district, lea, "Renata"))
    client.force_login(sam)
    ahead = client.get("/notices/", headers={"Sec-Purpose": "prefetch"}).content.decode()
    first = client.get("/notices/").content.decode()
    again = client.get("/notices/").content.decode()
    for text in (ahead, first):
        assert "There is work to score" in text and ">New<" in text
    assert ">New<" not in again and "Renata" not in again
    client.force_login(lea)
    assert "There is work to score" not in client.get("/notices/").content.decode()


def test_the_list_costs_few_queries_however_long(
    client: Client,
    sam: Person,
    django_assert_max_num_queries: Callable[..., AbstractContextManager[object]],
) -> None:
    Notice.objects.bulk_create(
        Notice(person=sam, key=f"k{n}", kind="returned", path="/", told_at=now()) for n in range(60)
    )
    client.force_login(sam)
    client.get("/notices/")
    with django_assert_max_num_queries(6):
        text = client.get("/notices/").content.decode()
    assert "1 to 25 of 60" in text


def test_whoever_is_not_signed_in_has_no_list(client: Client) -> None:
    assert client.get("/notices/").status_code == 302
    assert client.post("/notices/").status_code in (302, 405)


def test_notices_are_kept_for_90_days(sam: Person) -> None:
    for days in (89, 91):
        at = MONDAY - timedelta(days=days)
        Notice.objects.create(person=sam, key=str(days), kind="returned", path="/", told_at=at)
    assert notices.tidy() == 1
    assert Notice.objects.get().key == "89"
