"""Two people kept apart for what one of them did in a later room."""

import pytest
from django.core.exceptions import PermissionDenied

from assay.assessment import actions, policy
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import Assignment, Conflict, Evaluation, Status
from assay.assessment.tests.factories import make_assessor, make_evaluation, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.lib.errors import BadInput
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


def test_what_one_holds_of_the_others_goes_to_somebody_else(
    ada: Person,
    waiting: Evaluation,
    assessor: Person,
    district: Organization,
    lea: Person,
    version: Version,
) -> None:
    held = take_next(assessor)
    actions.keep_apart(assessor, ada, "endorsed", by=assessor)
    held.refresh_from_db()
    waiting.refresh_from_db()
    assert (held.status, waiting.status) == ("lapsed", Status.QUEUED)
    assert not policy.may_open(assessor, waiting)
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


def test_who_declares_a_conflict_gives_back_what_they_hold_of_it(
    ada: Person, assessor: Person, district: Organization, lea: Person, version: Version
) -> None:
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    held = take_next(assessor)
    actions.declare_conflict(assessor, ada, "family", by=assessor)
    held.refresh_from_db()
    evaluation.refresh_from_db()
    assert (held.status, evaluation.status) == ("lapsed", "queued")
    with pytest.raises(NothingWaits):
        actions.offer_next(assessor)
