"""Files into micro-credentials and stacks: the same file again changes nothing, and what is published never changes."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.actions.deriving import COLUMNS, derive, renew_edition, set_columns
from assay.catalog.actions.drafting import DRAFTS, check_designer, check_leave, refuse_in_review
from assay.catalog.actions.links import want_links
from assay.catalog.actions.publishing import open_version, take_leave
from assay.catalog.actions.retiring import close
from assay.catalog.actions.stack_keeping import (
    keep_draft,
    keep_open,
    number_of_draft,
    refuse_taken_stack,
)
from assay.catalog.content import capstones, files
from assay.catalog.content.schema import STACKS
from assay.catalog.content.stack_drafts import flatten
from assay.catalog.models import Kind, MicroCredential, Stack, StackDraft, Version, VersionStatus
from assay.frameworks.models import Competency, Framework
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
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
def import_file(text: str, *, by: Actor) -> list[Version | Stack | StackDraft]:
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


def import_stacks(data: Mapping[str, Any], *, by: Actor) -> list[Stack | StackDraft]:
    """A whole `mc-stacks/1` file as data; what it calls a draft becomes one."""
    with transaction.atomic():
        return [_bring_in_stack(_checked(stack), by) for stack in data["stacks"]]


@transaction.atomic
def import_stack(data: Mapping[str, Any], *, by: Actor) -> Stack:
    """One stack that is open by its file. Its capstone becomes a micro-credential of kind capstone."""
    stack, changed = open_stack(_checked(data), by)
    if changed:
        note("catalog.stack_imported", stack, by=by, number=stack.number)
    return stack


def _checked(data: Mapping[str, Any]) -> dict[str, Any]:
    document = files.check_stack(data, known())
    if document.problems:
        raise CannotImport(document.problems)
    return document.data


def _bring_in(data: dict[str, Any], by: Actor, kind: Kind = Kind.MICRO_CREDENTIAL) -> Version:
    frame = {key: data[key] for key in FRAME if key in data}
    content = {key: value for key, value in data.items() if key not in FRAME}
    micro_credential = _micro_credential(frame, by, kind)
    version = micro_credential.versions.filter(number=frame["version"]).select_for_update().first()
    if version is None:
        version, changed = (
            Version(
                micro_credential=micro_credential,
                number=frame["version"],
                created_by=by,
                begun_at=now(),
            ),
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
    if changed and frame["status"] in DRAFTS:
        want_links(version)
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


def _bring_in_stack(data: dict[str, Any], by: Actor) -> Stack | StackDraft:
    """A draft is written where the browser writes it, and takes nothing that is open off the list."""
    if data["status"] in DRAFTS:
        return _bring_in_stack_draft(data, by)
    stack, changed = open_stack(data, by)
    if changed:
        note("catalog.stack_imported", stack, by=by, number=stack.number)
    return stack


def _bring_in_stack_draft(data: dict[str, Any], by: Actor) -> StackDraft:
    issuer, owner = _stack_parties(data)
    before = Stack.objects.filter(ident=data["id"]).first()
    _may_bring_in(issuer, owner, by, before=before)
    refuse_taken_stack(data["id"], data["slug"])
    flat = flatten(data)
    row = StackDraft.objects.select_for_update().filter(ident=data["id"]).first()
    if row is not None and (row.number, row.data) == (data["version"], flat):
        return row
    number = number_of_draft(before, flat, slug=data["slug"], first=data["version"])
    values = {"slug": data["slug"], "issuer": issuer, "owner": owner, "stack": before}
    row = keep_draft(row, {**values, "ident": data["id"]}, flat, number=number, by=by)
    note("catalog.stack_draft_imported", row, by=by, number=row.number)
    return row


def open_stack(data: dict[str, Any], by: Actor) -> tuple[Stack, bool]:
    """The change itself, without its event: shared with the browser's press. Also: whether anything changed.

    Raises PermissionDenied, NoLeave; BadInput for what is published already; CannotPublish, NoMandate of its capstone.
    """
    issuer, owner = _stack_parties(data)
    before = Stack.objects.select_for_update().filter(ident=data["id"]).first()
    _may_bring_in(issuer, owner, by, before=before)
    if before and before.data == data:
        return before, False
    _stack_may_change(before, data)
    capstone = _capstone(data, owner, by)
    return keep_open(before, data, issuer=issuer, owner=owner, capstone=capstone), True


def _stack_parties(data: dict[str, Any]) -> tuple[Organization, Organization | None]:
    named = [data["issuer"]["id"], data.get("owner", {}).get("id", "")]
    parties = {o.ident: o for o in Organization.objects.filter(ident__in=named)}
    return parties[named[0]], parties.get(named[1])


def _stack_may_change(before: Stack | None, data: dict[str, Any]) -> None:
    refuse_taken_stack(data["id"], data["slug"])
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
    if before is not None and before.last_day is not None and before.is_open:
        raise WrongState(_("Its end is announced. Call that off first."))
    if before is not None and before.is_open and data["status"] not in ("pilot", "published"):
        raise BadInput(
            _("%(title)s is open here. Announce its end on its page.") % {"title": before.title},
            code="needs-notice",
        )


def _capstone(
    stack: dict[str, Any], owner: Organization | None, by: Actor
) -> MicroCredential | None:
    """The one that is open stays where nothing about it changed, so that a new rule needs no new judgment."""
    if not stack.get("capstone"):
        return None
    data = capstones.as_micro_credential(stack, owner=owner.ident if owner else None)
    row = MicroCredential.objects.filter(ident=data["id"]).select_related("current").first()
    content = {key: value for key, value in data.items() if key not in FRAME}
    if row is not None and row.current is not None and row.current.data == content:
        return row
    return _bring_in(data, by, kind=Kind.CAPSTONE).micro_credential


def bring_in_capstone(stack: dict[str, Any], owner: Organization | None, by: Actor) -> Version:
    """The capstone of a stack that is a draft yet, as a draft: it is put to the committee on its own page."""
    data = capstones.as_micro_credential(stack, owner=owner.ident if owner else None)
    return _bring_in({**data, "status": "draft"}, by, kind=Kind.CAPSTONE)
