from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.catalog import actions
from assay.catalog.actions.drafting import base_of
from assay.catalog.content import diff
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, wait_time
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.record.models import Event


@pytest.fixture
def version(departments: dict[str, Organization], district: Organization) -> Version:
    return make_version(district, owner=departments["curriculum-instruction"])


@pytest.fixture
def draft(version: Version, aut: Person) -> Version:
    return actions.start_new_version(version, by=aut)


def rubric(**changes: Any) -> dict[str, Any]:
    found = wait_time()["rubric"]
    found["criteria"][0] |= changes
    return {"rubric": found}


def test_a_section_is_saved_and_the_others_stand(draft: Version, aut: Person) -> None:
    drafted = Event.objects.get(verb="catalog.drafted", subject_id=str(draft.pk))
    assert (drafted.by_id, drafted.particulars["number"]) == (str(aut.pk), draft.number)
    saved = actions.save_draft(draft, {"title": "Waiting", "tags": None}, by=aut)
    assert (saved.title, saved.revision, saved.content.tags) == ("Waiting", 2, [])
    assert saved.data["rubric"] == draft.data["rubric"]
    assert not saved.facets.filter(kind="tag").exists()


def test_saving_what_stands_there_changes_nothing(draft: Version, aut: Person) -> None:
    assert actions.save_draft(draft, {"title": draft.title}, by=aut).revision == 1
    assert not Event.objects.filter(verb="catalog.saved").exists()


def test_of_two_who_write_the_same_section_the_second_sees_both(
    draft: Version, aut: Person, max_: Person
) -> None:
    base = base_of(draft.data, ["title"])
    actions.save_draft(draft, {"title": "Hers"}, base=base, by=aut)
    with pytest.raises(actions.Conflict) as refusal:
        actions.save_draft(draft, {"title": "His"}, base=base, by=max_)
    assert refusal.value.theirs == {"title": "Hers"}
    assert Version.objects.get(pk=draft.pk).title == "Hers"


def test_two_who_write_different_sections_do_not_disturb_each_other(
    draft: Version, aut: Person, max_: Person
) -> None:
    bases = {key: base_of(draft.data, [key]) for key in ("title", "key_method")}
    actions.save_draft(draft, {"title": "Hers"}, base=bases["title"], by=aut)
    saved = actions.save_draft(draft, {"key_method": "His."}, base=bases["key_method"], by=max_)
    assert (saved.title, saved.content.key_method) == ("Hers", "His.")


def test_published_content_is_not_written(version: Version, aut: Person) -> None:
    with pytest.raises(WrongState, match="never changes"):
        actions.save_draft(version, {"title": "Other"}, by=aut)
    assert Version.objects.get(pk=version.pk).title == version.title


def test_strangers_write_nothing(draft: Version, ada: Person, version: Version) -> None:
    with pytest.raises(PermissionDenied):
        actions.save_draft(draft, {"title": "Other"}, by=ada)
    with pytest.raises(PermissionDenied):
        actions.start_new_version(version, by=ada)


@pytest.mark.parametrize(
    "changes",
    [
        {"tags": "one"},
        {"estimated_hours": {"min": 9, "typical": 2, "max": 3}},
        {"secret": 1},
        {"title": 3},
    ],
)
def test_what_does_not_fit_the_schema_is_refused_with_its_place(
    draft: Version, aut: Person, changes: dict[str, Any]
) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.save_draft(draft, changes, by=aut)
    assert any(path.startswith(next(iter(changes))) for path in refusal.value.fields)


def test_one_draft_at_a_time(version: Version, draft: Version, aut: Person) -> None:
    with pytest.raises(WrongState, match="already open"):
        actions.start_new_version(version, by=aut)


def test_the_number_follows_what_was_changed(draft: Version, aut: Person) -> None:
    assert actions.save_draft(draft, {"title": "Waiting"}, by=aut).number == "1.1"
    assert actions.save_draft(draft, rubric(essential=True), by=aut).number == "2.0"
    assert actions.save_draft(draft, rubric(), by=aut).number == "1.1"


def test_a_new_micro_credential_begins_on_the_template(
    departments: dict[str, Organization], aut: Person, ada: Person
) -> None:
    owner = departments["curriculum-instruction"]
    version = actions.create("  Asking   better questions ", owner=owner, by=aut)
    assert (version.title, version.number, version.micro_credential.slug) == (
        "Asking better questions",
        "1.0",
        "asking-better-questions",
    )
    assert version.micro_credential.issuer.ident == "tamarack-bay-ps"
    for title in ("Asking better questions", "???", ""):
        with pytest.raises(BadInput):
            actions.create(title, owner=owner, by=aut)
    with pytest.raises(PermissionDenied):
        actions.create("Mine", owner=owner, by=ada)
    with pytest.raises(PermissionDenied):
        actions.create("Mine", owner=departments["technology"], by=aut)


# --- the typed diff --------------------------------------------------------------------------------------------------


def _set(path: str, value: Any) -> dict[str, Any]:
    data = wait_time()
    *steps, last = path.split(".")
    place: Any = data
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "scoring"),
    [
        ("title", "Other", False),
        ("tags", ["x"], False),
        ("key_method", "Other.", False),
        ("research.rationale", "Other.", False),
        ("rubric.criteria.0.title", "Other", False),
        ("requirements.part1.title", "Other", False),
        ("resources", [], False),
        ("rubric.criteria.0.essential", True, True),
        ("rubric.criteria.3.impact", False, True),
        ("rubric.criteria.0.evidence", ["p1q1"], True),
        ("rubric.passing_rule.type", "parts", True),
        ("requirements.part1.prompts.0.word_limit", 300, True),
        ("requirements.part2.items.0.count.max", 3, True),
        ("requirements.part2.items.0.consent_required", False, True),
        ("assessed_by", ["experts"], True),
        (
            "rubric.criteria.1.descriptors.demonstrated",
            "In at least four exchanges the pause after the question is "
            "three seconds or longer before anyone is called on or the question is changed.",
            True,
        ),
        (
            "rubric.criteria.1.descriptors.demonstrated",
            "In at least three exchanges the pause after a question is "
            "three seconds or longer before anyone is called on or the question is changed.",
            False,
        ),
        ("rubric.criteria.1.descriptors.almost", "Something else entirely.", True),
        ("competency", "The educator talks less.", True),
    ],
)
def test_what_is_asked_or_counted_is_scoring_and_the_rest_is_wording(
    path: str, value: Any, scoring: bool
) -> None:
    assert diff.is_scoring(wait_time(), _set(path, value)) is scoring


def test_a_criterion_taken_out_or_put_in_is_scoring() -> None:
    fewer = wait_time()
    fewer["rubric"]["criteria"].pop()
    assert diff.is_scoring(wait_time(), fewer)
    assert diff.is_scoring(fewer, wait_time())


def test_moving_a_row_is_not_a_change() -> None:
    moved = wait_time()
    moved["resources"].reverse()
    assert diff.changes(wait_time(), moved) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 99), st.integers(0, 99), st.booleans())
def test_the_next_number_always_comes_after(major: int, minor: int, scoring: bool) -> None:
    number = f"{major}.{minor}"
    assert diff.number_key(diff.next_number(number, scoring=scoring)) > diff.number_key(number)


def test_the_base_does_not_hang_on_the_order_of_names() -> None:
    one = {"rubric": {"a": [{"x": 1, "y": 2.5}], "b": None}}
    other = {"rubric": {"b": None, "a": [{"y": 2.5, "x": 1}]}}
    assert base_of(one, ["rubric"]) == base_of(other, ["rubric"])
    assert base_of(one, ["rubric"]) != base_of({"rubric": {"a": [], "b": None}}, ["rubric"])
