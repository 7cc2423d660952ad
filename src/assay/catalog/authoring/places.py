"""Where in the editor a place of the data is written: its section, and the field that takes the focus there."""

import re
from dataclasses import dataclass

from django.forms import Form
from django.urls import reverse

from assay.catalog.authoring.section_list import SECTIONS
from assay.catalog.authoring.sections import Section, field_name
from assay.ui.fields import first_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    section: Section
    anchor: str


def target(at: str) -> Target | None:
    """The section and field of a place such as "rubric.criteria[2].title"; None where no field can mend it."""
    top = re.split(r"[.\[]", at)[0]
    for section in SECTIONS:
        if top not in section.keys:
            continue
        for rows in section.rows:
            if rows.anchor and (at == rows.path or at.startswith(f"{rows.path}[")):
                return Target(section=section, anchor=rows.anchor)
            if found := re.match(re.escape(rows.path) + r"\[(\d+)\](?:\.(.+))?", at):
                form = rows.form(prefix=f"{rows.name}-{int(found[1]) - 1}")
                return Target(section=section, anchor=_anchor(form, found[2] or ""))
        return Target(section=section, anchor=_anchor(section.form(), at))
    return None


def address(version_pk: int, at: str) -> str:
    """The address of a place in a draft's editor; "" where no field can mend it."""
    found = target(at)
    if found is None:
        return ""
    page = reverse("catalog:section", args=[version_pk, found.section.key])
    return f"{page}#{found.anchor}" if found.anchor else page


def _anchor(form: Form, path: str) -> str:
    name = field_name(form, path) or next(iter(form.fields))
    return first_id(form[name])


def in_order(at: str) -> int:
    """The turn of a place's section in the editor, to sort by; what no field mends comes last."""
    found = target(at) if at else None
    return SECTIONS.index(found.section) if found else len(SECTIONS)
