"""What is kept and until when, what went, and how much room it takes: for administrators and privacy officers."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.evidence import policy
from assay.evidence.examining.summary import preparation
from assay.evidence.models import Submission
from assay.evidence.retention import listing, storage
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import clean_line
from assay.people.http import SignedInRequest, only_for
from assay.ui.paging import AT_A_TIME, as_file, headings, sorting_of

_LISTS: Final[dict[str, Callable[[QuerySet[Submission]], QuerySet[Any]]]] = {
    "next": listing.next_files,
    "drafts": listing.next_drafts,
    "kept": listing.overdue,
    "deleted": listing.gone,
}
_ORDERS: Final = {
    "name": ("label", "key"),
    "files": ("files", "key"),
    "size": ("taken_bytes", "key"),
}


@only_for(policy.guards_somewhere)
@require_safe
def retention(request: SignedInRequest) -> HttpResponseBase:
    """One of four lists, as a page or as a file."""
    labels = {
        "next": _("Files that go next"),
        "drafts": _("Drafts that go next"),
        "kept": _("Kept longer, and why"),
        "deleted": _("Deleted"),
    }
    shown = request.GET.get("show", "")
    shown = shown if shown in labels else "next"
    words = _words(request)
    rows = _LISTS[shown](_found(request, words))
    if request.GET.get("file") == "csv":
        return spreadsheet(f"retention-{shown}", _columns(), _lines(rows))
    page = page_of(rows, request)
    context = {
        "page": page,
        "items": listing.items(list(page)),
        "shown": shown,
        "label": labels[shown],
        "labels": labels,
        "words": words,
        "download": as_file(request.GET),
        "waits_until": listing.waits_until(),
    }
    return render(request, "evidence/retention.html", context)


def _found(request: SignedInRequest, words: str) -> QuerySet[Submission]:
    """Submissions of the programs one looks after, by words of their number or title."""
    found = Submission.objects.guarded_from(policy.guarded_paths(request.user))
    for word in words.split()[:8]:
        found = found.filter(Q(public_id__icontains=word) | Q(version__title__icontains=word))
    return found.order_by()


def _words(request: SignedInRequest) -> str:
    return clean_line(request.GET.get("q", ""))[:100]


def _columns() -> list[str]:
    return [
        _("Submission"),
        _("Micro-credential"),
        _("What"),
        _("Rule"),
        _("Kept until"),
        _("Bytes"),
        _("Why it stays"),
        _("Deleted"),
        _("Bytes freed"),
        _("Fingerprint"),
    ]


def _lines(rows: QuerySet[Any]) -> Iterator[Sequence[object]]:
    start = 0
    while part := list(rows[start : start + AT_A_TIME]):
        start += AT_A_TIME
        for item in listing.items(part):
            yield (
                item.number,
                item.title,
                item.what,
                item.rule,
                item.kept_until.isoformat(),
                item.size_bytes,
                item.why,
                item.gone_at or "",
                item.freed_bytes,
                item.sha256,
            )


@only_for(policy.guards_somewhere)
@require_safe
def storage_use(request: SignedInRequest) -> HttpResponseBase:
    """Room taken by learner, school or program, the most first."""
    labels = {"learner": _("By learner"), "school": _("By school"), "program": _("By program")}
    by = request.GET.get("by", "")
    by = by if by in labels else "learner"
    words, paths = _words(request), policy.guarded_paths(request.user)
    found = Submission.objects.guarded_from(paths).order_by()
    rows: QuerySet[Any, Any] = {
        "learner": lambda: storage.by_learner(found),
        "school": lambda: storage.by_school(found, paths),
        "program": lambda: storage.by_program(found),
    }[by]()
    for word in words.split()[:8]:
        rows = rows.filter(label__icontains=word)
    sorting = sorting_of(request.GET, tuple(_ORDERS), "-size")
    rows = rows.order_by(*sorting.fields(_ORDERS))
    names = {"learner": _("Learner"), "school": _("School"), "program": _("Program")}
    columns = (names[by], "name"), (_("Files"), "files"), (_("Room taken"), "size")
    if request.GET.get("file") == "csv":
        lines = ((row["label"], row["files"], row["taken_bytes"]) for row in rows.iterator())
        return spreadsheet(f"storage-by-{by}", [names[by], _("Files"), _("Bytes")], lines)
    context = {
        "page": page_of(rows, request),
        "by": by,
        "label": labels[by],
        "labels": labels,
        "words": words,
        "headings": headings(sorting, request.GET, *columns, numbers=(_("Files"), _("Room taken"))),
        "download": as_file(request.GET),
        "preparation": preparation(),
    }
    return render(request, "evidence/storage.html", context)
