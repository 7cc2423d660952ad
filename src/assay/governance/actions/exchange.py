"""Exchange between installations: a package made, one that arrived, its micro-credentials brought in as drafts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.assessment import actions as assessment
from assay.assessment.models import Anchor, AnchorFile
from assay.assessment.policy import may_leave
from assay.assessment.pool.packages import as_values
from assay.catalog import actions as catalog
from assay.catalog.actions.adopting import bring_frameworks
from assay.catalog.authoring.export import as_file
from assay.catalog.content import nouns
from assay.catalog.content.files import write as as_text
from assay.catalog.models import MicroCredential, Version
from assay.evidence.actions.stored_bytes import drop_bytes
from assay.evidence.files.storage import keep, reading, stands, storage
from assay.evidence.models import ArtifactKind
from assay.frameworks.models import Framework
from assay.frameworks.policy import can_import as can_bring_frameworks
from assay.governance import policy
from assay.governance.exchange import package as packages
from assay.governance.exchange.manifest import (
    ANCHOR_SCHEMA,
    LESSONS_SCHEMA,
    LICENSES,
    SCHEMA,
)
from assay.governance.exchange.prospects import Prospect, prospects_of
from assay.governance.models import Direction, LessonLearned, Package, Voice
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean
from assay.people.models import Organization, Person
from assay.record.actions import note

MOST_CHARACTERS = 4000  # of a lesson learned
MOST_AT_ONCE = 100
_GONE = gettext_lazy("This package was brought in or discarded before.")
LEAVES_OUT = ("department", "content_partner", "status")


def make_package(
    versions: Sequence[Version], *, license: str, with_anchors: bool = False, by: Person
) -> tuple[Package, IO[bytes]]:
    """A package of these versions, all of one issuer, with what was learned with them; and its bytes.

    With `with_anchors` it holds those anchors that may leave and that this person may see (`assessment.policy`).
    Raises PermissionDenied, BadInput with `fields`, TooLarge.
    """
    rows = list({row.micro_credential_id: row for row in versions}.values())
    if not all(policy.can_pack(by, row) for row in rows):
        raise PermissionDenied
    _check_choice(rows, license)
    issuer = rows[0].micro_credential.issuer
    files: dict[str, IO[bytes]] = {}
    carried = [_carry(row, license, with_anchors, files, by) for row in rows]
    manifest = {
        "schema": SCHEMA,
        "installation": settings.BASE_URL,
        "issuer": {"id": issuer.ident, "name": issuer.name},
        "created": now().isoformat(timespec="seconds"),
        "micro_credentials": carried,
    }
    content, known = packages.write(manifest, files)
    with transaction.atomic():
        row = Package.objects.create(
            direction=Direction.OUT,
            kind=ArtifactKind.FILE,
            name=f"{issuer.ident}-{today().isoformat()}.zip",
            sha256=known,
            size_bytes=content.seek(0, 2),
            media_type="application/zip",
            by=by,
            at=now(),
            place=issuer,
            issuer_name=issuer.name,
            installation=settings.BASE_URL,
            titles=[one.title for one in rows],
        )
        note(
            "governance.package_made",
            row,
            by=by,
            versions=[one.pk for one in rows],
            anchors=sum(len(one["anchors"]) for one in carried),
            license=license,
            sha256=known,
        )
    content.seek(0)
    return row, content


def receive_package(content: IO[bytes], name: str, *, by: Person) -> Package:
    """Keep a package that arrived and was found whole; nothing of it is in the catalog. Raises BadPackage, TooLarge.

    What this person left lying before is thrown away. The same package again is the same row.
    """
    if not policy.exchanges(by):
        raise PermissionDenied
    found = packages.read(content)
    waiting = Package.objects.waiting().filter(by=by)
    same = waiting.filter(sha256=found.sha256).first()
    if same is not None:
        return same
    key = keep(content, found.sha256)
    with transaction.atomic():
        hold(by)
        same = waiting.filter(sha256=found.sha256).first()
        if same is not None:  # from another press at the same moment
            return same
        row = Package.objects.create(
            direction=Direction.IN,
            kind=ArtifactKind.FILE,
            name=clean(name)[-100:] or "package.zip",
            storage_key=key,
            sha256=found.sha256,
            size_bytes=found.size_bytes,
            media_type="application/zip",
            by=by,
            at=now(),
            issuer_name=found.issuer.get("name") or found.issuer["id"],
            installation=found.manifest["installation"],
            titles=[one.title for one in found.carried],
        )
        note("governance.package_arrived", row, by=by, sha256=found.sha256)
    for old in waiting.exclude(pk=row.pk):
        discard_package(old, by=by)
    return row


def drop_packages() -> int:
    """Delete the bytes of what arrived and was thrown away or brought in, once nobody needs them. Returns how many.

    Run every day: what arrived within a day is kept until the next.
    """
    rows = Package.objects.filter(direction=Direction.IN).exclude(storage_key="")
    found = 0
    for row in rows.exclude(discarded_at=None, brought_in_at=None).order_by("pk"):
        if drop_bytes(row):
            found += Package.objects.filter(pk=row.pk).update(storage_key="")
    return found


def open_package(row: Package) -> packages.Package:
    """What is in one that waits, read and compared again. Raises WrongState, BadPackage."""
    if row.state != "waiting":
        raise WrongState(str(_GONE))
    if not stands(row.storage_key, size_bytes=row.size_bytes, sha256=row.sha256):
        raise WrongState(_("The package is no longer stored as it arrived. Send it again."))
    return packages.read(storage().open(row.storage_key, "rb"))


def bring_in(
    row: Package,
    owner: Organization,
    idents: Iterable[str],
    *,
    issuer: Organization | None = None,
    by: Person,
) -> list[Version]:
    """Make drafts of these micro-credentials of a package, with their anchors and lessons. All of them, or nothing.

    New ones become an owner's, in the name of its program or of `issuer`, which takes that issuer's leave; those that
    are here get a new version, and keep their owner and their issuer. Anchors come in where this person leads.
    Raises PermissionDenied, BadInput, NoLeave, WrongState, BadPackage.
    """
    if not policy.can_bring_in(by, row, owner):
        raise PermissionDenied
    row.refresh_from_db()
    with open_package(row) as found:
        chosen = set(idents)
        prospects = [one for one in prospects_of(found, owner, by) if one.carried.ident in chosen]
        _check_prospects(prospects, chosen)
        kept = {one.carried.ident: _keep_anchors(one, found) for one in prospects if one.leads}
    with transaction.atomic():
        hold(row)
        row.refresh_from_db()
        if row.state != "waiting":
            raise WrongState(str(_GONE))
        if can_bring_frameworks(by):
            lines = (p.carried.data.get("alignments", ()) for p in prospects)
            bring_frameworks([line for some in lines for line in some], by)
        versions = [
            _bring(one, kept.get(one.carried.ident, ()), owner, issuer, by) for one in prospects
        ]
        row.brought_in_at, row.place = now(), owner
        row.save(update_fields=("brought_in_at", "place"))
        note(
            "governance.package_brought_in",
            row,
            by=by,
            versions=[one.pk for one in versions],
            owner=owner.pk,
            sha256=row.sha256,
        )
    return versions


def discard_package(row: Package, *, by: Person) -> None:
    """Throw one away of which nothing was brought in. Raises PermissionDenied, WrongState."""
    if not policy.can_discard(by, row):
        raise PermissionDenied
    with transaction.atomic():
        waiting = Package.objects.waiting().filter(pk=row.pk)
        if waiting.update(discarded_at=now()) != 1:
            raise WrongState(str(_GONE))
        note("governance.package_discarded", row, by=by)
    row.refresh_from_db()
    if row.storage_key and drop_bytes(row):
        Package.objects.filter(pk=row.pk).update(storage_key="")


@transaction.atomic
def write_lesson(micro_credential: MicroCredential, text: str, *, by: Person) -> LessonLearned:
    """Say what one would tell those who take it over. The same again is the same. Raises PermissionDenied, BadInput."""
    voice = policy.voice_of(by, micro_credential)
    if voice is None:
        raise PermissionDenied
    text = clean(text).strip()
    wrong = ""
    if not text:
        wrong = _("Write a sentence or two.")
    elif len(text) > MOST_CHARACTERS:
        wrong = _("Say it in %(n)s characters at most.") % {"n": MOST_CHARACTERS}
    if wrong:
        raise BadInput(wrong, fields={"text": wrong})
    hold(micro_credential)
    mine = LessonLearned.objects.filter(micro_credential=micro_credential, written_by=by, text=text)
    if (same := mine.first()) is not None:
        return same
    row = LessonLearned.objects.create(
        micro_credential=micro_credential,
        text=text,
        voice=voice,
        written_on=today(),
        written_by=by,
    )
    note("governance.lesson_written", row, by=by, micro_credential=micro_credential.pk)
    return row


def _check_choice(rows: list[Version], license: str) -> None:
    wrong: dict[str, str] = {}
    if not rows:
        wrong["version"] = _("Choose at least one.")
    elif len(rows) > MOST_AT_ONCE:
        wrong["version"] = _("Choose %(n)s at most.") % {"n": MOST_AT_ONCE}
    elif len({row.micro_credential.issuer_id for row in rows}) > 1:
        wrong["version"] = _("Choose those of one issuer: a package comes from one.")
    if license not in LICENSES:
        wrong["license"] = _("Choose one from the list.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)


def _carry(
    version: Version, license: str, with_anchors: bool, files: dict[str, IO[bytes]], by: Person
) -> dict[str, Any]:
    row = version.micro_credential
    data = {key: value for key, value in as_file(version).items() if key not in LEAVES_OUT}
    path = f"micro-credentials/{row.ident}.yaml"
    # As a draft it may have gaps; and it becomes one again wherever it arrives.
    head = {"schema": data["schema"], "id": data["id"], "status": "draft"}
    files[path] = BytesIO(as_text({**head, **data}).encode())
    entry: dict[str, Any] = {
        "id": row.ident,
        "file": path,
        "origin": row.origin or _origin(row, license),
        "anchors": _carry_anchors(version, files, by) if with_anchors else [],
    }
    lessons = list(row.lessons_learned.order_by("written_on", "pk"))
    if lessons and policy.reads_lessons(
        by, row
    ):  # who may take it along need not be one of its home
        entry["lessons"] = f"lessons/{row.ident}.json"
        said = [_lesson(one) for one in lessons]
        files[entry["lessons"]] = _json({"schema": LESSONS_SCHEMA, "lessons": said})
    return entry


def _origin(row: MicroCredential, license: str) -> dict[str, str]:
    names = [row.issuer.name, *([row.content_partner.name] if row.content_partner else [])]
    return {
        "designed_by": ", ".join(names)[:300],
        "at": settings.BASE_URL[:300],
        "license": license,
    }


def _lesson(row: LessonLearned) -> dict[str, str]:
    source = row.source or f"{row.micro_credential.issuer.name}, {settings.BASE_URL}"
    return {
        "text": row.text,
        "voice": row.voice,
        "written_on": row.written_on.isoformat(),
        "source": source[:300],
    }


def _carry_anchors(version: Version, files: dict[str, IO[bytes]], by: Person) -> list[str]:
    rows = Anchor.objects.of(version.micro_credential_id, version.major).usable()
    rows = rows.select_related("permission__submission__start", "version__micro_credential")
    paths: list[str] = []
    for row in rows.order_by("pk"):
        if not may_leave(by, row):
            continue
        base = f"anchors/{version.micro_credential.ident}/{len(paths) + 1}"
        listed = []
        for n, file in enumerate(row.files.exclude(storage_key=""), start=1):
            inside = f"{base}/{n}.{_extension(file)}"
            files[inside] = _bytes_of(file)
            listed.append(
                {
                    "path": inside,
                    "step": file.step_id,
                    "name": file.name,
                    "description": file.description,
                    "notes": [{"at": one.get("at"), "text": one["text"]} for one in file.notes],
                }
            )
        path = f"{base}.json"
        files[path] = _json({"schema": ANCHOR_SCHEMA, **as_values(row), "files": listed})
        paths.append(path)
    return paths


def _extension(file: AnchorFile) -> str:
    _stem, dot, ending = file.name.rpartition(".")
    ending = ending.lower()
    return ending if dot and ending.isascii() and ending.isalnum() else "bin"


def _bytes_of(file: AnchorFile) -> IO[bytes]:
    if not stands(file.storage_key, size_bytes=file.size_bytes, sha256=file.sha256):
        raise WrongState(
            _("“%(name)s” of an anchor is damaged, so it cannot leave. Leave the anchors out.")
            % {"name": file.name}
        )
    if file.size_bytes > packages.MOST_BYTES:
        raise packages.too_large(file.size_bytes, 1)
    found = packages.scratch()
    for piece in reading(file.storage_key, 0, file.size_bytes - 1):
        found.write(piece)
    return found


def _check_prospects(prospects: list[Prospect], chosen: set[str]) -> None:
    if not chosen or len(prospects) != len(chosen):
        message = _("Choose at least one.")
        raise BadInput(message, fields={"ident": message})
    for one in prospects:
        if not one.can_come:
            raise WrongState(f"{one.carried.title}: {one.reason}")


def _bring(
    one: Prospect,
    anchors: Iterable[tuple[Mapping[str, Any], list[dict[str, Any]]]],
    owner: Organization,
    issuer: Organization | None,
    by: Person,
) -> Version:
    version = one.same or catalog.import_micro_credential(_as_draft(one, owner, issuer), by=by)
    row = version.micro_credential
    if one.here is None:
        row.origin = one.carried.origin
        row.save(update_fields=("origin",))
    for values, files in anchors:
        assessment.bring_anchor(version, values, files, by=by)
    # What travelled is never shown without where it says it is from: anyone can write "committee" into a file.
    origin = f"{one.carried.origin['designed_by']}, {one.carried.origin['at']}"[:300]
    LessonLearned.objects.bulk_create(
        LessonLearned(
            micro_credential=row,
            text=said["text"],
            voice=Voice(said["voice"]),
            written_on=date.fromisoformat(said["written_on"]),
            source=said["source"] or origin,
        )
        for said in one.lessons
    )
    return version


def _as_draft(one: Prospect, owner: Organization, issuer: Organization | None) -> dict[str, Any]:
    """The file under its new frame; an alignment to a framework that is not here is left out."""
    here = set(Framework.objects.values_list("slug", flat=True))
    data = dict(one.carried.data)
    if "alignments" in data:
        data["alignments"] = [row for row in data["alignments"] if row["framework"] in here]
    row = one.here
    home = row.owner if row else owner
    named = row.issuer if row else issuer or owner.program or owner
    data |= {
        "status": "draft",
        "version": one.number,
        "slug": row.slug if row else one.slug,
        "issuer": {"id": named.ident, "name": named.name},
    }
    if home is not None and home != named:
        data["department"] = home.ident
    if row is not None and row.content_partner is not None:
        data["content_partner"] = {
            "id": row.content_partner.ident,
            "name": row.content_partner.name,
        }
    return data


def _keep_anchors(
    one: Prospect, found: packages.Package
) -> list[tuple[Mapping[str, Any], list[dict[str, Any]]]]:
    """The anchors that are not here yet, each with its files, cleaned and stored. Outside of any transaction."""
    content_of = nouns.read(one.carried.data)
    kept: list[tuple[Mapping[str, Any], list[dict[str, Any]]]] = []
    for values in one.anchors:
        files = []
        for file in values["files"]:
            with found.open(file["path"]) as content:
                columns = assessment.keep_anchor_file(
                    content_of, file["step"], content, name=file["name"]
                )
            said = {"description": file["description"], "notes": file["notes"]}
            files.append({**columns, **said})
        kept.append((values, files))
    return kept


def _json(value: Mapping[str, Any]) -> IO[bytes]:
    return BytesIO((packages.as_json(value)).encode())
