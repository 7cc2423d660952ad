"""Drafts belong to their owner, an issuer's name to that issuer."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client

from assay.catalog import actions, policy
from assay.catalog.models import MicroCredential, Version
from assay.catalog.tests.factories import make_version, text
from assay.lib.clock import today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.record.actions import note

Departments = dict[str, Organization]


@pytest.fixture
def partner(departments: Departments) -> Organization:
    """A vetted university beside the district."""
    return Organization.objects.create(
        ident="north", name="North Coast", kind="partner", vetted_on=today()
    )


@pytest.fixture
def pia(partner: Organization) -> Person:
    """The partner's administrator."""
    return make_person("Pia North", role="program-admin", organization=partner)


@pytest.fixture
def theirs(district: Organization, departments: Departments) -> Version:
    """A draft of the district's Curriculum & Instruction."""
    return make_version(district, published=False, owner=departments["curriculum-instruction"])


ISSUED_BY_NORTH = '{id: north, name: "North Coast"}'


@pytest.mark.usefixtures("frameworks")
def test_nobody_imports_in_a_partners_name_but_the_partner(
    aut: Person, max_: Person, pia: Person, client: Client
) -> None:
    in_their_name = text(issuer=ISSUED_BY_NORTH)
    for person in (aut, max_):
        with pytest.raises(
            actions.NoLeave, match=r"Only its own authors and administrators"
        ) as refusal:
            actions.import_file(in_their_name, by=person)
        assert refusal.value.status == 403
    client.force_login(aut)
    answer = client.post("/authoring/import/", {"text": in_their_name})
    assert (
        answer.status_code == 422
        and "Only its own authors and administrators" in answer.content.decode()
    )
    assert "Using Wait Time" in answer.content.decode()  # what was pasted is still there
    assert not MicroCredential.objects.exists()
    own = "".join(
        line
        for line in in_their_name.splitlines(keepends=True)
        if not line.startswith("department:")
    )
    actions.import_file(own, by=pia)
    assert MicroCredential.objects.get().issuer.ident == "north"
    with pytest.raises(PermissionDenied):
        actions.import_file(text(), by=max_)  # nor is what stands in their name taken from them


@pytest.mark.usefixtures("frameworks")
def test_a_consortium_does_not_speak_for_its_members(
    district: Organization, departments: Departments
) -> None:
    region = Organization.objects.create(ident="region", name="Region", kind="consortium")
    Organization.objects.filter(pk=district.pk).update(
        parent=region, path=f"{region.path}{district.pk}/"
    )
    for department in departments.values():
        if department.parent_id == district.pk:
            department.parent = Organization.objects.get(pk=district.pk)
            department.save()
    rita = make_person("Rita Region", role="program-admin", organization=region)
    alone = "".join(
        line for line in text().splitlines(keepends=True) if not line.startswith("department:")
    )
    with pytest.raises(actions.NoLeave):
        actions.import_file(alone, by=rita)
    actions.import_file(
        text(), by=rita
    )  # for a department it speaks in the name of the department's own district


@pytest.mark.usefixtures("frameworks")
def test_the_command_says_whose_leave_it_takes(
    max_: Person, partner: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.yaml").write_text(text(issuer=ISSUED_BY_NORTH))
    with pytest.raises(CommandError):
        call_command("catalog", "import", str(tmp_path), "--by", max_.email)
    assert "Only its own authors and administrators" in capsys.readouterr().err


def test_a_draft_in_a_partners_name_is_begun_and_published_by_the_partner_alone(
    aut: Person, partner: Organization, departments: Departments, theirs: Version
) -> None:
    owner = departments["curriculum-instruction"]
    with pytest.raises(actions.NoLeave):
        actions.create("A New One", owner=owner, issuer=partner, by=aut)
    MicroCredential.objects.update(issuer=partner)  # from before this was closed
    with pytest.raises(actions.NoLeave):
        actions.publish(Version.objects.select_related("micro_credential").get(), by=aut)


def test_an_administrator_writes_only_in_their_own_program(
    theirs: Version, pia: Person, max_: Person
) -> None:
    for verb in (actions.publish, actions.start_new_version, actions.close_pilot):
        with pytest.raises(PermissionDenied):
            verb(theirs, by=pia)
    with pytest.raises(PermissionDenied):
        actions.save_draft(theirs, {"title": "Mine now"}, by=pia)
    client = Client()
    for person, status in ((pia, 404), (max_, 200)):
        client.force_login(person)
        for page in ("", "edit/about/", "preview/", "file/"):
            assert client.get(f"/authoring/{theirs.pk}/{page}").status_code == status, page
        assert (theirs.title in client.get("/authoring/").content.decode()) == (status == 200)


def test_a_school_writes_nothing(theirs: Version, district: Organization) -> None:
    school = make_school(district)
    office = Organization.objects.create(
        ident="office", name="Office", kind="department", parent=school
    )
    head = make_person("Sam Hill", role="program-admin", organization=school)
    assert not policy.may_author_somewhere(head)
    with pytest.raises(PermissionDenied):
        actions.create("Mine", owner=office, by=head)  # or it would stand in the district's name
    client = Client()
    client.force_login(head)
    assert client.get("/authoring/").status_code == 404
    assert client.get(f"/authoring/{theirs.pk}/").status_code == 404


def test_without_a_department_a_version_is_looked_after_by_its_issuer(
    partner: Organization, pia: Person, max_: Person
) -> None:
    version = make_version(partner, slug="theirs", published=False)
    assert list(Version.objects.written_in(policy.places_of(pia))) == [version]
    assert not Version.objects.written_in(policy.places_of(max_)).exists()
    with pytest.raises(PermissionDenied):
        actions.save_draft(version, {"title": "Mine now"}, by=max_)


def test_the_record_calls_a_published_version_by_its_title(
    client: Client, district: Organization, max_: Person, theirs: Version
) -> None:
    version = make_version(district, slug="other")
    client.force_login(max_)
    note("catalog.published", version, by=max_)
    note("catalog.saved", theirs, by=max_)
    draft, published = client.get("/people/record/").context["lines"][:2]
    assert published.subject == f"{version.title} {version.number}"
    assert client.get(published.url).status_code == 200
    assert draft.subject == f"version {theirs.pk}"
