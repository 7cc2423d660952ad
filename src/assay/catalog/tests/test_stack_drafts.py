"""Stacks written in the browser, as verbs: who may, what stands in the way, what a new version does, their end."""

from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from django.core.exceptions import PermissionDenied

from assay.catalog import actions
from assay.catalog.actions.drafting import base_of
from assay.catalog.content import stack_drafts
from assay.catalog.models import Kind, MicroCredential, Stack, StackDraft, Version, VersionStatus
from assay.catalog.tests.factories import DEMO, make_version, stack_data
from assay.lib.clock import held_at, months_after, span_of, today
from assay.lib.errors import BadInput, Stale, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.actions import NoMandate
from assay.program.policies import VersionsPolicy, in_force
from assay.record.models import Event

CORE = [{"id": "g1", "title": "Core"}]
WHY = "Another stack has taken its place."


@pytest.fixture
def department(district: Organization, departments: dict[str, Organization]) -> Organization:
    return departments["curriculum-instruction"]


@pytest.fixture
def members(district: Organization, department: Organization) -> list[Version]:
    return [make_version(district, slug=name, owner=department) for name in ("one", "two")]


def written(by: Person, owner: Organization, **changes: Any) -> StackDraft:
    draft = actions.create_stack("Talk That Thinks", owner=owner, by=by)
    said = {
        "statement": "The holder gives every student time to think.",
        "groups": CORE,
        "members": [{"ident": f"mc-{one}", "group": "g1"} for one in ("one", "two")],
        **changes,
    }
    return actions.save_stack(draft, said, by=by)


def verbs() -> list[str]:
    rows = Event.objects.filter(verb__startswith="catalog.stack").order_by("pk")
    return list(rows.values_list("verb", flat=True))


@pytest.mark.parametrize("n", range(3))
def test_every_shipped_stack_goes_into_a_draft_and_comes_out_as_it_was(n: int) -> None:
    stack = yaml.safe_load((DEMO / "stacks.yaml").read_text())["stacks"][n]
    draft = stack_drafts.flatten(stack)
    assert stack_drafts.problems(draft) == ()
    assert stack_drafts.to_do(draft, closed={}) == []
    again = stack_drafts.assemble(draft, slug=stack["slug"])
    for key, value in stack.items():
        if key not in ("id", "slug", "version", "status", "issuer", "owner") and value is not None:
            same = again[key] if isinstance(value, (list, dict)) else str(again[key]).strip()
            assert same == (value if isinstance(value, (list, dict)) else str(value).strip()), key
    assert not stack_drafts.changes_rule(stack, again)


def test_who_writes_for_the_department_begins_and_publishes_one(
    department: Organization, members: list[Version], aut: Person, ada: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.create_stack("Talk That Thinks", owner=department, by=ada)
    draft = written(aut, department)
    assert actions.stack_obstacles(draft) == []
    for verb in (actions.publish_stack, actions.draft_capstone):
        with pytest.raises(PermissionDenied):
            verb(draft, by=ada)
    with pytest.raises(PermissionDenied):
        actions.save_stack(draft, {"statement": "Mine."}, by=ada)
    stack = actions.publish_stack(draft, by=aut)
    assert (stack.slug, stack.number, stack.is_open) == ("talk-that-thinks", "1.0", True)
    assert [m.micro_credential.ident for m in stack.members.all()] == ["mc-one", "mc-two"]
    edition = Version.objects.get(micro_credential__kind=Kind.STACK)
    assert (edition.number, edition.status) == ("1.0", VersionStatus.PUBLISHED)
    assert verbs() == ["catalog.stack_drafted", "catalog.stack_saved", "catalog.stack_published"]
    for late in (
        lambda: actions.publish_stack(draft, by=aut),
        lambda: actions.save_stack(draft, {"statement": "Late."}, by=aut),
    ):
        with pytest.raises(WrongState, match="is published"):
            late()


def test_a_second_tab_overwrites_nothing(department: Organization, aut: Person) -> None:
    draft = actions.create_stack("Talk That Thinks", owner=department, by=aut)
    base = base_of(draft.data, ["statement"])
    actions.save_stack(draft, {"statement": "First."}, base=base, by=aut)
    with pytest.raises(Stale):
        actions.save_stack(draft, {"statement": "Second."}, base=base, by=aut)
    assert StackDraft.objects.get().data["statement"] == "First."
    other = base_of(draft.data, ["groups"])
    actions.save_stack(draft, {"groups": CORE}, base=other, by=aut)
    assert StackDraft.objects.get().data["statement"] == "First."


def test_a_title_that_is_taken_and_one_without_letters(
    department: Organization, members: list[Version], aut: Person
) -> None:
    for title in ("One", "?!"):
        with pytest.raises(BadInput) as found:
            actions.create_stack(title, owner=department, by=aut)
        assert "title" in found.value.fields
    actions.create_stack("Talk", owner=department, by=aut)
    with pytest.raises(BadInput, match="already"):
        actions.create_stack("Talk", owner=department, by=aut)


def test_what_stands_in_the_way_is_said_item_by_item(
    department: Organization, members: list[Version], aut: Person
) -> None:
    draft = written(
        aut,
        department,
        statement=None,
        tracks=[{"id": "t1", "title": "Lead"}],
        groups=[{"id": "g1", "at_least": 3}, {"id": "g2", "title": "More", "track": "t1"}],
        members=[{"ident": "mc-one", "group": "g1"}, {"ident": "mc-gone"}],
        capstone={"title": "Two learners"},
    )
    said = [(one.at, one.what) for one in actions.stack_obstacles(draft)]
    assert ("about", "Say what the holder can do") in said
    assert ("rule", "Group 1: give it a name") in said
    assert ("rule", "Group 1: choose its track") in said
    assert ("members", "“g1” asks for 3 and has 1") in said
    assert ("members", "“More” has no micro-credential") in said
    assert ("members", "mc-gone is not open: no one can start it") in said
    assert ("members", "Choose a group for each micro-credential") in said
    assert ("capstone", "Capstone: write the task") in said
    with pytest.raises(actions.CannotPublish):
        actions.publish_stack(draft, by=aut)
    assert not Stack.objects.exists()


def test_a_value_that_does_not_fit_is_refused_at_its_field(
    department: Organization, aut: Person
) -> None:
    draft = actions.create_stack("Talk", owner=department, by=aut)
    with pytest.raises(BadInput) as found:
        actions.save_stack(draft, {"window_months": 999}, by=aut)
    assert list(found.value.fields) == ["window_months"]
    assert StackDraft.objects.get().revision == 1


def test_an_issuer_whose_leave_is_missing_keeps_it_closed(
    department: Organization, members: list[Version], aut: Person
) -> None:
    partner = Organization.objects.get(ident="great-lakes-admin-network")
    with pytest.raises(actions.NoLeave):
        actions.create_stack("Talk", owner=department, issuer=partner, by=aut)
    draft = written(aut, department)
    StackDraft.objects.update(issuer=partner)
    draft.refresh_from_db()
    assert any("permission is not in force" in o.what for o in actions.stack_obstacles(draft))
    with pytest.raises(actions.NoLeave):
        actions.publish_stack(draft, by=aut)


def test_a_new_version_takes_the_place_and_the_one_before_makes_way(
    department: Organization, members: list[Version], aut: Person, ada: Person
) -> None:
    stack = actions.publish_stack(written(aut, department), by=aut)
    with pytest.raises(PermissionDenied):
        actions.renew_stack(stack, by=ada)
    draft = actions.renew_stack(stack, by=aut)
    with pytest.raises(WrongState, match="already open"):
        actions.renew_stack(stack, by=aut)
    assert draft.number == "1.1"
    draft = actions.save_stack(draft, {"members": draft.data["members"][:1]}, by=aut)
    assert draft.number == "2.0"
    stack.refresh_from_db()
    assert (stack.number, stack.is_open) == ("1.0", True)
    again = actions.publish_stack(draft, by=aut)
    assert (again.pk, again.number) == (stack.pk, "2.0")
    before = Version.objects.get(micro_credential__kind=Kind.STACK, number="1.0")
    last = months_after(today(), in_force(VersionsPolicy).grace_months)
    assert (before.status, before.last_day) == ("retiring", last)
    with held_at(span_of(last + timedelta(days=1))[0]):
        actions.tend_versions()
    before.refresh_from_db()
    assert before.status == VersionStatus.RETIRED


def test_a_capstone_takes_the_leave_of_a_micro_credential(
    department: Organization, members: list[Version], aut: Person, max_: Person
) -> None:
    levels = {name: f"It is {name}." for name in ("demonstrated", "almost", "not_yet")}
    capstone: dict[str, Any] = {
        "title": "Two learners",
        "prompt": "Follow two students through one unit.",
        "word_limit": 800,
        "criteria": [{"id": "k1", "title": "Seen clearly", "descriptors": levels}],
        "passing_rule": {"type": "all_demonstrated", "text": "Yes on every criterion."},
    }
    draft = written(aut, department, capstone=capstone)
    assert [one.at for one in actions.stack_obstacles(draft)] == ["capstone"]  # nothing on impact
    capstone["criteria"][0]["impact"] = True
    draft = actions.save_stack(draft, {"capstone": capstone}, by=aut)
    assert actions.stack_obstacles(draft) == []
    with pytest.raises(NoMandate):
        actions.publish_stack(draft, by=aut)
    assert StackDraft.objects.exists()
    version = actions.draft_capstone(draft, by=aut)
    assert (version.status, version.micro_credential.kind) == ("draft", Kind.CAPSTONE)
    assert actions.draft_capstone(draft, by=aut) == version  # a second press
    head = make_person("Hed Ruiz", role="program-admin", organization=department.parent)
    stack = actions.publish_stack(draft, by=head)
    assert stack.capstone == actions.capstone_of(draft) == version.micro_credential
    # A new rule around the same capstone judges nothing anew.
    again = actions.renew_stack(stack, by=aut)
    again = actions.save_stack(again, {"window_months": 12}, by=aut)
    assert actions.publish_stack(again, by=aut).number == "2.0"
    assert version.micro_credential.versions.count() == 1


def test_a_draft_in_a_file_becomes_a_draft_and_takes_nothing_off_the_list(
    district: Organization, members: list[Version], max_: Person
) -> None:
    data = stack_data(district, "mc-one", "mc-two")
    stack = actions.import_stack(data, by=None)
    changed = {**data, "status": "draft", "version": "2.0", "window_months": 12}
    for _time in range(2):
        [draft] = actions.import_stacks({"stacks": [changed]}, by=None)
    assert isinstance(draft, StackDraft)
    assert (draft.number, draft.stack, draft.revision) == ("2.0", stack, 1)
    stack.refresh_from_db()
    assert (stack.number, stack.is_open) == ("1.0", True)
    assert verbs().count("catalog.stack_draft_imported") == 1


def test_its_end_is_announced_called_off_and_comes(
    department: Organization, members: list[Version], aut: Person, ada: Person
) -> None:
    stack = actions.publish_stack(written(aut, department), by=aut)
    last = actions.earliest_closing(department)
    with pytest.raises(PermissionDenied):
        actions.announce_stack_end(stack, WHY, last_day=last, by=ada)
    for reason, day, field in ((" ", last, "reason"), (WHY, today(), "last_day")):
        with pytest.raises(BadInput) as found:
            actions.announce_stack_end(stack, reason, last_day=day, by=aut)
        assert list(found.value.fields) == [field]
    with pytest.raises(BadInput, match="five years"):
        actions.announce_stack_end(stack, WHY, last_day=date(2090, 1, 1), by=aut)
    with pytest.raises(WrongState):
        actions.call_off_stack_end(stack, by=aut)
    actions.announce_stack_end(stack, WHY, last_day=last, by=aut)
    with pytest.raises(WrongState):
        actions.announce_stack_end(stack, WHY, last_day=last, by=aut)
    assert stack.is_open
    with pytest.raises(WrongState, match="Call that off first"):
        actions.publish_stack(
            actions.save_stack(actions.renew_stack(stack, by=aut), {"window_months": 9}, by=aut),
            by=aut,
        )
    with pytest.raises(PermissionDenied):
        actions.call_off_stack_end(stack, by=ada)
    actions.call_off_stack_end(stack, by=aut)
    assert (stack.last_day, stack.end_reason, stack.status) == (None, "", "published")
    actions.announce_stack_end(stack, WHY, last_day=last, by=aut)
    assert actions.tend_stacks() == 0
    with held_at(span_of(last + timedelta(days=1))[0]):
        with pytest.raises(WrongState, match="its day is over"):
            actions.call_off_stack_end(stack, by=aut)  # before the machine has come by
        assert (actions.tend_stacks(), actions.tend_stacks()) == (1, 0)
    stack.refresh_from_db()
    assert (stack.status, stack.is_open) == ("retired", False)
    assert [verb for verb in verbs() if "end" in verb] == [
        "catalog.stack_end_announced",
        "catalog.stack_end_called_off",
        "catalog.stack_end_announced",
        "catalog.stack_ended",
    ]
    assert WHY not in str(list(Event.objects.values_list("particulars", flat=True)))
    assert MicroCredential.objects.all().single().count() == 2


def test_a_new_version_begins_from_what_is_open_now_not_from_what_was_read(
    department: Organization, members: list[Version], aut: Person
) -> None:
    read = actions.publish_stack(written(aut, department), by=aut)
    draft = actions.save_stack(actions.renew_stack(read, by=aut), {"window_months": 9}, by=aut)
    assert draft.stack is not None
    stale = Stack.objects.get(pk=read.pk)
    open_now = actions.publish_stack(draft, by=aut)
    assert stale.number != open_now.number
    again = actions.renew_stack(stale, by=aut)
    assert again.data["window_months"] == 9
    assert again.number not in (read.number, open_now.number)
