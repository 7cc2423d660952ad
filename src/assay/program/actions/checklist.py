"""The program's design standard: items are added and reworded, never removed (B8)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.lib.clock import now
from assay.lib.errors import BadInput
from assay.lib.locks import first_come
from assay.lib.wording import clean_line
from assay.people.models import Actor, Person
from assay.program import policy, rule_files
from assay.program.models import ChecklistItem, PastWording
from assay.record.actions import kind_of, note

MOST_LETTERS = 400


@transaction.atomic
def set_checklist(data: Mapping[str, Any] | str, *, by: Actor) -> list[ChecklistItem]:
    """Bring in the design standard from its file. Items may be added and reworded, never removed (B8)."""
    _may(by)
    checked, problems = rule_files.checklist(data)
    if problems:
        raise BadInput(_("The checklist cannot be used. %(first)s") % {"first": problems[0]})
    before = {item.code: item for item in ChecklistItem.objects.all()}
    rows = [
        ChecklistItem(
            code=item["id"],
            section=section["id"],
            section_title=section["title"],
            text=item["text"],
            required=item.get("required", True),
            order=0,
        )
        for section in checked["sections"]
        for item in section["items"]
    ]
    if gone := sorted(set(before) - {row.code for row in rows}):
        raise BadInput(
            _("An item of the standard is never removed: %(codes)s.") % {"codes": ", ".join(gone)}
        )
    for n, row in enumerate(rows, start=1):
        row.order = n
    if [_said(row) for row in rows] == [_said(row) for row in before.values()]:
        return list(before.values())
    for row in rows:
        if row.code in before and before[row.code].text != row.text:
            _keep(before[row.code], by)
    ChecklistItem.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["section", "section_title", "text", "required", "order"],
    )
    items = list(ChecklistItem.objects.all())
    note("program.checklist_set", items[0], by=by, items=len(items))
    return items


@transaction.atomic
def add_item(section_title: str, text: str, *, required: bool = True, by: Person) -> ChecklistItem:
    """One more item, at the end of its section; a section of a new title comes last. The same text again is kept.

    Raises PermissionDenied, BadInput.
    """
    _may(by)
    title, said = clean_line(section_title)[:120], _worded(text)
    if not title:
        message = _("Name the section it belongs to.")
        raise BadInput(message, fields={"section": message})
    rows = list(ChecklistItem.objects.select_for_update())
    if same := next((row for row in rows if row.text == said), None):
        return same
    inside = [row for row in rows if row.section_title == title]
    after = (inside or rows)[-1].order if rows else 0
    for row in rows:
        if row.order > after:
            row.order += 1
    number = max((int(row.code.lstrip("abcdefghijklmnopqrstuvwxyz")) for row in rows), default=0)
    with first_come(_("Someone else has just added an item. Look at theirs first.")):
        item = ChecklistItem.objects.create(
            code=f"q{number + 1:02}",
            section=inside[0].section if inside else f"s{number + 1:02}",
            section_title=title,
            text=said,
            required=required,
            order=after + 1,
        )
    ChecklistItem.objects.bulk_update(rows, ["order"])
    note("program.checklist_set", item, by=by, items=len(rows) + 1)
    return item


@transaction.atomic
def reword_item(item: ChecklistItem, text: str, *, required: bool, by: Person) -> None:
    """Say an item anew, or whether it is required; what it said before is kept. The same again changes nothing."""
    _may(by)
    said = _worded(text)
    held = ChecklistItem.objects.select_for_update().get(pk=item.pk)
    if (held.text, held.required) == (said, required):
        return
    if held.text != said:
        _keep(held, by)
    held.text, held.required = said, required
    held.save(update_fields=("text", "required"))
    note("program.checklist_set", held, by=by, items=ChecklistItem.objects.count())


def _may(by: Actor) -> None:
    if not policy.can_set_standard(by):
        raise PermissionDenied


def _keep(item: ChecklistItem, by: Actor) -> None:
    PastWording.objects.create(
        subject_kind=kind_of(item),
        subject_id=str(item.pk),
        text=item.text,
        replaced_by=by,
        replaced_at=now(),
    )


def _worded(text: str) -> str:
    said = clean_line(text)
    message = ""
    if not said:
        message = _("Say in a sentence what must be so.")
    elif len(said) > MOST_LETTERS:
        message = _("This is longer than %(n)s characters. Shorten it a little.") % {
            "n": MOST_LETTERS
        }
    if message:
        raise BadInput(message, fields={"text": message})
    return said


def _said(item: ChecklistItem) -> tuple[str, str, str, bool, int]:
    return item.code, item.section_title, item.text, item.required, item.order
