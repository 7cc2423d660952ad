import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from assay.catalog import actions
from assay.catalog.authoring.export import as_file
from assay.catalog.content.files import read, write
from assay.catalog.models import (
    Alignment,
    Facet,
    Kind,
    MicroCredential,
    Stack,
    Version,
    VersionStatus,
)
from assay.catalog.tests.factories import DEMO, as_data, text
from assay.frameworks.models import Framework
from assay.lib.errors import BadInput
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.models import Mandate
from assay.record.models import Event

pytestmark = pytest.mark.usefixtures("frameworks", "departments")


def test_the_whole_real_catalog_comes_in_and_again_changes_nothing(
    whole_catalog: None, max_: Person
) -> None:
    assert (
        Version.objects.open_to_starts()
        .filter(micro_credential__kind=Kind.MICRO_CREDENTIAL)
        .count()
        == 18
    )
    assert Stack.objects.count() == 3
    assert Framework.objects.count() == 5
    assert MicroCredential.objects.filter(kind=Kind.CAPSTONE).count() == 1
    assert not Alignment.objects.filter(competency=None).exists()
    before = (
        Event.objects.count(),
        list(Version.objects.values_list("pk", "revision", "content_hash")),
    )
    for path in [
        *DEMO.glob("micro-credentials/*.yaml"),
        *DEMO.glob("earlier-versions/*.yaml"),
        DEMO / "stacks.yaml",
    ]:
        actions.import_file(path.read_text(), by=max_)
    assert (
        Event.objects.count(),
        list(Version.objects.values_list("pk", "revision", "content_hash")),
    ) == before


def test_an_earlier_version_makes_way_for_the_later_in_any_order(max_: Person) -> None:
    later, earlier = (
        "micro-credentials/checking-for-understanding",
        "earlier-versions/checking-for-understanding-1.0",
    )
    for name in (later, earlier):
        actions.import_file((DEMO / f"{name}.yaml").read_text(), by=max_)
    assert MicroCredential.objects.get().current.number == "2.0"
    assert Version.objects.get(number="1.0").status == VersionStatus.RETIRED


def test_an_imported_version_is_published_through_the_same_door(max_: Person) -> None:
    version = actions.import_micro_credential(as_data(), by=max_)
    assert version.status == VersionStatus.PUBLISHED
    imported = Event.objects.get(verb="catalog.imported", subject_id=str(version.pk))
    assert (imported.by_id, imported.particulars) == (
        str(max_.pk),
        {"number": "1.0", "status": "published"},
    )
    assert version.content_hash == version.computed_hash()
    assert Mandate.objects.get().used_at is not None
    assert Mandate.objects.get().given_by == max_
    assert {f.value for f in Facet.objects.filter(kind="role")} == {
        "teacher",
        "interventionist",
        "paraprofessional",
    }
    assert version.alignments.get(order=0).competency.code == "8"


def test_published_content_never_changes_under_its_number(max_: Person) -> None:
    actions.import_file(text(), by=max_)
    before = Version.objects.get().content_hash
    changed = text().replace("Purposeful questions", "Better questions")
    with pytest.raises(BadInput, match=r"Version 1\.0 of mc-wait-time is published"):
        actions.import_file(changed, by=max_)
    version = Version.objects.get()
    assert version.content_hash == before == version.computed_hash()


def test_a_new_number_with_other_scoring_must_be_a_new_major(max_: Person) -> None:
    actions.import_file(text(), by=max_)
    stricter = text(version='"1.1"').replace("essential: false", "essential: true", 1)
    with pytest.raises(actions.CannotPublish) as refusal:
        actions.import_file(stricter, by=max_)
    assert "2.0" in refusal.value.fields["number"]
    assert not Version.objects.filter(number="1.1").exists()
    actions.import_file(stricter.replace('"1.1"', '"2.0"'), by=max_)
    assert MicroCredential.objects.get().current.number == "2.0"
    assert Version.objects.get(number="1.0").status == VersionStatus.RETIRING


def test_wording_alone_may_be_a_minor_version(max_: Person) -> None:
    actions.import_file(text(), by=max_)
    actions.import_file(
        text(version='"1.1"').replace("Study the effect", "Look at the effect"), by=max_
    )
    assert MicroCredential.objects.get().current.number == "1.1"


def test_a_file_is_refused_whole_with_every_line(max_: Person) -> None:
    bad = (
        text().replace("        type: video", "        type: film").replace("year: 1986", "year: x")
    )
    with pytest.raises(actions.CannotImport) as refusal:
        actions.import_file(bad, by=max_)
    assert len(refusal.value.problems) == 2
    assert refusal.value.message.startswith("Line ")
    assert not MicroCredential.objects.exists()


def test_authors_import_for_their_own_department_only(aut: Person, ada: Person) -> None:
    assert actions.import_file(text(status="draft"), by=aut)
    with pytest.raises(PermissionDenied):
        actions.import_file(text("district-communication-plan", status="draft"), by=aut)
    with pytest.raises(PermissionDenied):
        actions.import_file(text(status="draft"), by=ada)


def test_nobody_moves_anothers_micro_credential_to_the_own_department(
    departments: dict[str, Organization], aut: Person
) -> None:
    thief = make_person("The Eve", role="author", organization=departments["technology"])
    actions.import_file(text(status="draft"), by=aut)
    with pytest.raises(PermissionDenied):
        actions.import_file(text(status="draft", department="technology"), by=thief)


def test_an_address_once_given_is_kept(max_: Person) -> None:
    actions.import_file(text(), by=max_)
    with pytest.raises(BadInput, match="badges point at it"):
        actions.import_file(text(slug="waiting", version='"1.1"'), by=max_)
    with pytest.raises(BadInput, match="belongs to another"):
        actions.import_file(text(id="mc-other"), by=max_)


def test_a_draft_is_written_over_and_then_published(max_: Person) -> None:
    actions.import_file(text(status="draft"), by=max_)
    draft = Version.objects.get()
    assert draft.status == VersionStatus.DRAFT
    actions.import_file(text(status="draft").replace("Study the effect", "Look"), by=max_)
    draft.refresh_from_db()
    assert draft.revision == 2
    actions.import_file(text().replace("Study the effect", "Look"), by=max_)
    draft.refresh_from_db()
    assert draft.status == VersionStatus.PUBLISHED


def test_export_gives_the_file_that_was_imported(whole_catalog: None, max_: Person) -> None:
    for version in Version.objects.filter(micro_credential__kind=Kind.MICRO_CREDENTIAL):
        document = read(write(as_file(version)))
        assert not document.problems
        assert actions.import_micro_credential(document.data, by=max_) == version


def test_a_stack_becomes_places_and_its_capstone_a_micro_credential(whole_catalog: None) -> None:
    stack = Stack.objects.get(slug="every-learner-every-lesson")
    assert stack.members.count() == 8
    assert Event.objects.get(
        verb="catalog.stack_imported", subject_id=str(stack.pk)
    ).particulars == {"number": "1.0"}
    capstone = stack.capstone.current
    assert capstone.micro_credential.kind == Kind.CAPSTONE
    assert [c.id for c in capstone.content.criteria] == ["k1", "k2", "k3", "k4"]
    assert {i for c in capstone.content.criteria for i in c.evidence} == {
        step.id for step in capstone.content.steps
    }


def test_a_published_stack_never_changes_under_its_number(
    whole_catalog: None, max_: Person
) -> None:
    data = {**Stack.objects.get(slug="responsive-instruction-foundations").data, "title": "Other"}
    with pytest.raises(BadInput, match="never changes"):
        actions.import_stack(data, by=max_)
    assert actions.import_stack({**data, "version": "1.1"}, by=max_).title == "Other"


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("agreed")
def test_the_command_imports_a_folder_and_says_what_came(
    max_: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("catalog", "import", str(DEMO / "micro-credentials"), str(DEMO / "stacks.yaml"))
    said = capsys.readouterr().out
    assert "[19/19] stacks.yaml: Responsive Instruction Foundations 1.0" in said
    call_command("catalog", "export", "wait-time")
    assert "id: mc-wait-time" in capsys.readouterr().out


def test_the_command_names_file_and_line_and_ends_badly(max_: Person, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    bad = tmp_path / "bad.yaml"
    bad.write_text(text().replace("type: video", "type: film"))
    with pytest.raises(CommandError):
        call_command("catalog", "import", str(bad))
    assert f"{bad}:" in capsys.readouterr().err
    (tmp_path / "latin.yaml").write_bytes(b"title: caf\xe9")
    with pytest.raises(CommandError):
        call_command("catalog", "import", str(tmp_path / "latin.yaml"))


@pytest.mark.parametrize(
    "arguments", [("import", "/nowhere.yaml"), ("export", "nothing"), ("export", "wait-time")]
)
def test_the_command_refuses_what_is_not_there(max_: Person, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("catalog", *arguments)


def test_a_file_closes_nothing_that_is_open_here(
    max_: Person, district: Organization, departments: dict[str, Organization]
) -> None:
    (published,) = actions.import_file(text(), by=max_)
    place = departments["curriculum-instruction"]
    author = make_person("Aut Reed", role="author", organization=place)
    for status in ("retiring", "retired"):
        for person in (author, max_):
            with pytest.raises(BadInput, match="Announce its retirement"):
                actions.import_file(text(status=status), by=person)
    assert Version.objects.get(pk=published.pk).status == VersionStatus.PUBLISHED
