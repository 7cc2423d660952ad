"""Finding a submission through the person, and what every page of the workspace needs."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from assay.evidence.drafts.loader import draft_of
from assay.evidence.models import Submission
from assay.evidence.outline import DECLARATIONS, NOTE, READINESS, Outline, outline_of
from assay.evidence.readiness import Draft
from assay.lib.http import found_or_404
from assay.lib.prepared import prepared
from assay.people.models import Person


def mine(person: Person, pk: int) -> Submission:
    """The person's own submission; 404 for strangers."""
    return found_or_404(_mine.first(person, pk))


def mine_to_write(person: Person, pk: int) -> Submission:
    """As `mine`, with what saving one answer looks at and no more."""
    return found_or_404(_written.first(person, pk))


@prepared
def _written(person: Person, pk: int) -> QuerySet[Submission]:
    rows = Submission.objects.visible_to(person).select_related("start", "version").filter(pk=pk)
    return rows.only("status", "carried", "start__person", "version__data")


@prepared
def _mine(person: Person, pk: int) -> QuerySet[Submission]:
    rows = Submission.objects.visible_to(person).with_version().filter(pk=pk)
    return rows.defer("manifest", "version__competency")


def place(submission: Submission, ident: str) -> str:
    """The address of a step, or of the note, the declarations, readiness."""
    if ident in {NOTE, DECLARATIONS, READINESS}:
        return reverse(f"evidence:{ident}", args=(submission.pk,))
    if ident == "condition":
        return reverse("evidence:readiness", args=(submission.pk,))
    return reverse("evidence:step", args=(submission.pk, ident))


def elsewhere(submission: Submission) -> HttpResponse | None:
    """Where to go when it is no draft any more."""
    return None if submission.is_draft else redirect("evidence:detail", submission.pk)


def frame(submission: Submission, current: str = "") -> dict[str, Any]:
    """Context of every workspace page: the outline with addresses, and what comes before and after."""
    draft: Draft = draft_of(submission)
    outline: Outline = outline_of(draft)
    before, after = outline.around(current)
    return {
        "submission": submission,
        "version": submission.version,
        "content": submission.version.content,
        "draft": draft,
        "outline": outline,
        "groups": [_group(submission, group, current) for group in (*outline.groups, outline.last)],
        "current": outline.entry(current),
        "before": before,
        "after": after,
        "next_open": outline.next_open,
        "next_open_url": place(submission, outline.next_open.id),
    }


def _group(submission: Submission, group: Any, current: str) -> dict[str, Any]:
    return {
        "title": group.title,
        "settled": group.settled,
        "total": len(group.entries),
        "entries": [
            {"entry": entry, "url": place(submission, entry.id), "current": entry.id == current}
            for entry in group.entries
        ],
    }
