"""A pilot takes more people by a later decision, and one that is sent back waits for its author at home."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.catalog import actions as catalog
from assay.catalog.models import Version
from assay.governance import actions
from assay.governance.models import Proposal
from assay.governance.tests.scene import Scene, in_review, make_scene
from assay.people.models import Organization
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


def carried(row: Proposal, scene: Scene, motion: str, places: int | None = None) -> None:
    ballot = actions.open_voting(row, motion, most_starts=places, by=scene.chair)
    for person in scene.members[:3]:
        actions.vote(ballot, "for", by=person)
    actions.close_voting(ballot, by=scene.chair)
    actions.decide(ballot, "Try it, and shorten it.", by=scene.chair)


def in_pilot(scene: Scene, *, places: int = 2) -> Proposal:
    row = in_review(scene)
    carried(row, scene, "pilot", places)
    version = Version.objects.get(pk=scene.version.pk)
    catalog.publish(version, by=scene.author, pilot=True)
    return Proposal.objects.get(pk=row.pk)


def test_more_people_may_start_a_pilot_by_a_later_decision(scene: Scene, client: Client) -> None:
    row = in_pilot(scene)
    for by in (scene.author, scene.members[1]):
        with pytest.raises(PermissionDenied):
            actions.widen_pilot(row, 5, "Many ask.", votes=scene.votes(3, 0), by=by)
    client.force_login(scene.chair)
    address, sent = f"/proposals/{row.pk}/widening/", {"widen_reason": "Many ask for it."}

    def typed(in_favor: int, against: int = 0) -> dict[str, str]:
        return {f"vote-{pk}": one for pk, one in scene.votes(in_favor, against).items()}

    refused = client.post(address, {**sent, **typed(1), "widen_to": "5"})
    assert refused.status_code == 422 and "Many ask for it." in refused.content.decode()
    assert '<option value="for" selected>' in refused.content.decode()
    whole = {**sent, **typed(3, 1)}
    assert client.post(address, {**whole, "widen_to": "5000"}).status_code == 422
    assert client.post(address, {**sent, **typed(2, 2), "widen_to": "5"}).status_code == 422
    assert client.post(address, {**whole, "widen_to": "2"}).status_code == 409
    assert client.post(address, {**whole, "widen_to": "5"}).status_code == 302
    assert client.post(address, {**whole, "widen_to": "5"}).status_code == 409
    assert Version.objects.get(pk=scene.version.pk).most_starts == 5
    page = client.get(f"/proposals/{row.pk}/").content.decode()
    assert "From 2 to 5 people" in page and "3 for, 1 against" in page
    assert f"<li>{scene.members[3].display_name}: Against</li>" in page
    assert Event.objects.filter(verb="governance.pilot_widened").count() == 1


def test_a_pilot_sent_back_is_on_its_authors_home_until_the_next_draft(
    scene: Scene, client: Client
) -> None:
    row = actions.submit(in_pilot(scene), by=scene.author)
    actions.take_up(row, by=scene.chair)
    carried(row, scene, "revise")
    client.force_login(scene.author)
    assert "Pilots sent back" in client.get("/").content.decode()
    catalog.start_new_version(Version.objects.get(pk=scene.version.pk), by=scene.author)
    assert "Pilots sent back" not in client.get("/").content.decode()
