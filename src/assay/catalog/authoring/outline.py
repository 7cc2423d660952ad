"""What stands beside a draft: its sections with what is still to do in them, and the program's standard."""

from collections import Counter
from typing import Any

from django.urls import reverse

from assay.catalog import actions
from assay.catalog.authoring import checklist, places
from assay.catalog.authoring.links import links_beside
from assay.catalog.authoring.section_list import SECTIONS
from assay.catalog.authoring.sections import Data, Editing, Section
from assay.catalog.authoring.stack_sections import SECTIONS as STACK_SECTIONS
from assay.catalog.content import gaps
from assay.catalog.models import StackDraft, Version

#: The addresses of a version's pages, as the frame of a draft links to them; then those of a stack's.
ROUTES = {
    "list": "catalog:authoring",
    "draft": "catalog:draft",
    "section": "catalog:section",
    "preview": "catalog:preview",
    "file": "catalog:export",
}
STACK_ROUTES = {
    "list": "catalog:stacks_written",
    "draft": "catalog:stack_draft",
    "section": "catalog:stack_section",
    "preview": "catalog:stack_preview",
    "file": "catalog:stack_export",
}


def beside(version: Version, current: Section | None = None) -> dict[str, Any]:
    """What stands on both sides of a draft: its outline, what is to do before publishing, and the standard."""
    to_do = sorted(actions.obstacles(version), key=lambda one: places.in_order(one.at))
    turns = Counter(places.in_order(one.at) for one in to_do)
    lines = checklist.against(version)
    return {
        "draft": version,
        "routes": ROUTES,
        **_outline(version.data, SECTIONS, [turns[n] for n in range(len(SECTIONS))], current),
        "links": links_beside(version),
        "obstacles": [
            (places.address(version.pk, one.at) if one.at else "", one.what) for one in to_do
        ],
        "standard": {
            state: [line for line in lines if line.state == state]
            for state in ("missing", "people", "met")
        },
        "pips": [
            {"x": n * 10, "state": line.state}
            for n, line in enumerate(sorted(lines, key=lambda one: _TURN[one.state]))
        ],
    }


def beside_stack(draft: StackDraft, current: Section | None = None) -> dict[str, Any]:
    """What stands on both sides of a stack's draft: its outline, and what is to do before publishing."""
    to_do = actions.stack_obstacles(draft)
    counts = Counter(one.at for one in to_do)
    return {
        "draft": draft,
        "routes": STACK_ROUTES,
        **_outline(
            draft.data, STACK_SECTIONS, [counts[part.key] for part in STACK_SECTIONS], current
        ),
        "obstacles": [
            (reverse("catalog:stack_section", args=[draft.pk, one.at]) if one.at else "", one.what)
            for one in to_do
        ],
    }


def _outline(
    data: Data, parts: tuple[Section, ...], to_do: list[int], current: Section | None
) -> dict[str, Any]:
    outline = [
        {
            "section": part,
            "to_do": count,
            "begun": any(data.get(key) for key in part.keys),
            "current": part is current,
        }
        for part, count in zip(parts, to_do, strict=True)
    ]
    return {"outline": outline, "ready": sum(not one["to_do"] for one in outline)}


_TURN = {"met": 0, "missing": 1, "people": 2}


def mark_gaps(version: Version, editing: Editing) -> None:
    """Tell each row's form what is still open in it."""
    open_at = [gap.at for gap in gaps.of_template(version.data)]
    for rows, formset in editing.sets:
        for n, form in enumerate(formset.forms):
            begin = f"{rows.path}[{n + 1}]"
            form.open_count = sum(at == begin or at.startswith(f"{begin}.") for at in open_at)
            if "evidence" in form.fields:
                form.tied_count = len(form["evidence"].value() or [])
