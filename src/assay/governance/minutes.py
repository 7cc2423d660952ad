"""The minutes of a meeting as they are read: item by item, with the votes taken there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from assay.governance.models import Ballot, Meeting, MinutesEntry, Part
from assay.lib.prepared import prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """An item of the agenda, or None for the meeting as a whole, with what stands of it."""

    item: Any
    entries: list[Any]  # `MinutesEntry`, each with `before`
    votes: list[Any]
    hidden: int = 0  # entries of the closed part that are not for this reader
    writes: bool = False

    @property
    def mark(self) -> str:
        """Of its form."""
        return f"item-{self.item.pk}" if self.item else "whole"


def entries_of(meeting: Meeting) -> dict[int | None, list[Any]]:
    """What stands, by item; a correction has `before`, what it replaced since the approval, newest first."""
    rows: dict[int, Any] = {row.pk: row for row in _entries(meeting.pk)}
    replaced = {row.instead_of_id for row in rows.values()}
    found: defaultdict[int | None, list[Any]] = defaultdict(list)
    for row in rows.values():
        if row.pk in replaced or not row.text:
            continue
        row.before, one = [], row
        while one.is_correction and one.instead_of_id is not None:
            one = rows[one.instead_of_id]
            row.before.append(one)
        found[row.item_id].append(row)
    return found


@prepared
def _entries(meeting: int) -> QuerySet[MinutesEntry]:
    rows = MinutesEntry.objects.filter(meeting=meeting)
    return rows.select_related("written_by").order_by("written_at", "pk")


def open_only(rows: Sequence[Any]) -> list[Any]:
    """Without the closed part, and without what was closed before a correction."""
    found = [row for row in rows if row.part == Part.OPEN]
    for row in found:
        row.before = [one for one in row.before if one.part == Part.OPEN]
    return found


def votes_of(meeting: Meeting) -> dict[int, list[Any]]:
    """By proposal of its agenda, the votes that were closed at the meeting: from its beginning to the end of that day.

    Each with `tally` (choice → votes that count), `dissents` and `out`, how many were recused. Three queries.
    """
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in _ballots(meeting.pk, *_span(meeting)):
        ballot: Any = row
        cast = [vote for vote in ballot.votes.all() if vote.void_at is None]
        ballot.tally = {
            choice: sum(vote.choice == choice for vote in cast)
            for choice in ("for", "against", "abstain")
        }
        ballot.dissents = [vote for vote in cast if vote.dissent]
        found[ballot.proposal_id].append(ballot)
    return found


def _span(meeting: Meeting) -> tuple[datetime, datetime]:
    day = timezone.localtime(meeting.starts_at).date() + timedelta(days=1)
    return meeting.starts_at, timezone.make_aware(datetime.combine(day, time()))


@prepared
def _ballots(meeting: int, since: datetime, until: datetime) -> QuerySet[Ballot]:
    rows = Ballot.objects.filter(
        proposal__agenda_items__meeting=meeting, closed_at__gte=since, closed_at__lt=until
    )
    rows = rows.select_related("decision").prefetch_related("votes__person")
    return rows.order_by("closed_at", "pk")
