"""The editor of a stack: one section of its draft at a time, and beside it what stands in the way of publishing."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.catalog import actions, policy
from assay.catalog.actions.drafting import base_of
from assay.catalog.authoring.sections import Act, Editing, Section
from assay.catalog.authoring.stack_sections import SECTIONS, groups_of, section
from assay.catalog.models import Kind, MicroCredential, StackDraft
from assay.lib.errors import BadInput, Refusal
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest
from assay.ui.http import by_script, newer, refused, saved

REMOVED = "catalog.stack_removed"  # in the session: the row that was taken out last, to be put back
_ROW_VERBS = ("remove", "up", "down")
_MOST_FOUND = 20


def writable(request: SignedInRequest, pk: int) -> StackDraft:
    """A draft that this person may write; 404 for everybody else's."""
    rows = StackDraft.objects.written_under(policy.written_paths(request.user))
    return get_object_or_404(rows.select_related("issuer", "owner", "stack"), pk=pk)


def beside(draft: StackDraft, current: Section | None = None) -> dict[str, Any]:
    """What stands on both sides of a draft: its outline, and what is to do before publishing."""
    found = actions.stack_obstacles(draft)
    outline = [
        {
            "section": part,
            "to_do": sum(one.at == part.key for one in found),
            "begun": any(draft.data.get(key) for key in part.keys),
            "current": part is current,
        }
        for part in SECTIONS
    ]
    return {
        "draft": draft,
        "outline": outline,
        "ready": sum(not one["to_do"] for one in outline),
        "obstacles": [
            (reverse("catalog:stack_section", args=[draft.pk, one.at]) if one.at else "", one.what)
            for one in found
        ],
    }


@login_required
def edit(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """One section. What was typed is on the page again whatever happens to it."""
    draft, part = writable(request, pk), section(key)
    if part is None:
        raise Http404
    if request.method != "POST":
        more = request.GET.get("more", "")
        return _page(request, draft, Editing(section=part, data=draft.data, more=more))
    editing = Editing(section=part, data=draft.data, posted=request.POST)
    if not editing.is_whole:
        raise BadInput(
            _("This page did not arrive completely. Go back, reload it, and send it again.")
        )
    if by_script(request):
        return _by_script(request, draft, editing)
    return _save(request, draft, editing)


def _by_script(request: SignedInRequest, draft: StackDraft, editing: Editing) -> HttpResponse:
    """What is typed is saved as it grows: the device keeps it until this answer names that very revision."""
    if not editing.is_valid():
        return refused(request, BadInput(next((text for _id, text in editing.errors()), "")))
    try:
        row = actions.save_stack(
            draft, editing.changes(), base=request.POST.get("base", ""), by=request.user
        )
    except actions.Conflict as e:
        draft.refresh_from_db()
        there = Editing(section=editing.section, data=draft.data)
        return newer(
            request,
            e,
            stored=there.shown(),
            revision=_base(draft, editing),
            at=draft.updated_at,
        )
    except Refusal as e:
        return refused(request, e)
    return saved(request, at=row.updated_at, revision=_base(row, editing))


def _save(request: SignedInRequest, draft: StackDraft, editing: Editing) -> HttpResponse:
    if not editing.is_valid():
        return _page(request, draft, editing, status=422)
    act = _act(request, draft, editing.section)
    try:
        row = actions.save_stack(
            draft, editing.changes(act), base=request.POST.get("base", ""), by=request.user
        )
    except actions.Conflict as e:
        draft.refresh_from_db()
        theirs = Editing(section=editing.section, data=draft.data).differing(editing)
        return _page(request, draft, editing, status=e.status, theirs=theirs, refusal=e.message)
    except BadInput as e:
        editing.place(e.fields)
        return _page(request, draft, editing, status=e.status)
    except Refusal as e:
        return _page(request, draft, editing, status=e.status, refusal=e.message)
    return redirect(_onward(request, row, editing, act))


def _act(request: SignedInRequest, draft: StackDraft, part: Section) -> Act | None:
    """What the button that was pressed asks for besides saving."""
    for verb in _ROW_VERBS:
        rows, _dash, n = request.POST.get(verb, "").rpartition("-")
        if rows:
            return Act(verb=verb, rows=rows, n=whole_number(n) or 0)
    if "restore" in request.POST:
        kept = request.session.pop(REMOVED, None)
        if kept and (kept["pk"], kept["section"]) == (draft.pk, part.key):
            return Act(verb="put", rows=kept["rows"], n=kept["n"], row=kept["row"])
    if (ident := request.POST.get("member", "")) and _open_ones().filter(ident=ident).exists():
        groups = [key for key, _name in groups_of(draft.data)]
        into = request.POST.get("into", "")
        row = {"ident": ident, "group": into if into in groups else (groups or [""])[0]}
        row = {key: value for key, value in row.items() if value}
        return Act(verb="put", rows="members", n=200, row=row)
    return None


def _open_ones() -> QuerySet[MicroCredential]:
    """What may be a member: micro-credentials that somebody can start; capstones belong to their own stack."""
    rows = MicroCredential.objects.all().single().exclude(kind=Kind.CAPSTONE)
    return rows.filter(current__isnull=False)


def _onward(request: SignedInRequest, row: StackDraft, editing: Editing, act: Act | None) -> str:
    """Where one goes on: the next section, the draft, or this section at the row in hand."""
    posted, key = request.POST, editing.section.key
    here = reverse("catalog:stack_section", args=[row.pk, key])
    if section(posted.get("then", "")):
        return reverse("catalog:stack_section", args=[row.pk, posted["then"]])
    if posted.get("then"):
        return reverse("catalog:stack_draft", args=[row.pk])
    if added := next((rows for rows, _set in editing.sets if rows.name == posted.get("add")), None):
        n = max(added.start - 1, len(added.load(row.data)))
        return f"{here}?more={added.name}#id_{added.name}-{n}-title"
    words = quote(posted.get("words", "")[:100])
    if "find" in posted or (act is not None and act.verb == "put" and act.rows == "members"):
        return f"{here}?find={words}&into={quote(posted.get('into', ''))}#id_find"
    if act is None:
        messages.success(request, _("Saved."))
        return here
    if act.verb == "remove" and editing.removed:
        request.session[REMOVED] = {
            "section": key,
            "rows": act.rows,
            **editing.removed,
            "pk": row.pk,
        }
        return f"{here}#removed"
    to = {"up": act.n - 1, "down": act.n + 1}.get(act.verb, act.n)
    return f"{here}#{act.rows}-{max(to, 0)}"


def _base(draft: StackDraft, editing: Editing) -> str:
    return base_of(draft.data, list(editing.section.keys))


def _page(
    request: SignedInRequest,
    draft: StackDraft,
    editing: Editing,
    *,
    status: int = 200,
    theirs: list[tuple[str, str]] | None = None,
    refusal: str = "",
) -> HttpResponse:
    here = SECTIONS.index(editing.section)
    kept = request.session.get(REMOVED) or {}
    for rows, formset in editing.sets:
        for n, form in enumerate(formset.forms):
            form.is_there = n < len(rows.load(draft.data))
            form.is_first, form.is_last = n == 0, n == len(formset.forms) - 1
    for form in editing.forms:
        form.use_required_attribute = False
    context = {
        "editing": editing,
        "errors": editing.errors() if editing.posted is not None else [],
        "theirs": theirs,
        "refusal": refusal,
        "base": _base(draft, editing),
        "before": SECTIONS[here - 1] if here else None,
        "following": SECTIONS[here + 1] if here + 1 < len(SECTIONS) else None,
        "removed": kept
        if (kept.get("pk"), kept.get("section")) == (draft.pk, editing.section.key)
        else None,
        **beside(draft, editing.section),
    }
    if editing.section.key == "members":
        context |= _members(request, draft, editing)
    return render(request, "catalog/authoring/stack_section.html", context, status=status)


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
