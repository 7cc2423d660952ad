"""The shape of what the desks send."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from assay.assessment.models import Anchor
from assay.catalog.content.nouns import Content
from assay.lib.http import sent_rows
from assay.lib.levels import LEVELS
from assay.lib.wording import whole_number

PARTS = ("strength", "next")


class Written(Protocol):
    """A sheet as it is kept, whatever it is about."""

    levels: Any
    feedback: Any
    summary: str
    note_to_approver: str
    notes: Any
    revision: int
    saved_at: datetime


@dataclass(slots=True, kw_only=True)
class Sheet:
    """A score sheet as typed: kept whole, whatever becomes of it."""

    levels: dict[str, str] = field(default_factory=dict)
    feedback: dict[str, dict[str, str]] = field(default_factory=dict)
    summary: str = ""
    note_to_approver: str = ""
    notes: list[dict[str, Any]] | None = None  # None: not sent, so what is kept stays
    revision: int | None = None

    @classmethod
    def of(cls, sheet: Written) -> "Sheet":
        return cls(
            levels=sheet.levels,
            feedback=sheet.feedback,
            summary=sheet.summary,
            notes=sheet.notes,
            note_to_approver=sheet.note_to_approver,
            revision=sheet.revision,
        )


def sheet_from(sent: Mapping[str, str], content: Content) -> Sheet:
    """Read a sheet's form: `level-c1`, `strength-c1`, `next-c1`. Levels that do not exist are dropped."""
    levels = {c.id: sent.get(f"level-{c.id}", "") for c in content.criteria}
    return Sheet(
        levels={ident: level for ident, level in levels.items() if level in LEVELS},
        feedback={
            c.id: {part: sent.get(f"{part}-{c.id}", "") for part in PARTS} for c in content.criteria
        },
        summary=sent.get("summary", ""),
        note_to_approver=sent.get("note_to_approver", ""),
        notes=_notes(sent["notes"]) if "notes" in sent else None,
        revision=whole_number(sent.get("revision")),
    )


def in_fields(sheet: Written | Sheet, content: Content) -> dict[str, str]:
    """A sheet as its form's fields hold it, by name: for comparing two, and for offering the other one."""
    fields = {
        "summary": sheet.summary,
        "note_to_approver": sheet.note_to_approver,
        "notes": as_sent(sheet.notes),
    }
    for c in content.criteria:
        fields[f"level-{c.id}"] = sheet.levels.get(c.id, "")
        for part in PARTS:
            fields[f"{part}-{c.id}"] = sheet.feedback.get(c.id, {}).get(part, "")
    return fields


def as_sent(notes: list[dict[str, Any]] | None) -> str:
    """Own notes as the script sends them: its JSON, letter by letter."""
    return json.dumps(notes or [], ensure_ascii=False, separators=(",", ":"))


def _notes(sent: str) -> list[dict[str, Any]]:
    """The assessor's own notes, as the script sends them; anything else is no note."""
    return [
        {"artifact": row["artifact"], "at": row["at"], "text": text[:1000], **_criterion(row)}
        for row in (sent_rows(sent) or [])[:200]
        if _is_number(row.get("artifact"))
        and _is_number(row.get("at"))
        and isinstance(text := row.get("text", ""), str)
    ]


def _criterion(row: Mapping[str, Any]) -> dict[str, str]:
    """The criterion that was marked while it was written."""
    ident = row.get("criterion")
    return {"criterion": ident[:40]} if isinstance(ident, str) and ident else {}


def _is_number(value: object) -> bool:
    """A whole number that every database and script can hold."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def reasons_from(sent: Any, content: Content) -> list[dict[str, str]]:
    """Ticked reasons of a screening: `reason` values "step|code" with a line at `line-step` ("" for the whole)."""
    found = []
    for value in sent.getlist("reason"):
        step, _bar, code = value.partition("|")
        found.append({"step": step, "code": code, "line": sent.get(f"line-{step}", "")})
    return found


def anchor_from(sent: Any, anchor: Anchor) -> dict[str, Any]:
    """What a lead typed about an anchor, as `edit_anchor` takes it. Of files that stay only their words are changed."""
    content = anchor.version.content
    levels = {c.id: sent.get(f"level-{c.id}", "") for c in content.criteria}
    return {
        "setting": sent.get("setting", ""),
        "lesson": sent.get("lesson", ""),
        "declared_ai": sent.get("declared_ai", ""),
        "minutes": whole_number(sent.get("minutes")) or 0,
        "responses": {p.id: sent.get(f"response-{p.id}", "") for p in content.prompts},
        "levels": {ident: level for ident, level in levels.items() if level in LEVELS},
        "reasons": {c.id: sent.get(f"reason-{c.id}", "") for c in content.criteria},
        "moments": {
            c.id: {
                "step": sent.get(f"step-{c.id}", ""),
                "at": anchor.moments.get(c.id, {}).get("at"),
                "words": sent.get(f"moment-{c.id}", ""),
            }
            for c in content.criteria
        },
        "files": {
            file.pk: {
                "drop": bool(sent.get(f"drop-{file.pk}")),
                "description": sent.get(f"description-{file.pk}", file.description),
                "notes": [
                    {"at": note.get("at"), "text": text}
                    for n, note in enumerate(file.notes)
                    if (text := sent.get(f"note-{file.pk}-{n}", note["text"]).strip())
                ],
            }
            for file in anchor.files.all()
        },
    }
