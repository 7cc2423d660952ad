"""No vote is counted twice or by the recused, whatever people press in whatever order; and every vote ends."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import outdoors

from assay.governance import actions, policy
from assay.governance.models import Ballot, Choice, Proposal, Recusal, Result, Vote
from assay.governance.quorum import fewest, quorum_among, quorum_of
from assay.governance.tests.scene import Scene, in_review, make_scene
from assay.lib.errors import Refusal, WrongState
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


@given(filled=st.integers(1, 40), out=st.integers(0, 40), percent=st.integers(0, 100))
def test_a_quorum_can_be_reached_wherever_enough_are_free(
    filled: int, out: int, percent: int
) -> None:
    free = max(0, filled - out)
    quorum = quorum_among(filled, free, percent)
    assert quorum <= max(quorum_of(filled, percent), fewest(filled))
    assert free < fewest(filled) or fewest(filled) <= quorum <= free


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["open", "vote", "vote", "vote", "recuse", "close", "tie", "decide", "end"]
        ),
        st.integers(0, 6),
        st.sampled_from([*Choice.values]),
        st.sampled_from(["revise", "approved"]),
    ),
    max_size=24,
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=_STEPS)
def test_no_vote_is_counted_twice_or_by_the_recused(steps: Any, scene: Scene) -> None:
    with outdoors.atomic():
        scene.proposal.refresh_from_db()
        row = in_review(scene)
        people = [*scene.members, scene.author, scene.head]
        voted: set[tuple[int, int]] = set()
        for verb, who, choice, motion in steps:
            by = people[who]
            try:
                done = _press(verb, row, by, choice, motion)
            except (Refusal, PermissionDenied):
                continue
            if verb == "vote" and done:
                ballot = row.ballots.get(closed_at=None)
                assert (ballot.pk, by.pk) not in voted
                assert not Recusal.objects.filter(proposal=row, person=by).exists()
                voted.add((ballot.pk, by.pk))
        _assert_counted_right(row, {member.pk for member in scene.members})
        transaction.set_rollback(True)  # the next example begins where this one did


def _press(verb: str, row: Proposal, by: Person, choice: str, motion: str) -> bool:
    """Whether there was anything to press."""
    row = Proposal.objects.get(pk=row.pk)
    ballot = row.ballots.last()
    if verb == "open":
        actions.open_voting(row, motion, by=by)
    elif verb == "recuse":
        actions.recuse(row, by=by)
    elif verb == "end":
        term = row.committee.terms().filter(person=by).first()
        if term is not None:
            actions.end_term(term, by=by)
    elif ballot is None:
        return False
    elif verb == "vote":
        actions.vote(ballot, choice, by=by)
    elif verb == "close":
        actions.close_voting(ballot, by=by)
    elif verb == "tie":
        actions.break_tie(ballot, carried=choice == Choice.FOR, by=by)
    else:
        actions.decide(ballot, "As the vote went.", by=by)
    return True


def _assert_counted_right(row: Proposal, members: set[int]) -> None:
    for ballot in Ballot.objects.filter(proposal=row):
        votes = Vote.objects.filter(ballot=ballot, void_at=None)
        people = list(votes.values_list("person", flat=True))
        assert len(people) == len(set(people)) and set(people) <= members
        out = set(row.recusals.values_list("person", flat=True))
        decision = getattr(ballot, "decision", None)
        if decision is not None:
            total = decision.in_favor + decision.against + decision.abstained
            assert total == len(set(people) - out) and total >= min(
                ballot.quorum, fewest(ballot.filled)
            )
        assert sum(actions.counted(ballot).values()) == len(set(people) - out)


def test_those_who_may_vote_are_enough_where_many_are_recused(scene: Scene) -> None:
    row = in_review(scene)
    for member in scene.members[3:]:
        actions.recuse(row, by=member)
    ballot = actions.open_voting(row, "revise", by=scene.chair)
    assert (ballot.filled, ballot.quorum) == (5, 3)
    for member in scene.members[:3]:
        actions.vote(ballot, "for", by=member)
    assert actions.close_voting(ballot, by=scene.chair).result == Result.CARRIED


def test_with_too_few_left_no_vote_opens_and_an_open_one_can_be_closed(scene: Scene) -> None:
    row = in_review(scene)
    ballot = actions.open_voting(row, "revise", by=scene.chair)
    actions.vote(ballot, "for", by=scene.chair)
    for member in scene.members[2:]:
        actions.recuse(row, by=member)
    with pytest.raises(WrongState):  # one of the two who are left has not voted
        actions.close_voting(ballot, by=scene.chair)
    actions.vote(ballot, "for", by=scene.members[1])
    assert actions.close_voting(ballot, by=scene.chair).result == Result.LOST
    assert len(policy.free_to_vote(row)) == 2
    with pytest.raises(WrongState, match="Only 2"):
        actions.open_voting(row, "revise", by=scene.chair)
