import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.models import VersionStatus
from assay.catalog.tests.factories import make_version
from assay.journeys import actions
from assay.journeys.actions.starts import AlreadyStarted
from assay.journeys.models import Start, StartStatus
from assay.journeys.tests.factories import make_goal, make_start
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.record.models import Event


def test_a_start_pins_the_version_it_was_begun_on(ada: Person, district: Organization) -> None:
    first = make_version(district, number="1.0")
    start = make_start(ada, first)
    make_version(district, number="2.0")
    start.refresh_from_db()
    assert start.version == first
    assert start.status == StartStatus.OPEN


def test_a_start_stands_in_the_record(ada: Person) -> None:
    goal = make_goal(ada)
    start = make_start(ada, goal=goal)
    event = Event.objects.get(verb="journeys.started")
    assert (event.subject_id, event.by_id) == (str(start.pk), str(ada.pk))
    assert event.particulars == {"version": start.version_id, "goal": goal.pk}


def test_nobody_starts_for_somebody_else(ada: Person, max_: Person, district: Organization) -> None:
    version = make_version(district)
    for by in (max_, None):
        with pytest.raises(PermissionDenied):
            actions.start(ada, version, by=by)
    assert not Start.objects.exists()
    assert not Event.objects.exists()


def test_a_second_press_is_refused_and_says_where_the_first_one_is(ada: Person) -> None:
    first = make_start(ada)
    with pytest.raises(AlreadyStarted) as refusal:
        actions.start(ada, first.version, by=ada)
    assert refusal.value.start == first
    assert "In progress" in refusal.value.message
    assert Start.objects.count() == 1
    assert Event.objects.filter(verb="journeys.started").count() == 1


def test_a_draft_or_an_earlier_version_takes_no_starts(ada: Person, district: Organization) -> None:
    earlier = make_version(district, number="1.0")
    make_version(district, number="2.0")
    draft = make_version(district, number="3.0", published=False)
    for version in (earlier, draft):
        with pytest.raises(WrongState):
            actions.start(ada, version, by=ada)


def test_a_retiring_version_takes_no_starts(ada: Person, district: Organization) -> None:
    version = make_version(district)
    version.status = VersionStatus.RETIRING
    version.save(update_fields=("status",))
    with pytest.raises(WrongState):
        actions.start(ada, version, by=ada)


def test_a_goal_of_somebody_else_is_refused(
    ada: Person, dee: Person, district: Organization
) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.start(ada, make_version(district), goal=make_goal(dee), by=ada)
    assert "goal" in refusal.value.fields


def test_what_was_earned_is_not_started_again_but_a_newer_version_is(
    ada: Person, chi: Person, district: Organization
) -> None:
    start = make_start(ada, make_version(district, number="1.0"))
    actions.finish(start, by=chi)
    with pytest.raises(WrongState, match="portfolio"):
        actions.start(ada, start.version, by=ada)
    assert actions.start(ada, make_version(district, number="2.0"), by=ada).pk != start.pk
