"""The packet of a meeting: what its members read before they meet, as a page and on paper."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.governance import policy
from assay.governance.models import Meeting
from assay.governance.packet import Compared, Detail, departments_compared, details_of
from assay.governance.printing import packet_as_pdf
from assay.governance.views.meeting_page import agenda_of, meeting_of
from assay.lib.clock import today
from assay.people.http import SignedInRequest, only_for
from assay.ui.words import clock_time, full_day, local_date


@only_for(policy.has_desk)
@require_safe
def packet(request: SignedInRequest, pk: int) -> HttpResponse:
    """The agenda, each proposal with all that is read of it, and how departments compare; `?file=pdf` on paper."""
    row = meeting_of(request, pk)
    items = agenda_of(row, whole=True)
    with_proposal = [item for item in items if item.proposal is not None]
    out = {item.proposal_id: item.out for item in with_proposal}
    details = details_of([item.proposal for item in with_proposal], out)
    for item in items:
        item.detail = details.get(item.proposal_id)
    compared = departments_compared(row.committee.organization)
    if request.GET.get("file") == "pdf":
        return _on_paper(row, items, compared)
    context = {
        "meeting": row,
        "committee": row.committee,
        "items": items,
        "compared": compared,
    }
    return render(request, "governance/packet.html", context)


def _on_paper(row: Meeting, items: list[Any], compared: Compared) -> HttpResponse:
    day = local_date(row.starts_at).isoformat()
    response = HttpResponse(
        packet_as_pdf(_printed(row, items, compared)), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="{_("packet")}-{day}.pdf"'
    return response


def _printed(row: Meeting, items: list[Any], compared: Compared) -> dict[str, Any]:
    at = f"{clock_time(row.starts_at)} – {clock_time(row.ends_at)}"
    when = _("Packet for the meeting on %(day)s") % {"day": full_day(row.starts_at)}
    return {
        "lang": (get_language() or "en").split("-")[0],
        "title": when,
        "committee": row.committee.name,
        "facts": [(_("Time"), at), (_("Place"), row.place or row.link)],
        "foot": _("As of %(day)s") % {"day": full_day(today())},
        "entries": [_entry(item) for item in items],
        "compared": [{"name": name, "cells": cells} for name, cells in compared.rows],
        "measures": compared.measures,
        "apart": compared.apart,
        "words": {
            "agenda": _("Agenda"),
            "recused": _("Recused:"),
            "competency": _("Competency"),
            "repeats": _("What it may repeat"),
            "no_repeats": _("Nothing near it was found."),
            "changes": _("What changes"),
            "change_heads": [_("Section"), _("Before"), _("Proposed")],
            "items": _("Item by item"),
            "item_heads": [_("Item of the standard"), _("Author"), _("Reviewers")],
            "citations": _("Citations"),
            "comparability": _("Departments side by side"),
            "nothing_compared": _("Nothing is published yet."),
            "department": _("Department"),
            "few": _("What rests on too few people is not told."),
        },
    }


def _entry(item: Any) -> dict[str, Any]:
    detail: Detail | None = item.detail
    proposal = item.proposal
    kind = ""
    if proposal is not None:
        kind = f"{proposal.get_kind_display()}, {proposal.department.name}"
        if proposal.version.in_pilot:
            kind = _("%(kind)s. It is in pilot.") % {"kind": kind}
    elif item.need is not None:
        kind = _("A need")
    return {
        "name": item.name,
        "language": proposal.version.language.split("-")[0] if proposal else "",
        "kind": kind,
        "recused": ", ".join(person.display_name for person in item.recused),
        "detail": asdict(detail) if detail else None,
    }
