from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.tests.factories import make_version
from assay.journeys import actions
from assay.journeys.models import Goal, GoalStatus, PlanItem
from assay.journeys.tests.factories import make_competency, make_goal
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.record.models import Event


def test_a_goal_is_kept_in_the_learners_words_and_noted_without_them(ada: Person) -> None:
    goal = actions.set_goal(
        ada, " More students\u202e finish  their thought ", by=ada, competency=make_competency()
    )
    assert goal.text == "More students finish their thought"
    event = Event.objects.get(verb="journeys.goal_set")
    assert event.particulars == {"source": "own"}
    assert "thought" not in str(event.contents())


def test_nobody_sets_a_goal_for_somebody_else(ada: Person, max_: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_goal(ada, "Grow", by=max_)


@pytest.mark.parametrize("text", ["", "   ", "\u202e", "x" * 401])
def test_an_empty_or_endless_goal_is_refused_at_its_field(ada: Person, text: str) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.set_goal(ada, text, by=ada)
    assert "text" in refusal.value.fields


def test_a_goal_from_an_evaluation_is_kept_only_with_consent(ada: Person) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.set_goal(ada, "Grow", by=ada, source="evaluation")
    assert "consent" in refusal.value.fields
    assert not Goal.objects.exists()
    assert (
        actions.set_goal(ada, "Grow", by=ada, source="evaluation", consent=True).consented_at
        is not None
    )


def test_a_goal_is_reached_put_aside_and_taken_up_by_its_learner_alone(
    ada: Person, dee: Person, max_: Person
) -> None:
    goal = make_goal(ada)
    for by in (dee, max_):
        for verb in (actions.reach, actions.put_aside, actions.take_up):
            with pytest.raises(PermissionDenied):
                verb(goal, by=by)
        with pytest.raises(PermissionDenied):
            actions.change_goal(goal, "Mine", by=by)
    with pytest.raises(WrongState):
        actions.take_up(goal, by=ada)
    actions.change_goal(goal, "More students finish their thought", by=ada)
    assert (
        Event.objects.get(verb="journeys.goal_changed", subject_id=str(goal.pk)).particulars == {}
    )
    actions.reach(goal, by=ada)
    with pytest.raises(WrongState):
        actions.reach(goal, by=ada)
    actions.take_up(goal, by=ada)
    actions.put_aside(goal, by=ada)
    goal.refresh_from_db()
    assert goal.status == GoalStatus.DROPPED
    verbs = [
        "journeys.goal_changed",
        "journeys.goal_reached",
        "journeys.goal_taken_up",
        "journeys.goal_put_aside",
    ]
    assert list(Event.objects.values_list("verb", flat=True)) == verbs


def test_a_plan_holds_each_micro_credential_once(ada: Person, district: Organization) -> None:
    version, goal = make_version(district), make_goal(ada)
    item = actions.plan(ada, version.micro_credential, by=ada, goal=goal, target_on=today())
    with pytest.raises(WrongState, match="already"):
        actions.plan(ada, version.micro_credential, by=ada)
    assert Event.objects.filter(verb="journeys.planned", subject_id=str(item.pk)).count() == 1


def test_a_day_gone_by_is_refused_but_one_that_stood_may_stay(
    ada: Person, district: Organization
) -> None:
    version, gone = make_version(district), today() - timedelta(days=1)
    with pytest.raises(BadInput):
        actions.plan(ada, version.micro_credential, by=ada, target_on=gone)
    item = actions.plan(ada, version.micro_credential, by=ada)
    PlanItem.objects.update(target_on=gone)
    item.refresh_from_db()
    actions.change_plan(item, by=ada, goal=make_goal(ada), target_on=gone)
    assert Event.objects.get(verb="journeys.plan_changed", subject_id=str(item.pk)).by_id == str(
        ada.pk
    )
    with pytest.raises(BadInput):
        actions.change_plan(item, by=ada, goal=None, target_on=gone - timedelta(days=1))


def test_a_plan_is_nobody_elses(ada: Person, dee: Person, district: Organization) -> None:
    version = make_version(district)
    with pytest.raises(PermissionDenied):
        actions.plan(ada, version.micro_credential, by=dee)
    with pytest.raises(BadInput):
        actions.plan(ada, version.micro_credential, by=ada, goal=make_goal(dee))
    item = actions.plan(ada, version.micro_credential, by=ada)
    for verb in (
        lambda: actions.unplan(item, by=dee),
        lambda: actions.change_plan(item, by=dee, goal=None, target_on=None),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    actions.unplan(item, by=ada)
    again = PlanItem(pk=item.pk or 1, person=ada, micro_credential=version.micro_credential)
    with pytest.raises(WrongState):
        actions.unplan(again, by=ada)
