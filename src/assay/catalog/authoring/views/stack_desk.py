"""The authors' stacks: the list, a draft as a whole, its publication, and what becomes of one that is open."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import CharField, F, QuerySet, Value
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.catalog import actions, policy
from assay.catalog.actions.stack_drafts import as_file
from assay.catalog.authoring import forms
from assay.catalog.authoring.export import stack_as_file
from assay.catalog.authoring.outline import beside_stack
from assay.catalog.authoring.stack_forms import AnnounceEnd
from assay.catalog.authoring.stack_sections import SECTIONS
from assay.catalog.authoring.views.stack_drafting import writable
from assay.catalog.content import stack_drafts
from assay.catalog.content.files import write
from assay.catalog.content.schema import STACKS
from assay.catalog.models import Stack, StackDraft, VersionStatus
from assay.catalog.models.stacks import OPEN
from assay.catalog.public.stacks.views import drawn
from assay.lib.clock import months_after, today
from assay.lib.counts import Listed
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import address_of, page_of, spreadsheet
from assay.lib.prepared import prepared
from assay.lib.wording import clean_line
from assay.people.http import SignedInRequest, only_for
from assay.program.actions import NoMandate
from assay.program.policies import VersionsPolicy, in_force
from assay.ui.fields import show_refusal
from assay.ui.paging import as_file as file_address
from assay.ui.paging import headings, in_parts, query_without, sorting_of
from assay.ui.words import local_date

KINDS = ("draft", "open", "closed")
_CLOSED = tuple(status for status in VersionStatus.values if status not in OPEN)
_ORDERS = {
    "draft": {"title": ("title", "pk"), "changed": ("updated_at", "pk")},
    "open": {"title": ("title", "pk")},
    "closed": {"title": ("title", "pk")},
}


@only_for(policy.may_author_somewhere)
@require_safe
def stacks(request: SignedInRequest) -> HttpResponseBase:
    """`?status=draft|open|closed` chooses, without it drafts where there are any; `?q=`, `?sort=`; `?file=csv`."""
    paths = policy.written_paths(request.user)
    chosen = request.GET.get("status", "")
    if chosen not in KINDS:
        chosen = "draft" if Listed(_drafts, paths).count(1) else "open"
    words = clean_line(request.GET.get("q", ""))[:100]
    orders = _ORDERS[chosen]
    usual = "-changed" if chosen == "draft" else "title"
    sorting = sorting_of(request.GET, tuple(orders), usual)
    rows = _rows(chosen, paths, words).order_by(*sorting.fields(orders))
    if request.GET.get("file") == "csv":
        lines = (_line(row) for row in in_parts(rows, lambda _part: None))
        return spreadsheet("stacks", _file_headings(), lines)
    page = page_of(rows, request)
    for row in page:
        row["url"] = address_of(_PAGES[chosen], row["pk"])
        row["state"] = str(VersionStatus(row["status"]).label)
    names = {
        "draft": _("Drafts"),
        "open": _("Open to everyone"),
        "closed": _("No longer open"),
    }
    context = {
        "page": page,
        "chosen": chosen,
        "words": words,
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "tabs": [
            {"label": text, "url": f"?status={kind}", "current": kind == chosen}
            for kind, text in names.items()
        ],
        "headings": headings(
            sorting,
            request.GET,
            (_("Stack"), "title"),
            (_("Version"), ""),
            (_("Department"), ""),
            (_("State"), ""),
            *(((_("Last change"), "changed"),) if chosen == "draft" else ()),
        ),
        "download": file_address(request.GET),
    }
    return render(request, "catalog/authoring/stacks.html", context)


_PAGES = {
    "draft": "catalog:stack_draft",
    "open": "catalog:stack_page",
    "closed": "catalog:stack_page",
}
_SHOWN = ("pk", "title", "number")


@prepared
def _drafts(paths: Sequence[str]) -> QuerySet[StackDraft, Any]:
    return StackDraft.objects.written_under(paths).order_by("pk").values("pk")


def _rows(kind: str, paths: list[str], words: str) -> QuerySet[Any, Any]:
    """Each with the same columns, whatever it is: what a row of the list shows."""
    shown: QuerySet[Any, Any]
    if kind == "draft":
        state = Value(str(VersionStatus.DRAFT), output_field=CharField())
        drafts = StackDraft.objects.written_under(paths).annotate(status=state)
        shown = drafts.values(
            *_SHOWN, "status", "language", "updated_at", department=F("owner__name")
        )
    else:
        statuses = OPEN if kind == "open" else _CLOSED
        rows = Stack.objects.written_under(paths).filter(status__in=statuses)
        shown = rows.values(
            *_SHOWN, "status", "last_day", language=F("data__language"), department=F("owner__name")
        )
    for word in words.split()[:8]:
        shown = shown.filter(title__icontains=word)
    return shown


def _file_headings() -> list[str]:
    return [_("Stack"), _("Version"), _("Department"), _("State"), _("Last change"), _("Last day")]


def _line(row: dict[str, Any]) -> list[object]:
    changed = row.get("updated_at")
    return [
        row["title"],
        row["number"],
        row["department"] or "",
        str(VersionStatus(row["status"]).label),
        local_date(changed) if changed else "",
        row.get("last_day") or "",
    ]


@only_for(policy.may_author_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def new_stack(request: SignedInRequest) -> HttpResponse:
    places = policy.departments_of(request.user)
    issuers = policy.issuers_open_to(places)
    form = forms.New(request.POST or None, departments=places, issuers=issuers)
    form.fields["title"].help_text = _("What belongs together in it.")
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.create_stack(by=request.user, **form.cleaned_data)
        except Refusal as e:
            show_refusal(form, e)
        else:
            return redirect("catalog:stack_section", draft.pk, SECTIONS[0].key)
    context = {"form": form, "of_stacks": True}
    status = 422 if form.errors else 200
    return render(request, "catalog/authoring/new.html", context, status=status)


@login_required
@require_safe
def stack_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """A draft as a whole: its sections, what stands in the way, and publishing."""
    draft = writable(request, pk)
    return _whole(request, draft)


def _whole(request: SignedInRequest, draft: StackDraft, refusal: str = "") -> HttpResponse:
    before = draft.stack if draft.stack is not None and draft.stack.is_open else None
    months = in_force(VersionsPolicy, within=draft.home_id).grace_months
    context = {
        **beside_stack(draft),
        "before": before,
        "changes_rule": before is not None
        and stack_drafts.changes_rule(
            before.data, stack_drafts.assemble(draft.data, slug=draft.slug)
        ),
        "until": months_after(today(), months),
        "capstone": actions.capstone_of(draft),
        "refusal": refusal,
    }
    status = 403 if refusal else 200
    return render(request, "catalog/authoring/stack_draft.html", context, status=status)


@login_required
@require_safe
def stack_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """As a learner will see it, with what is written so far."""
    draft = writable(request, pk)
    data = as_file(draft)
    stack = Stack(
        ident=draft.ident,
        slug=draft.slug,
        number=draft.number,
        status=VersionStatus.PUBLISHED,
        title=draft.title,
        statement=str(data["statement"]).strip(),
        issuer=draft.issuer,
        owner=draft.owner,
        data=data,
    )
    return drawn(request, stack, preview=draft)


@login_required
@require_safe
def stack_export(request: SignedInRequest, pk: int) -> HttpResponse:
    draft = writable(request, pk)
    data = {"schema": STACKS, "stacks": [as_file(draft, VersionStatus.DRAFT)]}
    return _file(data, f"{draft.slug}-{draft.number}.yaml")


@login_required
@require_safe
def open_stack_export(request: SignedInRequest, pk: int) -> HttpResponse:
    stack = _own(request, pk)
    return _file(stack_as_file(stack), f"{stack.slug}-{stack.number}.yaml")


def _file(data: dict[str, Any], name: str) -> HttpResponse:
    response = HttpResponse(write(data), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_POST
def stack_publication(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where the capstone lacks leave, the page says whose it takes."""
    draft = writable(request, pk)
    try:
        stack = actions.publish_stack(draft, by=request.user)
    except NoMandate as e:
        return _whole(request, writable(request, pk), refusal=e.message)
    messages.success(
        request,
        _("Version %(number)s is published. It cannot change from now on.")
        % {"number": stack.number},
    )
    return redirect("catalog:stack", stack.slug)


@login_required
@require_POST
def stack_capstone(request: SignedInRequest, pk: int) -> HttpResponse:
    version = actions.draft_capstone(writable(request, pk), by=request.user)
    return redirect("catalog:draft", version.pk)


def _own(request: SignedInRequest, pk: int) -> Stack:
    rows = Stack.objects.written_under(policy.written_paths(request.user))
    return get_object_or_404(rows.select_related("issuer", "owner"), pk=pk)


@login_required
@require_safe
def stack_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One that was published: a new version, and its end."""
    stack = _own(request, pk)
    draft = StackDraft.objects.filter(ident=stack.ident).first()
    context = {"stack": stack, "draft": draft, "today": today()}
    return render(request, "catalog/authoring/stack_published.html", context)


@login_required
@require_POST
def stack_versions(request: SignedInRequest, pk: int) -> HttpResponse:
    return redirect(
        "catalog:stack_draft", actions.renew_stack(_own(request, pk), by=request.user).pk
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stack_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """The form of an announcement. What was typed is on the page again whatever happens to it."""
    stack = _own(request, pk)
    first = actions.earliest_closing(stack.home_id)
    form = AnnounceEnd(
        request.POST if request.method == "POST" else None, initial={"last_day": first}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.announce_stack_end(stack, by=request.user, **form.cleaned_data)
        except BadInput as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Announced. Its page says so."))
            return redirect("catalog:stack_page", pk)
    context = {"stack": stack, "form": form, "first": first}
    status = 422 if form.errors else 200
    return render(request, "catalog/authoring/stack_end.html", context, status=status)


@login_required
@require_POST
def stack_end_calling_off(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.call_off_stack_end(_own(request, pk), by=request.user)
    messages.success(request, _("Called off. It stays open."))
    return redirect("catalog:stack_page", pk)
