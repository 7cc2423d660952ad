"""Votes recorded by name: none is counted twice, none of the recused, and what was recorded as totals can be read."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.governance import actions
from assay.governance.models import RecordedVote, Term
from assay.governance.recorded_votes import tally
from assay.governance.tests.scene import Scene, make_scene
from assay.lib.errors import BadInput
from assay.people.models import Organization
from assay.program import actions as program
from assay.program.actions import set_policy
from assay.program.models import ExtensionDecision

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


CHOICES = st.sampled_from(["", "for", "against", "abstain", "recused"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cast=st.dictionaries(st.integers(0, 6), CHOICES, max_size=7),
    out=st.sets(st.integers(0, 4), max_size=4),
)
def test_whatever_is_recorded_each_counts_once_and_the_recused_never(
    scene: Scene, cast: dict[int, str], out: set[int]
) -> None:
    people = [*scene.members, scene.author, scene.head]  # the last two do not sit there
    votes = {people[n].pk: choice for n, choice in cast.items()}
    away = {people[n].pk for n in out}
    seated = {one.pk for one in scene.members}
    try:
        counted = tally(scene.committee, votes, out=away)
    except BadInput:
        return
    real = {pk: one for pk, one in votes.items() if one in ("for", "against", "abstain")}
    assert set(real) <= seated - away, "a vote of who has none was counted"
    assert counted.in_favor == sum(one == "for" for one in real.values())
    assert counted.against == sum(one == "against" for one in real.values())
    assert {pk for pk, one in counted.choices.items() if one != "recused"} == set(real)
    stepped = {pk for pk, one in votes.items() if one == "recused"}
    assert len(real) >= scene.committee.quorum(5, len(seated - away - stepped))


def test_who_sits_for_the_department_has_no_vote_on_what_it_adds(scene: Scene) -> None:
    row = program.propose_extension(
        scene.department, "short_text", "Languages", "Our classes speak nine.", by=scene.author
    )
    set_policy("committee", {"recuse_own_department": True}, by=None)
    term = Term.objects.get(person=scene.members[1])
    term.seat.kind, term.seat.department = "department", scene.department
    term.seat.save()
    with pytest.raises(BadInput, match="recused"):
        actions.record_extension(row, "in_force", "Yes.", votes=scene.votes(5), by=scene.chair)
    votes = scene.votes(5)
    del votes[scene.members[1].pk]
    made = actions.record_extension(row, "in_force", "Yes.", votes=votes, by=scene.chair)
    assert (made.in_favor, made.against) == (4, 0)
    said = dict(RecordedVote.objects.values_list("person__display_name", "choice"))
    assert said[scene.members[1].display_name] == "recused" and len(said) == 5
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordedVote.objects.create(extension_decision=made, person=scene.chair, choice="for")


def test_its_page_asks_by_name_and_shows_by_name(scene: Scene, client: Client) -> None:
    row = program.propose_extension(
        scene.department, "short_text", "Languages", "Our classes speak nine.", by=scene.author
    )
    client.force_login(scene.chair)
    address = f"/committee/extensions/{row.pk}/"
    page = client.get(address).content.decode()
    assert all(f'name="vote-{one.pk}"' in page for one in scene.members)
    typed = {f"vote-{pk}": one for pk, one in scene.votes(3, 1).items()}
    sent = {"outcome": "in_force", "reason": "It helps them.", **typed}
    wrong = client.post(address, {**sent, f"vote-{scene.chair.pk}": "maybe"})
    assert wrong.status_code == 422 and "It helps them." in wrong.content.decode()
    assert client.post(address, sent).status_code == 302
    page = client.get(address).content.decode()
    assert (
        f"<li>{scene.members[3].display_name}: Against</li>" in page and "3 for, 1 against" in page
    )


def test_what_was_recorded_as_totals_is_shown_as_before(scene: Scene, client: Client) -> None:
    row = program.propose_extension(
        scene.department, "short_text", "Languages", "Our classes speak nine.", by=scene.author
    )
    actions.record_extension(row, "declined", "No.", votes=scene.votes(0, 4), by=scene.chair)
    RecordedVote.objects.all().delete()
    assert ExtensionDecision.objects.get().against == 4
    client.force_login(scene.chair)
    assert "0 for, 4 against" in client.get(f"/committee/extensions/{row.pk}/").content.decode()
