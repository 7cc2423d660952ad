"""How far somebody is in a stack, by the stack's own rules (schema `mc-stacks/1`). Without database and Django.

* Every group must be met: by all of its members, or by at least n of them.
* Where there are tracks, one is enough: the one that is complete, else the one furthest along.
* A window in months: badges count that were earned within one such span; the span with most of them counts.
* `accepts_versions`: any version in force, or only the one that is current.
* An enforced order: a badge counts if it was earned on or after the day on which what stands before it was met. Groups
  stand in their order; within a group of all, members stand in the order of the sequence, else as they are listed.
* A capstone is one more, judged on its own; it belongs to no span.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """A badge in force: of which micro-credential, since when, and whether its version is the current one."""

    ident: str
    on: date
    current: bool = True
    key: str = ""  # the caller's name of it
    equated: bool = False  # it counts as this one by a decision; its own is another


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupProgress:
    """`done` of `needed` of one group; `left`: idents of which the rest may be earned, none once it is met."""

    title: str
    needed: int
    done: int
    left: tuple[str, ...]
    counted: tuple[Earned, ...]
    every: bool  # whether it asks for all of its members

    @property
    def met(self) -> bool:
        return self.done >= self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`done` of `needed` badges; `left`: idents that still count; `capstone_next`: only the capstone is missing.

    `until`: the last day on which the rest may be earned so that what counts now still does. `outside`: idents of
    badges that do not count, each with the reason: "window", "version" or "order".
    """

    done: int
    needed: int
    left: tuple[str, ...]
    capstone: str = ""
    capstone_next: bool = False
    track: str = ""
    track_id: str = ""
    groups: tuple[GroupProgress, ...] = ()
    counted: tuple[Earned, ...] = ()
    until: date | None = None
    outside: tuple[tuple[str, str], ...] = ()

    @property
    def complete(self) -> bool:
        return self.done >= self.needed and not self.capstone_next

    @property
    def begun(self) -> bool:
        return self.done > 0

    @property
    def idents(self) -> frozenset[str]:
        """Of what counts."""
        return frozenset(one.ident for one in self.counted)

    def __lt__(self, other: "Progress") -> bool:
        return self._rank() < other._rank()

    def _rank(self) -> tuple[bool, float, int, date]:
        share = self.done / self.needed if self.needed else 0.0
        return self.complete, share, -self.needed, self.until or date.max


def progress(data: Mapping[str, Any], earned: Iterable[Earned], today: date) -> Progress:
    """Where a person who holds these badges stands in a stack: in the track that is furthest along."""
    found = by_track(data, earned, today)
    best = found[0]
    for one in found[1:]:  # of two that are as far, the one that is listed first
        best = one if best < one else best
    return best


def by_track(
    data: Mapping[str, Any], earned: Iterable[Earned], today: date
) -> tuple[Progress, ...]:
    """The same for each track; one without a name where there are none."""
    held = _each_once(data, earned)
    return tuple(_in_best_span(data, track, held, today) for track in tracks_of(data))


def _each_once(data: Mapping[str, Any], earned: Iterable[Earned]) -> tuple[Earned, ...]:
    """No badge counts twice: as itself where the stack names it, else as the first that it is equated with."""
    named = {*members_of(data), str((data.get("capstone") or {}).get("id", ""))}
    held = list(earned)
    taken = {one.key for one in held if not one.equated and one.ident in named}
    found = []
    for one in held:
        if one.equated and (one.ident not in named or one.key in taken):
            continue
        if one.equated:
            taken.add(one.key)
        found.append(one)
    return tuple(found)


def tracks_of(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A stack's tracks; one without id and title where it has only groups."""
    return list(data.get("tracks") or ()) or [
        {"id": "", "title": "", "groups": data.get("groups", [])}
    ]


def members_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Idents of all members of all tracks, in their order, each once."""
    found = (m for t in tracks_of(data) for g in t["groups"] for m in g["members"])
    return tuple(dict.fromkeys(found))


def least(data: Mapping[str, Any]) -> int:
    """The fewest badges that complete it, without the capstone; one that is in two groups counts in both."""
    return min(sum(wanted(group) for group in t["groups"]) for t in tracks_of(data))


def _in_best_span(
    data: Mapping[str, Any], track: Mapping[str, Any], held: Sequence[Earned], today: date
) -> Progress:
    named = {m for group in track["groups"] for m in group["members"]}
    mine = sorted((e for e in held if e.ident in named), key=lambda e: (e.on, e.ident, e.key))
    current_only = data.get("accepts_versions") == "current_only"
    valid = [e for e in mine if e.current or not current_only]
    months = data.get("window_months")
    best: Progress | None = None
    for first, last in _spans(valid, months):
        found = _along(data, track, [e for e in valid if first <= e.on <= last])
        found = replace(found, until=last if months and found.done else None)
        open_still = last >= today or found.done >= found.needed
        if open_still and (best is None or not found < best):
            best = found
    best = best or _along(data, track, [])
    return _with_capstone(data, _with_outside(best, mine, valid), held)


def _spans(valid: Sequence[Earned], months: int | None) -> list[tuple[date, date]]:
    """From each badge on, for so many months; all of time without a limit."""
    if not months:
        return [(date.min, date.max)]
    return [(day, months_after(day, months)) for day in sorted({e.on for e in valid})]


def _with_outside(best: Progress, mine: Sequence[Earned], valid: Sequence[Earned]) -> Progress:
    """Add what was earned and does not count; in a group that is met nobody misses it."""
    known = dict(best.outside)
    fits, missed = {e.ident for e in valid}, set(best.left)
    for ident in {e.ident for e in mine} & missed:
        known.setdefault(ident, "window" if ident in fits else "version")
    return replace(best, outside=tuple(sorted(known.items())))


def _with_capstone(data: Mapping[str, Any], found: Progress, held: Sequence[Earned]) -> Progress:
    ident = str((data.get("capstone") or {}).get("id", ""))
    passed = tuple(e for e in held if e.ident == ident)[:1]
    return replace(
        found,
        capstone=ident,
        capstone_next=bool(ident) and found.done >= found.needed and not passed,
        counted=(*found.counted, *passed),
    )


def _along(data: Mapping[str, Any], track: Mapping[str, Any], held: Sequence[Earned]) -> Progress:
    """Group by group, with what was earned within one span."""
    enforced = data.get("order") == "enforced"
    place = {ident: n for n, ident in enumerate(data.get("suggested_sequence") or ())}
    groups: list[GroupProgress] = []
    late: set[str] = set()
    after: date | None = date.min  # when what stands before was met; None once something is missing
    for group in track["groups"]:
        members = list(group["members"])
        if enforced:
            members.sort(key=lambda ident: place.get(ident, len(place)))
        one_by_one = enforced and is_all(group)
        counted, after = _counted(members, held, after, wanted(group), one_by_one)
        if not enforced:
            after = date.min
        found = _of_group(group, counted)
        late |= {e.ident for e in held} & set(found.left)
        groups.append(found)
    return Progress(
        done=sum(group.done for group in groups),
        needed=sum(group.needed for group in groups),
        left=tuple(dict.fromkeys(ident for group in groups for ident in group.left)),
        track=str(track.get("title", "")),
        track_id=str(track.get("id", "")),
        groups=tuple(groups),
        counted=tuple(dict.fromkeys(one for group in groups for one in group.counted)),
        outside=tuple((ident, "order") for ident in sorted(late)),
    )


def _counted(
    members: Sequence[str],
    held: Sequence[Earned],
    after: date | None,
    wanted: int,
    one_by_one: bool,
) -> tuple[list[Earned], date | None]:
    """Which badges count that were earned on or after a day, and when there were enough of them."""
    found: list[Earned] = []
    since = after
    for ident in members:
        hit = next(
            (e for e in held if e.ident == ident and since is not None and e.on >= since), None
        )
        if hit is not None:
            found.append(hit)
        if one_by_one:
            since = hit.on if hit is not None else None
    days = sorted(e.on for e in found)
    met = len(found) >= wanted
    return found, (max(after, days[wanted - 1]) if met and after is not None else None)


def _of_group(group: Mapping[str, Any], counted: Sequence[Earned]) -> GroupProgress:
    needed, have = wanted(group), {e.ident for e in counted}
    met = len(have) >= needed
    return GroupProgress(
        title=str(group.get("title", "")),
        needed=needed,
        done=min(len(have), needed),
        left=() if met else tuple(m for m in group["members"] if m not in have),
        counted=tuple(counted),
        every=is_all(group),
    )


def is_all(group: Mapping[str, Any]) -> bool:
    """Whether a group asks for all of its members."""
    return str(group.get("rule", {}).get("type", "all")) == "all"


def wanted(group: Mapping[str, Any]) -> int:
    """How many members a group asks for."""
    members = len(group["members"])
    return members if is_all(group) else min(int(group["rule"].get("n", 1)), members)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of its month where that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = min(day.year + years, date.max.year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
