"""What an appeal changes on submissions: an outcome is corrected, a later attempt ends, more of it is kept."""

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.models import Status, Submission
from assay.evidence.tests.factories import make_submission
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.record.models import Event


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def closed(ada: Person, chi: Person, version: Version) -> Submission:
    submission = make_submission(ada, version)
    actions.close(submission, "not_yet", by=chi)
    return submission


@pytest.fixture
def later(closed: Submission, ada: Person) -> Submission:
    return actions.open_next_attempt(closed, {}, by=ada)


def test_a_not_yet_is_corrected_to_earned_once(closed: Submission, dee: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.correct(closed, "earned", by=dee)
    with pytest.raises(BadInput):
        actions.correct(closed, "not_yet", by=None)
    actions.correct(closed, "earned", by=None)
    assert Submission.objects.get(pk=closed.pk).outcome == "earned"
    assert Event.objects.filter(verb="evidence.corrected").count() == 1
    with pytest.raises(WrongState):
        actions.correct(closed, "earned", by=None)


def test_what_is_not_decided_cannot_be_corrected(ada: Person, version: Version) -> None:
    with pytest.raises(WrongState):
        actions.correct(make_submission(ada, version), "earned", by=None)


def test_a_later_attempt_ends_by_the_product_alone(
    later: Submission, ada: Person, chi: Person
) -> None:
    for person in (ada, chi):
        with pytest.raises(PermissionDenied):
            actions.end_attempt(later, by=person)
    actions.end_attempt(later, by=None)
    assert Submission.objects.get(pk=later.pk).status == Status.WITHDRAWN
    assert Event.objects.filter(verb="evidence.withdrawn").count() == 1
    with pytest.raises(WrongState):
        actions.end_attempt(later, by=None)


def test_more_is_kept_of_a_draft_alone(
    later: Submission, closed: Submission, ada: Person, version: Version
) -> None:
    one = version.content.criteria[0].id
    with pytest.raises(PermissionDenied):
        actions.keep_more(later, {one: "demonstrated"}, by=ada)
    actions.keep_more(later, {one: "demonstrated"}, by=None)
    assert Submission.objects.get(pk=later.pk).carried == {one: "demonstrated"}
    assert Event.objects.get(verb="evidence.kept_more").particulars["carried"] == [one]
    with pytest.raises(WrongState):
        actions.keep_more(closed, {one: "demonstrated"}, by=None)
