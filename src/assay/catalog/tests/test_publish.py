from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog import actions
from assay.catalog.models import MicroCredential, Version, VersionStatus
from assay.catalog.tests.factories import make_version, wait_time
from assay.lib.clock import held_at
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.actions import NoMandate, give_mandate, set_policy
from assay.record.models import Event

Spoil = Callable[[dict[str, Any]], None]


@pytest.fixture
def draft(departments: dict[str, Organization], district: Organization) -> Version:
    return make_version(district, published=False, owner=departments["curriculum-instruction"])


def spoiled(version: Version, spoil: Spoil) -> Version:
    data = wait_time()
    spoil(data)
    version.data = data
    version.__dict__.pop("content", None)
    version.save()
    return version


def test_publishing_freezes_hashes_and_opens_to_starts(draft: Version, aut: Person) -> None:
    at = datetime(2036, 3, 1, 12, tzinfo=UTC)
    with held_at(at):
        actions.publish(draft, by=aut)
    draft.refresh_from_db()
    assert (draft.status, draft.published_at) == (VersionStatus.PUBLISHED, at)
    assert draft.content_hash == draft.computed_hash()
    assert list(Version.objects.open_to_starts()) == [draft]
    assert Event.objects.filter(verb="catalog.published", subject_id=str(draft.pk)).count() == 1


def test_a_second_press_is_told_so_and_publishes_nothing_again(draft: Version, aut: Person) -> None:
    actions.publish(draft, by=aut)
    with pytest.raises(WrongState, match="already published"):
        actions.publish(draft, by=aut)
    assert Event.objects.filter(verb="catalog.published").count() == 1


def test_of_two_who_press_at_once_one_is_told_somebody_was_quicker(
    draft: Version, aut: Person
) -> None:
    stale = Version.objects.select_related("micro_credential").get(pk=draft.pk)
    actions.publish(draft, by=aut)
    with pytest.raises(WrongState, match="quicker"):
        actions.publish(stale, by=aut)


def test_nobody_publishes_for_another_department(
    draft: Version, departments: dict[str, Organization], ada: Person
) -> None:
    stranger = make_person("Eve Roe", role="author", organization=departments["technology"])
    for person in (stranger, ada):
        with pytest.raises(PermissionDenied):
            actions.publish(draft, by=person)
    assert draft.status == VersionStatus.DRAFT


def test_once_authors_may_not_give_leave_an_administrators_leave_is_needed(
    draft: Version, aut: Person, max_: Person
) -> None:
    set_policy("mandates", {"publish": ["program-admin"]}, by=max_)
    with pytest.raises(NoMandate):
        actions.publish(draft, by=aut)
    assert Version.objects.get(pk=draft.pk).status == VersionStatus.DRAFT
    give_mandate("publish", draft, by=max_, within=draft.micro_credential.owner)
    assert actions.publish(draft, by=aut).status == VersionStatus.PUBLISHED


def _two_sentences(data: dict[str, Any]) -> None:
    data["competency"] = "The educator waits. The educator also runs meetings."


def _no_competency(data: dict[str, Any]) -> None:
    data["competency"] = ""


def _no_rationale(data: dict[str, Any]) -> None:
    data["research"]["rationale"] = "It works."


def _no_citation(data: dict[str, Any]) -> None:
    data["research"]["citations"] = []


def _no_practice(data: dict[str, Any]) -> None:
    data["requirements"]["part2"]["items"] = []


def _nobody_judges(data: dict[str, Any]) -> None:
    data["assessed_by"] = []


def _no_criteria(data: dict[str, Any]) -> None:
    data["rubric"]["criteria"] = []


def _no_impact(data: dict[str, Any]) -> None:
    for criterion in data["rubric"]["criteria"]:
        criterion.pop("impact", None)


def _quiz(data: dict[str, Any]) -> None:
    data["requirements"]["part2"]["items"][0]["type"] = "quiz"


@pytest.mark.parametrize(
    ("spoil", "rule", "said"),
    [
        (_two_sentences, "D10.1", "more than one sentence"),
        (_no_competency, "D10.1", "Single competency"),
        (_no_rationale, "D10.2", "rationale is missing"),
        (_no_citation, "D10.2", "citation"),
        (_no_practice, "D10.3", "Evidence of practice"),
        (_nobody_judges, "D10.4", "experts, holders or both"),
        (_no_criteria, "D10.4", "no criterion"),
        (_no_impact, "E10", "Impact"),
        (_quiz, "A3", "rests on a quiz alone"),
    ],
)
def test_what_a_micro_credential_lacks_is_named_and_refused(
    draft: Version, aut: Person, spoil: Spoil, rule: str, said: str
) -> None:
    with pytest.raises(actions.CannotPublish) as refusal:
        actions.publish(spoiled(draft, spoil), by=aut)
    assert said in refusal.value.fields[rule]
    assert Version.objects.get(pk=draft.pk).status == VersionStatus.DRAFT
    assert not Event.objects.filter(
        verb__in=("catalog.published", "program.mandate_given")
    ).exists()


def test_an_issuer_that_was_not_vetted_gives_no_portable_badge(draft: Version, aut: Person) -> None:
    partner = Organization.objects.create(ident="north", name="North", kind="partner")
    MicroCredential.objects.update(issuer=partner)
    make_person(aut, role="author", organization=partner)  # its name is theirs to put on it
    draft = Version.objects.select_related("micro_credential").get(pk=draft.pk)
    with pytest.raises(actions.CannotPublish) as refusal:
        actions.publish(draft, by=aut)
    assert "vetted" in refusal.value.fields["D10.5"]


def test_a_gap_in_the_template_is_named(draft: Version, aut: Person) -> None:
    with pytest.raises(actions.CannotPublish) as refusal:
        actions.publish(spoiled(draft, lambda data: data.pop("audience")), by=aut)
    said = " ".join(refusal.value.fields.values())
    assert "Choose the roles it fits" in said
    assert "audience" not in said, "no word of the file"


def test_the_version_before_keeps_its_learners_and_takes_no_new_starts(
    draft: Version, aut: Person
) -> None:
    first = actions.publish(draft, by=aut)
    second = actions.start_new_version(first, by=aut)
    assert (second.number, second.status) == ("1.1", VersionStatus.DRAFT)
    actions.publish(second, by=aut)
    first.refresh_from_db()
    assert first.status == VersionStatus.RETIRING
    assert MicroCredential.objects.get().current == second
    assert set(Version.objects.public()) == {first, second}


def test_retiring_takes_two_steps_and_leave(draft: Version, aut: Person, max_: Person) -> None:
    actions.publish(draft, by=aut)
    with pytest.raises(NoMandate):
        actions.retire(draft, by=aut)
    assert actions.retire(draft, by=max_).status == VersionStatus.RETIRING
    assert MicroCredential.objects.get().current is None
    with held_at(draft.published_at + timedelta(days=200)):
        assert actions.retire(draft, by=max_).retired_at is not None
    with pytest.raises(WrongState):
        actions.retire(draft, by=max_)
    assert list(
        Event.objects.filter(verb__startswith="catalog.retir").values_list("verb", flat=True)
    ) == [
        "catalog.retiring",
        "catalog.retired",
    ]
