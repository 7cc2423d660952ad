"""Files into micro-credentials and stacks: the same file again changes nothing, and what is published never changes."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.actions.deriving import COLUMNS, derive, renew_edition, set_columns
from assay.catalog.actions.drafting import DRAFTS, check_designer, check_leave, refuse_in_review
from assay.catalog.actions.publishing import open_version, take_leave
from assay.catalog.actions.retiring import close
from assay.catalog.actions.stack_editions import edition_of
from assay.catalog.content import capstones, files
from assay.catalog.content.schema import STACKS
from assay.catalog.models import Kind, MicroCredential, Stack, StackMember, Version, VersionStatus
from assay.frameworks.models import Competency, Framework
from assay.lib.clock import now
from assay.lib.errors import BadInput
from assay.lib.rows import read_again
from assay.lib.text.shapes import Problem
from assay.people.models import Actor, Organization
from assay.record.actions import note

FRAME = ("schema", "id", "slug", "version", "status", "issuer", "department", "content_partner")
_LATER = {"published": 0, "pilot": 0, "retiring": 1, "retired": 2}


class CannotImport(BadInput):
    """The file is refused as a whole; `problems` lists every reason with its line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        where = _("Line %(line)d: ") % {"line": first.line} if first.line else ""
        super().__init__(where + str(first), code="cannot-import")
        self.problems = problems


def known() -> files.Known:
    """All that a file may point at. Three queries."""
    frameworks: dict[str, set[str]] = {
        slug: set() for slug in Framework.objects.values_list("slug", flat=True)
    }
    for slug, code in Competency.objects.values_list("framework__slug", "code"):
        frameworks[slug].add(code)
    return files.Known(
        frameworks=frameworks,
        organizations=set(Organization.objects.values_list("ident", flat=True)),
        micro_credentials=set(
            MicroCredential.objects.all().single().values_list("ident", flat=True)
        ),
    )


@transaction.atomic
def import_file(text: str, *, by: Actor) -> list[Version | Stack]:
    """A file of either schema (C2). Raises CannotImport with every problem and its line."""
    document = files.read(text, known())
    if document.problems:
        raise CannotImport(document.problems)
    if document.kind == STACKS:
        return [_bring_in_stack(stack, by) for stack in document.data["stacks"]]
    return [_bring_in(document.data, by)]


@transaction.atomic
def import_micro_credential(data: Mapping[str, Any], *, by: Actor) -> Version:
    """A micro-credential's file as data (`mc-catalog/1`). Published ones are published, through the same door as in the
    browser. Raises CannotImport; CannotPublish; BadInput when a published version would change.
    """
    document = files.check_micro_credential(data, known())
    if document.problems:
        raise CannotImport(document.problems)
    return _bring_in(document.data, by)


def import_stacks(data: Mapping[str, Any], *, by: Actor) -> list[Stack]:
    """A whole `mc-stacks/1` file as data."""
    with transaction.atomic():
        return [import_stack(stack, by=by) for stack in data["stacks"]]


@transaction.atomic
def import_stack(data: Mapping[str, Any], *, by: Actor) -> Stack:
    """One stack of an `mc-stacks/1` file. Its capstone becomes a micro-credential of kind capstone."""
    document = files.check_stack(data, known())
    if document.problems:
        raise CannotImport(document.problems)
    return _bring_in_stack(document.data, by)


def _bring_in(data: dict[str, Any], by: Actor, kind: Kind = Kind.MICRO_CREDENTIAL) -> Version:
    frame = {key: data[key] for key in FRAME if key in data}
    content = {key: value for key, value in data.items() if key not in FRAME}
    micro_credential = _micro_credential(frame, by, kind)
    version = micro_credential.versions.filter(number=frame["version"]).select_for_update().first()
    if version is None:
        version, changed = (
            Version(micro_credential=micro_credential, number=frame["version"], created_by=by),
            True,
        )
    else:
        version.micro_credential, changed = micro_credential, version.data != content
    if changed:
        refuse_in_review(version)
    if changed and version.status not in DRAFTS:
        raise BadInput(
            _(
                "Version %(number)s of %(ident)s is published, and published content never changes. "
                "Give what you changed a new version number."
            )
            % {"number": version.number, "ident": micro_credential.ident},
            code="frozen",
        )
    if changed:
        _write(version, content)
    moved = _follow_status(version, frame["status"], by)
    if changed or moved:
        note("catalog.imported", version, by=by, number=version.number, status=str(version.status))
    return version


def _micro_credential(frame: dict[str, Any], by: Actor, kind: Kind) -> MicroCredential:
    parties = {o.ident: o for o in Organization.objects.filter(ident__in=_idents(frame))}
    issuer, owner = parties[frame["issuer"]["id"]], parties.get(frame.get("department", ""))
    partner = parties.get(frame.get("content_partner", {}).get("id", ""))
    row = MicroCredential.objects.select_for_update().filter(ident=frame["id"]).first()
    _may_bring_in(issuer, owner, by, before=row)
    check_designer(partner, owner or issuer, micro_credential=row)
    if MicroCredential.objects.filter(slug=frame["slug"]).exclude(ident=frame["id"]).exists():
        raise BadInput(
            _("The address “%(slug)s” belongs to another micro-credential.")
            % {"slug": frame["slug"]}
        )
    if row is None:
        return MicroCredential.objects.create(
            ident=frame["id"],
            slug=frame["slug"],
            kind=kind,
            issuer=issuer,
            owner=owner,
            content_partner=partner,
        )
    if row.slug != frame["slug"]:
        raise BadInput(
            _("The address of %(ident)s is “%(slug)s”, and badges point at it. Keep it.")
            % {"ident": row.ident, "slug": row.slug}
        )
    if (row.owner_id, row.content_partner_id) != tuple(o and o.pk for o in (owner, partner)):
        row.owner, row.content_partner = owner, partner
        row.save(update_fields=("owner", "content_partner"))
        renew_edition()
    return row


def _may_bring_in(
    issuer: Organization,
    owner: Organization | None,
    by: Actor,
    *,
    before: MicroCredential | Stack | None,
) -> None:
    """For the owner, in the issuer's name, and in place of what stands already, whose issuer no file changes.

    Raises PermissionDenied, NoLeave, BadInput.
    """
    homes = [before.owner or before.issuer if before is not None else None, owner]
    if by is not None and any(home and not policy.can_author(by, home) for home in homes):
        raise PermissionDenied
    row = before if isinstance(before, MicroCredential) else None
    if before is not None and before.issuer_id != issuer.pk:
        message = _("%(ident)s is issued by %(issuer)s, and no file changes that.") % {
            "ident": before.ident,
            "issuer": before.issuer.name,
        }
        raise BadInput(message, code="other-issuer", fields={"issuer": message})
    check_leave(issuer, owner, by=by, micro_credential=row)


def _idents(frame: dict[str, Any]) -> list[str]:
    return [
        frame["issuer"]["id"],
        frame.get("department", ""),
        frame.get("content_partner", {}).get("id", ""),
    ]


def _write(version: Version, content: dict[str, Any]) -> None:
    fresh = version.pk is None
    version.data, version.updated_at = content, now()
    read_again(version, "content")
    set_columns(version)
    if fresh:
        version.save()
    else:
        version.revision += 1
        version.save(update_fields=("data", "updated_at", "revision", *COLUMNS))
    derive(version)


def _follow_status(version: Version, status: str, by: Actor) -> bool:
    """Take a version as far along as its file says; never back. What was open here closes with notice, by no file."""
    if status in DRAFTS:
        return False
    before = version.status
    if before not in DRAFTS and _LATER[before] < _LATER[status]:
        message = _(
            "Version %(number)s of %(ident)s is open here. Announce its retirement on its page."
        )
        raise BadInput(
            message % {"number": version.number, "ident": version.micro_credential.ident},
            code="needs-notice",
        )
    if version.status in DRAFTS:
        open_version(version, by=by, pilot=status == "pilot")
    elif version.status == VersionStatus.PILOT and status != "pilot":
        open_version(version, by=by)
    while _LATER[version.status] < _LATER[status]:
        take_leave("close" if version.status == VersionStatus.RETIRING else "retire", version, by)
        close(version)
    return version.status != before


def _bring_in_stack(data: dict[str, Any], by: Actor) -> Stack:
    parties = {
        o.ident: o
        for o in Organization.objects.filter(
            ident__in=[data["issuer"]["id"], data.get("owner", {}).get("id", "")]
        )
    }
    issuer, owner = parties[data["issuer"]["id"]], parties.get(data.get("owner", {}).get("id", ""))
    before = Stack.objects.select_for_update().filter(ident=data["id"]).first()
    _may_bring_in(issuer, owner, by, before=before)
    if before and before.data == data:
        return before
    _stack_may_change(before, data)
    capstone = _capstone(data, owner, by)
    stack, _fresh = Stack.objects.update_or_create(
        ident=data["id"],
        defaults={
            "slug": data["slug"],
            "number": data["version"],
            "status": data["status"],
            "title": data["title"],
            "statement": data["statement"].strip(),
            "issuer": issuer,
            "owner": owner,
            "capstone": capstone,
            "data": data,
        },
    )
    _place_members(stack)
    if stack.is_open and stack.gives_badge:
        edition_of(stack)
    renew_edition()
    note("catalog.stack_imported", stack, by=by, number=stack.number)
    return stack


def _stack_may_change(before: Stack | None, data: dict[str, Any]) -> None:
    if Stack.objects.filter(slug=data["slug"]).exclude(ident=data["id"]).exists():
        raise BadInput(
            _("The address “%(slug)s” belongs to another stack.") % {"slug": data["slug"]}
        )
    frozen = before is not None and before.status not in DRAFTS and before.number == data["version"]
    if frozen and before is not None and {**before.data, "status": ""} != {**data, "status": ""}:
        raise BadInput(
            _(
                "Version %(number)s of %(ident)s is published, and published content never changes. "
                "Give what you changed a new version number."
            )
            % {"number": before.number, "ident": before.ident},
            code="frozen",
        )


def _capstone(
    stack: dict[str, Any], owner: Organization | None, by: Actor
) -> MicroCredential | None:
    if not stack.get("capstone"):
        return None
    data = capstones.as_micro_credential(stack, owner=owner.ident if owner else None)
    return _bring_in(data, by, kind=Kind.CAPSTONE).micro_credential


def _place_members(stack: Stack) -> None:
    tracks = stack.data.get("tracks") or [{"id": "", "groups": stack.data["groups"]}]
    places = [
        (t["id"], g["id"], ident) for t in tracks for g in t["groups"] for ident in g["members"]
    ]
    ids = dict(
        MicroCredential.objects.filter(ident__in={p[2] for p in places}).values_list("ident", "pk")
    )
    stack.members.all().delete()
    StackMember.objects.bulk_create(
        StackMember(stack=stack, track=track, group=group, micro_credential_id=ids[ident], order=n)
        for n, (track, group, ident) in enumerate(places)
    )
