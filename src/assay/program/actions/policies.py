"""Policies change from a day on, and nothing of what was in force is lost."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come
from assay.lib.wording import clean, clean_line
from assay.people.models import Actor, Person
from assay.program import policy, rule_files
from assay.program.models import Policy
from assay.program.policy_fields import default_of, figure_of, out_of_bounds
from assay.program.timeline import at, timeline, whole
from assay.record.actions import note

#: A day further away than this is a year mistyped.
FARTHEST = timedelta(days=5 * 366)
MOST_LETTERS = 1000  # of a reason


@transaction.atomic
def set_policy(
    kind: str, data: Mapping[str, Any], *, by: Actor, effective_from: date | None = None
) -> Policy:
    """Put one group of rules in force from a day (today). The same rules again change nothing.

    Raises PermissionDenied, also for whoever speaks without the committee where it decides, and BadInput.
    """
    if not policy.can_set_policy(by, kind):
        raise PermissionDenied
    values = rule_files.policy(kind, data)
    _refuse_faults(kind, values)
    day = effective_from or today()
    if by is not None:
        _refuse_day(day)
    last = Policy.objects.select_for_update().filter(kind=kind).order_by("-number").first()
    if last and last.data == values:
        return last
    with first_come(_("Someone else has just set these rules. Look at theirs first.")):
        row = Policy.objects.create(
            kind=kind,
            number=last.number + 1 if last else 1,
            data=values,
            effective_from=day,
            set_by=by,
            set_at=now(),
        )
    note("program.policy_set", row, by=by, kind=kind, number=row.number)
    return row


@transaction.atomic
def change_policy(
    kind: str,
    name: str,
    value: Any,
    *,
    by: Person,
    effective_from: date | None = None,
    reason: str = "",
    decision: str = "",
    seen: int | None = None,
) -> Policy | None:
    """Change one figure from a day (today) on; None where it has that value then. What is to begin later keeps its own
    change and takes this one along.

    `seen`: the newest version its author had before them; `decision`: of the committee, where it decides. Raises
    PermissionDenied, BadInput, and WrongState where somebody else changed this figure meanwhile.
    """
    if not policy.can_set_policy(by, kind):
        raise PermissionDenied
    day, said = effective_from or today(), clean(reason).strip()[:MOST_LETTERS]
    value = list(value) if isinstance(value, tuple) else value
    _refuse_value(kind, name, value)
    _refuse_day(day)
    if not said:
        message = _("Say why. Everyone who reads the rules reads this.")
        raise BadInput(message, fields={"reason": message})
    decided = clean_line(decision)[:200] if policy.committee_decides(kind) else ""
    if policy.committee_decides(kind) and not decided:
        message = _("Say when and how the committee decided this.")
        raise BadInput(message, fields={"decision": message})
    rows = list(Policy.objects.select_for_update().filter(kind=kind).order_by("number"))
    default = default_of(kind, name)
    _refuse_meanwhile(rows, name, default, seen)
    before = at(timeline(rows, name, default), day).value
    if before == (tuple(value) if isinstance(value, list) else value):
        return None
    number = rows[-1].number if rows else 0
    words = {"reason": said, "decision": decided}
    with first_come(_("Someone else has just set these rules. Look at theirs first.")):
        data = whole(rows, day) | {name: value}
        _refuse_faults(kind, data)
        row = _put(kind, number + 1, data, day, by=by, **words)
        for n, later in enumerate(_carrying(rows, name, default, day), start=2):
            _refuse_faults(kind, later.data | {name: value})
            _put(kind, number + n, later.data | {name: value}, later.effective_from, by=by, **words)
    note("program.policy_set", row, by=by, kind=kind, number=row.number)
    return row


def _carrying(rows: list[Policy], name: str, default: Any, day: date) -> list[Policy]:
    """What is in force from later days on, up to the next change of this figure itself."""
    entries = timeline(rows, name, default)
    changes = [entry.since for entry in entries if entry.since and entry.since > day]
    until = min(changes, default=date.max)
    days = sorted({row.effective_from for row in rows if day < row.effective_from < until})
    return [max((r for r in rows if r.effective_from == on), key=lambda r: r.number) for on in days]


def _put(kind: str, number: int, data: Mapping[str, Any], day: date, **words: Any) -> Policy:
    by = words.pop("by")
    return Policy.objects.create(
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


def _refuse_value(kind: str, name: str, value: Any) -> None:
    if figure_of(kind, name) is None:
        raise BadInput(_("There is no such rule."), fields={"value": _("There is no such rule.")})
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
    then = timeline([row for row in rows if row.number <= seen], name, default)
    if [(e.since, e.value) for e in then] != [
        (e.since, e.value) for e in timeline(rows, name, default)
    ]:
        raise WrongState(
            _("Someone else has just changed this. Look at theirs first, then send yours again.")
        )
