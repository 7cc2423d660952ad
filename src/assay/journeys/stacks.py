"""How far somebody is in a stack, by the stack's own rules (schema `mc-stacks/1`). Without database and Django.

Every group must be met; a group is met by all of its members or by at least n of them. Where a stack has tracks, one
track is enough: the one that is furthest along counts. A capstone comes last and is one more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`done` of `needed` badges; `left`: idents that still count; `capstone_next`: only the capstone is missing."""

    done: int
    needed: int
    left: tuple[str, ...]
    capstone: str
    capstone_next: bool
    track: str = ""

    @property
    def complete(self) -> bool:
        return self.done >= self.needed and not self.capstone_next

    @property
    def begun(self) -> bool:
        return self.done > 0


def progress(data: dict[str, Any], earned: Collection[str]) -> Progress:
    """Where a person who has earned these idents stands in a stack."""
    ways = [(track["groups"], track.get("title", "")) for track in data.get("tracks", [])]
    ways = ways or [(data.get("groups", []), "")]
    capstone = (data.get("capstone") or {}).get("id", "")
    found = [_along(groups, title, capstone, earned) for groups, title in ways]
    return max(found, key=lambda p: (p.done / p.needed if p.needed else 0, -p.needed))


def _along(
    groups: list[dict[str, Any]], title: str, capstone: str, earned: Collection[str]
) -> Progress:
    done = needed = 0
    left: list[str] = []
    for group in groups:
        members, rule = list(group["members"]), group.get("rule", {})
        wanted = (
            len(members)
            if rule.get("type", "all") == "all"
            else min(int(rule.get("n", 1)), len(members))
        )
        have = sum(ident in earned for ident in members)
        needed += wanted
        done += min(have, wanted)
        if have < wanted:
            left += [ident for ident in members if ident not in earned and ident not in left]
    capstone_next = bool(capstone) and done >= needed and capstone not in earned
    return Progress(
        done=done,
        needed=needed,
        left=tuple(left),
        capstone=capstone,
        capstone_next=capstone_next,
        track=title,
    )
