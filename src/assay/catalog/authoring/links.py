"""The addresses of a draft beside it: which answer, which are gone, which were not reached, and when."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from assay.catalog.authoring.places import address
from assay.catalog.content.links import links_of
from assay.catalog.models import CheckedLink, LinkState, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An address that does not answer: what became of it, when, and where in the editor it is written."""

    url: str
    state: LinkState
    checked_at: datetime | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    alive: int
    waiting: int
    amiss: list[Line]  # gone first


def links_beside(version: Version) -> Links | None:
    """None where it names no address. One query."""
    places = links_of(version.data)
    if not places:
        return None
    rows = {row.url: row for row in CheckedLink.objects.of(list(places))}
    states = {
        url: LinkState(rows[url].state) if url in rows else LinkState.WAITING for url in places
    }
    counts = Counter(states.values())
    amiss = [
        Line(
            url=url,
            state=state,
            checked_at=rows[url].checked_at,
            place=address(version.pk, places[url]),
        )
        for url, state in states.items()
        if state in (LinkState.GONE, LinkState.UNREACHED)
    ]
    amiss.sort(key=lambda line: line.state != LinkState.GONE)
    return Links(alive=counts[LinkState.ALIVE], waiting=counts[LinkState.WAITING], amiss=amiss)
