"""Which competencies come first: what a program calls essential, after what it builds on. Without database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

#: From the most to the least; what is not ranked is told of only where something ranked builds on it.
STANDINGS = ("essential", "important", "useful")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """What was decided of a competency: how essential, and how much else gets better with it (3 most, 1 least)."""

    competency: int
    standing: str  # of STANDINGS
    leverage: int
    name: str = ""  # ends a tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Where a competency stands in the order.

    `standing` is at least that of whatever builds on it; `lifted_by` is the competency that raised it, or None.
    """

    competency: int
    standing: str
    lifted_by: int | None
    own: Rated | None


class Circle(ValueError):
    """Two competencies build on each other, over others or not: nobody could begin."""


def in_order(rated: Iterable[Rated], builds_on: Iterable[tuple[int, int]]) -> list[Ranked]:
    """The most essential first, and nothing before what it builds on. `builds_on`: (competency, what it builds on).

    Whatever an essential competency builds on is essential, too, whether somebody said so or not. Among equals the one
    with more leverage stands first, then by name, so the order hangs on nothing else. Raises Circle.
    """
    own = {one.competency: one for one in rated}
    below: dict[int, set[int]] = defaultdict(set)
    above: dict[int, set[int]] = defaultdict(set)
    for competency, foundation in builds_on:
        below[competency].add(foundation)
        above[foundation].add(competency)
    places, lifted = _lifted(own, below)
    levers = _levers(own, below, places)

    def key(competency: int) -> tuple[int, int, str, int]:
        said = own.get(competency)
        name = said.name if said else ""
        return places[competency], -levers[competency], name, competency

    waits_for = {one: len([f for f in below[one] if f in places]) for one in places}
    ready = [key(one) for one, many in waits_for.items() if not many]
    heapify(ready)
    found: list[Ranked] = []
    while ready:
        place, _lever, _name, one = heappop(ready)
        found.append(
            Ranked(
                competency=one,
                standing=STANDINGS[place],
                lifted_by=lifted.get(one),
                own=own.get(one),
            )
        )
        for later in above[one]:
            if later in waits_for:
                waits_for[later] -= 1
                if not waits_for[later]:
                    heappush(ready, key(later))
    if len(found) < len(places):
        raise Circle
    return found


def has_circle(builds_on: Iterable[tuple[int, int]]) -> bool:
    """Whether somebody who begins at the foundations would never come to some of them."""
    pairs = list(builds_on)
    everything = {one for pair in pairs for one in pair}
    try:
        in_order(
            (Rated(competency=one, standing="useful", leverage=1) for one in everything), pairs
        )
    except Circle:
        return True
    return False


def _lifted(
    own: dict[int, Rated], below: dict[int, set[int]]
) -> tuple[dict[int, int], dict[int, int]]:
    """(competency -> its place among STANDINGS, competency -> what raised it there)."""
    places = {one: STANDINGS.index(said.standing) for one, said in own.items()}
    lifted: dict[int, int] = {}
    for one in sorted(own, key=lambda one: (places[one], own[one].name, one)):
        to_look_at, place = [(one, f) for f in sorted(below[one])], places[one]
        while to_look_at:
            by, foundation = to_look_at.pop()
            if places.get(foundation, len(STANDINGS)) > place:
                places[foundation], lifted[foundation] = place, by
                to_look_at += [(foundation, f) for f in sorted(below[foundation])]
    return places, lifted


def _levers(
    own: dict[int, Rated], below: dict[int, set[int]], places: dict[int, int]
) -> dict[int, int]:
    """A foundation is as much of a lever as the most of what builds on it, so that it keeps nothing waiting."""
    levers = {one: own[one].leverage if one in own else 0 for one in places}
    for one in sorted(own, key=lambda one: -own[one].leverage):
        to_look_at = [one]
        while to_look_at:
            for foundation in below[to_look_at.pop()]:
                if levers.get(foundation, 99) < own[one].leverage:
                    levers[foundation] = own[one].leverage
                    to_look_at.append(foundation)
    return levers
