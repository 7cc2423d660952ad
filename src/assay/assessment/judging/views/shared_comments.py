"""The comment bank as the lead keeps it: proposed sentences, those in use, and those that went."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import policy
from assay.assessment.judging import actions
from assay.assessment.models import CommentStatus, SharedComment, SharedCommentQuerySet
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.levels import LEVELS
from assay.people.http import SignedInRequest, only_for
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.templatetags.ui import level_word
from assay.ui.words import local_date

#: What a lead may look at, with the states it holds.
VIEWS = {
    "proposed": (CommentStatus.PROPOSED,),
    "in_use": (CommentStatus.IN_USE,),
    "gone": (CommentStatus.RETIRED, CommentStatus.DECLINED),
}
ORDERS = {
    "sentence": ("text", "pk"),
    "title": ("micro_credential__current__title", "major", "criterion", "level", "pk"),
    "criterion": ("title", "level", "pk"),
    "since": ("proposed_at", "pk"),
}


@only_for(policy.is_lead)
@require_safe
def comments(request: SignedInRequest) -> HttpResponseBase:
    """Sentences of what one leads: what waits for an answer, what is in use, what went."""
    mine, q = SharedComment.objects.all().visible_to(request.user), request.GET.get("q", "").strip()
    counts = _counts(mine)
    first = "proposed" if counts["proposed"] else "in_use"
    view = request.GET.get("show", first)
    view = view if view in VIEWS else first
    sorting = sorting_of(request.GET, tuple(ORDERS), "title")
    rows = mine.filter(status__in=VIEWS[view]).select_related(
        "micro_credential__current", "proposed_by"
    )
    rows = rows.order_by(*sorting.fields(ORDERS)).defer("micro_credential__current__data")
    if q:
        rows = rows.filter(
            Q(text__icontains=q)
            | Q(title__icontains=q)
            | Q(micro_credential__current__title__icontains=q)
        )
    columns = [
        (_("Sentence"), "sentence"),
        (_("Micro-credential"), "title"),
        (_("Criterion"), "criterion"),
        (_("Proposed"), "since"),
    ]
    if request.GET.get("file") == "csv":
        labels = [label for label, _name in columns]
        lines = (_line(row) for row in in_parts(rows, lambda _part: None))
        return spreadsheet("comments", [*labels, _("Level"), _("State"), _("Language")], lines)
    context = {
        "page": page_of(rows, request),
        "view": view,
        "q": q,
        "counts": _numbers(counts, view),
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/comments.html", context)


def _counts(mine: SharedCommentQuerySet) -> dict[str, int]:
    by_state = dict(mine.order_by().values_list("status").annotate(n=Count("pk")))
    return {name: sum(by_state.get(state, 0) for state in states) for name, states in VIEWS.items()}


def _numbers(counts: dict[str, int], view: str) -> list[dict[str, Any]]:
    labels = {
        "proposed": (_("Proposed"), _("waiting for your answer")),
        "in_use": (_("In use"), _("on every sheet of the version")),
        "gone": (_("Not in use"), _("retired, or not taken")),
    }
    return [
        {
            "count": counts[name],
            "label": label,
            "note": said,
            "url": f"?show={name}",
            "is_current": name == view,
        }
        for name, (label, said) in labels.items()
    ]


def _line(row: SharedComment) -> list[object]:
    return [
        row.text,
        f"{_title(row)} {row.major}",
        row.title,
        local_date(row.proposed_at).isoformat(),
        str(level_word(row.level)),
        row.get_status_display(),
        row.language,
    ]


def _title(row: SharedComment) -> str:
    current = row.micro_credential.current
    return current.title if current else row.micro_credential.ident


@only_for(policy.is_lead)
@require_safe
def comment(request: SignedInRequest, pk: int) -> HttpResponse:
    """One sentence, to be answered, worded anew or retired."""
    return _page(request, _found(request, pk))


@only_for(policy.is_lead)
@require_POST
def taking(request: SignedInRequest, pk: int) -> HttpResponse:
    """Into the bank: as it was sent with the press, or as it stands where the list's button was pressed."""
    return _worded(request, pk, actions.take_comment, _("It is in the bank now."))


@only_for(policy.is_lead)
@require_POST
def wording(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same sentence in other words."""
    return _worded(request, pk, actions.edit_comment, _("Saved. From now on sheets show it so."))


@only_for(policy.is_lead)
@require_POST
def declining(request: SignedInRequest, pk: int) -> HttpResponse:
    """It does not come into the bank."""
    actions.decline_comment(_found(request, pk), by=request.user)
    messages.success(request, _("It is not taken. You can still take it in later."))
    return redirect("assessment:comments")


@only_for(policy.is_lead)
@require_POST
def retiring(request: SignedInRequest, pk: int) -> HttpResponse:
    """It leaves the bank; sheets that used it keep their words."""
    actions.retire_comment(_found(request, pk), by=request.user)
    messages.success(request, _("Retired. What was written with it stays as it is."))
    return redirect("assessment:comments")


def _worded(request: SignedInRequest, pk: int, act: Callable[..., None], said: str) -> HttpResponse:
    row = _found(request, pk)
    text, level = request.POST.get("text", row.text), request.POST.get("level", row.level)
    try:
        act(row, text=text, level=level, by=request.user)
    except Refusal as e:
        row.text, row.level = text, level  # what was typed, for the page alone
        return _page(request, row, refusal=e, status=e.status)
    messages.success(request, said)
    return redirect("assessment:comments")


def _found(request: SignedInRequest, pk: int) -> SharedComment:
    rows = SharedComment.objects.all().visible_to(request.user)
    people = ("micro_credential__current", "micro_credential__issuer", "micro_credential__owner")
    return get_object_or_404(rows.select_related(*people, "proposed_by"), pk=pk)


def _page(
    request: SignedInRequest,
    row: SharedComment,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"row": row, "name": _title(row), "levels": LEVELS, "refusal": refusal}
    return render(request, "assessment/comment.html", context, status=status)
