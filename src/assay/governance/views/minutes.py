"""The minutes of a meeting: read by the committee, written by its chair and secretary, open to all in part."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.governance import actions, policy
from assay.governance.minutes import Passage, entries_of, open_only, votes_of
from assay.governance.models import Committee, Meeting, MinutesApproval, MinutesEntry, Part
from assay.governance.views.meeting_page import (
    agenda_of,
    meeting_of,
    present_at,
    sat_at,
)
from assay.lib.clock import now
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of
from assay.lib.prepared import prepared
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person

MOST_LATER = 12  # meetings at which minutes may be approved


@only_for(policy.has_desk)
@require_safe
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Item by item, with the votes taken there."""
    return _show(request, meeting_of(request, pk))


@only_for(policy.has_desk)
@require_POST
def entries(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write one of an item or of the whole; with `instead_of`, put one right."""
    row = meeting_of(request, pk)
    try:
        entry = _write(request, row)
    except Refusal as refusal:
        return _show(request, row, refusal)
    return redirect(f"{reverse('governance:minutes', args=[pk])}#entry-{entry.pk}")


def _write(request: SignedInRequest, row: Meeting) -> MinutesEntry:
    sent = request.POST
    item = before = None
    if asked := sent.get("instead_of", ""):
        before = row.entries.filter(pk=whole_number(asked) or 0).select_related("item").first()
    elif asked := sent.get("item", ""):
        item = row.items.filter(pk=whole_number(asked) or 0).first()
    if asked and item is None and before is None:
        message = _("This is not on the agenda of the meeting.")
        raise BadInput(message, fields={"text": message})
    for one in (item, before.item if before else None):
        if one is not None and one.proposal is not None:
            one.proposal.committee = row.committee
    return actions.write_entry(
        row,
        sent.get("text", ""),
        part=sent.get("part", ""),
        item=item,
        instead_of=before,
        by=request.user,
    )


def _show(request: SignedInRequest, row: Meeting, refusal: Refusal | None = None) -> HttpResponse:
    """Its page; what was typed and refused stands in its field again, or by itself where that is gone."""
    me, found, votes = request.user, entries_of(row), votes_of(row)
    rights = policy.minutes_rights(me, row)
    shown = [_passage(rights, row, item, found, votes) for item in (*agenda_of(row), None)]
    approved = _approval.first(row.pk)
    typed: Any = request.POST if refusal else {}
    typed_at = _mark(typed) if typed.get("text") is not None else ""
    marks = {passage.mark for passage in shown if passage.writes}
    marks |= {f"entry-{one.pk}" for passage in shown if passage.writes for one in passage.entries}
    context = {
        "meeting": row,
        "committee": row.committee,
        "passages": shown,
        "approval": approved,
        "parts": Part.choices,
        "present": present_at(row),
        "absent": _absent(row),
        "leads": policy.can_call(me, row.committee),
        "later": _later(row, me) if approved is None else (),
        "has_entries": any(found.values()),
        "refusal": refusal,
        "typed": typed,
        "typed_at": typed_at,
        "is_lost": bool(typed_at) and typed_at not in marks,
    }
    status = refusal.status if refusal else 200
    return render(request, "governance/minutes.html", context, status=status)


def _mark(sent: Any) -> str:
    """Which form something was typed in."""
    if sent.get("instead_of"):
        return f"entry-{sent['instead_of']}"
    return f"item-{sent['item']}" if sent.get("item") else "whole"


def _passage(
    rights: policy.MinutesRights,
    meeting: Meeting,
    item: Any,
    found: dict[int | None, list[MinutesEntry]],
    votes: dict[int, list[Any]],
) -> Passage:
    """An item, or the whole, as this person may read and write it."""
    out = item.out if item else set()
    rows = found.get(item.pk if item else None, [])
    readable = rows if rights.reads_closed(out) else open_only(rows)
    open_ = meeting.has_begun and meeting.canceled_at is None
    return Passage(
        item=item,
        entries=readable,
        votes=votes.get(item.proposal_id, []) if item else [],
        hidden=len(rows) - len(readable),
        writes=open_ and rights.writes(out),
    )


@prepared
def _approval(meeting: int) -> QuerySet[MinutesApproval]:
    rows = MinutesApproval.objects.filter(meeting=meeting)
    return rows.select_related("by", "at_meeting", "published_by")


def _absent(meeting: Meeting) -> list[Person]:
    if meeting.filled is None:
        return []
    there = {person.pk for person in present_at(meeting)}
    return [person for person in sat_at(meeting) if person.pk not in there]


def _later(meeting: Meeting, me: Person) -> list[Meeting]:
    """Later meetings of the committee at which this person may have them approved, the newest first."""
    rows = Meeting.objects.filter(
        committee=meeting.committee_id,
        canceled_at=None,
        starts_at__gt=meeting.starts_at,
        starts_at__lte=now(),
    )
    found = list(rows.select_related("committee__organization").order_by("-starts_at")[:MOST_LATER])
    if not found:
        return []
    # As `policy.can_keep` says it, asked once for the committee that all of them are of.
    leads, sits = policy.can_call(me, meeting.committee), policy.sits(me, meeting.committee)
    return [one for one in found if (sits if one.secretary_id == me.pk else leads)]


@only_for(policy.has_desk)
@require_POST
def approval(request: SignedInRequest, pk: int) -> HttpResponse:
    """By the chair, or at a later meeting (`at_meeting`)."""
    row, asked = meeting_of(request, pk), request.POST.get("at_meeting", "")

    def act() -> str:
        there = meeting_of(request, whole_number(asked) or 0) if asked else None
        actions.approve_minutes(row, at_meeting=there, by=request.user)
        return _("Approved. From now on they are corrected, not changed.")

    return _answer(request, row, act)


@only_for(policy.has_desk)
@require_POST
def publication(request: SignedInRequest, pk: int) -> HttpResponse:
    """The open part for everyone; `to=committee` takes it back."""
    row = meeting_of(request, pk)

    def act() -> str:
        if request.POST.get("to") == "committee":
            actions.unpublish_minutes(row, by=request.user)
            return _("The open part is for the committee alone again.")
        actions.publish_minutes(row, by=request.user)
        return _("The open part is published.")

    return _answer(request, row, act)


def _answer(request: SignedInRequest, row: Meeting, act: Callable[[], str]) -> HttpResponse:
    try:
        said = act()
    except Refusal as refusal:
        return _show(request, row, refusal)
    messages.success(request, said)
    return redirect("governance:minutes", row.pk)


@require_safe
def published_list(request: HttpRequest, ident: str) -> HttpResponse:
    """Open to everybody: the meetings of a program's committee whose minutes are published."""
    committee = get_object_or_404(Committee, organization__ident=ident)
    rows = Meeting.objects.filter(committee=committee, approval__published_at__isnull=False)
    context = {"committee": committee, "page": page_of(rows.order_by("-starts_at", "-pk"), request)}
    return render(request, "governance/minutes_published_list.html", context)


@require_safe
def published(request: HttpRequest, ident: str, pk: int) -> HttpResponse:
    """Open to everybody: the open part of one meeting's minutes. Names of people stand in it where somebody wrote them;
    who was there and how each voted is told in figures."""
    rows = Meeting.objects.filter(
        committee__organization__ident=ident, approval__published_at__isnull=False
    )
    row = get_object_or_404(rows.select_related("committee__organization", "approval"), pk=pk)
    found, votes = entries_of(row), votes_of(row)
    shown = []
    for item in (*agenda_of(row), None):
        if said := open_only(found.get(item.pk if item else None, [])):
            taken = votes.get(item.proposal_id, []) if item else []
            shown.append(Passage(item=item, entries=said, votes=taken))
    context = {
        "meeting": row,
        "committee": row.committee,
        "passages": shown,
        "present": present_at(row),
    }
    return render(request, "governance/minutes_published.html", context)
