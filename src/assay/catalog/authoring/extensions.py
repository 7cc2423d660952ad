"""A draft's content as its editor takes it: with the fields and the criteria that its department adds."""

from typing import Any

from assay.catalog.actions.extensions import criteria_of, fields_of, held_by
from assay.catalog.models import Version


def to_write(version: Version) -> dict[str, Any]:
    """The content, with a row for each field of the department, and its criteria marked as such. One query."""
    held = list(held_by(version))
    data = dict(version.data)
    data["extensions"] = [
        {
            "id": one.id,
            "label": one.label,
            "kind": one.kind,
            "value": one.value,
            "without": one.without,
            "help": one.extension.help if one.extension else "",
            "options": one.extension.options if one.extension else [],
            "is_required": bool(one.extension and one.extension.is_required),
        }
        for one in fields_of(version, held)
    ]
    own = {row.code for row in criteria_of(version, held)}
    if own and "rubric" in data:
        rows = data["rubric"].get("criteria", [])
        marked = [{**row, "is_departments": row["id"] in own} for row in rows]
        data["rubric"] = {**data["rubric"], "criteria": marked}
    return data
