"""A learner's page to say what they think of a pilot, and its author's to read and answer it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.catalog.models import Version
from assay.catalog.policy import places_of
from assay.evidence.models import Submission
from assay.governance import actions
from assay.governance.models import Opinion
from assay.governance.opinion_items import items_of
from assay.lib.errors import Refusal
from assay.lib.http import spreadsheet
from assay.people.http import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Of the pilot that a submission of one's own is for; 404 where it never was one."""
    rows = Submission.objects.visible_to(request.user).filter(version__most_starts__isnull=False)
    version = get_object_or_404(rows.select_related("version"), pk=pk).version
    refusal: Refusal | None = None
    pieces = items_of(version.content)
    typed = {one.id: request.POST.get(f"item-{one.id}", "") for one in pieces}
    typed[""] = request.POST.get("text", "")
    if request.method == "POST":
        try:
            actions.give_opinions(version, typed, by=request.user)
        except Refusal as e:
            refusal = e
        else:
            messages.success(request, _("Thank you. It is read before the pilot is decided."))
            return redirect("governance:opinion", pk)
    mine = {row.item: row for row in Opinion.objects.filter(version=version, person=request.user)}
    context = {
        "version": version,
        "submission": pk,
        "whole": mine.get(""),
        "text": typed[""] if refusal else mine[""].text if "" in mine else "",
        "pieces": [
            {
                "item": one,
                "said": mine.get(one.id),
                "text": typed[one.id] if refusal else mine[one.id].text if one.id in mine else "",
                "error": refusal.fields.get(f"item-{one.id}", "") if refusal else "",
            }
            for one in pieces
        ],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "governance/opinion.html", context, status=status)


@login_required
@require_safe
def opinions(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What learners of a pilot say, by item, for those who write it; `?file=csv` the same, without names."""
    version = _version_of(request, pk)
    if request.GET.get("file") == "csv":
        headings = (_("Kind"), _("What it is about"), _("What a learner says"), _("Your answer"))
        return spreadsheet("pilot-opinions", headings, _lines(version))
    return _show(request, version)


@login_required
@require_POST
def answering(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer one of them."""
    rows = Opinion.objects.filter(version__in=_versions_of(request))
    row = get_object_or_404(rows.select_related("version__micro_credential"), pk=pk)
    text = request.POST.get(f"answer-{pk}", "")
    try:
        actions.answer_opinion(row, text, by=request.user)
    except Refusal as refusal:
        return _show(request, _version_of(request, row.version_id), refusal, typed={pk: text})
    messages.success(request, _("Answered. Whoever said it reads it; you are not told who."))
    return redirect(f"{reverse('governance:opinions', args=[row.version_id])}#opinion-{pk}")


def _versions_of(request: SignedInRequest) -> QuerySet[Version]:
    return Version.objects.written_in(places_of(request.user)).filter(most_starts__isnull=False)


def _version_of(request: SignedInRequest, pk: int) -> Version:
    return get_object_or_404(_versions_of(request).select_related("micro_credential"), pk=pk)


def _show(
    request: SignedInRequest,
    version: Version,
    refusal: Refusal | None = None,
    typed: dict[int, str] | None = None,
) -> HttpResponse:
    by_item: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for said in version.opinions.all():
        field = f"answer-{said.pk}"
        by_item[said.item].append(
            {
                "said": said,
                "field": field,
                "text": (typed or {}).get(said.pk, said.answer),
                "error": refusal.fields.get(field, "") if refusal else "",
            }
        )
    groups: list[dict[str, Any]] = [{"item": None, "rows": by_item.get("", [])}]
    known = items_of(version.content)
    groups += [{"item": one, "rows": by_item[one.id]} for one in known if one.id in by_item]
    status = refusal.status if refusal else 200
    context = {"version": version, "groups": groups, "refusal": refusal}
    return render(request, "governance/opinions.html", context, status=status)


def _lines(version: Version) -> Iterator[tuple[str, ...]]:
    known = {one.id: one for one in items_of(version.content)}
    for said in version.opinions.all():
        item = known.get(said.item)
        yield (item.kind if item else "", item.words if item else "", said.text, said.answer)
