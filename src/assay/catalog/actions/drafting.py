"""Drafts: begun, written section by section, and taken up again from what is published."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.actions.deriving import COLUMNS, derive, set_columns
from assay.catalog.actions.extensions import with_criteria
from assay.catalog.actions.links import want_links
from assay.catalog.content import diff, gaps
from assay.catalog.content.files import check_content
from assay.catalog.content.schema import SCALE
from assay.catalog.models import Kind, MicroCredential, NamePart, Version, VersionStatus
from assay.lib.canonical import digest
from assay.lib.clock import now
from assay.lib.errors import BadInput, Refusal, Stale, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.prepared import prepared
from assay.lib.rows import read_again
from assay.lib.states import move
from assay.lib.wording import clean_line
from assay.people.models import Actor, Organization, Person
from assay.record.actions import note

DRAFTS = (VersionStatus.DRAFT, VersionStatus.IN_REVIEW)


class Conflict(Stale):
    """Somebody saved the same section meanwhile; `theirs` is what stands there now."""

    def __init__(self, theirs: dict[str, Any]) -> None:
        super().__init__(
            _(
                "Someone else saved this section while you were writing. Nothing was overwritten: compare, then save."
            )
        )
        self.theirs = theirs


class NoLeave(Refusal):
    """An organization is named without its leave, as the issuer or as designer; says whose leave it takes."""

    status = 403
    code = "no-leave"

    def __init__(self, named: Organization, part: NamePart = NamePart.ISSUER) -> None:
        as_issuer = _(
            "%(issuer)s is named as the issuer. Only its own authors and administrators put its name on a "
            "micro-credential, and whoever has its permission. Ask for it under “Authoring”, “Permission to use a "
            "name”."
        ) % {"issuer": named.name}
        as_designer = _(
            "%(partner)s is named as designer, and its permission is not in force. Ask for it under “Authoring”, "
            "“Permission to use a name”, or leave its name out."
        ) % {"partner": named.name}
        words = as_designer if part == NamePart.DESIGNER else as_issuer
        super().__init__(words, fields={str(part): words})


@transaction.atomic
def create(
    title: str, *, owner: Organization, by: Person, issuer: Organization | None = None
) -> Version:
    """Begin a micro-credential: a draft 1.0 on the one template, owned by a department (B7)."""
    if not policy.can_author(by, owner):
        raise PermissionDenied
    issuer = issuer or owner.program or owner
    check_leave(issuer, owner, by=by)
    title = clean_line(title)[:200]
    slug = slugify(title)[:70].strip("-")
    if not slug:
        raise BadInput(_("Give it a title."), fields={"title": _("Write a title with letters.")})
    taken = _("There is already a micro-credential with this title. Choose another one.")
    with first_come(taken, refusal=BadInput, field="title"):
        micro_credential = MicroCredential.objects.create(
            ident=f"mc-{slug}", slug=slug, kind=Kind.MICRO_CREDENTIAL, owner=owner, issuer=issuer
        )
    data = {
        "title": title,
        "rubric": {
            "scale": SCALE,
            "criteria": [],
            "passing_rule": {"type": "all_demonstrated", "text": ""},
        },
        "assessed_by": ["experts", "holders"],
    }
    version = _new_draft(micro_credential, "1.0", data, by)
    note("catalog.drafted", version, by=by, number=version.number)
    return version


def check_leave(
    issuer: Organization,
    owner: Organization | None,
    *,
    by: Actor,
    micro_credential: MicroCredential | None = None,
) -> None:
    """Raises NoLeave where the issuer's name may not stand on a micro-credential of this owner, put there by them."""
    if not policy.can_name_issuer(by, issuer, owner=owner, micro_credential=micro_credential):
        raise NoLeave(issuer)


def check_designer(
    partner: Organization | None,
    home: Organization,
    *,
    micro_credential: MicroCredential | None = None,
) -> None:
    """Raises NoLeave where a content partner is named that does not permit it, whoever does it."""
    if partner and not policy.may_name_designer(partner, home, micro_credential):
        raise NoLeave(partner, NamePart.DESIGNER)


def _new_draft(
    micro_credential: MicroCredential,
    number: str,
    data: dict[str, Any],
    by: Actor,
    before: dict[str, Any] | None = None,
) -> Version:
    version = Version(
        micro_credential=micro_credential,
        number=number,
        data=data,
        created_by=by,
        begun_at=now(),
        updated_at=now(),
        status=VersionStatus.DRAFT,
    )
    version.data = with_criteria(version, data, before)
    set_columns(version)
    version.save()
    derive(version)
    want_links(version)
    return version


@transaction.atomic
def start_new_version(version: Version, *, by: Person) -> Version:
    """A draft with the content of a published version. It has the next minor number until its scoring changes.

    Raises NoLeave once the leave of another program's issuer or of its content partner is over, WrongState while
    another draft of the same micro-credential is open.
    """
    micro_credential = version.micro_credential
    if not policy.can_author_of(by, micro_credential):
        raise PermissionDenied
    if not policy.has_leave(micro_credential.issuer, micro_credential.owner, micro_credential):
        raise NoLeave(micro_credential.issuer)
    check_designer(
        micro_credential.content_partner,
        micro_credential.home,
        micro_credential=micro_credential,
    )
    hold(micro_credential)
    siblings = list(version.micro_credential.versions.all())
    if any(sibling.status in DRAFTS for sibling in siblings):
        raise WrongState(_("A draft of this micro-credential is already open. Finish it first."))
    if version.status in DRAFTS:
        raise WrongState(_("This is already a draft."))
    number = _free_number(siblings, version, scoring=False)
    draft = _new_draft(version.micro_credential, number, version.data, by, before=version.data)
    note("catalog.drafted", draft, by=by, number=number, after=version.pk)
    return draft


@transaction.atomic
def save_draft(
    version: Version, changes: Mapping[str, Any], *, base: str | None = None, by: Person
) -> Version:
    """Put new values in place of a draft's own, by top-level key (None takes one out).

    `base` is `base_of` those keys when the person began to write: when they have changed since, Conflict is raised and
    nothing is saved. The number follows the content: a change of scoring takes the next major number.
    """
    if not policy.can_author_of(by, version.micro_credential):
        raise PermissionDenied
    row = Version.objects.select_for_update().select_related("micro_credential").get(pk=version.pk)
    refuse_in_review(row)
    if row.status not in DRAFTS:
        raise WrongState(
            _(
                "This version is published, and published content never changes. Start a new version."
            )
        )
    if base is not None and base != base_of(row.data, changes):
        raise Conflict({key: row.data.get(key) for key in changes})
    data = {**row.data, **changes}
    data = {key: value for key, value in data.items() if value is not None}
    document = check_content(data, strict=False)
    # A criterion may still name what has just been taken out: it is a gap, and it fits again when that is put back.
    problems = [problem for problem in document.problems if problem.kind != "unknown"]
    if problems:
        found = [gaps.in_words(problem) for problem in problems]
        raise BadInput(found[0].what, fields={gap.at: gap.what for gap in found})
    before = predecessor(row)
    data = with_criteria(row, data, before.data if before else None)
    if data == row.data:
        return row
    row.data, row.updated_at, row.revision = data, now(), row.revision + 1
    read_again(row, "content")
    row.number = _number_for(row, before)
    set_columns(row)
    row.save(update_fields=("data", "updated_at", "revision", "number", *COLUMNS))
    derive(row)
    if {"research", "resources"} & set(changes):
        want_links(row)
    note("catalog.saved", row, by=by, revision=row.revision)
    return row


def refuse_in_review(version: Version) -> None:
    """What is read by a committee does not change under its eyes. Raises WrongState."""
    if version.status == VersionStatus.IN_REVIEW:
        raise WrongState(
            _(
                "This draft is with the committee, so it cannot be changed. Withdraw the proposal first."
            )
        )


@transaction.atomic
def send_to_review(version: Version, *, by: Person) -> None:
    """Close a draft to changes while it is read. A second press changes nothing. Raises PermissionDenied."""
    if not policy.can_author_of(by, version.micro_credential):
        raise PermissionDenied
    if version.status != VersionStatus.IN_REVIEW:
        move(version, to=VersionStatus.IN_REVIEW)
        note("catalog.in_review", version, by=by, number=version.number)


@transaction.atomic
def give_back(version: Version, *, by: Person) -> None:
    """Open it to its authors again. Raises PermissionDenied for who neither writes it nor sits on the committee."""
    if not policy.can_give_back(by, version.micro_credential):
        raise PermissionDenied
    if version.status == VersionStatus.IN_REVIEW:
        move(version, to=VersionStatus.DRAFT)
        note("catalog.given_back", version, by=by, number=version.number)


def base_of(data: Mapping[str, Any], keys: Mapping[str, Any] | list[str]) -> str:
    """A short digest of what stands in these keys, to compare by. PostgreSQL gives names back in its own order."""
    said = {key: json.dumps(data.get(key), sort_keys=True) for key in sorted(keys)}
    return digest(said)[:16]


def predecessor(version: Version) -> Version | None:
    """The published version with the highest number below this one's."""
    here = diff.number_key(version.number)
    others = [one for one in _published(version.micro_credential_id) if one.pk != version.pk]
    return max(
        (v for v in others if diff.number_key(v.number) < here),
        key=lambda v: diff.number_key(v.number),
        default=None,
    )


@prepared
def _published(micro_credential: int) -> QuerySet[Version]:
    return Version.objects.public().filter(micro_credential=micro_credential)


def _number_for(draft: Version, before: Version | None) -> str:
    if before is None:
        return draft.number
    siblings = list(draft.micro_credential.versions.exclude(pk=draft.pk))
    return _free_number(siblings, before, scoring=diff.is_scoring(before.data, draft.data))


def _free_number(siblings: list[Version], after: Version, *, scoring: bool) -> str:
    """The next number after a version that no other has."""
    number = diff.next_number(after.number, scoring=scoring)
    taken = {sibling.number for sibling in siblings}
    while number in taken:
        number = diff.next_number(number, scoring=scoring)
    return number
