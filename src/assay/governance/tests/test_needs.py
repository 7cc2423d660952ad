"""A proposal serves needs that people voiced: the link both ways, and a word to whoever voted once it is published."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.catalog import actions as catalog
from assay.governance import actions
from assay.governance.models import Proposal
from assay.governance.tests.scene import Scene, in_review, make_scene
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.program.actions import voice_need
from assay.program.models import Need
from assay.record.models import Event

WORDS = "How to wait longer before I call on students."


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


@pytest.fixture
def need(ada: Person) -> Need:
    return voice_need(WORDS, by=ada)


def test_it_is_chosen_and_left_again_and_nobody_else_may(scene: Scene, need: Need) -> None:
    row = scene.proposal
    with pytest.raises(PermissionDenied):
        actions.choose_needs(row, [need], by=scene.chair)
    for _press in range(2):
        actions.choose_needs(row, [need], by=scene.author)
    assert Event.objects.filter(verb="governance.needs_chosen").count() == 1
    assert _state(need) == "taken_up"
    actions.choose_needs(row, [], by=scene.author)
    assert _state(need) == "open"


def _state(need: Need) -> str:
    need.refresh_from_db()
    return need.state


def test_a_need_of_another_program_and_a_late_choice_are_refused(scene: Scene, need: Need) -> None:
    elsewhere = make_district("Elsewhere Schools")
    other = voice_need(WORDS, by=make_person("Eve Lane", role="author", organization=elsewhere))
    with pytest.raises(BadInput):
        actions.choose_needs(scene.proposal, [other], by=scene.author)
    actions.submit(scene.proposal, by=scene.author)
    with pytest.raises(WrongState):
        actions.choose_needs(scene.proposal, [need], by=scene.author)


def test_what_comes_to_nothing_opens_the_need_again(scene: Scene, need: Need) -> None:
    actions.choose_needs(scene.proposal, [need], by=scene.author)
    actions.withdraw(scene.proposal, by=scene.author)
    assert _state(need) == "open"
    assert Proposal.objects.get(pk=scene.proposal.pk).served.count() == 1


def test_published_it_answers_the_need(client: Client, scene: Scene, need: Need) -> None:
    actions.choose_needs(scene.proposal, [need], by=scene.author)
    row = in_review(scene)
    ballot = actions.open_voting(row, "approved", by=scene.chair)
    for member in scene.members[:3]:
        actions.vote(ballot, "for", by=member)
    actions.close_voting(ballot, by=scene.chair)
    actions.decide(ballot, "Students are heard.", by=scene.chair)
    assert _state(need) == "taken_up"
    scene.version.refresh_from_db()
    catalog.publish(scene.version, by=scene.author)
    actions.answer_needs(scene.version)
    assert _state(need) == "answered"
    client.force_login(scene.author)
    page = client.get(f"/needs/{need.pk}/").content.decode()
    assert scene.version.title in page and f"/proposals/{row.pk}/" in page
    assert WORDS in client.get(f"/proposals/{row.pk}/").content.decode()


def test_on_the_pages_an_author_goes_from_a_need_to_its_proposal(
    client: Client, scene: Scene, need: Need
) -> None:
    actions.withdraw(scene.proposal, by=scene.author)
    client.force_login(scene.author)
    way = f"/proposals/new/{scene.version.pk}/?need={need.pk}"
    assert way in client.get(f"/needs/{need.pk}/").content.decode()
    assert f'value="{need.pk}" checked' in client.get(way).content.decode()
    refused = client.post(way, {"why": "", "need": str(need.pk)})
    assert refused.status_code == 422
    assert f'value="{need.pk}" checked' in refused.content.decode()
    client.post(way, {"why": "They wait too little.", "need": str(need.pk)})
    row = Proposal.objects.get(why="They wait too little.")
    assert [one.need for one in row.served.all()] == [need]
    client.post(f"/proposals/{row.pk}/needs/", {})
    assert not row.served.exists()
