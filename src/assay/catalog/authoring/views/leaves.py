"""Leave to use a name: what is asked and given, on one list; each with its answer and its end."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.catalog import actions, policy
from assay.catalog.authoring.leave_forms import AskLeave, GiveLeave, RecordAgreement
from assay.catalog.authoring.views.drafting import writable
from assay.catalog.models import MicroCredential, NameLeave, NameLeaveQuerySet
from assay.lib.counts import counted
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.ui.fields import show_refusal
from assay.ui.paging import as_file, headings, in_parts, query_without, sorting_of, tabs_of

ORDERS = {
    "asked": ("asked_at", "pk"),
    "name": ("named__name", "organization__name", "pk"),
    "from": ("first_on", "pk"),
    "until": ("last_on", "pk"),
}
MOST_LISTED = 50  # micro-credentials that stand under one leave, on its page


@only_for(policy.may_author_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def leaves(request: SignedInRequest) -> HttpResponseBase:
    """Those asked by where one writes, those of one's own program, and the form for a new one."""
    form = AskLeave(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.ask_leave(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Asked. You hear of the answer by e-mail."))
            return redirect("catalog:leave", row.pk)
    return _list(request, form, RecordAgreement(by=request.user))


@only_for(policy.may_author_somewhere)
@require_POST
def agreements(request: SignedInRequest) -> HttpResponseBase:
    """Put on record what a content partner without an administrator here agreed to."""
    form = RecordAgreement(request.POST, by=request.user)
    if form.is_valid():
        try:
            row = actions.record_agreement(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The agreement is on record."))
            return redirect("catalog:leave", row.pk)
    return _list(request, AskLeave(by=request.user), form)


def _list(request: SignedInRequest, form: AskLeave, agreement: RecordAgreement) -> HttpResponseBase:
    mine = policy.leaves_of(request.user)
    views = _views(mine)
    shown = request.GET.get("show", "")
    shown = shown if shown in views else ""
    words = request.GET.get("q", "").strip()[:100].replace("\0", "")
    sorting = sorting_of(request.GET, tuple(ORDERS), "-asked")
    rows = views[shown].select_related("named", "organization")
    rows = rows.naming(words) if words else rows
    rows = rows.order_by(*sorting.fields(ORDERS)).with_titles()
    if request.GET.get("file") == "csv":
        return spreadsheet("permission-to-use-a-name", _of_file(), _lines(rows))
    here = reverse("catalog:leaves")
    context = {
        "form": form,
        "agreement": agreement if agreement.places else None,
        "page_obj": page_of(rows, request),
        "shown": shown,
        "q": words,
        "tabs": _tabs(views, shown, here),
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": headings(
            sorting,
            request.GET,
            (_("Name"), "name"),
            (_("Micro-credential"), ""),
            (_("From"), "from"),
            (_("Until"), "until"),
            (_("State"), ""),
        ),
        "download": f"{here}{as_file(request.GET)}",
    }
    status = 422 if form.errors or agreement.errors else 200
    return render(request, "catalog/authoring/leaves.html", context, status=status)


def _views(mine: NameLeaveQuerySet) -> dict[str, NameLeaveQuerySet]:
    return {"": mine, "asked": mine.asked(), "in_force": mine.in_force(), "over": mine.over()}


def _tabs(views: dict[str, NameLeaveQuerySet], shown: str, here: str) -> list[dict[str, Any]]:
    words = {
        "": _("All"),
        "asked": _("Waiting for an answer"),
        "in_force": _("In force"),
        "over": _("Over"),
    }
    counts = {name: counted(rows) for name, rows in views.items()}
    return tabs_of(counts, words, shown=shown, here=here)


def _of_file() -> list[str]:
    return [
        _("Name"),
        _("As what"),
        _("For"),
        _("Micro-credential"),
        _("State"),
        _("Asked"),
        _("Answered"),
        _("First day"),
        _("Last day"),
        _("Ended"),
        _("Why"),
        _("Agreement"),
        _("Signed on"),
    ]


def _lines(rows: NameLeaveQuerySet) -> Iterator[list[object]]:
    for one in in_parts(rows, lambda part: None):
        yield [
            one.named.name,
            one.get_part_display(),
            one.organization.name,
            one.title or _("All"),
            one.state_text,
            *(localdate(at).isoformat() if at else "" for at in (one.asked_at, one.answered_at)),
            one.first_on.isoformat() if one.first_on else "",
            one.last_on.isoformat() if one.last_on else "",
            localdate(one.ended_at).isoformat() if one.ended_at else "",
            one.why,
            one.agreement,
            one.agreed_on.isoformat() if one.agreed_on else "",
        ]


def _mine(request: SignedInRequest, pk: int) -> NameLeave:
    rows = policy.leaves_of(request.user).with_titles()
    people = ("asked_by", "answered_by", "ended_by")
    return get_object_or_404(rows.select_related("named", "organization", *people), pk=pk)


@only_for(policy.may_author_somewhere)
@require_safe
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _mine(request, pk), GiveLeave())


def _page(
    request: SignedInRequest, row: NameLeave, form: GiveLeave, status: int = 200
) -> HttpResponse:
    context = {
        "leave": row,
        "form": form,
        "may_answer": row.state == "asked" and policy.can_answer_leave(request.user, row),
        "may_end": row.is_open and policy.can_end_leave(request.user, row),
        "to_name": _to_name(request, row),
        "published": _published(row),
    }
    return render(request, "catalog/authoring/leave.html", context, status=status)


def _to_name(request: SignedInRequest, row: NameLeave) -> MicroCredential | None:
    """The micro-credential that may take this name now."""
    one = row.micro_credential
    if one is None or row.state != "in_force":
        return None
    if row.named_id == (one.content_partner_id if row.names_designer else one.issuer_id):
        return None
    free = policy.can_author_of(request.user, one) and not one.versions.public().exists()
    return one if free else None


def _published(row: NameLeave) -> list[dict[str, str]]:
    """What is open under this name from there: titles and addresses. One query."""
    part = {"content_partner" if row.names_designer else "issuer": row.named}
    rows = MicroCredential.objects.filter(
        **part, owner__path__startswith=row.organization.path, current__isnull=False
    )
    if row.micro_credential_id is not None:
        rows = rows.filter(pk=row.micro_credential_id)
    found = rows.order_by("current__title").values("slug", "current__title", "current__language")
    return [
        {"slug": one["slug"], "title": one["current__title"], "language": one["current__language"]}
        for one in found[:MOST_LISTED]
    ]


@only_for(policy.may_author_somewhere)
@require_POST
def giving(request: SignedInRequest, pk: int) -> HttpResponse:
    row, form = _mine(request, pk), GiveLeave(request.POST)
    if form.is_valid():
        try:
            actions.give_leave(row, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            if not refusal.fields:
                raise
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The permission is given. Who asked hears of it."))
            return redirect("catalog:leave", pk)
    return _page(request, row, form, status=422)


@only_for(policy.may_author_somewhere)
@require_POST
def declining(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.decline_leave(_mine(request, pk), by=request.user)
    messages.success(request, _("Declined. Who asked hears of it."))
    return redirect("catalog:leave", pk)


@only_for(policy.may_author_somewhere)
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.end_leave(_mine(request, pk), by=request.user)
    messages.success(request, _("It is over. What was published and awarded stays as it is."))
    return redirect("catalog:leave", pk)


@only_for(policy.may_author_somewhere)
@require_POST
def taking_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the designer's name off a draft of which nothing is published."""
    version = writable(request, pk)
    actions.name_designer(version.micro_credential, None, by=request.user)
    messages.success(request, _("The name is taken off."))
    return redirect("catalog:draft", pk)


@only_for(policy.may_author_somewhere)
@require_POST
def naming(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _mine(request, pk)
    if row.micro_credential is None:
        return redirect("catalog:leave", pk)
    if row.names_designer:
        actions.name_designer(row.micro_credential, row.named, by=request.user)
        said = _("%(partner)s is named as designer now.") % {"partner": row.named.name}
    else:
        actions.name_issuer(row.micro_credential, row.named, by=request.user)
        said = _("%(issuer)s is named as the issuer now.") % {"issuer": row.named.name}
    messages.success(request, said)
    return redirect("catalog:leave", pk)
