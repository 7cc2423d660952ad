"""The editor: one section of a draft at a time, its outline and the program's standard beside it."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.catalog import actions, policy
from assay.catalog.actions.drafting import base_of
from assay.catalog.authoring.extensions import to_write
from assay.catalog.authoring.outline import beside, mark_rows
from assay.catalog.authoring.section_list import SECTIONS, section
from assay.catalog.authoring.sections import Act, Editing, Section
from assay.catalog.models import Version, VersionStatus
from assay.frameworks.models import Competency, Framework
from assay.lib.errors import BadInput, Refusal
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest
from assay.ui.http import by_script, newer, refused, saved

REMOVED = "catalog.removed"  # in the session: the row that was taken out last, to be put back
_ROW_VERBS = ("remove", "up", "down")


def writable(request: SignedInRequest, pk: int) -> Version:
    """A version this person may write; 404 for everybody else's."""
    rows = Version.objects.written_in(policy.places_of(request.user)).select_related(
        "micro_credential__issuer", "micro_credential__owner", "micro_credential__content_partner"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
def edit(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """One section. What was typed is on the page again whatever happens to it."""
    version, part = writable(request, pk), section(key)
    if part is None:
        raise Http404
    if request.method != "POST":
        if version.status != VersionStatus.DRAFT:
            return redirect("catalog:draft", pk)  # it says why, and offers a new version
        more = request.GET.get("more", "")
        return _page(request, version, Editing(section=part, data=to_write(version), more=more))
    editing = Editing(section=part, data=to_write(version), posted=request.POST)
    if not editing.is_whole:
        raise BadInput(
            _("This page did not arrive completely. Go back, reload it, and send it again.")
        )
    return (
        _by_script(request, version, editing)
        if by_script(request)
        else _save(request, version, editing)
    )


def _by_script(request: SignedInRequest, version: Version, editing: Editing) -> HttpResponse:
    """What is typed is saved as it grows: the device keeps it until this answer names that very revision."""
    if not editing.is_valid():
        return refused(request, BadInput(next((text for _id, text in editing.errors()), "")))
    try:
        row = actions.save_draft(
            version, editing.changes(), base=request.POST.get("base", ""), by=request.user
        )
    except actions.Conflict as e:
        version.refresh_from_db()
        there = Editing(section=editing.section, data=to_write(version))
        return newer(
            request,
            e,
            stored=there.shown(),
            revision=_base(version, editing),
            at=version.updated_at,
        )
    except Refusal as e:
        return refused(request, e)
    return saved(request, at=row.updated_at, revision=_base(row, editing))


def _save(request: SignedInRequest, version: Version, editing: Editing) -> HttpResponse:
    if not editing.is_valid():
        return _page(request, version, editing, status=422)
    act = _act(request, editing.section)
    try:
        row = actions.save_draft(
            version, editing.changes(act), base=request.POST.get("base", ""), by=request.user
        )
    except actions.Conflict as e:
        version.refresh_from_db()
        theirs = Editing(section=editing.section, data=to_write(version)).differing(editing)
        return _page(request, version, editing, status=e.status, theirs=theirs, refusal=e.message)
    except BadInput as e:
        editing.place(e.fields)
        return _page(request, version, editing, status=e.status)
    except Refusal as e:
        return _page(request, version, editing, status=e.status, refusal=e.message)
    return redirect(_onward(request, row, editing, act))


def _act(request: SignedInRequest, part: Section) -> Act | None:
    """What the button that was pressed asks for besides saving."""
    for verb in _ROW_VERBS:
        rows, _dash, n = request.POST.get(verb, "").rpartition("-")
        if rows:
            return Act(verb=verb, rows=rows, n=whole_number(n) or 0)
    if "restore" in request.POST:
        kept = request.session.pop(REMOVED, None)
        if kept and kept["section"] == part.key:
            return Act(verb="put", rows=kept["rows"], n=kept["n"], row=kept["row"])
    if (found := whole_number(request.POST.get("align"))) is not None:
        competency = Competency.objects.select_related("framework").filter(pk=found).first()
        if competency is not None:
            row = {"framework": competency.framework.slug, "code": competency.code}
            if competency.label:
                row["label"] = competency.label
            return Act(verb="put", rows="alignments", n=40, row=row)
    return None


def _onward(request: SignedInRequest, row: Version, editing: Editing, act: Act | None) -> str:
    """Where one goes on: the next section, the draft, or this section at the row in hand."""
    posted, key = request.POST, editing.section.key
    here = reverse("catalog:section", args=[row.pk, key])
    if section(posted.get("then", "")):
        return reverse("catalog:section", args=[row.pk, posted["then"]])
    if posted.get("then"):
        return reverse("catalog:draft", args=[row.pk])
    if added := next((rows for rows, _set in editing.sets if rows.name == posted.get("add")), None):
        n = max(added.start - 1, len(added.load(row.data)))
        first = next(name for name in added.form.base_fields if name != "id")
        return f"{here}?more={added.name}#id_{added.name}-{n}-{first}"
    if "find" in posted:
        return f"{here}?find={quote(posted.get('words', '')[:100])}#id_find"
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
    if act.rows == "alignments":
        return f"{here}?find={quote(posted.get('words', '')[:100])}#rows-alignments"
    to = {"up": act.n - 1, "down": act.n + 1}.get(act.verb, act.n)
    return f"{here}#{act.rows}-{max(to, 0)}"


def _base(version: Version, editing: Editing) -> str:
    return base_of(version.data, list(editing.section.keys))


def _page(
    request: SignedInRequest,
    version: Version,
    editing: Editing,
    *,
    status: int = 200,
    theirs: list[tuple[str, str]] | None = None,
    refusal: str = "",
) -> HttpResponse:
    editing.mark_optional()
    here = SECTIONS.index(editing.section)
    kept = request.session.get(REMOVED) or {}
    mark_rows(version, editing)
    context = {
        "version": version,
        "editing": editing,
        "errors": editing.errors() if editing.posted is not None else [],
        "theirs": theirs,
        "refusal": refusal,
        "base": _base(version, editing),
        "before": SECTIONS[here - 1] if here else None,
        "following": SECTIONS[here + 1] if here + 1 < len(SECTIONS) else None,
        "removed": kept
        if kept.get("pk") == version.pk and kept.get("section") == editing.section.key
        else None,
        **beside(version, editing.section),
    }
    if editing.section.key == "alignment":
        context |= _standards(request, editing)
    return render(request, "catalog/authoring/section.html", context, status=status)


def _standards(request: SignedInRequest, editing: Editing) -> dict[str, Any]:
    """The standards that are chosen, in words, and those that answer to a search."""
    chosen = [form for rows, formset in editing.sets for form in formset.forms]
    pairs = [(form["framework"].value(), form["code"].value()) for form in chosen]
    rows = Competency.objects.filter(
        framework__slug__in={slug for slug, _code in pairs},
        code__in={code for _slug, code in pairs},
    ).select_related("framework")
    known = {(row.framework.slug, row.code): row for row in rows}
    for form, pair in zip(chosen, pairs, strict=True):
        form.competency = known.get(pair)
    words = request.GET.get("find", request.POST.get("words", ""))[:100].strip()
    found = [
        row
        for row in (Competency.objects.answering(words) if words else [])
        if (row.framework.slug, row.code) not in pairs
    ]
    return {
        "words": words,
        "found": found[:20],
        "frameworks": list(Framework.objects.values_list("title", flat=True)),
    }
