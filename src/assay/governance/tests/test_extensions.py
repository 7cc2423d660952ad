"""Departments extend the template by what the committee approves, and never take anything out (B8, B9)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.catalog import actions as catalog
from assay.catalog.content import files
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, wait_time
from assay.governance import actions
from assay.governance.tests.scene import Scene, in_review, make_scene
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person
from assay.program import actions as program
from assay.program.actions import exceptions_of
from assay.program.models import Extension
from assay.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
LEVELS = {
    "demonstrated": "Each language is named with what it adds.",
    "almost": "Languages are named without what they add.",
    "not_yet": "No language is named.",
}


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


def asked(scene: Scene, name: str = "Languages of the class", **more: Any) -> Extension:
    kind = more.pop("kind", "short_text")
    return program.propose_extension(
        scene.department, kind, name, "Our classes speak nine.", by=scene.author, **more
    )


def approved(scene: Scene, name: str = "Languages of the class", **more: Any) -> Extension:
    row = asked(scene, name, **more)
    actions.record_extension(row, "in_force", "It helps.", votes=scene.votes(4, 1), by=scene.chair)
    row.refresh_from_db()
    return row


def ended(scene: Scene, row: Extension) -> None:
    actions.record_extension(row, "ended", "No longer.", votes=scene.votes(5), by=scene.chair)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def written(version: Version, row: Extension, value: str, by: Person) -> Version:
    kept = {"id": row.code, "label": row.name, "kind": row.kind, "value": value}
    return catalog.save_draft(version, {"extensions": [kept]}, by=by)


def lacks(version: Version) -> set[str]:
    version = Version.objects.get(pk=version.pk)
    return {one.rule for one in catalog.obstacles(version) if one.rule.startswith("x-")}


def criteria_in(version: Version) -> list[str]:
    row = Version.objects.get(pk=version.pk)
    return [one["id"] for one in row.data["rubric"]["criteria"]]


def test_only_a_department_asks_and_only_the_committee_decides(scene: Scene) -> None:
    with pytest.raises(PermissionDenied):
        program.propose_extension(
            scene.department, "short_text", "Mine", "Because.", by=scene.members[1]
        )
    row = asked(scene)
    for person in (scene.author, scene.head, scene.members[1]):
        with pytest.raises(PermissionDenied):
            actions.record_extension(row, "in_force", "Yes.", votes=scene.votes(5), by=person)
    with pytest.raises(BadInput, match="quorum"):
        actions.record_extension(row, "in_force", "Yes.", votes=scene.votes(1), by=scene.chair)
    with pytest.raises(BadInput, match="sit on the committee"):
        votes = {**scene.votes(5), scene.author.pk: "for"}
        actions.record_extension(row, "in_force", "Yes.", votes=votes, by=scene.chair)
    with pytest.raises(BadInput, match="more votes"):
        actions.record_extension(row, "in_force", "Yes.", votes=scene.votes(2, 3), by=scene.chair)
    with pytest.raises(BadInput, match="Say why"):
        actions.record_extension(row, "in_force", " ", votes=scene.votes(5), by=scene.chair)
    assert lacks(scene.version) == set()


def test_it_is_decided_once_ended_once_and_all_is_on_record(scene: Scene) -> None:
    row = approved(scene)
    with pytest.raises(WrongState):
        actions.record_extension(row, "declined", "No.", votes=scene.votes(0, 5), by=scene.chair)
    ended(scene, row)
    with pytest.raises(WrongState):
        ended(scene, row)
    outcomes = [(one.outcome, one.in_favor, one.against) for one in row.decisions.all()]
    assert outcomes == [("in_force", 4, 1), ("ended", 5, 0)]
    noted = Event.objects.filter(subject_id=str(row.pk), subject_kind="program.extension")
    assert list(noted.order_by("pk").values_list("verb", flat=True)) == [
        "program.extension_proposed",
        "program.extension_decided",
        "program.extension_ended",
    ]


def test_the_same_name_is_asked_for_once_and_bad_input_says_what_is_right(scene: Scene) -> None:
    asked(scene)
    with pytest.raises(WrongState):
        asked(scene)
    with pytest.raises(BadInput) as one:
        asked(scene, "Setting", kind="choice", options=["only one", ""])
    assert "options" in one.value.fields
    with pytest.raises(BadInput) as two:
        asked(scene, "Voice", kind="criterion", descriptors={"demonstrated": "Said."})
    assert set(two.value.fields) == {"almost", "not_yet"}


def test_where_no_committee_sits_an_administrator_decides(district: Organization) -> None:
    department = make_department(district)
    author = make_person("Aut Reed", role="author", organization=department)
    admin = make_person("Ann Lee", role="program-admin", organization=district)
    row = program.propose_extension(department, "short_text", "Setting", "Because.", by=author)
    actions.record_extension(row, "in_force", "Fine.", by=admin)
    assert row.decisions.get().in_favor is None
    assert Extension.objects.in_force().count() == 1


def test_a_required_field_is_asked_of_every_draft_and_of_nobody_else(
    scene: Scene, district: Organization
) -> None:
    row = approved(scene, is_required=True)
    other = make_version(
        district, slug="theirs", published=False, owner=make_department(district, "Other")
    )
    assert lacks(scene.version) == {row.code}
    assert lacks(other) == set()
    written(scene.version, row, "Hmong, Ojibwe", scene.author)
    assert lacks(scene.version) == set()


def test_an_exception_on_record_lets_a_draft_go_without_it(scene: Scene) -> None:
    row = approved(scene, is_required=True)
    with pytest.raises(BadInput, match="not ready"):
        actions.submit(scene.proposal, by=scene.author)
    kept = {"id": row.code, "label": row.name, "kind": row.kind, "without": "One teacher alone."}
    catalog.save_draft(scene.version, {"extensions": [kept]}, by=scene.author)
    proposal = in_review(scene)
    page = signed_in(scene.chair).get(f"/proposals/{proposal.pk}/").content.decode()
    assert "One teacher alone." in page
    ballot = actions.open_voting(proposal, "approved", by=scene.chair)
    for person in scene.members:
        actions.vote(ballot, "for", by=person)
    actions.close_voting(ballot, by=scene.chair)
    actions.decide(ballot, "Well made.", by=scene.chair)
    made = exceptions_of(scene.version).get()
    assert (made.extension, made.item, made.code) == (row, None, row.code)
    assert lacks(scene.version) == set()
    catalog.publish(Version.objects.get(pk=scene.version.pk), by=scene.author)
    said = Client().get("/catalog/wait-time/").content.decode()
    assert "One teacher alone." in said
    listed = signed_in(scene.chair).get("/committee/exceptions/").content.decode()
    assert row.name in listed
    draft = catalog.start_new_version(Version.objects.get(pk=scene.version.pk), by=scene.author)
    assert lacks(draft) == set()  # what was excepted is taken over


def test_what_the_committee_reads_is_not_asked_for_more(scene: Scene) -> None:
    proposal = in_review(scene)
    approved(scene, is_required=True)
    assert lacks(scene.version) == set()
    actions.withdraw(proposal, by=scene.author)
    assert len(lacks(scene.version)) == 1


def test_an_ended_field_stays_with_what_was_begun_and_new_drafts_are_without(
    scene: Scene,
) -> None:
    row = approved(scene, is_required=True)
    begun = catalog.create("Begun Before", owner=scene.department, by=scene.author)
    ended(scene, row)
    after = catalog.create("Begun After", owner=scene.department, by=scene.author)
    assert (lacks(begun), lacks(after)) == ({row.code}, set())


def test_a_criterion_stands_in_new_rubrics_and_no_author_takes_it_out(scene: Scene) -> None:
    row = approved(scene, "Names the languages", kind="criterion", descriptors=LEVELS)
    draft = catalog.create("A New One", owner=scene.department, by=scene.author)
    assert criteria_in(draft) == [row.code]
    rubric = dict(draft.data["rubric"])
    catalog.save_draft(draft, {"rubric": {**rubric, "criteria": []}}, by=scene.author)
    assert criteria_in(draft) == [row.code]
    mine = {**draft.data["rubric"]["criteria"][0], "title": "Mine", "part": "part1"}
    catalog.save_draft(draft, {"rubric": {**rubric, "criteria": [mine]}}, by=scene.author)
    kept = Version.objects.get(pk=draft.pk).data["rubric"]["criteria"][0]
    assert (kept["title"], kept["part"]) == (row.name, "part1")
    assert kept["descriptors"] == LEVELS
    assert row.code not in criteria_in(scene.version)  # begun before


def test_a_change_of_wording_gets_no_criterion_and_one_of_scoring_does(
    scene: Scene, district: Organization
) -> None:
    public = make_version(district, slug="ours", owner=scene.department)
    row = approved(scene, "Names the languages", kind="criterion", descriptors=LEVELS)
    draft = catalog.start_new_version(public, by=scene.author)
    catalog.save_draft(draft, {"tags": ["talk"]}, by=scene.author)
    assert row.code not in criteria_in(draft)
    assert lacks(draft) == set()
    before = dict(draft.data["rubric"])
    fewer = {**before, "criteria": before["criteria"][1:]}
    draft = catalog.save_draft(draft, {"rubric": fewer}, by=scene.author)
    assert criteria_in(draft)[-1] == row.code
    assert draft.number == "2.0"
    draft = catalog.save_draft(draft, {"rubric": before}, by=scene.author)
    assert row.code not in criteria_in(draft)
    assert draft.number == "1.1"


def test_points_follow_the_criteria(scene: Scene) -> None:
    approved(scene, "Names the languages", kind="criterion", descriptors=LEVELS)
    draft = catalog.create("A New One", owner=scene.department, by=scene.author)
    rule = {"type": "points_with_essentials", "text": "", "min_points": 1, "max_points": 2}
    catalog.save_draft(
        draft, {"rubric": {**draft.data["rubric"], "passing_rule": rule}}, by=scene.author
    )
    draft.refresh_from_db()
    own = {"id": "c1", "title": "One", "part": "part1"}
    rule |= {"max_points": 2}
    catalog.save_draft(
        draft,
        {"rubric": {**draft.data["rubric"], "criteria": [own], "passing_rule": rule}},
        by=scene.author,
    )
    draft.refresh_from_db()
    assert draft.data["rubric"]["passing_rule"]["max_points"] == 4


def test_its_author_writes_it_in_the_editor_and_everybody_reads_it(scene: Scene) -> None:
    plain = approved(scene, help_text="As families call them.", is_required=True)
    choice = approved(scene, "Setting", kind="choice", options=["One class", "All grades"])
    browser, here = (
        signed_in(scene.author),
        reverse("catalog:section", args=[scene.version.pk, "about"]),
    )
    page = browser.get(here).content.decode()
    assert "Added by your department" in page and "As families call them." in page
    form = browser.get(here).context["editing"]
    sent: dict[str, Any] = {"base": browser.get(here).context["base"]}
    for one in form.forms:
        for bound in one:
            value = bound.value()
            sent[bound.html_name] = "" if value is None else value
    sent |= {"extensions-TOTAL_FORMS": "2", "extensions-INITIAL_FORMS": "2"}
    sent |= {"extensions-0-value": "Hmong", "extensions-1-value": "Another"}
    assert browser.post(here, sent).status_code == 422
    sent |= {"extensions-1-value": "All grades"}
    assert browser.post(here, sent).status_code == 302
    scene.version.refresh_from_db()
    kept = {one["id"]: one["value"] for one in scene.version.data["extensions"]}
    assert kept == {plain.code: "Hmong", choice.code: "All grades"}
    preview = browser.get(reverse("catalog:preview", args=[scene.version.pk])).content.decode()
    assert "Added by its department" in preview and "All grades" in preview
    file = browser.get(reverse("catalog:export", args=[scene.version.pk])).content.decode()
    assert "Hmong" in file and not files.read(file).problems


def test_elsewhere_it_is_data_that_breaks_nothing(district: Organization) -> None:
    data = wait_time()
    data["extensions"] = [
        {"id": "x-elsewhere", "label": "Tribal nation", "kind": "choice", "value": "Ojibwe"}
    ]
    department = make_department(district)
    author = make_person("Aut Reed", role="author", organization=department)
    version = make_version(district, published=False, owner=department, data=data)
    assert lacks(version) == set()
    browser = signed_in(author)
    page = browser.get(reverse("catalog:section", args=[version.pk, "about"])).content.decode()
    assert "Tribal nation" in page and "Ojibwe" in page
    catalog.save_draft(version, {"tags": ["talk"]}, by=author)
    version.refresh_from_db()
    assert version.data["extensions"] == data["extensions"]


def test_pages_list_ask_decide_and_are_closed_to_strangers(
    scene: Scene, district: Organization
) -> None:
    author, chair = signed_in(scene.author), signed_in(scene.chair)
    here = "/committee/extensions/"
    refused = author.post(
        f"{here}new/",
        {"department": scene.department.pk, "kind": "choice", "name": "Setting", "why": "Because."},
    )
    assert refused.status_code == 422
    assert "Write two to twelve answers" in refused.content.decode()
    sent = {"department": scene.department.pk, "kind": "short_text", "name": "Setting"}
    made = author.post(f"{here}new/", {**sent, "why": "Because."})
    row = Extension.objects.get()
    assert made["Location"] == f"{here}{row.pk}/"
    assert "Record what was decided on “Setting”" in chair.get("/").content.decode()
    assert author.post(f"{here}{row.pk}/", {"outcome": "in_force"}).status_code == 403
    decided = {"outcome": "in_force", "reason": "It helps."}
    page = chair.post(f"{here}{row.pk}/", {**decided, **_typed(scene, 1)})
    assert page.status_code == 422 and "It helps." in page.content.decode()
    assert chair.post(f"{here}{row.pk}/", {**decided, **_typed(scene, 5)}).status_code == 302
    assert "5 for, 0 against" in author.get(f"{here}{row.pk}/").content.decode()
    assert "Setting" in signed_in(scene.head).get("/program/standard/").content.decode()
    table = b"".join(author.get(f"{here}?file=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Setting" in table
    assert author.get(f"{here}?show=over").context["page_obj"].paginator.count == 0
    stranger = make_person("Out Side", role="author", organization=_elsewhere())
    assert signed_in(stranger).get(f"{here}{row.pk}/").status_code == 404


def _typed(scene: Scene, in_favor: int) -> dict[str, str]:
    return {f"vote-{pk}": choice for pk, choice in scene.votes(in_favor).items()}


def test_a_second_press_on_the_decision_does_not_end_it(scene: Scene) -> None:
    row, chair = asked(scene), signed_in(scene.chair)
    here = f"/committee/extensions/{row.pk}/"
    sent = {"outcome": "in_force", "reason": "It helps.", **_typed(scene, 5)}
    assert chair.post(here, sent).status_code == 302
    again = chair.post(here, sent)
    assert again.status_code == 422 and "This is already decided." in again.content.decode()
    row.refresh_from_db()
    assert (row.status, row.decisions.count()) == ("in_force", 1)
    assert 'name="outcome" value="ended"' in chair.get(here).content.decode()
    ends = {**sent, "outcome": "ended", "reason": "No longer."}
    assert chair.post(here, ends).status_code == 302
    assert chair.post(here, ends).status_code == 409
    row.refresh_from_db()
    assert (row.status, row.decisions.count()) == ("ended", 2)


def _elsewhere() -> Organization:
    place = Organization.objects.create(ident="far", name="Far", kind="district")
    return make_department(place, "Far Department")


def test_the_list_asks_the_same_however_long_it_is(scene: Scene) -> None:
    browser, counts = signed_in(scene.chair), []
    browser.get("/committee/extensions/")  # what is asked once a process
    for names in (("one",), ("two", "three", "four", "five")):
        for name in names:
            asked(scene, name)
        with CaptureQueriesContext(connection) as found:
            assert names[-1] in browser.get("/committee/extensions/").content.decode()
        counts.append(len(found))
    assert counts[0] == counts[1]
