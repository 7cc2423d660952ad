"""Votes recorded by name are counted: only of those who sit there, none of the recused, and enough for a quorum."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assay.governance.models import Committee, RecordedChoice
from assay.lib.errors import BadInput

#: By person: how they voted; whoever was not there is not in it, or with "".
Votes = Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """`choices`: by person, with those who took no part by rule or by their own word."""

    in_favor: int
    against: int
    choices: dict[int, str]


def tally(committee: Committee, votes: Votes, *, out: Collection[int]) -> Tally:
    """Count what members voted; `out`: who is recused by rule, or was before.

    Raises BadInput (`votes`) for who does not sit there, for a vote of the recused, for no choice, below the quorum.
    """
    cast = {person: choice for person, choice in votes.items() if choice}
    sitting = {one.person_id for one in committee.sitting()}
    stepped = {person for person, choice in cast.items() if choice == RecordedChoice.RECUSED}
    away = (set(out) & sitting) | stepped
    counted = {person: choice for person, choice in cast.items() if person not in stepped}
    if not set(cast.values()) <= set(RecordedChoice.values):
        raise _wrong(_("Choose how each of them voted."))
    if not cast.keys() <= sitting:
        raise _wrong(_("Only members who sit on the committee today vote."))
    if counted.keys() & away:
        raise _wrong(_("Who is recused has no vote on this."))
    quorum = committee.quorum(committee.terms().count(), len(sitting - away))
    if len(counted) < quorum:
        message = _("%(cast)s of %(quorum)s votes are in, so there is no quorum yet.")
        raise _wrong(message % {"cast": len(counted), "quorum": quorum})
    by_choice = Counter(counted.values())
    return Tally(
        in_favor=by_choice[RecordedChoice.FOR],
        against=by_choice[RecordedChoice.AGAINST],
        choices={**counted, **dict.fromkeys(away, str(RecordedChoice.RECUSED))},
    )


def _wrong(message: str) -> BadInput:
    return BadInput(message, fields={"votes": message})
