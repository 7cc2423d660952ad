"""Rows of stacks, as files and authors bring them: the draft, what is open, and its edition before that makes way.

Without permission and event: the verbs of `importing`, `stack_drafts` and `stack_ends` have both.
"""

from typing import Any

from django.utils.translation import gettext as _

from assay.catalog.actions.deriving import renew_edition
from assay.catalog.actions.stack_editions import edition_of
from assay.catalog.content import diff
from assay.catalog.content.stack_drafts import assemble, changes_rule
from assay.catalog.content.stack_progress import tracks_of
from assay.catalog.models import MicroCredential, Stack, StackDraft, StackMember, VersionStatus
from assay.catalog.models.stacks import OPEN
from assay.lib.clock import months_after, now, today
from assay.lib.errors import BadInput
from assay.lib.states import move
from assay.people.models import Actor, Organization
from assay.program.policies import RetirementPolicy, VersionsPolicy, in_force


def refuse_taken_stack(ident: str, slug: str) -> None:
    """Raises BadInput where the address belongs to another stack, open or draft."""
    for rows in (Stack.objects.all(), StackDraft.objects.all()):
        if rows.filter(slug=slug).exclude(ident=ident).exists():
            raise BadInput(_("The address “%(slug)s” belongs to another stack.") % {"slug": slug})


def number_of_draft(stack: Stack | None, data: dict[str, Any], *, slug: str, first: str) -> str:
    """A new stack's own number; else the next one: a major where the rule changes, a minor for wording."""
    if stack is None or stack.status in (VersionStatus.DRAFT, VersionStatus.IN_REVIEW):
        return first
    rule = changes_rule(stack.data, assemble(data, slug=slug))
    following = diff.next_number(stack.number, scoring=rule)
    return max(first, following, key=diff.number_key) if first != stack.number else following


def keep_draft(
    row: StackDraft | None, values: dict[str, Any], data: dict[str, Any], *, number: str, by: Actor
) -> StackDraft:
    """Write a draft's row; who began it and its first revision where there was none."""
    if row is None:
        row = StackDraft(created_by=by)
    else:
        row.revision += 1
    for name, value in values.items():
        setattr(row, name, value)
    row.data, row.number, row.updated_at = data, number, now()
    row.title, row.language = data["title"], str(data.get("language", "en"))
    row.save()
    return row


def keep_open(
    before: Stack | None,
    data: dict[str, Any],
    *,
    issuer: Organization,
    owner: Organization | None,
    capstone: MicroCredential | None,
) -> Stack:
    """A stack as its file says, members and edition with it. The edition before makes way with a last day."""
    if before is not None and before.number != data["version"]:
        _make_way(before)
    ends = data["status"] == VersionStatus.RETIRING
    rules = in_force(RetirementPolicy, within=owner or issuer)
    months = rules.open_drafts_may_submit_for_months if ends else 0
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
            "last_day": months_after(today(), months) if ends else None,
            "end_reason": "",
        },
    )
    _place_members(stack)
    if stack.is_open and stack.gives_badge:
        edition_of(stack)
    renew_edition()
    return stack


def _make_way(before: Stack) -> None:
    """Whoever completes the edition before by its own rule may take its badge for some months more."""
    if before.status not in OPEN or not before.gives_badge:
        return
    edition = edition_of(before)
    if edition.status == VersionStatus.PUBLISHED:
        rules = in_force(VersionsPolicy, within=before.home_id)
        last_day = months_after(today(), rules.grace_months)
        move(edition, to=VersionStatus.RETIRING, last_day=last_day)


def _place_members(stack: Stack) -> None:
    places = [
        (str(track.get("id", "")), group["id"], ident)
        for track in tracks_of(stack.data)
        for group in track["groups"]
        for ident in group["members"]
    ]
    ids = dict(
        MicroCredential.objects.filter(ident__in={p[2] for p in places}).values_list("ident", "pk")
    )
    stack.members.all().delete()
    StackMember.objects.bulk_create(
        StackMember(stack=stack, track=track, group=group, micro_credential_id=ids[ident], order=n)
        for n, (track, group, ident) in enumerate(places)
    )
