from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.catalog import actions
from assay.catalog.authoring.checklist import against
from assay.catalog.models import MicroCredential, Version, VersionStatus
from assay.catalog.tests.factories import DEMO, make_version, wait_time
from assay.lib.clock import held_at
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_department, make_district, make_person
from assay.program.actions import (
    NoMandate,
    add_item,
    end_item,
    give_mandate,
    let_committee_sit,
    set_checklist,
    set_policy,
)
from assay.program.models import ChecklistItem
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


def test_publishing_freezes_hashes_and_opens_to_starts(draft: Version, max_: Person) -> None:
    at = datetime(2036, 3, 1, 12, tzinfo=UTC)
    with held_at(at):
        actions.publish(draft, by=max_)
    draft.refresh_from_db()
    assert (draft.status, draft.published_at) == (VersionStatus.PUBLISHED, at)
    assert draft.content_hash == draft.computed_hash()
    assert list(Version.objects.open_to_starts()) == [draft]
    assert Event.objects.filter(verb="catalog.published", subject_id=str(draft.pk)).count() == 1


def test_a_second_press_is_told_so_and_publishes_nothing_again(
    draft: Version, max_: Person
) -> None:
    actions.publish(draft, by=max_)
    with pytest.raises(WrongState, match="already published"):
        actions.publish(draft, by=max_)
    assert Event.objects.filter(verb="catalog.published").count() == 1


def test_of_two_who_press_at_once_one_is_told_somebody_was_quicker(
    draft: Version, max_: Person
) -> None:
    stale = Version.objects.select_related("micro_credential").get(pk=draft.pk)
    actions.publish(draft, by=max_)
    with pytest.raises(WrongState, match="quicker"):
        actions.publish(stale, by=max_)


def test_nobody_publishes_for_another_department(
    draft: Version, departments: dict[str, Organization], ada: Person
) -> None:
    stranger = make_person("Eve Roe", role="author", organization=departments["technology"])
    for person in (stranger, ada):
        with pytest.raises(PermissionDenied):
            actions.publish(draft, by=person)
    assert draft.status == VersionStatus.DRAFT


def test_an_author_needs_leave_that_somebody_else_gives(
    draft: Version, aut: Person, max_: Person
) -> None:
    with pytest.raises(NoMandate):
        actions.publish(draft, by=aut)
    assert Version.objects.get(pk=draft.pk).status == VersionStatus.DRAFT
    give_mandate("publish", draft, by=max_, within=draft.micro_credential.owner)
    assert actions.publish(draft, by=aut).status == VersionStatus.PUBLISHED


def test_nobody_gives_leave_to_what_they_wrote_themselves(
    departments: dict[str, Organization], max_: Person
) -> None:
    owner = departments["curriculum-instruction"]
    draft = actions.create("Wait Longer", owner=owner, by=max_)
    draft = actions.save_draft(draft, {**wait_time(), "title": "Wait Longer"}, by=max_)
    with pytest.raises(NoMandate):
        actions.publish(draft, by=max_)
    other = make_person("Mona Diaz", role="program-admin", organization=owner.parent)
    assert actions.publish(draft, by=other).status == VersionStatus.PUBLISHED


def test_a_department_head_gives_leave_for_wording_and_not_for_what_is_new(
    draft: Version, district: Organization, departments: dict[str, Organization], max_: Person
) -> None:
    owner = departments["curriculum-instruction"]
    head = make_person("Hed Ruiz", role="department-head", organization=owner)
    with pytest.raises(NoMandate):
        actions.publish(draft, by=head)
    actions.publish(draft, by=max_)
    wording = make_version(district, number="1.1", published=False, owner=owner)
    assert actions.act_of(wording) == "wording"
    assert actions.publish(wording, by=head).status == VersionStatus.PUBLISHED
    scoring = make_version(district, number="2.0", published=False, owner=owner)
    assert actions.act_of(scoring) == "publish"
    with pytest.raises(NoMandate):
        actions.publish(scoring, by=head)
    set_policy("versions", {"scoring_change_requires_committee": False}, by=max_)
    assert actions.publish(scoring, by=head).status == VersionStatus.PUBLISHED


def test_where_a_committee_sits_nobody_else_gives_leave_for_what_is_new(
    draft: Version, district: Organization, max_: Person
) -> None:
    for _n in range(2):
        let_committee_sit(district, by=max_)
    assert Event.objects.filter(verb="program.committee_sits").count() == 1
    with pytest.raises(NoMandate):
        actions.publish(draft, by=max_)
    with pytest.raises(PermissionDenied):
        give_mandate("publish", draft, by=max_, within=draft.micro_credential.owner)
    chair = make_person("Cat Moss", role="committee-chair", organization=district)
    owner = draft.micro_credential.owner
    give_mandate("pilot", draft, by=chair, within=owner, decision="7")
    with pytest.raises(NoMandate):  # leave for a pilot opens nothing else
        actions.publish(draft, by=max_)
    assert actions.publish(draft, by=max_, pilot=True).status == VersionStatus.PILOT


def test_what_the_standard_requires_is_there_or_it_is_not_published(
    draft: Version, max_: Person
) -> None:
    def few(data: dict[str, Any]) -> None:
        data["estimated_hours"] = {"min": 50, "typical": 60, "max": 70}
        data["research"]["citations"] = data["research"]["citations"][:1]

    set_checklist(standard(), by=max_)
    with pytest.raises(actions.CannotPublish) as refused:
        actions.publish(spoiled(draft, few), by=max_)
    assert {one.rule for one in refused.value.obstacles} == {"q02", "q06"}


def test_an_exception_on_record_stands_in_for_an_item(
    draft: Version, district: Organization, aut: Person, max_: Person
) -> None:
    set_checklist(standard(), by=max_)
    draft = spoiled(
        draft, lambda data: data.update(estimated_hours={"min": 50, "typical": 60, "max": 70})
    )
    with pytest.raises(PermissionDenied):
        actions.except_item(draft, "q02", "It takes a year.", by=aut)
    for code, reason in (("q99", "It takes a year."), ("q02", " ")):
        with pytest.raises(BadInput):
            actions.except_item(draft, code, reason, by=max_)
    for _n in range(2):
        actions.except_item(draft, "q02", "It takes a year.", by=max_)
    assert Event.objects.filter(verb="program.exception_granted").count() == 1
    assert actions.publish(draft, by=max_).status == VersionStatus.PUBLISHED
    with pytest.raises(WrongState):
        actions.except_item(draft, "q06", "Too late.", by=max_)


def test_where_a_committee_sits_it_makes_the_exceptions(
    draft: Version, district: Organization, max_: Person
) -> None:
    set_checklist(standard(), by=max_)
    let_committee_sit(district, by=max_)
    with pytest.raises(PermissionDenied):
        actions.except_item(draft, "q02", "It takes a year.", by=max_)


def standard() -> dict[str, Any]:
    """The program's own, as it comes with the product."""
    data: dict[str, Any] = yaml.safe_load((DEMO / "quality-checklist.yaml").read_text())
    return data


def test_a_draft_that_the_committee_reads_does_not_change(
    departments: dict[str, Organization], aut: Person, ada: Person
) -> None:
    draft = actions.create("Wait Longer", owner=departments["curriculum-instruction"], by=aut)
    with pytest.raises(PermissionDenied):
        actions.send_to_review(draft, by=ada)
    for _n in range(2):
        actions.send_to_review(draft, by=aut)
    with pytest.raises(WrongState, match="with the committee"):
        actions.save_draft(draft, {"competency": "Waits."}, by=aut)
    with pytest.raises(PermissionDenied):
        actions.give_back(draft, by=ada)
    for _n in range(2):
        actions.give_back(draft, by=aut)
    assert actions.save_draft(draft, {"competency": "Waits."}, by=aut).competency == "Waits."
    verbs = Event.objects.filter(verb__in=("catalog.in_review", "catalog.given_back"))
    assert verbs.count() == 2


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
    draft: Version, max_: Person, spoil: Spoil, rule: str, said: str
) -> None:
    with pytest.raises(actions.CannotPublish) as refusal:
        actions.publish(spoiled(draft, spoil), by=max_)
    assert said in refusal.value.fields[rule]
    assert Version.objects.get(pk=draft.pk).status == VersionStatus.DRAFT
    assert not Event.objects.filter(
        verb__in=("catalog.published", "program.mandate_given")
    ).exists()


def test_an_issuer_that_was_not_vetted_gives_no_portable_badge(
    draft: Version, max_: Person
) -> None:
    partner = Organization.objects.create(ident="north", name="North", kind="partner")
    MicroCredential.objects.update(issuer=partner, owner=None)
    make_person(max_, role="author", organization=partner)  # its name is theirs to put on it
    draft = Version.objects.select_related("micro_credential").get(pk=draft.pk)
    with pytest.raises(actions.CannotPublish) as refusal:
        actions.publish(draft, by=max_)
    assert "vetted" in refusal.value.fields["D10.5"]


def test_a_gap_in_the_template_is_named(draft: Version, max_: Person) -> None:
    with pytest.raises(actions.CannotPublish) as refusal:
        actions.publish(spoiled(draft, lambda data: data.pop("audience")), by=max_)
    said = " ".join(refusal.value.fields.values())
    assert "Choose the roles it fits" in said
    assert "audience" not in said, "no word of the file"


def test_the_version_before_keeps_its_learners_and_takes_no_new_starts(
    draft: Version, max_: Person, aut: Person
) -> None:
    first = actions.publish(draft, by=max_)
    second = actions.start_new_version(first, by=aut)
    assert (second.number, second.status) == ("1.1", VersionStatus.DRAFT)
    actions.publish(second, by=max_)
    first.refresh_from_db()
    assert first.status == VersionStatus.RETIRING
    assert MicroCredential.objects.get().current == second
    assert set(Version.objects.public()) == {first, second}


# --- what a department adds to the standard ---


def of(place: Organization, district: Organization, slug: str) -> Version:
    return make_version(district, slug=slug, published=False, owner=place)


def asked(version: Version) -> list[str]:
    return [line.text for line in against(version)]


def test_a_draft_is_held_to_its_own_departments_items(
    draft: Version, district: Organization, max_: Person, client: Client
) -> None:
    home = draft.micro_credential.home
    partner = make_district("North Coast Institute", kind=OrganizationKind.PARTNER)
    add_item("Plans", "A plan is named.", by=max_, within=home)
    below = of(make_department(home, "Early years"), district, "below")
    sibling = of(make_department(district, "Arts"), district, "sibling")
    elsewhere = make_version(partner, slug="elsewhere", published=False)
    assert asked(draft) == asked(below) == ["A plan is named."]
    assert asked(sibling) == asked(elsewhere) == []
    client.force_login(max_)
    page = client.get(f"/authoring/{draft.pk}/").content.decode()
    assert "A plan is named." in page and f"Added by {home.name}" in page
    assert "A plan is named." not in client.get(f"/authoring/{sibling.pk}/").content.decode()
    end_item(ChecklistItem.objects.get(), by=max_)
    assert asked(draft) == []


@pytest.mark.postgresql
def test_publishing_asks_for_what_holds_for_its_owner(
    draft: Version, district: Organization, max_: Person
) -> None:
    """Of an item that the content itself answers; those that programs word themselves, people answer."""
    home = draft.micro_credential.home
    ChecklistItem.objects.create(
        organization=home, code="q02", section="a", section_title="A", text="Short.", order=1
    )
    hours = {"min": 50, "typical": 60, "max": 70}
    sibling = of(make_department(district, "Arts"), district, "sibling")
    for version in (draft, sibling):
        version.data = {**version.data, "estimated_hours": hours}
        version.save()
        version.__dict__.pop("content", None)
    assert [one.rule for one in actions.obstacles(draft)] == ["q02"]
    assert actions.needs_exception(draft) and not actions.needs_exception(sibling)
    with pytest.raises(actions.CannotPublish):
        actions.publish(draft, by=max_)
    assert actions.publish(sibling, by=max_).status == VersionStatus.PUBLISHED
    with pytest.raises(BadInput):
        actions.except_item(of(make_department(district), district, "third"), "q02", "W.", by=max_)
    actions.except_item(draft, "q02", "It takes a year.", by=max_)
    assert actions.obstacles(draft) == []


def test_an_exception_is_granted_for_an_added_item_and_for_no_others(
    draft: Version, district: Organization, max_: Person
) -> None:
    row = add_item("Plans", "A plan is named.", by=max_, within=draft.micro_credential.home)
    sibling = of(make_department(district, "Arts"), district, "sibling")
    with pytest.raises(BadInput):
        actions.except_item(sibling, row.code, "No plan.", by=max_)
    actions.except_item(draft, row.code, "No plan.", by=max_)
    end_item(row, by=max_)
    with pytest.raises(BadInput):
        actions.except_item(draft, row.code, "Still none.", by=max_)
