"""Policies change from a day on, and nothing of what was in force is lost."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come
from assay.lib.wording import clean, clean_line
from assay.people.models import Actor, Organization, Person
from assay.program import policy, rule_files
from assay.program.models import Policy
from assay.program.policy_fields import (
    default_of,
    figure_of,
    is_set_by_programs,
    out_of_bounds,
)
from assay.program.timeline import INHERITED, Entry, at, timeline, whole
from assay.record.actions import note

#: A day further away than this is a year mistyped.
FARTHEST = timedelta(days=5 * 366)
MOST_LETTERS = 1000  # of a reason


@transaction.atomic
def set_policy(
    kind: str,
    data: Mapping[str, Any],
    *,
    by: Actor,
    within: Organization | None = None,
    effective_from: date | None = None,
) -> Policy:
    """Put one group of rules in force from a day (today): for every program here, or all that one program sets itself.
    The same rules again change nothing.

    Raises PermissionDenied, also for whoever speaks without the committee where it decides, and BadInput.
    """
    if not policy.can_set_policy(by, kind, within):
        raise PermissionDenied
    values = rule_files.policy(kind, data)
    _refuse_faults(kind, values)
    _refuse_common(kind, values, within)
    day = effective_from or today()
    if by is not None:
        _refuse_day(day)
    last = _held(kind, within).last()
    if last and last.data == values:
        return last
    with first_come(_("Someone else has just set these rules. Look at theirs first.")):
        row = _put(kind, last.number + 1 if last else 1, values, day, within, by=by)
    _note(row, by)
    return row


@transaction.atomic
def change_policy(
    kind: str,
    name: str,
    value: Any,
    *,
    by: Person,
    within: Organization | None = None,
    effective_from: date | None = None,
    reason: str = "",
    decision: str = "",
    seen: int | None = None,
) -> Policy | None:
    """Change one figure from a day (today) on; None where it has that value then. What is to begin later keeps its own
    change and takes this one along.

    `within`: the program that sets it for itself; None changes it for every program here. `value` INHERITED ends a
    program's own. `seen`: the newest version its author had before them; `decision`: of the committee, where it
    decides. Raises PermissionDenied, BadInput, and WrongState where somebody else changed this figure meanwhile.
    """
    if not policy.can_set_policy(by, kind, within):
        raise PermissionDenied
    day, said = effective_from or today(), clean(reason).strip()[:MOST_LETTERS]
    value = list(value) if isinstance(value, tuple) else value
    _refuse_value(kind, name, value, within)
    _refuse_day(day)
    if not said:
        message = _("Say why. Everyone who reads the rules reads this.")
        raise BadInput(message, fields={"reason": message})
    decides = policy.committee_decides(kind, within)
    decided = clean_line(decision)[:200] if decides else ""
    if decides and not decided:
        message = _("Say when and how the committee decided this.")
        raise BadInput(message, fields={"decision": message})
    rows = list(_held(kind, within))
    default = default_of(kind, name) if within is None else INHERITED
    _refuse_meanwhile(rows, name, default, seen)
    before = at(_timeline(rows, name, default), day).value
    if before == (tuple(value) if isinstance(value, list) else value):
        return None
    number = rows[-1].number if rows else 0
    words = {"reason": said, "decision": decided}
    with first_come(_("Someone else has just set these rules. Look at theirs first.")):
        data = _with(whole(rows, day), name, value)
        _refuse_faults(kind, data)
        row = _put(kind, number + 1, data, day, within, by=by, **words)
        for n, later in enumerate(_carrying(rows, name, default, day), start=2):
            data = _with(later.data, name, value)
            _refuse_faults(kind, data)
            _put(kind, number + n, data, later.effective_from, within, by=by, **words)
    _note(row, by)
    return row


def _held(kind: str, within: Organization | None) -> QuerySet[Policy]:
    """The versions that one organization set, the first first, held until the change is made."""
    rows = Policy.objects.of(within).select_for_update(of=("self",))
    return rows.filter(kind=kind).order_by("number")


def _with(data: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """The same with one figure changed, or without it."""
    if value is INHERITED:
        return {key: kept for key, kept in data.items() if key != name}
    return {**data, name: value}


def _note(row: Policy, by: Actor) -> None:
    own = {} if row.organization_id is None else {"organization": row.organization_id}
    note("program.policy_set", row, by=by, kind=row.kind, number=row.number, **own)


def _timeline(rows: list[Policy], name: str, default: Any) -> list[Entry]:
    """Of one organization's own versions."""
    return timeline(
        rows, name, default, [row.organization_id for row in rows[:1] if row.organization_id]
    )


def _carrying(rows: list[Policy], name: str, default: Any, day: date) -> list[Policy]:
    """What is in force from later days on, up to the next change of this figure itself."""
    entries = _timeline(rows, name, default)
    changes = [entry.since for entry in entries if entry.since and entry.since > day]
    until = min(changes, default=date.max)
    days = sorted({row.effective_from for row in rows if day < row.effective_from < until})
    return [max((r for r in rows if r.effective_from == on), key=lambda r: r.number) for on in days]


def _put(
    kind: str,
    number: int,
    data: Mapping[str, Any],
    day: date,
    within: Organization | None,
    *,
    by: Actor,
    **words: str,
) -> Policy:
    return Policy.objects.create(
        organization=within,
        kind=kind,
        number=number,
        data=data,
        effective_from=day,
        set_by=by,
        set_at=now(),
        **words,
    )


def _refuse_faults(kind: str, values: Mapping[str, Any]) -> None:
    if found := rule_files.faults(kind, values):
        raise BadInput(
            _("These rules cannot be used: %(fields)s.") % {"fields": ", ".join(found)},
            fields=found,
        )


def _refuse_common(kind: str, values: Mapping[str, Any], within: Organization | None) -> None:
    """A program sets for itself only what programs may set."""
    if within is None:
        return
    if found := [name for name in values if not is_set_by_programs(kind, name)]:
        message = _("This is the same for every program here.")
        raise BadInput(message, fields=dict.fromkeys(found, message))


def _refuse_value(kind: str, name: str, value: Any, within: Organization | None) -> None:
    if figure_of(kind, name) is None:
        raise BadInput(_("There is no such rule."), fields={"value": _("There is no such rule.")})
    if within is not None and not is_set_by_programs(kind, name):
        message = _("This is the same for every program here.")
        raise BadInput(message, fields={"value": message})
    if value is INHERITED and within is not None:
        return
    wrong = rule_files.faults(kind, {name: value}).get(name) or out_of_bounds(kind, name, value)
    if wrong:
        raise BadInput(wrong, fields={"value": wrong})


def _refuse_day(day: date) -> None:
    message = ""
    if day < today():
        message = _("This day is over. Choose today or a later one: no rule changes for the past.")
    elif day > today() + FARTHEST:
        message = _("Choose a day within the next five years.")
    if message:
        raise BadInput(message, fields={"effective_from": message})


def _refuse_meanwhile(rows: list[Policy], name: str, default: Any, seen: int | None) -> None:
    if seen is None:
        return
    then = _timeline([row for row in rows if row.number <= seen], name, default)
    if [(e.since, e.value) for e in then] != [
        (e.since, e.value) for e in _timeline(rows, name, default)
    ]:
        raise WrongState(
            _("Someone else has just changed this. Look at theirs first, then send yours again.")
        )
