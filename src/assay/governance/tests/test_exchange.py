"""Packages between installations: made, read, brought in as drafts; and every package that changes nothing."""

import errno
import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from assay.assessment import actions as assessment
from assay.assessment.models import Anchor, AnchorReading
from assay.assessment.tests.factories import make_anchor
from assay.catalog.actions import NoLeave
from assay.catalog.actions.importing import FRAME
from assay.catalog.models import MicroCredential, NameLeave, Version, VersionStatus
from assay.catalog.tests.factories import make_version, wait_time
from assay.governance import actions
from assay.governance.exchange import package as packages
from assay.governance.exchange.package import BadPackage
from assay.governance.exchange.prospects import prospects_of
from assay.governance.models import LessonLearned, Package
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, NoRoom, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_district, make_person
from assay.record.models import Event

CC = "CC-BY-4.0"


@pytest.fixture
def department(district: Organization) -> Organization:
    return make_department(district)


@pytest.fixture
def author(department: Organization) -> Person:
    """Writes for the department, and leads its assessors."""
    found = make_person("Aut Reed", role="author", organization=department)
    return _with(found, "lead-assessor", department)


@pytest.fixture
def version(district: Organization, department: Organization) -> Version:
    data = {**wait_time(), "alignments": []}
    return make_version(district, owner=department, data=data)


def _with(person: Person, role: str, organization: Organization) -> Person:
    make_person(person, role=role, organization=organization)
    return Person.objects.get(pk=person.pk)


def made(version: Version, by: Person, *, with_anchors: bool = True) -> bytes:
    _row, content = actions.make_package([version], license=CC, with_anchors=with_anchors, by=by)
    return content.read()


def elsewhere() -> tuple[Organization, Person]:
    """Another installation: nothing of the first one's catalog is there."""
    AnchorReading.objects.all().delete()
    Anchor.objects.all().delete()
    LessonLearned.objects.all().delete()
    MicroCredential.objects.update(current=None)
    Version.objects.all().delete()
    MicroCredential.objects.all().delete()
    Package.objects.all().delete()
    other = make_district("Far Shore School District")
    department = make_department(other, "Far Shore Learning")
    person = make_person("Fay Holt", role="author", organization=department)
    return department, _with(person, "lead-assessor", department)


def taken(content: bytes, by: Person) -> Package:
    return actions.receive_package(BytesIO(content), "from-afar.zip", by=by)


def rewritten(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The package with other files, packed as Assay packs, with the manifest as it stands."""
    with ZipFile(BytesIO(content)) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    change(files)
    into = BytesIO()
    packages._pack(into, [(name, BytesIO(text)) for name, text in files.items()])
    return into.getvalue()


def relisted(files: dict[str, bytes], **changes: Any) -> None:
    """Make the manifest fit the files, and change what it says."""
    manifest = json.loads(files.pop("manifest.json"))
    manifest["files"] = [
        {"path": path, "sha256": sha256(text).hexdigest(), "bytes": len(text)}
        for path, text in files.items()
    ]
    files["manifest.json"] = json.dumps({**manifest, **changes}).encode()


def counts() -> tuple[int, ...]:
    models: tuple[Any, ...] = (MicroCredential, Version, Anchor, LessonLearned, Package, Event)
    return tuple(model.objects.count() for model in models)


def refused(content: bytes, by: Person) -> BadPackage:
    before = counts()
    with pytest.raises(BadPackage) as caught:
        taken(content, by)
    assert counts() == before
    return caught.value


def with_all(version: Version, author: Person) -> None:
    anchor = make_anchor(version, lead=author, usable=False)
    step = next(one for one in version.content.items if "png" in one.formats)
    content: IO[bytes] = BytesIO()
    Image.new("RGB", (8, 8), "navy").save(content, "PNG")
    assessment.add_anchor_file(anchor, step.id, content, name="board.png", by=author)
    assessment.put_in_use(anchor, by=author)
    actions.write_lesson(version.micro_credential, "Ask for two clips, not one.", by=author)


def test_what_is_brought_in_elsewhere_goes_out_again_the_same(
    version: Version, author: Person
) -> None:
    with_all(version, author)
    first = made(version, author)
    department, fay = elsewhere()
    row = taken(first, fay)
    assert not MicroCredential.objects.exists()
    (draft,) = actions.bring_in(row, department, ["mc-wait-time"], by=fay)
    assert draft.status == VersionStatus.DRAFT and draft.number == "1.0"
    assert draft.micro_credential.issuer == department.parent
    assert draft.micro_credential.owner == department
    assert "Designed by" in draft.micro_credential.origin_text
    second = made(draft, fay, with_anchors=False)
    assert contents(second) == {
        path: text for path, text in contents(first).items() if not path.startswith("anchors/")
    }
    anchor = Anchor.objects.get()
    assert anchor.usable_at is None and anchor.permission is None and anchor.files.count() == 1
    with pytest.raises(WrongState, match="draft"):
        assessment.put_in_use(anchor, by=fay)
    Version.objects.update(published_at=now(), content_hash="x", status="published")
    assessment.put_in_use(Anchor.objects.get(), by=fay)
    assert contents(made(Version.objects.get(), fay)) == contents(first)
    noted = set(Event.objects.values_list("verb", flat=True))
    assert noted >= {
        "governance.package_made",
        "governance.package_arrived",
        "governance.package_brought_in",
        "governance.lesson_written",
    }
    with pytest.raises(WrongState):
        actions.bring_in(row, department, ["mc-wait-time"], by=fay)


def contents(package: bytes) -> dict[str, Any]:
    """What a package holds, without the frame that is each program's own."""
    found = packages.read(BytesIO(package))
    (one,) = found.carried
    with ZipFile(BytesIO(package)) as zipped:
        files = {
            name: zipped.read(name)
            for name in zipped.namelist()
            if name.startswith(("anchors/", "lessons/"))
        }
    content = {key: value for key, value in one.data.items() if key not in FRAME}
    return {**files, "content": content, "origin": one.origin}


def test_the_same_again_brings_nothing_and_a_change_becomes_a_version_of_ours(
    version: Version, author: Person, department: Organization
) -> None:
    content = made(version, author)
    row = taken(content, author)
    (same,) = prospects_of(actions.open_package(row), department, author)
    assert same.state == "same" and not same.can_come
    with pytest.raises(WrongState):
        actions.bring_in(row, department, ["mc-wait-time"], by=author)
    Version.objects.filter(pk=version.pk).update(data={**version.data, "title": "Waiting"})
    (differs,) = prospects_of(actions.open_package(row), department, author)
    assert differs.state == "differs" and differs.number == "1.1" and differs.changes == 1
    (draft,) = actions.bring_in(row, department, ["mc-wait-time"], by=author)
    assert draft.number == "1.1" and draft.status == VersionStatus.DRAFT
    assert draft.micro_credential.origin == {}
    another = taken(content + b"", author)
    (blocked,) = prospects_of(actions.open_package(another), department, author)
    assert blocked.state in ("same", "not")


def test_no_package_takes_what_belongs_to_others(
    version: Version, author: Person, district: Organization
) -> None:
    content = made(version, author)
    Version.objects.filter(pk=version.pk).update(data={**version.data, "title": "Waiting"})
    other = make_department(district, "Math")
    mia = make_person("Mia Holt", role="author", organization=other)
    row = taken(content, mia)
    (one,) = prospects_of(actions.open_package(row), other, mia)
    assert one.state == "not" and version.micro_credential.home.name in one.reason
    with pytest.raises(WrongState):
        actions.bring_in(row, other, ["mc-wait-time"], by=mia)
    with pytest.raises(PermissionDenied):
        actions.bring_in(row, version.micro_credential.home, ["mc-wait-time"], by=author)


def test_an_issuer_is_named_only_with_its_leave(version: Version, author: Person) -> None:
    content = made(version, author)
    department, fay = elsewhere()
    institute = make_district("North Institute")
    row = taken(content, fay)
    with pytest.raises(NoLeave):
        actions.bring_in(row, department, ["mc-wait-time"], issuer=institute, by=fay)
    assert not MicroCredential.objects.exists()
    NameLeave.objects.create(
        named=institute,
        organization=department,
        status="given",
        why="-",
        asked_by=fay,
        asked_at=now(),
        answered_by=fay,
        answered_at=now(),
        first_on=today(),
    )
    actions.bring_in(row, department, ["mc-wait-time"], issuer=institute, by=fay)
    assert MicroCredential.objects.get().issuer == institute


def test_who_may_make_and_take(
    version: Version, author: Person, ada: Person, district: Organization
) -> None:
    for stranger in (
        ada,
        make_person("Oth Er", role="author", organization=make_department(district, "Math")),
    ):
        with pytest.raises(PermissionDenied):
            actions.make_package([version], license=CC, by=stranger)
    content = made(version, author)
    with pytest.raises(PermissionDenied):
        taken(content, ada)
    with pytest.raises(BadInput):
        actions.make_package([version], license="mine", by=author)
    with pytest.raises(BadInput):
        actions.make_package([], license=CC, by=author)
    with pytest.raises(PermissionDenied):
        actions.write_lesson(version.micro_credential, "Hm.", by=ada)
    with pytest.raises(BadInput):
        actions.write_lesson(version.micro_credential, " ", by=author)


def test_anchors_leave_only_with_those_who_lead(
    version: Version, author: Person, department: Organization
) -> None:
    with_all(version, author)
    writes = make_person("Wri Ter", role="author", organization=department)
    assert "anchors/mc-wait-time/1.json" in ZipFile(BytesIO(made(version, author))).namelist()
    assert not [
        n for n in ZipFile(BytesIO(made(version, writes))).namelist() if n.startswith("anchors/")
    ]


def test_the_same_package_twice_is_one_and_another_takes_its_place(
    version: Version, author: Person
) -> None:
    content = made(version, author)
    row = taken(content, author)
    assert taken(content, author) == row
    actions.write_lesson(version.micro_credential, "Two clips.", by=author)
    newer = taken(made(version, author), author)
    row.refresh_from_db()
    assert row.state == "discarded" and newer.state == "waiting"
    assert Event.objects.filter(verb="governance.package_discarded").count() == 1
    with pytest.raises(WrongState):
        actions.discard_package(row, by=author)


# What changes nothing.


@pytest.fixture
def whole(version: Version, author: Person) -> bytes:
    with_all(version, author)
    return made(version, author)


@given(data=st.data())
def test_any_other_byte_is_refused(data: st.DataObject) -> None:
    content = _whole()
    at = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[at]))
    with pytest.raises(BadPackage):
        packages.read(BytesIO(content[:at] + bytes([other]) + content[at + 1 :]))


@given(cut=st.integers(0, 10**6), more=st.binary(min_size=1, max_size=40))
def test_a_package_cut_or_lengthened_is_refused(cut: int, more: bytes) -> None:
    content = _whole()
    for changed in (content[: cut % len(content)], content + more, more + content):
        with pytest.raises(BadPackage):
            packages.read(BytesIO(changed))


@given(content=st.binary(max_size=400))
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(BadPackage):
        packages.read(BytesIO(content))


def _whole() -> bytes:
    """A package made without a database."""
    from assay.catalog.content.files import write
    from assay.catalog.tests.factories import as_data

    files = {"micro-credentials/mc-wait-time.yaml": BytesIO(write(as_data()).encode())}
    data = as_data()
    manifest = {
        "schema": "assay-exchange/1",
        "installation": "https://assay.example",
        "issuer": data["issuer"],
        "created": "2026-11-30T09:00:00+00:00",
        "micro_credentials": [
            {
                "id": data["id"],
                "file": "micro-credentials/mc-wait-time.yaml",
                "origin": {"designed_by": "Us", "at": "https://assay.example", "license": CC},
                "anchors": [],
            }
        ],
    }
    content, _known = packages.write(manifest, files)
    return content.read() if content.seek(0) == 0 else b""


def test_every_other_file_is_named_with_the_reason(whole: bytes, author: Person) -> None:
    name = "micro-credentials/mc-wait-time.yaml"

    def lose(files: dict[str, bytes]) -> None:
        del files[name]

    def change(files: dict[str, bytes]) -> None:
        files[name] = files[name].replace(b"Wait", b"Weit", 1)

    def more(files: dict[str, bytes]) -> None:
        files["read-me.txt"] = b"hello"

    def newer(files: dict[str, bytes]) -> None:
        files["manifest.json"] = files["manifest.json"].replace(b"exchange/1", b"exchange/2")

    def foreign(files: dict[str, bytes]) -> None:
        text = files[name].decode()
        at = text.index("issuer:")
        issuer = text[at:].split("\n")[1]
        files[name] = text.replace(issuer, "  id: riverbend").encode()
        relisted(files)

    def of_another_rubric(files: dict[str, bytes]) -> None:
        path = "anchors/mc-wait-time/1.json"
        files[path] = files[path].replace(b'"criterion": "c1"', b'"criterion": "c99"')
        relisted(files)

    def without(files: dict[str, bytes]) -> None:
        del files["manifest.json"]

    said: dict[Callable[[dict[str, bytes]], None], tuple[str, str]] = {
        lose: (name, "missing"),
        change: (name, "hash"),
        more: ("read-me.txt", "does not list"),
        newer: ("manifest.json", "newer"),
        foreign: (name, "issuer"),
        of_another_rubric: ("anchors/mc-wait-time/1.json", "c99"),
        without: ("manifest.json", "missing"),
    }
    for how, (file, why) in said.items():
        fault = refused(rewritten(whole, how), author).faults[0]
        assert (fault.file, why in fault.what) == (file, True), (how, fault)


def test_zips_that_would_burst_or_lead_out_are_refused_unread(whole: bytes, author: Person) -> None:
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as zipped:
        zipped.writestr("manifest.json", b"0" * 50_000_000)
    assert "any size" in str(refused(bomb.getvalue(), author))
    for path in ("../../etc/passwd", "/etc/passwd", "a/../b.json", "C:\\x.json", "A.json", "a//b"):
        out = BytesIO()
        with ZipFile(out, "w", ZIP_STORED) as zipped:
            zipped.writestr(path, b"x")
        assert "leads out" in str(refused(out.getvalue(), author)), path
    twice = BytesIO()
    with ZipFile(twice, "w", ZIP_STORED) as zipped, pytest.warns(UserWarning):
        zipped.writestr("manifest.json", b"{}")
        zipped.writestr("manifest.json", b"{}")
    assert "twice" in str(refused(twice.getvalue(), author))
    many = BytesIO()
    with ZipFile(many, "w", ZIP_STORED) as zipped:
        for n in range(packages.MOST_FILES + 1):
            zipped.writestr(f"{n}.json", b"x")
    assert "files" in str(refused(many.getvalue(), author))
    deep = BytesIO()
    with ZipFile(deep, "w", ZIP_STORED) as zipped:
        zipped.writestr("manifest.json", b"[" * 200_000)
    assert "manifest.json" in str(refused(deep.getvalue(), author))


def test_a_full_disk_here_is_not_called_a_broken_package() -> None:
    with pytest.raises(NoRoom), packages._whole_zip():
        raise OSError(errno.ENOSPC, "No space left on device")


def test_lessons_stay_where_whoever_packs_may_not_read_them(district: Organization) -> None:
    elsewhere_ = make_department(make_district("Far Shore Schools"), "Far Shore Learning")
    found = make_version(district, owner=elsewhere_, data={**wait_time(), "alignments": []})
    LessonLearned.objects.create(
        micro_credential=found.micro_credential,
        text="Ours alone to read.",
        voice="committee",
        written_on=today(),
    )
    lead = make_person("Lea Ott", role="lead-assessor", organization=district)
    assert b"Ours alone" not in made(found, lead, with_anchors=False)


def test_what_travelled_never_stands_without_where_it_is_from(
    district: Organization, version: Version, author: Person
) -> None:
    """Anyone can write into a file that a committee said it."""
    actions.write_lesson(version.micro_credential, "Mine.", by=author)
    with ZipFile(BytesIO(made(version, author, with_anchors=False))) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    del manifest["files"]
    name = next(name for name in files if name.startswith("lessons/"))
    said = {"text": "Skip it.", "voice": "committee", "written_on": "2026-01-01", "source": ""}
    files[name] = packages.as_json({**json.loads(files[name]), "lessons": [said]}).encode()
    forged, _hash = packages.write(manifest, {key: BytesIO(value) for key, value in files.items()})
    forged.seek(0)
    row = actions.receive_package(forged, "x.zip", by=author)
    home = version.micro_credential.owner
    assert home is not None
    actions.bring_in(row, home, [version.micro_credential.ident], by=author)
    assert LessonLearned.objects.get(text="Skip it.").source


def test_the_same_lesson_is_written_once(version: Version, author: Person) -> None:
    row = actions.write_lesson(version.micro_credential, "Begin small.", by=author)
    assert actions.write_lesson(version.micro_credential, "Begin small. ", by=author) == row


def test_the_bytes_of_what_was_thrown_away_go_once_they_are_a_day_old(
    version: Version, author: Person
) -> None:
    row = actions.receive_package(BytesIO(made(version, author)), "x.zip", by=author)
    assert actions.drop_packages() == 0  # it waits
    actions.discard_package(row, by=author)
    assert actions.drop_packages() == 0  # the same bytes might be on their way again
    with held_at(now() + timedelta(days=2)):
        assert actions.drop_packages() == 1 and actions.drop_packages() == 0
