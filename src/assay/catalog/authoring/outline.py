"""What stands beside a draft: its sections with what is still to do in them, and the program's standard."""

from collections import Counter
from typing import Any

from assay.catalog import actions
from assay.catalog.authoring import checklist, places
from assay.catalog.authoring.links import links_beside
from assay.catalog.authoring.section_list import SECTIONS
from assay.catalog.authoring.sections import Editing, Section
from assay.catalog.content import gaps
from assay.catalog.models import Version


def beside(version: Version, current: Section | None = None) -> dict[str, Any]:
    """What stands on both sides of a draft: its outline, what is to do before publishing, and the standard."""
    to_do = sorted(actions.obstacles(version), key=lambda one: places.in_order(one.at))
    counts = Counter(places.in_order(one.at) for one in to_do)
    lines = checklist.against(version)
    outline = [
        {
            "section": part,
            "to_do": counts[n],
            "begun": any(version.data.get(key) for key in part.keys),
            "current": part is current,
        }
        for n, part in enumerate(SECTIONS)
    ]
    return {
        "outline": outline,
        "links": links_beside(version),
        "ready": sum(not one["to_do"] for one in outline),
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


_TURN = {"met": 0, "missing": 1, "people": 2}


def mark_rows(version: Version, editing: Editing) -> None:
    """Tell each row's form what is still open in it, and what it is called."""
    open_at = [gap.at for gap in gaps.of_template(version.data)]
    for rows, formset in editing.sets:
        for n, form in enumerate(formset.forms):
            begin = f"{rows.path}[{n + 1}]"
            form.open_count = sum(at == begin or at.startswith(f"{begin}.") for at in open_at)
            form.is_there = n < len(rows.load(version.data))
            form.is_first, form.is_last = n == 0, n == len(formset.forms) - 1
            if "evidence" in form.fields:
                form.tied_count = len(form["evidence"].value() or [])
