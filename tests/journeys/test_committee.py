"""A committee's whole road, by its pages: a need, a proposal with a recusal and a tie, publication, and retirement."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog import actions as catalog
from assay.catalog.models import Version, VersionStatus
from assay.governance.models import Proposal, Recusal
from assay.governance.tests.scene import Scene, make_scene
from assay.lib.clock import held_at, span_of
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.models import Need
from assay.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

WANTED = "How to wait longer before I call on students."


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


def signed_in(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def read(person: Person | None, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def press(person: Person, address: str, status: int = 302, **typed: object) -> str:
    answer = signed_in(person).post(address, typed)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def submitted(scene: Scene, row: Proposal) -> None:
    press(scene.head, f"/proposals/{row.pk}/sponsorship/")
    press(scene.author, f"/proposals/{row.pk}/submission/")
    press(scene.chair, f"/proposals/{row.pk}/taking-up/")


def test_from_a_need_to_retirement_with_a_recusal_and_a_tie(scene: Scene) -> None:
    ada = make_person("Ada Moe", role="learner", organization=scene.committee.organization)
    press(ada, reverse("program:voice"), words=WANTED)
    need = Need.objects.get()
    row = scene.proposal
    press(scene.author, f"/proposals/{row.pk}/needs/", need=need.pk)
    press(scene.author, f"/proposals/{row.pk}/submission/")
    press(scene.chair, f"/proposals/{row.pk}/taking-up/")
    assert WANTED in read(scene.chair, f"/proposals/{row.pk}/")

    # One member is near to it and takes no part: nobody counts them, nor waits for them.
    near = scene.members[4]
    press(near, f"/proposals/{row.pk}/recusal/")
    assert Recusal.objects.get(proposal=row).person == near
    press(scene.chair, f"/proposals/{row.pk}/voting/", motion="approved")
    ballot = row.ballots.get()
    vote = f"/proposals/ballots/{ballot.pk}/vote/"
    press(near, vote, 403, choice="for")
    for member, choice in zip(scene.members[:4], ("for", "for", "against", "against"), strict=True):
        said = {"dissent": "It repeats what we have."} if choice == "against" else {}
        press(member, vote, choice=choice, **said)
    press(scene.chair, f"/proposals/ballots/{ballot.pk}/closing/")
    press(scene.members[1], vote, 409, choice="against")

    # Two against two: the chair says which way it goes, and the others read that.
    decision = f"/proposals/ballots/{ballot.pk}/decision/"
    press(scene.chair, decision, 409, reason="Said.")
    press(scene.members[1], f"/proposals/ballots/{ballot.pk}/tie/", 403, result="lost")
    press(scene.chair, f"/proposals/ballots/{ballot.pk}/tie/", 422, result="whatever")
    press(scene.chair, f"/proposals/ballots/{ballot.pk}/tie/", result="carried")
    press(scene.chair, decision, reason="The need is real.")
    assert "The need is real." in read(scene.author, f"/proposals/{row.pk}/")
    press(scene.author, reverse("catalog:publication", args=[scene.version.pk]))
    version = Version.objects.get(pk=scene.version.pk)
    assert version.status == VersionStatus.PUBLISHED
    assert version.title in read(ada, reverse("program:need", args=[need.pk]))

    # In time it has done its work: that is proposed and decided in the same way.
    closes = catalog.earliest_closing(version.micro_credential.home_id)
    retire = reverse("catalog:retirement", args=[version.pk])
    typed = {"closes_on": closes.isoformat(), "reason": "It is part of another."}
    signed_in(scene.author).post(retire, typed)
    assert not Event.objects.filter(verb="catalog.retirement_announced").exists()
    press(scene.author, f"/proposals/new/{version.pk}/", why="Nobody starts it.")
    last = Proposal.objects.latest("pk")
    submitted(scene, last)
    press(scene.chair, f"/proposals/{last.pk}/voting/", motion="approved")
    ballot = last.ballots.get()
    for member in scene.members:
        press(member, f"/proposals/ballots/{ballot.pk}/vote/", choice="for")
    press(scene.chair, f"/proposals/ballots/{ballot.pk}/closing/")
    press(scene.chair, f"/proposals/ballots/{ballot.pk}/decision/", reason="It has done its work.")
    press(scene.author, retire, **typed)
    public = reverse("catalog:detail", args=["wait-time"])
    assert "It is part of another." in read(None, public)
    with held_at(span_of(closes + timedelta(days=1))[0] + timedelta(hours=9)):
        catalog.tend_versions()
        assert 'id="begin"' not in read(ada, public)
        assert signed_in(ada).post(reverse("evidence:begin", args=["wait-time"])).status_code == 409
