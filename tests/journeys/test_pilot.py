"""A committee lets a pilot run: its vote says for how many, learners try it and say what they think, and it decides."""

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version, VersionStatus
from assay.catalog.tests.factories import make_version
from assay.evidence import actions as evidence
from assay.evidence.models import Submission
from assay.governance.models import Opinion, Proposal
from assay.governance.tests.scene import Scene, in_review, make_scene
from assay.journeys.models import PlanItem
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.notices.models import Notice
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.actions import set_policy
from assay.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def decide(scene: Scene, motion: str, **typed: str) -> None:
    """The committee's vote on a motion, by its pages, up to the decision."""
    chair, row = signed_in(scene.chair), Proposal.objects.get(version=scene.version)
    answer = chair.post(f"/proposals/{row.pk}/voting/", {"motion": motion, **typed})
    assert answer.status_code == 302, answer.content.decode()
    ballot = row.ballots.latest("opened_at")
    for member in scene.members:
        signed_in(member).post(f"/proposals/ballots/{ballot.pk}/vote/", {"choice": "for"})
    chair.post(f"/proposals/ballots/{ballot.pk}/closing/")
    chair.post(f"/proposals/ballots/{ballot.pk}/decision/", {"reason": "We looked at it."})


def piloted(scene: Scene, places: str = "2") -> Version:
    in_review(scene)
    decide(scene, "pilot", most_starts=places)
    signed_in(scene.author).post(reverse("catalog:publication", args=[scene.version.pk]))
    return Version.objects.get(pk=scene.version.pk)


def come_back(scene: Scene) -> None:
    row = Proposal.objects.get(version=scene.version)
    assert signed_in(scene.author).post(f"/proposals/{row.pk}/submission/").status_code == 302
    signed_in(scene.chair).post(f"/proposals/{row.pk}/taking-up/")


def learner(scene: Scene, name: str) -> Person:
    return make_person(name, role="learner", organization=scene.committee.organization)


def start(person: Person, **typed: str) -> int:
    return signed_in(person).post(reverse("evidence:begin", args=["wait-time"]), typed).status_code


def page(client: Client, address: str = "") -> str:
    """Of the micro-credential where no other is named."""
    answer = client.get(address or reverse("catalog:detail", args=["wait-time"]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_pilot_takes_as_many_as_were_decided_is_named_so_and_opens_to_all(scene: Scene) -> None:
    version = piloted(scene)
    assert (version.status, version.most_starts) == (VersionStatus.PILOT, 2)
    ann, ben, cy = (learner(scene, name) for name in ("Ann Low", "Ben Ott", "Cy Moe"))
    seen = page(Client())
    assert "2 people may start it" in seen and "2 places are free." in seen
    assert '<span class="in-language">Pilot</span>' in page(Client(), reverse("catalog:list"))
    assert '<span class="in-language">Pilot</span>' in page(
        Client(), reverse("catalog:list") + "?q=wait"
    )

    assert (start(ann), start(ben)) == (302, 302)
    assert start(ann) == 302, "a second press leads to what is open"
    PlanItem.objects.create(person=cy, micro_credential=version.micro_credential, added_at=now())
    assert "All 2 places of this pilot are taken." in page(signed_in(cy))
    assert 'id="begin"' not in page(signed_in(cy))
    refused = signed_in(cy).post(reverse("evidence:begin", args=["wait-time"]))
    assert refused.status_code == 409
    assert "Add it to your plan" in refused.content.decode()

    draft = Submission.objects.get(start__person=ann)
    desk = signed_in(ann)
    work = page(desk, reverse("evidence:workspace", args=[draft.pk]))
    assert '<span class="in-language">Pilot</span>' in work and "Say what you think of it" in work
    address = f"/pilots/{draft.pk}/opinion/"
    assert desk.post(address, {"text": " "}).status_code == 422
    assert desk.post(address, {"text": "The second prompt asks twice."}).status_code == 302
    assert desk.post(address, {"text": "The second prompt asks too much."}).status_code == 302
    assert signed_in(cy).get(address).status_code == 404
    assert Event.objects.filter(verb="governance.opinion_given").count() == 2
    assert Opinion.objects.get().text == "The second prompt asks too much."

    come_back(scene)
    row = Proposal.objects.get()
    read = page(signed_in(scene.chair), f"/proposals/{row.pk}/")
    assert "asks too much." in read and "Ann Low" not in read
    assert "2 people started the pilot; 2 may." in read
    decide(scene, "approved")
    signed_in(scene.author).post(reverse("catalog:publication", args=[version.pk]))
    version.refresh_from_db()
    assert version.status == VersionStatus.PUBLISHED
    assert Notice.objects.get(kind="pilot_open").person == cy
    assert start(cy) == 302, "after the pilot nobody counts"
    assert desk.post(address, {"text": "Late."}).status_code == 409


def test_a_pilot_beside_a_version_leaves_that_one_open(
    scene: Scene, district: Organization
) -> None:
    Version.objects.filter(pk=scene.version.pk).update(number="2.0")
    scene.version.refresh_from_db()
    before = make_version(district, owner=scene.department)
    set_policy("versions", {"pilot_starts": 1}, by=None)
    version = piloted(scene, places="")
    assert version.most_starts == 1, "what the policy says, where the motion names no number"
    ann, ben = learner(scene, "Ann Low"), learner(scene, "Ben Ott")
    assert "Version 2.0 is in pilot." in page(signed_in(ann))
    assert start(ann, version="2.0") == 302
    assert Submission.objects.get(start__person=ann).version == version
    assert "Version 1.0 is open to everyone" in page(
        signed_in(ben), reverse("catalog:version", args=["wait-time", "2.0"])
    )
    assert start(ben, version="2.0") == 409
    assert start(ben) == 302
    mine = Submission.objects.get(start__person=ben)
    assert mine.version == before
    with pytest.raises(WrongState, match="no newer version"):
        evidence.opt_up(Submission.objects.get(start__person=ann), by=ann)

    come_back(scene)
    decide(scene, "declined")
    version.refresh_from_db()
    assert version.status == VersionStatus.RETIRING
    assert Proposal.objects.get().status == "declined"
    before.refresh_from_db()
    assert (before.status, before.micro_credential.current) == (VersionStatus.PUBLISHED, before)
    assert start(learner(scene, "Cy Moe"), version="2.0") == 404
    assert start(learner(scene, "Di Roe")) == 302


def test_a_pilot_to_be_revised_ends_and_its_authors_write_the_next_version(scene: Scene) -> None:
    version = piloted(scene)
    ann = learner(scene, "Ann Low")
    start(ann)
    come_back(scene)
    decide(scene, "revise")
    version.refresh_from_db()
    assert version.status == VersionStatus.RETIRING
    row = Proposal.objects.get()
    assert signed_in(scene.author).post(f"/proposals/{row.pk}/submission/").status_code == 409
    assert "no longer open" in page(Client())
    assert (
        signed_in(scene.author).post(reverse("catalog:new_version", args=[version.pk])).status_code
        == 302
    )
    assert Version.objects.filter(status=VersionStatus.DRAFT).count() == 1
    assert page(signed_in(ann), reverse("evidence:workspace", args=[Submission.objects.get().pk]))


@pytest.mark.parametrize("typed", ["0", "1001", "x", "-3", "99999999999999999999"])
def test_a_number_that_no_pilot_takes_is_refused_and_stays_typed(scene: Scene, typed: str) -> None:
    row = in_review(scene)
    chair = signed_in(scene.chair)
    answer = chair.post(f"/proposals/{row.pk}/voting/", {"motion": "pilot", "most_starts": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert not row.ballots.exists()


def test_its_author_answers_item_by_item_and_learns_no_name(
    scene: Scene, district: Organization
) -> None:
    version = piloted(scene)
    ann, cy = (make_person(n, role="learner", organization=district) for n in ("Ann Low", "Cy Dee"))
    draft = evidence.begin(ann, version.micro_credential, version=version, by=ann)
    desk, author = signed_in(ann), signed_in(scene.author)
    address, theirs = f"/pilots/{draft.pk}/opinion/", f"/pilots/versions/{version.pk}/opinions/"
    criterion = version.content.criteria[0].id
    assert "No one has said anything about it yet." in page(author, theirs)
    said = {"text": "Short.", f"item-{criterion}": "<b>Almost</b> reads like the level above."}
    assert desk.post(address, said).status_code == 302
    assert desk.post(address, said).status_code == 302, "the same again changes nothing"
    assert Event.objects.filter(verb="governance.opinion_given").count() == 2
    read = page(author, theirs)
    assert "&lt;b&gt;Almost&lt;/b&gt; reads like" in read and "Ann Low" not in read
    assert "2 without an answer" in page(author, reverse("catalog:draft", args=[version.pk]))

    row = Opinion.objects.get(item=criterion)
    answer = reverse("governance:answering", args=[row.pk])
    for other in (desk, signed_in(cy), signed_in(scene.chair)):
        assert other.post(answer, {f"answer-{row.pk}": "Mine."}).status_code == 404
    empty = author.post(answer, {f"answer-{row.pk}": "  "})
    assert empty.status_code == 422 and "Write what you do about it" in empty.content.decode()
    for _again in range(2):
        assert author.post(answer, {f"answer-{row.pk}": "We rewrite it."}).status_code == 302
    assert Event.objects.filter(verb="governance.opinion_answered").count() == 1
    assert Notice.objects.get(kind="pilot_answered").person == ann
    assert "We rewrite it." in page(desk, address)
    assert "We rewrite it." in page(
        signed_in(scene.chair), f"/proposals/{row.version.proposals.get().pk}/"
    )
    sheet = b"".join(author.get(theirs, {"file": "csv"})).decode()  # type: ignore[arg-type]
    assert "We rewrite it." in sheet and "Ann" not in sheet

    assert desk.post(address, {"text": "Short.", f"item-{criterion}": ""}).status_code == 302
    assert not Opinion.objects.filter(item=criterion).exists(), (
        "emptied is taken back, with its answer"
    )
    assert Event.objects.filter(verb="governance.opinion_taken_back").count() == 1
    assert author.post(answer, {f"answer-{row.pk}": "Late."}).status_code == 404
    assert desk.post(address, {"text": "x" * 4001}).status_code == 422
    assert Opinion.objects.get().text == "Short."
