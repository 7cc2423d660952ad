"""The editor of a stack: one section of its draft at a time, and beside it what stands in the way of publishing."""

from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from assay.catalog import actions, policy
from assay.catalog.authoring.outline import STACK_ROUTES, beside_stack
from assay.catalog.authoring.sections import Act, Data, Editing, filled
from assay.catalog.authoring.stack_sections import SECTIONS, groups_of
from assay.catalog.authoring.views.section_page import Editor
from assay.catalog.models import Kind, MicroCredential, StackDraft
from assay.people.http import SignedInRequest

_MOST_FOUND = 20


def writable(request: SignedInRequest, pk: int) -> StackDraft:
    """A draft that this person may write; 404 for everybody else's."""
    rows = StackDraft.objects.written_under(policy.written_paths(request.user))
    return get_object_or_404(rows.select_related("issuer", "owner", "stack"), pk=pk)


@login_required
def edit(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """One section of a stack's draft."""
    draft, editor = writable(request, pk), StackEditor()
    if request.method == "POST":
        return editor.written(request, draft, key)
    return editor.shown(request, draft, key)


class StackEditor(Editor[StackDraft]):
    """The editor of a stack: members are found by search."""

    sections = SECTIONS
    routes = STACK_ROUTES
    template = "catalog/authoring/stack_section.html"
    kept_as = "stack"
    removed = "catalog.stack_removed"

    def data(self, draft: StackDraft) -> Data:
        found: Data = draft.data
        return found

    def save(self, request: SignedInRequest, draft: StackDraft, changes: Data) -> StackDraft:
        base = request.POST.get("base", "")
        return actions.save_stack(draft, changes, base=base, by=request.user)

    def put(self, request: SignedInRequest, draft: StackDraft) -> Act | None:
        ident = request.POST.get("member", "")
        if not ident or not _open_ones().filter(ident=ident).exists():
            return None
        groups = [key for key, _name in groups_of(draft.data)]
        into = request.POST.get("into", "")
        row = filled({"ident": ident, "group": into if into in groups else (groups or [""])[0]})
        return Act(verb="put", rows="members", n=200, row=row)

    def at_search(self, request: SignedInRequest, act: Act | None) -> str:
        if "find" in request.POST or (act and act.verb == "put" and act.rows == "members"):
            return f"&into={quote(request.POST.get('into', ''))}#id_find"
        return ""

    def beside(
        self, request: SignedInRequest, draft: StackDraft, editing: Editing
    ) -> dict[str, Any]:
        for form in editing.forms:
            form.use_required_attribute = False
        found = beside_stack(draft, editing.section)
        if editing.section.key == "members":
            found |= _members(request, draft, editing)
        return found


def _open_ones() -> QuerySet[MicroCredential]:
    """What may be a member: micro-credentials that somebody can start; capstones belong to their own stack."""
    rows = MicroCredential.objects.all().single().exclude(kind=Kind.CAPSTONE)
    return rows.filter(current__isnull=False)


def _members(request: SignedInRequest, draft: StackDraft, editing: Editing) -> dict[str, Any]:
    """The chosen micro-credentials by name, and those that answer to a search. Two queries."""
    chosen = [form for _rows, formset in editing.sets for form in formset.forms]
    idents = {form["ident"].value() for form in chosen}
    columns = ("ident", "current__title", "current__language")
    rows = MicroCredential.objects.all().single().filter(ident__in=idents).values(*columns)
    named = {row["ident"]: row for row in rows}
    for form in chosen:
        form.member = named.get(form["ident"].value(), {"ident": form["ident"].value()})
    words = request.GET.get("find", request.POST.get("words", ""))[:100].strip()
    found = _open_ones()
    for word in words.split()[:8]:
        found = found.filter(current__title__icontains=word)
    into = request.GET.get("into", request.POST.get("into", ""))
    return {
        "words": words,
        "found": list(
            found.order_by("current__title", "pk").values(
                "ident", title=F("current__title"), language=F("current__language")
            )[: _MOST_FOUND + 1]
        )
        if words
        else [],
        "most": _MOST_FOUND,
        "groups": groups_of(draft.data),
        "into": into,
    }
