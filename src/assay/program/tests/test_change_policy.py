"""A figure changes from a day on; what is to begin later keeps its change, and nobody writes over anybody."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program import actions
from assay.program.models import Policy
from assay.program.policies import AssessmentPolicy, ServiceLevelPolicy, in_force
from assay.program.policy_fields import choices_of, described, figure_of, said
from assay.program.timeline import timeline
from assay.record.models import Event

SOON = timedelta(days=30)


def change(name: str, value: Any, by: Person, kind: str = "assessment", **more: Any) -> Any:
    return actions.change_policy(kind, name, value, by=by, **{"reason": "We tried it.", **more})


def test_it_is_in_force_from_its_day_with_its_reason(max_: Person) -> None:
    row = change("business_days_target", 6, max_, effective_from=today() + SOON)
    assert (row.set_by, row.reason, row.effective_from) == (max_, "We tried it.", today() + SOON)
    assert in_force(ServiceLevelPolicy).business_days_target == 8
    assert in_force(ServiceLevelPolicy, on=today() + SOON).business_days_target == 6
    assert change("business_days_target", 8, max_) is None  # as it is today
    assert Event.objects.filter(verb="program.policy_set").count() == 1


def test_a_change_to_begin_later_keeps_what_is_changed_meanwhile(max_: Person) -> None:
    change("max_open_per_assessor", 5, max_, effective_from=today() + SOON)
    change("business_days_target", 6, max_)
    later = today() + SOON
    assert in_force(AssessmentPolicy, on=later).max_open_per_assessor == 5
    assert in_force(ServiceLevelPolicy, on=later).business_days_target == 6
    assert in_force(AssessmentPolicy).max_open_per_assessor == 6
    rows = list(Policy.objects.order_by("number"))
    (_default, first) = timeline(rows, "max_open_per_assessor", 6)
    assert first.row == rows[0]  # not the version that carries it along


def test_a_change_of_the_same_figure_to_begin_later_holds(max_: Person) -> None:
    change("business_days_target", 5, max_, effective_from=today() + SOON)
    change("business_days_target", 6, max_)
    assert in_force(ServiceLevelPolicy, on=today() + SOON).business_days_target == 5
    change("business_days_target", 6, max_, effective_from=today() + SOON)  # taken back
    assert in_force(ServiceLevelPolicy, on=today() + SOON).business_days_target == 6


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("business_days_target", 0, "value"),
        ("business_days_target", 900, "value"),
        ("business_days_target", "six", "value"),
        ("adjudicate_when", [], "value"),
        ("adjudicate_when", ["never"], "value"),
        ("no_such_rule", 1, "value"),
    ],
)
def test_a_wrong_value_says_what_is_right(max_: Person, name: str, value: Any, field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        change(name, value, max_)
    assert field in refusal.value.fields
    assert not Policy.objects.exists()


def test_the_past_the_far_future_and_no_reason_are_refused(max_: Person) -> None:
    for more, field in (
        ({"effective_from": today() - timedelta(days=1)}, "effective_from"),
        ({"effective_from": date(9999, 1, 1)}, "effective_from"),
        ({"reason": " \n"}, "reason"),
    ):
        with pytest.raises(BadInput) as refusal:
            change("business_days_target", 6, max_, **more)
        assert list(refusal.value.fields) == [field]
    with pytest.raises(BadInput):
        actions.set_policy("appeal", {"days": 9}, by=max_, effective_from=date(2020, 1, 1))


def test_others_change_nothing(ada: Person, lea: Person) -> None:
    for person in (ada, lea):
        with pytest.raises(PermissionDenied):
            change("business_days_target", 6, person)


def test_nobody_writes_over_what_they_did_not_see(max_: Person) -> None:
    change("business_days_target", 6, max_, seen=0)
    change("max_open_per_assessor", 5, max_, seen=0)  # another figure: nothing is lost
    with pytest.raises(WrongState):
        change("business_days_target", 7, max_, seen=0)
    change("business_days_target", 7, max_, seen=2)


def test_once_the_committee_sits_its_chair_writes_down_what_it_decided(
    max_: Person, district: Organization
) -> None:
    change("quorum_percent", 70, max_, kind="committee")
    actions.let_committee_sit(district, by=max_)
    chair = make_person("Cam Roe", role="committee-chair", organization=district)
    with pytest.raises(PermissionDenied):
        change("quorum_percent", 60, max_, kind="committee")
    with pytest.raises(PermissionDenied):
        actions.set_policy("mandates", {"publish": ["author"]}, by=max_)
    with pytest.raises(BadInput) as refusal:
        change("quorum_percent", 60, chair, kind="committee")
    assert "decision" in refusal.value.fields
    row = change("quorum_percent", 60, chair, kind="committee", decision="May 4, by consensus")
    assert row.decision == "May 4, by consensus"
    change("business_days_target", 6, max_)  # the rest stays with both


@pytest.mark.django_db
def test_every_value_of_a_default_fits_its_own_words() -> None:
    """A default that its bounds refuse could never be put back."""
    for kind, words in described().items():
        for name in words.figures:
            shape = figure_of(kind, name)
            default = actions.policies.default_of(kind, name)
            assert shape and actions.policies.out_of_bounds(kind, name, default) == ""
            assert said(kind, name, default)
            assert str(shape.label) and str(shape.effect)
    assert choices_of("safety", "told_role")


def test_an_amount_is_said_as_money() -> None:
    assert said("assessor", "pay_cents", 3050) == "30.50"
