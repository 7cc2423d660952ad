import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.governance import actions
from assay.governance.models import Ballot, Proposal
from assay.governance.tests.scene import Scene, in_review, make_scene
from assay.lib.clock import now
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"governance:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def post(client: Client, name: str, pk: int, **sent: str) -> int:
    return client.post(reverse(f"governance:{name}", args=[pk]), sent).status_code


def test_from_a_draft_to_what_is_published(scene: Scene, district: Organization) -> None:
    author, chair = signed_in(scene.author), signed_in(scene.chair)
    row = scene.proposal
    assert "Open the proposal" in author.get(f"/authoring/{scene.version.pk}/").content.decode()
    assert "Submit to the committee" in page(author, "proposal", row.pk)
    assert post(author, "submission", row.pk) == 302
    assert "First answer by" in page(chair, "board", scene.committee.pk)
    assert post(chair, "taking_up", row.pk) == 302
    sent = {"answer-q14": "not_yet", "reason-q14": "No contrast."}
    assert post(chair, "reviews", row.pk, **sent) == 302
    assert post(chair, "commenting", row.pk, item="q14", text="Look at <level> two.") == 302
    said = page(author, "proposal", row.pk)
    assert "Look at &lt;level&gt; two." in said
    comment = row.comments.get()
    assert post(author, "commenting", row.pk, answers=str(comment.pk), text="Done there.") == 302
    assert post(chair, "voting", row.pk, motion="approved") == 422  # q14 is open
    assert post(chair, "reviews", row.pk, **{"answer-q14": "yes"}) == 302
    assert post(chair, "voting", row.pk, motion="approved") == 302
    ballot = Ballot.objects.get()
    for member in scene.members[1:4]:
        assert post(signed_in(member), "vote", ballot.pk, choice="for") == 302
    sent = {"choice": "against", "dissent": "Too early."}
    assert post(chair, "vote", ballot.pk, **sent) == 302
    assert "Too early" not in page(author, "proposal", row.pk), "not before it is counted"
    assert post(chair, "closing", ballot.pk) == 302
    sent = {"reason": "It is needed.", "condition-0": "Read anchor 2 again.", "due-0": "soon"}
    assert post(chair, "decision", ballot.pk, **sent) == 422
    assert post(chair, "decision", ballot.pk, **{**sent, "due-0": ""}) == 302
    said = page(author, "proposal", row.pk)
    for words in ("Decided by majority: Approve", "Too early.", "Read anchor 2 again."):
        assert words in said
    condition = Proposal.objects.get(pk=row.pk).decisions.get().conditions.get()
    assert post(signed_in(scene.members[1]), "condition", condition.pk) == 302
    assert "Publish for good" in author.get(f"/authoring/{scene.version.pk}/").content.decode()
    assert author.post(f"/authoring/{scene.version.pk}/publication/").status_code == 302


def test_what_was_published_by_a_proposal_can_be_proposed_to_retire(scene: Scene) -> None:
    row, author = in_review(scene), signed_in(scene.author)
    ballot = actions.open_voting(row, "approved", by=scene.chair)
    for member in scene.members[:3]:
        actions.vote(ballot, "for", by=member)
    actions.close_voting(ballot, by=scene.chair)
    actions.decide(Ballot.objects.get(), "It is needed.", by=scene.chair)
    address = f"/authoring/{scene.version.pk}/"
    assert "Propose to retire it" not in author.get(address).content.decode()
    assert author.post(f"{address}publication/").status_code == 302
    assert "Propose to retire it" in author.get(address).content.decode()
    assert author.post(f"/proposals/new/{scene.version.pk}/", {"why": "Nobody."}).status_code == 302
    assert "Propose to retire it" not in author.get(address).content.decode()


def test_a_tie_is_settled_on_its_page(scene: Scene) -> None:
    row, chair = in_review(scene), signed_in(scene.chair)
    post(chair, "voting", row.pk, motion="declined")
    ballot = Ballot.objects.get()
    for member, choice in zip(scene.members, ("for", "for", "against", "against"), strict=False):
        post(signed_in(member), "vote", ballot.pk, choice=choice)
    post(chair, "closing", ballot.pk)
    assert "The votes are equal" in page(chair, "proposal", row.pk)
    assert post(chair, "tie", ballot.pk, result="?") == 422
    assert post(chair, "tie", ballot.pk, result="lost") == 302
    assert "Not carried" in page(chair, "proposal", row.pk)


def test_proposing_from_a_draft_asks_why(scene: Scene, district: Organization) -> None:
    author = signed_in(scene.author)
    draft = make_version(district, slug="other", published=False, owner=scene.department)
    assert "Propose it" in author.get(f"/authoring/{draft.pk}/").content.decode()
    url = reverse("governance:new", args=[draft.pk])
    assert author.post(url, {"why": " "}).status_code == 422
    assert author.post(url, {"why": "Students wait."}).status_code == 302
    row = Proposal.objects.get(version=draft)
    assert post(author, "checks", row.pk, **{"answer-q01": "yes"}) == 302
    assert post(signed_in(scene.head), "sponsorship", row.pk) == 302
    assert post(author, "submission", row.pk) == 422
    assert post(author, "withdrawal", row.pk) == 302


def test_a_member_recuses_themself(scene: Scene) -> None:
    row, member = in_review(scene), scene.members[2]
    assert post(signed_in(member), "recusal", row.pk) == 302
    assert "Mem1 Ortiz is recused: said so." in page(signed_in(scene.chair), "proposal", row.pk)
    assert post(signed_in(member), "commenting", row.pk, text="And yet.") == 403


def test_home_shows_what_waits_for_whom(scene: Scene) -> None:
    def home(person: Person) -> str:
        return signed_in(person).get("/").content.decode()

    assert "Proposals to review" not in home(scene.chair)
    row = in_review(scene)
    waits = home(scene.chair)
    assert "Proposals to review" in waits
    assert "hallmark.svg" not in waits, "the catalog draws none of what is not published"
    actions.recuse(row, by=scene.chair)
    assert "Proposals to review" not in home(Person.objects.get(pk=scene.chair.pk))
    Proposal.objects.filter(pk=row.pk).update(status="revise")
    assert "Proposals to revise" in home(scene.author)
    Proposal.objects.filter(pk=row.pk).update(status="draft", sponsor=None)
    assert "Proposals to sponsor" in home(scene.head)


def test_a_draft_is_its_departments_and_strangers_find_nothing(scene: Scene, dee: Person) -> None:
    row = scene.proposal
    for person in (scene.chair, dee):
        answer = signed_in(person).get(reverse("governance:proposal", args=[row.pk]))
        assert answer.status_code == 404
    assert signed_in(dee).get(reverse("governance:proposals")).status_code == 404
    assert row.version.title in page(signed_in(scene.author), "proposals", show="author")


def test_the_list_is_searched_sorted_and_a_file(scene: Scene) -> None:
    in_review(scene)
    client = signed_in(scene.chair)
    title = scene.version.title
    assert title in page(client, "proposals", sort="-title", q=title.split()[1])
    assert "No proposals here" in page(client, "proposals", q="zeppelin")
    answer = client.get(reverse("governance:proposals"), {"file": "csv"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert (
        lines[0].lstrip("\ufeff").startswith("Proposal,Kind,Department,State,Decide by,Last moved,")
    )
    assert len(lines) == 2


def test_pages_ask_as_many_questions_whatever_there_is(
    scene: Scene, district: Organization
) -> None:
    said = actions.comment(in_review(scene), "First.", by=scene.members[1])
    actions.comment(scene.proposal, "Second.", answers=said, by=scene.author)
    client, counts = signed_in(scene.chair), []
    for n in (0, 30):
        for m in range(n):
            version = make_version(
                district, slug=f"other-{m}", published=False, owner=scene.department
            )
            Proposal.objects.create(
                committee=scene.committee,
                kind="new",
                version=version,
                department=scene.department,
                author=scene.author,
                sponsor=scene.head,
                why="Why.",
                status="in_review",
                begun_at=now(),
                moved_at=now(),
                submitted_at=now(),
                answer_by=now().date(),
                decide_by=now().date(),
            )
            actions.comment(scene.proposal, f"Word {m}.", by=scene.members[1])
        asked = []
        for url in (
            reverse("governance:board", args=[scene.committee.pk]),
            reverse("governance:proposals"),
            reverse("governance:proposal", args=[scene.proposal.pk]),
        ):
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                client.get(url)
            asked.append(len(found))
        counts.append(asked)
    assert all(many <= few for few, many in zip(*counts, strict=True)), counts


def test_a_comment_that_comes_too_late_is_shown_to_copy(scene: Scene) -> None:
    row = in_review(scene)
    Proposal.objects.filter(pk=row.pk).update(status="declined")
    sent = {"item": "", "answers": "", "text": "A word that came a minute too late."}
    answer = signed_in(scene.author).post(reverse("governance:commenting", args=[row.pk]), sent)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "What you typed" in shown and sent["text"] in shown
