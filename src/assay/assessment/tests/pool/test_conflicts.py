"""Two people kept apart for what one of them did in a later room."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from tests import outdoors

from assay.assessment import actions, policy
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import CONFLICTS, Assignment, Conflict, Evaluation, Status
from assay.assessment.tests.factories import make_assessor, make_evaluation, score, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def waiting(ada: Person, district: Organization, lea: Person, version: Version) -> Evaluation:
    return make_evaluation(ada, district, lead=lea, version=version)


@pytest.fixture
def assessor(district: Organization, lea: Person, version: Version) -> Person:
    return make_assessor(version, district, lead=lea)


@pytest.mark.parametrize("turned", [False, True])
def test_neither_is_offered_the_others_work(
    ada: Person, waiting: Evaluation, assessor: Person, turned: bool
) -> None:
    one, other = (ada, assessor) if turned else (assessor, ada)
    actions.keep_apart(one, other, "endorsed", by=one)
    with pytest.raises(NothingWaits):
        take_next(assessor)


def test_what_one_holds_of_the_others_never_counts_and_somebody_else_reads(
    ada: Person,
    waiting: Evaluation,
    assessor: Person,
    district: Organization,
    lea: Person,
    version: Version,
) -> None:
    held = take_next(assessor)
    actions.keep_apart(assessor, ada, "endorsed", by=assessor)
    score(held, by=assessor)
    waiting.refresh_from_db()
    assert (held.status, waiting.status) == ("set_aside", Status.QUEUED)
    event = Event.objects.latest("pk")
    assert event.verb == "assessment.set_aside"
    with pytest.raises(WrongState, match="These scores are sent"):
        score(held, by=assessor)
    with pytest.raises(NothingWaits):
        take_next(assessor)
    assert take_next(make_assessor(version, district, lead=lea)).evaluation == waiting


def test_the_work_of_others_stays_where_it_is(
    ada: Person, bo: Person, waiting: Evaluation, assessor: Person
) -> None:
    held = take_next(assessor)
    actions.keep_apart(assessor, bo, "endorsed", by=assessor)
    held.refresh_from_db()
    assert held.status == "accepted"


def test_whoever_is_kept_apart_neither_screens_nor_settles(
    ada: Person, district: Organization, lea: Person, version: Version
) -> None:
    evaluation = make_evaluation(ada, district, lead=lea, version=version, screened=False)
    assert policy.can_screen(lea, evaluation)
    assert policy.can_adjudicate(lea, evaluation)
    actions.keep_apart(lea, ada, "endorsed", by=lea)
    assert not policy.can_screen(lea, evaluation)
    assert not policy.can_adjudicate(lea, evaluation)


def test_it_is_one_row_and_one_event_however_often(ada: Person, assessor: Person) -> None:
    first = actions.keep_apart(assessor, ada, "endorsed", by=assessor)
    assert actions.keep_apart(assessor, ada, "endorsed", by=assessor) == first
    assert (
        Event.objects.filter(verb="assessment.conflict_declared").count()
        == Conflict.objects.count()
        == 1
    )
    actions.declare_conflict(ada, assessor, "family", by=ada)


def test_it_follows_from_ones_own_act_and_is_a_fact(
    ada: Person, dee: Person, assessor: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.keep_apart(assessor, ada, "endorsed", by=dee)
    for other, ground in ((ada, "family"), (ada, "nonsense"), (assessor, "endorsed")):
        with pytest.raises(BadInput):
            actions.keep_apart(assessor, other, ground, by=assessor)


def test_only_a_lead_whom_it_does_not_concern_takes_a_fact_away(
    ada: Person, assessor: Person, lea: Person, district: Organization
) -> None:
    fact = actions.keep_apart(assessor, ada, "endorsed", by=assessor)
    make_person(assessor, role="lead-assessor", organization=district)
    for person in (assessor, ada):
        with pytest.raises(PermissionDenied):
            actions.end_conflict(fact, by=person)
    actions.end_conflict(fact, by=lea)
    ended = Event.objects.get(verb="assessment.conflict_ended")
    assert ended.particulars == {"person": fact.person_id, "other": fact.other_id}
    assert not Conflict.objects.exists()
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("ground", CONFLICTS)
def test_whoever_declares_any_tie_is_not_offered_the_work(
    ada: Person, waiting: Evaluation, assessor: Person, ground: str
) -> None:
    actions.declare_conflict(assessor, ada, ground, by=assessor)
    with pytest.raises(NothingWaits):
        actions.offer_next(assessor)


def test_an_offer_is_refused_in_the_words_of_one_that_ran_out(
    ada: Person, waiting: Evaluation, assessor: Person
) -> None:
    offer = actions.offer_next(assessor)
    actions.declare_conflict(assessor, ada, "family", by=assessor)
    assert actions.offer_next(assessor) == offer  # it waits for its answer as every other
    with pytest.raises(WrongState, match="This offer is over"):
        actions.accept(offer, by=assessor)
    offer.refresh_from_db()
    assert offer.status == "lapsed"
    assert policy.may_open(assessor, waiting) is None
    with pytest.raises(NothingWaits):
        actions.offer_next(assessor)


def test_what_lapsed_is_not_taken_again_in_the_words_of_what_somebody_else_has(
    ada: Person, waiting: Evaluation, assessor: Person
) -> None:
    held = take_next(assessor)
    actions.declare_conflict(assessor, ada, "family", by=assessor)
    Assignment.objects.update(touched_at=now() - timedelta(days=30))
    assert actions.lapse_idle() == 1
    held.refresh_from_db()
    assert policy.can_take_again(assessor, held)  # the button is there, as everywhere
    with pytest.raises(WrongState, match="You cannot take this submission again"):
        actions.take_again(held, late=None, by=assessor)


class TestNothingTellsWhoseItIs:
    """One of two submissions is of whom the tie is with: every page of the assessor is the same, whichever it is."""

    ADDRESSES = ("/assessment/sheets/", "/assessment/sheets/?state=scored", "/assessment/pay/", "/")

    @pytest.fixture
    def both(
        self, ada: Person, bo: Person, district: Organization, lea: Person, assessor: Person
    ) -> list[Assignment]:
        for learner in (ada, bo):
            make_evaluation(learner, district, lead=lea)
        return [take_next(assessor), take_next(assessor)]

    @pytest.mark.parametrize("is_sent", [False, True])
    def test_before_and_after_it_is_sent(
        self, both: list[Assignment], ada: Person, bo: Person, assessor: Person, is_sent: bool
    ) -> None:
        seen = []
        for tied in (None, ada, bo):
            with outdoors.atomic():
                if tied is not None:
                    actions.declare_conflict(assessor, tied, "family", by=assessor)
                for held in both:
                    held.refresh_from_db()
                    if is_sent:
                        score(held, by=assessor)
                seen.append(self.pages(both, assessor))
                transaction.set_rollback(True)
        untied, with_ada, with_bo = seen
        assert untied == with_ada == with_bo

    def pages(self, both: list[Assignment], assessor: Person) -> list[str]:
        client = Client()
        client.force_login(assessor)
        sheets = [f"/assessment/sheets/{held.pk}/" for held in both]
        found = [client.get(address) for address in (*self.ADDRESSES, *sheets)]
        assert {answer.status_code for answer in found} == {200}
        return [self.bare(answer.content.decode()) for answer in found]

    @staticmethod
    def bare(html: str) -> str:
        html = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+|nonce="[^"]+"|\?key=[^"]+', "", html)
        return re.sub(r"\d+:\d\d(:\d\d)?( [ap]\.?m\.?)?|datetime=\"[^\"]+\"", "·", html)
