"""Retirement with notice, as a verb: who may, when, what it changes, and how it is undone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog import actions
from assay.catalog.actions import retiring
from assay.catalog.models import MicroCredential, Retirement, Version, VersionStatus
from assay.catalog.tests.factories import make_version
from assay.lib.clock import held_at, months_after, span_of, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.actions import NoMandate, set_policy
from assay.record.models import Event

WHY = "Its method is part of another one now."


@pytest.fixture
def department(district: Organization, departments: dict[str, Organization]) -> Organization:
    return departments["curriculum-instruction"]


@pytest.fixture
def open_one(district: Organization, department: Organization) -> Version:
    return make_version(district, owner=department)


@pytest.fixture
def head(department: Organization) -> Person:
    return make_person("Hed Ruiz", role="department-head", organization=department)


def announce(version: Version, by: Person, **given: object) -> Retirement:
    values = {"closes_on": actions.earliest_closing(version.micro_credential.home_id), **given}
    return actions.announce_retirement(version, WHY, by=by, **values)  # type: ignore[arg-type]


def again(version: Version) -> Version:
    return Version.objects.select_related("micro_credential").get(pk=version.pk)


def at(day: date) -> "held_at":
    return held_at(span_of(day)[0])


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 30), 0, date(2026, 11, 30)),
        (date(2026, 6, 30), 18, date(2027, 12, 30)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, found: date) -> None:
    assert months_after(day, months) == found


def test_it_takes_leave_that_the_head_of_the_department_gives(
    open_one: Version, head: Person, aut: Person, ada: Person
) -> None:
    with pytest.raises(PermissionDenied):
        announce(open_one, ada)
    with pytest.raises(NoMandate):
        announce(open_one, aut)
    row = announce(open_one, head)
    assert (row.closes_on, row.last_day) == (
        months_after(today(), 6),
        months_after(months_after(today(), 6), 6),
    )
    event = Event.objects.get(verb="catalog.retirement_announced")
    assert event.particulars["closes_on"] == row.closes_on.isoformat()
    assert WHY not in str(event.particulars)
    with pytest.raises(WrongState, match="already announced"):
        announce(again(open_one), head)


def test_the_notice_is_the_policys(open_one: Version, head: Person, max_: Person) -> None:
    set_policy("retirement", {"notice_months": 1, "open_drafts_may_submit_for_months": 2}, by=max_)
    soon = months_after(today(), 1)
    with pytest.raises(BadInput) as refusal:
        announce(open_one, head, closes_on=soon - timedelta(days=1))
    assert "notice takes until" in refusal.value.fields["closes_on"]
    with pytest.raises(BadInput):
        announce(open_one, head, closes_on=months_after(today(), 12 * 6))
    with pytest.raises(BadInput) as refusal:
        announce(open_one, head, successor=open_one.micro_credential)
    assert set(refusal.value.fields) == {"successor"}
    with pytest.raises(BadInput) as refusal:
        actions.announce_retirement(open_one, "  ", closes_on=soon, by=head)
    assert set(refusal.value.fields) == {"reason"}
    row = announce(open_one, head, closes_on=soon)
    assert row.last_day == months_after(soon, 2)


def test_everything_stays_until_its_day_and_then_nobody_starts(
    open_one: Version, head: Person
) -> None:
    row = announce(open_one, head)
    assert again(open_one).takes_starts and actions.tend_versions() == 0
    with at(row.closes_on):
        assert not again(open_one).takes_starts, "on its day, whether somebody closed it or not"
        assert actions.tend_versions() == 1
        assert actions.tend_versions() == 0
    closed = again(open_one)
    assert closed.status == VersionStatus.RETIRING and closed.micro_credential.current is None
    row.refresh_from_db()
    assert row.closed_at is not None and not row.is_announced
    with at(row.last_day):
        assert actions.tend_versions() == 0, "its last day is one on which it may be submitted"
    with at(row.last_day + timedelta(days=1)):
        assert actions.tend_versions() == 1
    assert again(open_one).retired_at is not None
    verbs = Event.objects.filter(verb__startswith="catalog.retir").values_list("verb", flat=True)
    assert list(verbs) == ["catalog.retirement_announced", "catalog.retiring", "catalog.retired"]


def test_it_is_called_off_before_its_day_by_those_who_write(
    open_one: Version, head: Person, aut: Person, ada: Person
) -> None:
    row = announce(open_one, head)
    with pytest.raises(PermissionDenied):
        actions.call_off_retirement(row, by=ada)
    actions.call_off_retirement(row, by=aut)
    assert (again(open_one).closes_on, again(open_one).last_day) == (None, None)
    assert Event.objects.filter(
        verb="catalog.retirement_called_off", subject_id=str(row.pk)
    ).exists()
    with pytest.raises(WrongState, match="already called off"):
        actions.call_off_retirement(row, by=aut)
    second = announce(again(open_one), aut)  # the leave came back
    with at(second.closes_on), pytest.raises(WrongState, match="Its day has come"):
        actions.call_off_retirement(second, by=aut)


def test_a_version_that_had_its_last_day_keeps_it(
    district: Organization, department: Organization, head: Person
) -> None:
    earlier = make_version(district, owner=department)
    wording = make_version(district, number="1.1", owner=department)
    newest = make_version(district, number="2.0", owner=department)
    own = today() + timedelta(days=30)
    Version.objects.filter(pk=earlier.pk).update(status="retiring", last_day=own)
    Version.objects.filter(pk=wording.pk).update(status="retiring")
    row = announce(again(newest), head)
    assert again(earlier).last_day == own
    assert again(wording).last_day == again(newest).last_day == row.last_day
    actions.call_off_retirement(row, by=head)
    assert again(earlier).last_day == own
    assert again(wording).last_day is None


def test_nothing_is_published_in_its_place_while_it_is_announced(
    open_one: Version, head: Person, aut: Person, max_: Person
) -> None:
    row = announce(open_one, head)
    draft = actions.start_new_version(open_one, by=aut)
    with pytest.raises(WrongState, match="Call that off first"):
        actions.publish(draft, by=max_)
    actions.call_off_retirement(row, by=head)
    assert actions.publish(draft, by=max_).status == VersionStatus.PUBLISHED


def test_a_change_of_scoring_gives_the_version_before_its_months(
    open_one: Version, aut: Person, max_: Person, spoil: Callable[[Version], Version]
) -> None:
    wording = actions.publish(actions.start_new_version(open_one, by=aut), by=max_)
    assert again(open_one).last_day is None, "where only words change there is no end"
    second = actions.publish(spoil(actions.start_new_version(wording, by=aut)), by=max_)
    assert second.number == "2.0"
    assert again(wording).last_day == months_after(today(), 6)
    event = Event.objects.get(verb="catalog.superseded")
    assert event.subject_id == str(wording.pk) and event.particulars["after"] == second.pk
    assert MicroCredential.objects.get().current == second


@pytest.fixture
def spoil(aut: Person) -> Callable[[Version], Version]:
    """A change of scoring, under a new number."""

    def change(draft: Version) -> Version:
        data = {**draft.data, "rubric": {**draft.data["rubric"]}}
        first, *others = data["rubric"]["criteria"]
        words = {**first["descriptors"], "demonstrated": "Waits for four seconds, on film."}
        data["rubric"]["criteria"] = [{**first, "descriptors": words}, *others]
        return actions.save_draft(draft, {"rubric": data["rubric"]}, by=aut)

    return change


def test_a_pilot_is_closed_at_once_and_its_learners_have_their_months(
    district: Organization, department: Organization, head: Person, aut: Person
) -> None:
    version = make_version(district, owner=department)
    with pytest.raises(WrongState, match="no pilot"):
        actions.close_pilot(version, by=head)
    Version.objects.update(status="pilot")
    with pytest.raises(NoMandate):
        actions.close_pilot(again(version), by=aut)
    assert actions.close_pilot(again(version), by=head).last_day == months_after(today(), 6)
    with pytest.raises(WrongState):
        actions.close_pilot(again(version), by=head)
    with pytest.raises(WrongState, match="open to everyone"):
        announce(again(version), head)


def test_two_runs_that_met_the_same_day_close_it_once(open_one: Version, head: Person) -> None:
    row = announce(open_one, head)
    with at(row.closes_on):
        assert retiring._close_due(open_one.pk) and not retiring._close_due(open_one.pk)
    assert again(open_one).status == VersionStatus.RETIRING
