"""What waits for those who work here, as their home page shows it: in order, in words. Without database."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.lib.counts import Counted
from assay.people.models import Person, Role, role_word
from assay.program.calendar import Period, business_days_between
from assay.ui import words
from assay.ui.nav import Desk
from assay.ui.work import Waiting

#: Roles that open no page yet (a test holds them against the desks).
OPENING_NOTHING = (Role.STATE_VIEWER,)


def unopened_roles(person: Person) -> str:
    """The roles of this person that open nothing yet, in words: "Coach, Principal"; or ""."""
    held = {membership.role for membership in person.awake_memberships}
    return ", ".join(role_word(role) for role in OPENING_NOTHING if role in held)


def _is_late(row: Waiting, day: date) -> bool:
    return row.first is not None and row.first.due is not None and row.first.due < day


def some_late(waiting: Iterable[Waiting], day: date) -> bool:
    """True if a day has been missed: only then must one know which days are closed."""
    return any(_is_late(row, day) for row in waiting)


def in_order(waiting: Iterable[Waiting], day: date) -> list[Waiting]:
    """The most pressing first: late before due, own before what is to be seen to or taken; kinds without work last."""

    def urgency(row: Waiting) -> tuple[bool, bool, bool, date, int]:
        own, due = row.kind.own, row.first.due if row.first and row.first.due else date.max
        late = own and due < day
        return row.first is None, not late, not own, due if own else date.max, row.kind.order

    return sorted(waiting, key=urgency)


def most_pressing(waiting: Iterable[Waiting], day: date) -> Waiting | None:
    """The kind whose first piece is the one thing to do next."""
    open_ = (row for row in in_order(waiting, day) if row.call is not None and row.kind.waits)
    return next(open_, None)


def summary(waiting: Sequence[Waiting], day: date) -> str:
    """One sentence of what waits, and one of what is late."""
    open_ = [row for row in waiting if row.count and row.kind.waits]
    if not open_:
        return _("You have nothing to do.")
    said = ngettext(
        "1 kind of work is waiting.", "%(n)s kinds of work are waiting.", len(open_)
    ) % {"n": len(open_)}
    late = sum(_is_late(row, day) for row in open_)
    if late:
        said += " " + ngettext(
            "In one of them something is past its date.",
            "In %(n)s of them something is past its date.",
            late,
        ) % {"n": late}
    return said


def chips(desks: Sequence[Desk], waiting: Iterable[Waiting]) -> list[dict[str, Any]]:
    """Each desk with how many pieces there are to be done by this person; None where the desk counts nothing."""
    counts: dict[str, int] = {}
    for row in waiting:
        if row.kind.own:
            counts[row.kind.desk] = counts.get(row.kind.desk, 0) + row.count
    return [
        {
            "label": desk.label,
            "url": desk.url,
            "count": Counted(counts[desk.name]) if desk.name in counts else None,
        }
        for desk in desks
    ]


def row_of(row: Waiting, day: date, closed: Sequence[Period]) -> dict[str, Any]:
    """A kind as the table and the card show it: all its words, since they are few and said again and again."""
    first, late = row.first, _is_late(row, day)
    return {
        "kind": row.kind,
        "count": row.count,
        "first": first,
        "call": row.call,
        "is_late": late,
        "is_today": first is not None and first.due == day,
        "up": _up(row),
        "when": _when(row, day, closed),
        "promised": _("promised for %(due)s") % {"due": words.day(first.due)}
        if first is not None and late
        else "",
    }


def _up(row: Waiting) -> str:
    """The first piece, and where its promised day stands beside it, since when it has been here."""
    first = row.first
    if first is None:
        return _("None now")
    if first.since and first.due:
        said = {"name": first.name, "since": words.short_day(first.since)}
        return _("%(name)s, since %(since)s") % said
    return first.name or (row.call.heading if row.call else "")


def _when(row: Waiting, day: date, closed: Sequence[Period]) -> str:
    """By when the first piece is promised; where nothing is promised, since when it waits."""
    first = row.first
    if first is None or (first.due is None and first.since is None):
        return ""
    if first.due is None:
        since = words.short_day(first.since)
        return _("Since %(since)s") % {"since": since} if row.kind.waits else since
    if first.due < day:
        return _late_words(business_days_between(first.due, day, closed))
    return _("Today") if first.due == day else _("By %(due)s") % {"due": words.day(first.due)}


def _late_words(days: int) -> str:
    if not days:  # a day that nobody works lies between
        return _("Past its date")
    return ngettext("%(n)s business day late", "%(n)s business days late", days) % {"n": days}
