"""Stacks written in the browser: begun, saved section by section, published, and taken up again as a new version."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.actions.drafting import Conflict, base_of, check_leave
from assay.catalog.actions.importing import bring_in_capstone, known, open_stack
from assay.catalog.actions.publishing import CannotPublish
from assay.catalog.actions.stack_keeping import keep_draft, number_of_draft
from assay.catalog.content import capstones, files, gaps, nouns, publishing_rules, stack_drafts
from assay.catalog.models import Kind, MicroCredential, Stack, StackDraft, Version, VersionStatus
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.wording import clean_line
from assay.people.models import Organization, Person
from assay.record.actions import note


@transaction.atomic
def create_stack(
    title: str, *, owner: Organization, by: Person, issuer: Organization | None = None
) -> StackDraft:
    """Begin a stack: a draft 1.0, owned by a department. Raises PermissionDenied, NoLeave, BadInput."""
    if not policy.can_author(by, owner):
        raise PermissionDenied
    issuer = issuer or owner.program or owner
    check_leave(issuer, owner, by=by)
    title = clean_line(title)[:200]
    slug = slugify(title)[:70].strip("-")
    if not slug:
        raise BadInput(_("Give it a title."), fields={"title": _("Write a title with letters.")})
    taken = _("There is already a stack or a micro-credential with this title. Choose another one.")
    _refuse_known(slug, taken)
    with first_come(taken, refusal=BadInput, field="title"):
        values = {"ident": f"stack-{slug}", "slug": slug, "issuer": issuer, "owner": owner}
        data = {"title": title, "award": {"badge": True}}
        draft = keep_draft(None, values, data, number="1.0", by=by)
    note("catalog.stack_drafted", draft, by=by, number=draft.number)
    return draft


def _refuse_known(slug: str, taken: str) -> None:
    named = {"slug": slug}
    found = Stack.objects.filter(**named), MicroCredential.objects.all().filter(**named)
    if any(rows.exists() for rows in found):
        raise BadInput(taken, fields={"title": taken})


@transaction.atomic
def renew_stack(stack: Stack, *, by: Person) -> StackDraft:
    """A draft of a stack's next version, as it stands now. What is open stays open until the draft is published.

    Raises PermissionDenied, NoLeave, WrongState while such a draft is there.
    """
    if not policy.can_author(by, stack.home):
        raise PermissionDenied
    check_leave(stack.issuer, stack.owner, by=by)
    hold(stack)
    stack.refresh_from_db()  # whoever held it before may have published
    if StackDraft.objects.filter(ident=stack.ident).exists():
        raise WrongState(_("A draft of this stack is already open. Finish it first."))
    values = {
        "ident": stack.ident,
        "slug": stack.slug,
        "issuer": stack.issuer,
        "owner": stack.owner,
        "stack": stack,
    }
    data = stack_drafts.flatten(stack.data)
    number = number_of_draft(stack, data, slug=stack.slug, first=stack.number)
    draft = keep_draft(None, values, data, number=number, by=by)
    note("catalog.stack_drafted", draft, by=by, number=number, after=stack.pk)
    return draft


@transaction.atomic
def save_stack(
    draft: StackDraft, changes: Mapping[str, Any], *, base: str | None = None, by: Person
) -> StackDraft:
    """Put new values in place of a draft's own, by top-level key (None takes one out), as `save_draft` does.

    Raises PermissionDenied, WrongState once it is published, Conflict where these keys changed since `base`, BadInput.
    """
    if not policy.can_author(by, draft.home):
        raise PermissionDenied
    if not hold(draft):
        raise WrongState(_published())
    row = StackDraft.objects.select_related("stack", "owner", "issuer").get(pk=draft.pk)
    if base is not None and base != base_of(row.data, changes):
        raise Conflict({key: row.data.get(key) for key in changes})
    data = {key: value for key, value in {**row.data, **changes}.items() if value is not None}
    if found := [gaps.in_words(problem) for problem in stack_drafts.problems(data)]:
        raise BadInput(found[0].what, fields={gap.at: gap.what for gap in found})
    if data == row.data:
        return row
    first = row.number if row.stack is None else row.stack.number
    number = number_of_draft(row.stack, data, slug=row.slug, first=first)
    row = keep_draft(row, {}, data, number=number, by=by)
    note("catalog.stack_saved", row, by=by, revision=row.revision)
    return row


def _published() -> str:
    return _("This draft is published, and published content never changes. Start a new version.")


def stack_obstacles(draft: StackDraft) -> list[publishing_rules.Missing]:
    """Everything that stands in the way of publishing, each with the section that mends it."""
    idents = {member["ident"] for member in draft.data.get("members", [])}
    rows = MicroCredential.objects.all().single().filter(ident__in=idents)
    titles = dict(rows.filter(current__isnull=False).values_list("ident", "current__title"))
    closed = {ident: ident for ident in idents if ident not in titles}
    found = [(one.at, one.what) for one in stack_drafts.to_do(draft.data, closed=closed)]
    if draft.data.get("capstone") and not any(at == "capstone" for at, _what in found):
        found += [("capstone", one.what) for one in _of_capstone(draft)]
    if not policy.may_issue(draft.issuer):
        said = _(
            "%(issuer)s may not issue yet: only the district, a consortium or a vetted partner does."
        )
        found.append(("", said % {"issuer": draft.issuer.name}))
    if not policy.has_leave(draft.issuer, draft.owner, None):
        said = _("%(issuer)s is named as the issuer, and its permission is not in force.")
        found.append(("", said % {"issuer": draft.issuer.name}))
    if MicroCredential.objects.all().single().filter(slug=draft.slug).exists():
        said = _("The address “%(slug)s” belongs to a micro-credential.")
        found.append(("", said % {"slug": draft.slug}))
    if not found:  # what no field of the editor can get wrong
        problems = files.check_stack(as_file(draft), known()).problems
        found = [("", str(problem)) for problem in problems]
    return [
        publishing_rules.Missing(rule=f"stack-{n}", at=at, what=what)
        for n, (at, what) in enumerate(found)
    ]


def _of_capstone(draft: StackDraft) -> list[publishing_rules.Missing]:
    """What the capstone lacks as a micro-credential. The issuer is asked of the stack."""
    content = nouns.read(capstones.as_micro_credential(as_file(draft), owner=None))
    return publishing_rules.missing(content, issuer_may_issue=True, capstone=True)


def as_file(draft: StackDraft, status: str = VersionStatus.PUBLISHED) -> dict[str, Any]:
    """A draft as one stack of a file."""
    before = draft.stack.data if draft.stack is not None else {}
    party: dict[str, Any] = {}
    if draft.owner is not None:
        party = {"owner": {"type": str(draft.owner.kind), "id": draft.owner.ident}}
    elif before.get("owner"):
        party = {"owner": before["owner"]}
    return {
        "id": draft.ident,
        "slug": draft.slug,
        "version": draft.number,
        "status": str(status),
        "issuer": {"id": draft.issuer.ident, "name": draft.issuer.name},
        **party,
        **stack_drafts.assemble(draft.data, slug=draft.slug),
    }


@transaction.atomic
def publish_stack(draft: StackDraft, *, by: Person) -> Stack:
    """Open a draft to everybody in place of the version before, through the door by which files come in.

    Its department publishes it: each member has passed the committee, and a capstone takes the committee's leave as
    every micro-credential does (decision 0037). Raises PermissionDenied, NoLeave, CannotPublish, NoMandate of the
    capstone, WrongState the second time.

    Keeps E7 of docs/reference/promises.md.
    """
    if not policy.can_author(by, draft.home):
        raise PermissionDenied
    check_leave(draft.issuer, draft.owner, by=by)
    if not hold(draft):
        raise WrongState(_published())
    draft.refresh_from_db()
    if found := stack_obstacles(draft):
        raise CannotPublish(found)
    stack, _changed = open_stack(as_file(draft), by)
    StackDraft.objects.filter(pk=draft.pk).delete()
    note("catalog.stack_published", stack, by=by, number=stack.number)
    return stack


@transaction.atomic
def draft_capstone(draft: StackDraft, *, by: Person) -> Version:
    """The capstone of a draft as a draft of its own, for whoever gives leave to publish it to read.

    Raises PermissionDenied; BadInput where it has none; CannotPublish; WrongState while a committee reads it.
    """
    if not policy.can_author(by, draft.home):
        raise PermissionDenied
    if not draft.data.get("capstone"):
        raise BadInput(_("This stack has no capstone."))
    if found := stack_obstacles(draft):
        raise CannotPublish(found)
    return bring_in_capstone(as_file(draft), draft.owner, by)


def capstone_of(draft: StackDraft) -> MicroCredential | None:
    """The micro-credential that its capstone has become, or None."""
    capstone = stack_drafts.assemble(draft.data, slug=draft.slug).get("capstone")
    rows = MicroCredential.objects.all().filter(kind=Kind.CAPSTONE)
    return rows.filter(ident=capstone["id"]).first() if capstone else None
