"""The editor: one section of a draft at a time, its outline and the program's standard beside it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from assay.catalog import actions, policy
from assay.catalog.authoring.extensions import to_write
from assay.catalog.authoring.outline import ROUTES, beside, mark_gaps
from assay.catalog.authoring.section_list import SECTIONS
from assay.catalog.authoring.sections import Act, Data, Editing
from assay.catalog.authoring.views.section_page import Editor
from assay.catalog.models import Version, VersionStatus
from assay.frameworks.models import Competency, Framework
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest


def writable(request: SignedInRequest, pk: int) -> Version:
    """A version this person may write; 404 for everybody else's."""
    rows = Version.objects.written_in(policy.places_of(request.user)).select_related(
        "micro_credential__issuer", "micro_credential__owner", "micro_credential__content_partner"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
def edit(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """One section of a version."""
    version, editor = writable(request, pk), VersionEditor()
    if request.method == "POST":
        return editor.written(request, version, key)
    if editor.section(key) and version.status != VersionStatus.DRAFT:
        return redirect("catalog:draft", pk)  # it says why, and offers a new version
    return editor.shown(request, version, key)


class VersionEditor(Editor[Version]):
    """The editor of a micro-credential's version: standards are found by search."""

    sections = SECTIONS
    routes = ROUTES
    template = "catalog/authoring/section.html"
    kept_as = "draft"
    removed = "catalog.removed"

    def data(self, draft: Version) -> Data:
        return to_write(draft)

    def save(self, request: SignedInRequest, draft: Version, changes: Data) -> Version:
        base = request.POST.get("base", "")
        return actions.save_draft(draft, changes, base=base, by=request.user)

    def put(self, request: SignedInRequest, draft: Version) -> Act | None:
        if (found := whole_number(request.POST.get("align"))) is None:
            return None
        competency = Competency.objects.select_related("framework").filter(pk=found).first()
        if competency is None:
            return None
        row = {"framework": competency.framework.slug, "code": competency.code}
        if competency.label:
            row["label"] = competency.label
        return Act(verb="put", rows="alignments", n=40, row=row)

    def at_search(self, request: SignedInRequest, act: Act | None) -> str:
        if "find" in request.POST:
            return "#id_find"
        return "#rows-alignments" if act and act.verb == "put" and act.rows == "alignments" else ""

    def beside(self, request: SignedInRequest, draft: Version, editing: Editing) -> dict[str, Any]:
        editing.mark_optional()
        mark_gaps(draft, editing)
        found = {"version": draft, **beside(draft, editing.section)}
        return found | (_standards(request, editing) if editing.section.key == "alignment" else {})


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
