"""The design standard: items are added and reworded; what holds for every program here is never removed (B8)."""

from collections.abc import Mapping
from string import ascii_lowercase
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come
from assay.lib.wording import clean_line
from assay.people.models import Actor, Organization, Person
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
    before = {item.code: item for item in ChecklistItem.objects.of(None)}
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
    codes = [row.code for row in rows if row.code not in before]
    if taken := ChecklistItem.objects.filter(code__in=codes).values_list("code", flat=True):
        raise BadInput(
            _("A program here already has an item with this code: %(codes)s.")
            % {"codes": ", ".join(sorted(taken))}
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
    items = list(ChecklistItem.objects.of(None))
    note("program.checklist_set", items[0], by=by, items=len(items))
    return items


@transaction.atomic
def add_item(
    section_title: str,
    text: str,
    *,
    required: bool = True,
    by: Person,
    within: Organization | None = None,
) -> ChecklistItem:
    """One more item, at the end of its section; a section of a new title comes last. For every program here, or for
    drafts owned in one program or department and below it. The same text again is kept.

    Raises PermissionDenied; BadInput also for what is asked there already from above.
    """
    _may(by, within)
    title, said = clean_line(section_title)[:120], _worded(text)
    if not title:
        message = _("Name the section it belongs to.")
        raise BadInput(message, fields={"section": message})
    every = list(ChecklistItem.objects.select_for_update())
    rows = [row for row in every if row.organization_id == (within.pk if within else None)]
    if same := next((row for row in rows if row.text == said and row.ended_at is None), None):
        return same
    if within is not None:
        _refuse_asked_above(said, within)
    inside = [row for row in rows if row.section_title == title]
    after = (inside or rows)[-1].order if rows else 0
    for row in rows:
        if row.order > after:
            row.order += 1
    number = _next_number(every if within else rows, "a" if within else "")
    with first_come(_("Someone else has just added an item. Look at theirs first.")):
        item = ChecklistItem.objects.create(
            organization=within,
            code=f"{'a' if within else 'q'}{number:02}",
            section=inside[0].section if inside else f"s{number:02}",
            section_title=title,
            text=said,
            required=required,
            order=after + 1,
        )
    ChecklistItem.objects.bulk_update(rows, ["order"])
    _note("program.checklist_set", item, by)
    return item


@transaction.atomic
def reword_item(item: ChecklistItem, text: str, *, required: bool, by: Person) -> None:
    """Say an item anew, or whether it is required; what it said before is kept. The same again changes nothing.

    Raises PermissionDenied, BadInput, WrongState once it has ended.
    """
    _may(by, item.organization)
    said = _worded(text)
    held = _held(item)
    if (held.text, held.required) == (said, required):
        return
    if held.ended_at is not None:
        raise WrongState(_("This item has ended. Add a new one."))
    if held.text != said:
        _keep(held, by)
    held.text, held.required = said, required
    held.save(update_fields=("text", "required"))
    _note("program.checklist_set", held, by)


@transaction.atomic
def end_item(item: ChecklistItem, *, by: Person) -> None:
    """Ask no draft for it from now on; what was answered and excepted stays on record. Only what a program or
    department added ends: never what holds for every program here (B8).

    Raises PermissionDenied, WrongState for an item of every program and the second time.
    """
    _may(by, item.organization)
    held = _held(item)
    if held.organization is None:
        raise WrongState(_("An item for every program here is never removed."))
    if held.ended_at is not None:
        raise WrongState(_("This item has already ended."))
    held.ended_at = now()
    held.save(update_fields=("ended_at",))
    _note("program.item_ended", held, by)


def _held(item: ChecklistItem) -> ChecklistItem:
    """The row as it is now, held until commit."""
    rows = ChecklistItem.objects.select_for_update(of=("self",)).select_related("organization")
    return rows.get(pk=item.pk)


def _refuse_asked_above(said: str, within: Organization) -> None:
    asked = ChecklistItem.objects.holding_for(within).filter(text=said).first()
    if asked is not None:
        message = _("This is already asked there: item %(code)s.") % {"code": asked.code}
        raise BadInput(message, fields={"text": message})


def _next_number(rows: list[ChecklistItem], prefix: str) -> int:
    """One more than the highest number among codes that begin so ("q21" has 21)."""
    codes = [row.code for row in rows if row.code.startswith(prefix)]
    return max((int(code.lstrip(ascii_lowercase)) for code in codes), default=0) + 1


def _note(verb: str, item: ChecklistItem, by: Actor) -> None:
    rows = ChecklistItem.objects.of(item.organization).filter(ended_at=None)
    place = {} if item.organization_id is None else {"organization": item.organization_id}
    note(verb, item, by=by, items=rows.count(), **place)


def _may(by: Actor, within: Organization | None = None) -> None:
    if not policy.can_set_standard(by, within):
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
