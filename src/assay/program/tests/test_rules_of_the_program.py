"""Calendar, standard and strategic goals: added to and reworded, with their past; days that are over stay."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_person
from assay.program import actions
from assay.program.models import ChecklistItem, ClosedPeriod, PastWording, StrategicGoal
from assay.record.models import Event

A_DAY = timedelta(days=1)


def test_closed_days_are_opened_again_before_they_begin(max_: Person) -> None:
    period = actions.close_period(today() + A_DAY, today() + 3 * A_DAY, by=max_)
    assert period.set_by == max_
    actions.open_period(period, by=max_)
    assert not ClosedPeriod.objects.exists()
    with pytest.raises(WrongState):
        actions.open_period(period, by=max_)
    begun = actions.close_period(today(), today(), by=max_)
    with pytest.raises(WrongState):
        actions.open_period(begun, by=max_)
    assert Event.objects.filter(verb="program.period_opened").count() == 1


def test_days_that_are_over_run_together_or_take_a_year_are_refused(
    max_: Person, ada: Person
) -> None:
    actions.close_period(today() + 5 * A_DAY, today() + 9 * A_DAY, by=max_)
    for first, last, field in ((-1, 2, "first_on"), (9, 12, "first_on"), (20, 400, "last_on")):
        with pytest.raises(BadInput) as refusal:
            actions.close_period(today() + first * A_DAY, today() + last * A_DAY, by=max_)
        assert list(refusal.value.fields) == [field]
    with pytest.raises(PermissionDenied):
        actions.close_period(today() + 20 * A_DAY, today() + 21 * A_DAY, by=ada)
    with pytest.raises(PermissionDenied):
        actions.open_period(ClosedPeriod.objects.get(), by=ada)


def test_an_item_is_added_at_the_end_of_its_section(max_: Person) -> None:
    for section, text in (("One", "A."), ("Two", "B."), ("One", "C."), ("One", "C.")):
        actions.add_item(section, text, by=max_)
    rows = [(row.code, row.section_title, row.text) for row in ChecklistItem.objects.all()]
    assert rows == [("q01", "One", "A."), ("q03", "One", "C."), ("q02", "Two", "B.")]
    assert Event.objects.filter(verb="program.checklist_set").count() == 3


def test_an_item_is_reworded_and_what_it_said_is_kept(max_: Person, ada: Person) -> None:
    item = actions.add_item("One", "A.", by=max_)
    actions.reword_item(item, "A, said better.", required=False, by=max_)
    actions.reword_item(item, "A, said better.", required=False, by=max_)
    item.refresh_from_db()
    assert (item.text, item.required) == ("A, said better.", False)
    assert [row.text for row in PastWording.objects.all()] == ["A."]
    for bad in ("", "x" * 401):
        with pytest.raises(BadInput):
            actions.reword_item(item, bad, required=True, by=max_)
    with pytest.raises(BadInput):
        actions.add_item(" ", "B.", by=max_)
    with pytest.raises(PermissionDenied):
        actions.add_item("One", "B.", by=ada)
    with pytest.raises(PermissionDenied):
        actions.reword_item(item, "B.", required=True, by=ada)


def test_the_standard_is_the_committees_once_it_sits(max_: Person, district: Organization) -> None:
    actions.let_committee_sit(district, by=max_)
    with pytest.raises(PermissionDenied):
        actions.add_item("One", "A.", by=max_)
    chair = make_person("Cam Roe", role="committee-chair", organization=district)
    assert actions.add_item("One", "A.", by=chair)


def test_a_goal_is_added_reworded_and_ended(max_: Person, district: Organization) -> None:
    goal = actions.add_strategic_goal(district, "Every student reads.", by=max_)
    assert actions.add_strategic_goal(district, "Every student reads.", by=max_) == goal
    actions.reword_strategic_goal(goal, "Every student reads and writes.", by=max_)
    assert PastWording.objects.get().text == "Every student reads."
    actions.end_strategic_goal(goal, by=max_)
    with pytest.raises(WrongState):
        actions.end_strategic_goal(goal, by=max_)
    again = actions.add_strategic_goal(district, "Every student reads and writes.", by=max_)
    assert again == goal and again.ended_on is None
    assert Event.objects.filter(verb="program.goals_set").count() == 4
    with pytest.raises(BadInput):
        actions.add_strategic_goal(district, " ", by=max_)


def test_each_program_sets_its_own_goals(max_: Person, ada: Person, district: Organization) -> None:
    partner = make_district("North Coast Institute", kind=OrganizationKind.PARTNER)
    ida = make_person("Ida Ray", role="program-admin", organization=partner)
    theirs = actions.add_strategic_goal(partner, "Better leaders.", by=ida)
    for person, act in (
        (ida, lambda: actions.add_strategic_goal(district, "Ours.", by=ida)),
        (max_, lambda: actions.end_strategic_goal(theirs, by=max_)),
        (max_, lambda: actions.reword_strategic_goal(theirs, "Ours.", by=max_)),
        (ada, lambda: actions.add_strategic_goal(district, "Mine.", by=ada)),
    ):
        with pytest.raises(PermissionDenied):
            act()
        assert person
    assert StrategicGoal.objects.count() == 1
