import re
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from assay.lib.clock import held_at, today
from assay.lib.errors import BadInput
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person
from assay.program import actions
from assay.program.models import ChecklistItem, Mandate, Policy
from assay.program.policies import KINDS, AssessmentPolicy, ServiceLevelPolicy, in_force
from assay.record.models import Event

CHECKLIST = {
    "schema": "mc-quality-checklist/1",
    "sections": [
        {
            "id": "a",
            "title": "A",
            "items": [{"id": "q01", "text": "One."}, {"id": "q02", "text": "Two."}],
        }
    ],
}


def test_a_policy_is_in_force_from_its_day_and_the_one_before_is_kept(max_: Person) -> None:
    soon = today() + timedelta(days=30)
    actions.set_policy("assessment", {"business_days_target": 5}, by=max_)
    actions.set_policy("assessment", {"business_days_target": 9}, by=max_, effective_from=soon)
    assert in_force(ServiceLevelPolicy, on=soon - timedelta(days=1)).business_days_target == 5
    assert in_force(ServiceLevelPolicy, on=soon).business_days_target == 9
    assert Event.objects.filter(verb="program.policy_set").count() == 2


def test_the_same_policy_again_changes_nothing(max_: Person) -> None:
    first = actions.set_policy("assessment", {"double_score_rate": 0.15}, by=max_)
    assert actions.set_policy("assessment", {"double_score_rate": 0.15}, by=max_) == first
    assert Policy.objects.count() == Event.objects.count() == 1
    assert in_force(AssessmentPolicy).double_score_percent == 15


def test_a_learner_sets_no_policy(ada: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_policy("assessment", {}, by=ada)
    assert not Policy.objects.exists()


@pytest.mark.parametrize("value", ["five", -1, True, None, 1.5])
def test_a_figure_of_the_wrong_kind_is_refused_by_name(max_: Person, value: object) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.set_policy("assessment", {"business_days_target": value}, by=max_)
    assert "business_days_target" in refusal.value.fields


def test_the_standard_grows_and_never_loses_an_item(max_: Person) -> None:
    actions.set_checklist(CHECKLIST, by=max_)
    items = [
        {"id": "q01", "text": "One, said better."},
        {"id": "q02", "text": "Two."},
        {"id": "q03", "text": "Three."},
    ]
    more = {**CHECKLIST, "sections": [{"id": "a", "title": "A", "items": items}]}
    assert actions.set_checklist(more, by=max_)[0].text == "One, said better."
    with pytest.raises(BadInput, match="q03"):
        actions.set_checklist(CHECKLIST, by=max_)
    assert ChecklistItem.objects.count() == 3


def test_the_same_standard_again_is_not_an_event(max_: Person) -> None:
    actions.set_checklist(CHECKLIST, by=max_)
    actions.set_checklist(CHECKLIST, by=max_)
    assert Event.objects.filter(verb="program.checklist_set").count() == 1


def test_a_checklist_with_a_code_twice_is_refused(max_: Person) -> None:
    twice = {"id": "b", "title": "B", "items": [{"id": "q01", "text": "Again."}]}
    with pytest.raises(BadInput, match="q01"):
        actions.set_checklist({**CHECKLIST, "sections": [*CHECKLIST["sections"], twice]}, by=max_)


def test_a_mandate_is_used_once(max_: Person, district: Organization) -> None:
    department = make_department(district)
    actions.give_mandate("publish", department, by=max_, within=department)
    with held_at(datetime(2026, 5, 1, tzinfo=UTC)):
        assert actions.use_mandate("publish", department).given_by == max_
    with pytest.raises(actions.NoMandate):
        actions.use_mandate("publish", department)


def test_a_mandate_is_for_one_act_on_one_subject(max_: Person, district: Organization) -> None:
    here, there = make_department(district), make_department(district, "Other")
    actions.give_mandate("publish", here, by=max_, within=here)
    for act, subject in (("retire", here), ("publish", there)):
        with pytest.raises(actions.NoMandate):
            actions.use_mandate(act, subject)


def test_a_department_head_gives_leave_in_the_own_department_only(district: Organization) -> None:
    here, there = make_department(district), make_department(district, "Other")
    head = make_person("Hed Reed", role="department-head", organization=here)
    assert actions.give_mandate("wording", here, by=head, within=here)
    for act, within in (("wording", there), ("publish", here), ("burn", here)):
        with pytest.raises(PermissionDenied):
            actions.give_mandate(act, within, by=head, within=within)
    assert Mandate.objects.count() == 1


def test_days_of_a_closed_period_are_in_order(max_: Person) -> None:
    with pytest.raises(BadInput):
        actions.close_period(date(2026, 5, 2), date(2026, 5, 1), by=max_)
    with held_at(datetime(2026, 1, 1, 12, tzinfo=UTC)):
        first = actions.close_period(date(2026, 5, 1), date(2026, 5, 2), by=max_)
        assert actions.close_period(date(2026, 5, 1), date(2026, 5, 2), by=max_) == first


def test_strategic_goals_are_renamed_not_repeated(max_: Person, district: Organization) -> None:
    actions.set_strategic_goals(district, [("sg1", "Talk")], by=max_)
    goals = actions.set_strategic_goals(district, [("sg1", "Talk more"), ("sg2", "Read")], by=max_)
    assert [goal.title for goal in goals] == ["Talk more", "Read"]
    actions.set_strategic_goals(district, [("sg2", "Read more")], by=max_)
    actions.set_strategic_goals(district, [("sg2", "Read more")], by=max_)
    events = Event.objects.filter(verb="program.goals_set", subject_id=str(district.pk))
    assert [event.by_id for event in events] == [str(max_.pk)] * 3


@pytest.mark.parametrize("name", ["blind", "busines_days_target"])
def test_what_no_policy_has_cannot_be_set(max_: Person, name: str) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.set_policy("assessment", {name: 5}, by=max_)
    assert name in refusal.value.fields


def test_every_figure_is_read_by_somebody_or_names_its_owner_here_and_in_the_docs() -> None:
    """A figure that nobody reads looks as if setting it did something."""
    root = Path(__file__).parents[2]
    lines = (root / "program" / "policies.py").read_text().splitlines()
    page = (root.parents[1] / "docs" / "reference" / "policies.md").read_text()
    code = "".join(
        path.read_text()
        for path in [*root.rglob("*.py"), *root.rglob("*.html")]
        if not {"tests", "migrations"} & set(path.parts)
    )
    for kind, name in [(kind, field.name) for cls, kind in KINDS.items() for field in fields(cls)]:
        row = next(row for row in page.splitlines() if row.startswith(f"| `{kind}` | `{name}` |"))
        line = next(line for line in lines if line.startswith(f"    {name}: "))
        owned = "# owner: " in line
        assert owned == ("| not yet: " in row), name
        assert owned != bool(re.search(rf"\.{name}\b", code)), name
