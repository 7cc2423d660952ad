import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.models import VersionStatus
from assay.catalog.tests.factories import make_version
from assay.journeys import actions
from assay.journeys.actions.starts import AlreadyStarted
from assay.journeys.models import StartStatus
from assay.journeys.tests.factories import make_start
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.record.actions import Entry
from assay.record.models import Event


@pytest.mark.parametrize("by_whom", ["chi", None])
def test_an_award_finishes_a_start(ada: Person, chi: Person, by_whom: str | None) -> None:
    start = make_start(ada)
    actions.finish(start, by=chi if by_whom else None)
    start.refresh_from_db()
    assert start.status == StartStatus.FINISHED
    assert start.ended_at is not None
    assert Event.objects.filter(verb="journeys.finished", subject_id=str(start.pk)).count() == 1


def test_no_learner_finishes_their_own_start_and_no_stranger_either(
    ada: Person, dee: Person
) -> None:
    start = make_start(ada)
    for by in (ada, dee):
        with pytest.raises(PermissionDenied):
            actions.finish(start, by=by)


def test_finishing_twice_is_refused(ada: Person, chi: Person) -> None:
    start = make_start(ada)
    actions.finish(start, by=chi)
    with pytest.raises(WrongState):
        actions.finish(start, by=chi)


def test_many_are_finished_as_one_is(ada: Person, dee: Person, chi: Person) -> None:
    first = make_start(ada)
    starts = [first, make_start(dee, first.version)]
    with pytest.raises(PermissionDenied):
        actions.finish_all(starts, by=ada)
    actions.finish_all(starts, by=chi)
    for start in starts:
        start.refresh_from_db()
        assert (start.status, start.ended_at is None) == (StartStatus.FINISHED, False)
        event = Event.objects.get(verb="journeys.finished", subject_id=str(start.pk))
        assert (event.by_id, event.particulars) == (str(chi.pk), {"version": start.version_id})


def test_of_many_all_are_finished_or_none(ada: Person, dee: Person) -> None:
    first = make_start(ada)
    starts = [first, make_start(dee, first.version)]
    actions.finish(starts[1], by=None)
    with pytest.raises(WrongState):
        actions.finish_all(starts, by=None)
    starts[0].refresh_from_db()
    assert starts[0].status == StartStatus.OPEN


def test_what_was_left_can_be_taken_up_again(ada: Person) -> None:
    start = make_start(ada)
    actions.leave(start, by=ada)
    assert start.ended_at is not None
    actions.reopen(start, by=ada)
    start.refresh_from_db()
    assert (start.status, start.ended_at) == (StartStatus.OPEN, None)
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs == ["journeys.started", "journeys.left", "journeys.reopened"]


def test_leaving_twice_or_reopening_what_is_open_is_refused(ada: Person) -> None:
    start = make_start(ada)
    with pytest.raises(WrongState):
        actions.reopen(start, by=ada)
    actions.leave(start, by=ada)
    with pytest.raises(WrongState):
        actions.leave(start, by=ada)


def test_others_neither_leave_nor_reopen_nor_repin(
    ada: Person, max_: Person, district: Organization
) -> None:
    start = make_start(ada, make_version(district, number="1.0"))
    newer = make_version(district, number="2.0")
    for verb in (
        lambda: actions.leave(start, by=max_),
        lambda: actions.repin(start, newer, by=max_),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    actions.leave(start, by=ada)
    with pytest.raises(PermissionDenied):
        actions.reopen(start, by=max_)


def test_reopening_beside_a_newer_open_start_names_that_one(
    ada: Person, district: Organization
) -> None:
    old = make_start(ada, make_version(district, number="1.0"))
    actions.leave(old, by=ada)
    new = make_start(ada, make_version(district, number="2.0"))
    with pytest.raises(AlreadyStarted) as refusal:
        actions.reopen(old, by=ada)
    assert refusal.value.start == new
    old.refresh_from_db()
    assert old.status == StartStatus.LEFT


def test_a_retired_version_is_not_taken_up_again(ada: Person) -> None:
    start = make_start(ada)
    actions.leave(start, by=ada)
    start.version.status = VersionStatus.RETIRED
    start.version.save(update_fields=("status",))
    with pytest.raises(WrongState, match="retired"):
        actions.reopen(start, by=ada)


def test_opting_up_moves_an_open_start_to_the_newer_version(
    ada: Person, district: Organization
) -> None:
    start = make_start(ada, make_version(district, number="1.0"))
    before, newer = start.version_id, make_version(district, number="2.0")
    actions.repin(start, newer, by=ada)
    start.refresh_from_db()
    assert start.version == newer
    assert Event.objects.get(verb="journeys.repinned").particulars == {
        "version": newer.pk,
        "before": before,
    }


def test_opting_up_to_the_same_or_to_another_micro_credential_is_refused(
    ada: Person, district: Organization
) -> None:
    start = make_start(ada, make_version(district))
    other = make_version(district, slug="other")
    for version in (start.version, other):
        with pytest.raises(BadInput):
            actions.repin(start, version, by=ada)


def test_a_start_that_is_over_keeps_its_version(
    ada: Person, chi: Person, district: Organization
) -> None:
    start = make_start(ada, make_version(district, number="1.0"))
    actions.finish(start, by=chi)
    with pytest.raises(WrongState):
        actions.repin(start, make_version(district, number="2.0"), by=ada)


def test_once_its_award_was_withdrawn_it_can_be_started_again(ada: Person, chi: Person) -> None:
    start = make_start(ada)
    actions.finish(start, by=chi)
    actions.void(start, by=None)
    start.refresh_from_db()
    assert start.status == StartStatus.VOID
    assert Event.objects.filter(verb="journeys.voided", subject_id=str(start.pk)).count() == 1
    assert actions.start(ada, start.version, by=ada).status == StartStatus.OPEN


def test_only_what_was_finished_becomes_void_and_once(ada: Person) -> None:
    start = make_start(ada)
    with pytest.raises(WrongState):
        actions.void(start, by=None)
    actions.finish(start, by=None)
    actions.void(start, by=None)
    with pytest.raises(WrongState):
        actions.void(start, by=None)


def test_no_learner_and_no_stranger_makes_a_start_void(
    ada: Person, dee: Person, chi: Person
) -> None:
    start = make_start(ada)
    actions.finish(start, by=chi)
    for by in (ada, dee):
        with pytest.raises(PermissionDenied):
            actions.void(start, by=by)


def test_what_it_was_finished_by_is_noted_after_it(ada: Person) -> None:
    started = make_start(ada)
    actions.finish(started, by=None, also=[Entry("credentials.awarded", ada, None)])
    assert list(Event.objects.order_by("-id").values_list("verb", flat=True)[:2]) == [
        "credentials.awarded",
        "journeys.finished",
    ]
