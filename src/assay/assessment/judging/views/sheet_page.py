"""The page of a sheet, whatever it is about: a submission on a lease, or an anchor."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.assessment.judging import outcomes
from assay.assessment.judging.attempts import EarlierAttempt
from assay.assessment.judging.forms import Sheet, Written, as_sent, in_fields
from assay.assessment.models import LateSheet, Reopening, SharedComment, Stem
from assay.catalog.content.nouns import Content
from assay.catalog.models import Version
from assay.lib.errors import Refusal
from assay.lib.levels import LEVELS
from assay.lib.prepared import prepared
from assay.people.models import Person

Bank = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a sheet is about, and where its page sends what is written.

    `kept_as`: the name of the copy on this device; `back`: how a sentence that is kept finds back to this page.
    """

    public_id: str
    version: Version
    save_url: str
    hand_over_url: str
    kept_as: str
    back: str
    carried: dict[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()  # the criteria asked, where it is a part; none: all
    attempt: int = 1
    language: str = ""  # of its evidence, in words, where that is not the version's
    earlier: EarlierAttempt | None = None  # what is read beside it, on a later attempt
    reopening_url: str = ""  # where a kept criterion may be asked again
    reopenings: dict[str, Reopening] = field(default_factory=dict)
    is_released: bool = True  # an approver will read it
    heading: str = ""  # of an anchor, in place of its number
    setting: str = ""

    @property
    def content(self) -> Content:
        return self.version.content


def sheet_context(
    subject: Subject,
    stored: Written,
    typed: Sheet,
    *,
    by: Person,
    may_write: bool,
    refusal: Refusal | None = None,
    stale: bool = False,
) -> dict[str, Any]:
    """What the sheet's template asks for, but for evidence and the lease. `typed` wins over `stored`."""
    content, carried = subject.content, subject.carried
    part = [c for c in content.criteria if c.id in subject.only]
    found = outcomes.outcome_of(content, typed.levels, carried)
    scored = sum(c.id in typed.levels for c in part)
    verdict, because = outcomes.verdict(found), outcomes.explain(content, found, carried)
    if part:
        verdict, because = outcomes.part_in_words(scored, len(part))
    own_notes = stored.notes if typed.notes is None else typed.notes  # without script none are sent
    return {
        "subject": subject,
        "version": subject.version,
        "sheet": typed,
        "stale": stale,
        "refusal": refusal,
        "rows": _rows(subject, typed, refusal, _bank_of(subject.version) if may_write else {}),
        "found": found,
        "verdict": verdict,
        "because": because,
        "facts": outcomes.facts_of_part(part) if part else outcomes.facts(content, carried),
        "may_write": may_write,
        "saved_at": stored.saved_at,
        "own_stems": _kept_by(by),
        "own_notes": own_notes,
        "notes_as_sent": as_sent(own_notes),
        "newer": _newer(stored, typed, content) if stale else {},
        "levels": LEVELS,
    }


def written_late(rows: Iterable[LateSheet], content: Content) -> list[dict[str, Any]]:
    """Each late sheet with its words by criterion, as `late.html` shows them."""
    titles = {c.id: c.title for c in content.criteria}
    return [
        {
            "row": row,
            "rows": [
                {
                    "title": title,
                    "level": row.levels.get(ident, ""),
                    "said": row.feedback.get(ident, {}),
                }
                for ident, title in titles.items()
                if row.levels.get(ident) or any(row.feedback.get(ident, {}).values())
            ],
        }
        for row in rows
    ]


def _newer(stored_sheet: Written, typed: Sheet, content: Content) -> dict[str, Any]:
    """Another tab's save: its fields for the script, and those that differ with their labels, to be read."""
    stored, mine = in_fields(stored_sheet, content), in_fields(typed, content)
    labels = {
        "summary": _("In a few words, for the top of the letter"),
        "note_to_approver": _("Private note to the approver"),
    }
    for c in content.criteria:
        labels[f"level-{c.id}"] = c.title
        labels[f"strength-{c.id}"] = f"{c.title}: {_('What the evidence shows')}"
        labels[f"next-{c.id}"] = f"{c.title}: {_('What to do next')}"
    rows = [
        {"label": label, "text": stored[name], "is_level": name.startswith("level-")}
        for name, label in labels.items()
        if stored[name].strip() != mine[name].strip()
    ]
    return {"fields": json.dumps(stored, ensure_ascii=False), "rows": rows}


def _rows(
    subject: Subject, typed: Sheet, refusal: Refusal | None, bank: dict[str, Bank]
) -> list[dict[str, Any]]:
    """One row per criterion; the first that has no level, or the first at fault, is open."""
    fields, carried = refusal.fields if refusal else {}, subject.carried
    rows = [
        {
            "criterion": c,
            "n": n,
            "level": carried.get(c.id) or typed.levels.get(c.id, ""),
            "kept": c.id in carried,
            "said": typed.feedback.get(c.id, {}),
            "level_error": fields.get(f"level-{c.id}", ""),
            "next_error": fields.get(f"next-{c.id}", ""),
            "bank": bank.get(c.id, ()),
            "earlier": subject.earlier.said_of(c.id) if subject.earlier else None,
            "again": _again(subject, c.id, fields) if subject.reopening_url else None,
        }
        for n, c in enumerate(subject.content.criteria, 1)
        if not subject.only or c.id in subject.only
    ]
    first = next((r for r in rows if r["level_error"] or r["next_error"]), None)
    first = first or next((r for r in rows if not r["level"]), rows[0] if rows else None)
    for row in rows:
        row["open"] = row is first
    return rows


def _again(subject: Subject, ident: str, fields: Mapping[str, str]) -> dict[str, Any] | None:
    """How it stands with asking a kept criterion again; None where nothing was kept."""
    row = subject.reopenings.get(ident)
    if row is None and ident not in subject.carried:
        return None
    error = fields.get(f"reopen-{ident}", "")
    return {"url": subject.reopening_url, "ident": ident, "row": row, "error": error}


def _bank_of(version: Version) -> dict[str, Bank]:
    """Criterion id -> the sentences that its assessors share, as (level, text). One query."""
    found: dict[str, Bank] = {}
    for criterion, level, text in _shared(version.micro_credential_id, version.major):
        found[criterion] = (*found.get(criterion, ()), (level, text))
    return found


@prepared
def _shared(micro_credential: int, major: str) -> QuerySet[SharedComment, tuple[str, str, str]]:
    rows = SharedComment.objects.all().of(micro_credential, major).in_use()
    return rows.order_by("criterion", "level", "text").values_list("criterion", "level", "text")


@prepared
def _kept_by(person: Person) -> QuerySet[Stem]:
    return Stem.objects.filter(person=person)
