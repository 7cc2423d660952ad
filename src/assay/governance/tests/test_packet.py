import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from assay.catalog.tests.factories import content, make_version
from assay.governance import actions, slots
from assay.governance.models import Meeting, Resemblance
from assay.governance.packet import cited
from assay.governance.tests.factories import make_meeting
from assay.governance.tests.scene import Scene, every_item, in_review, make_scene
from assay.lib.clock import held_at, now
from assay.people.models import Organization, Person
from assay.program.actions import voice_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


@pytest.fixture
def meeting(scene: Scene, ada: Person) -> Meeting:
    """With a proposal that a member doubts, a need, and something else."""
    proposal = in_review(scene)
    (item, *_others) = every_item("yes")
    actions.review_items(proposal, {item: ("not_yet", "Too wide.")}, by=scene.members[1])
    row = make_meeting(scene.committee, by=scene.chair)
    actions.add_item(row, proposal=proposal, by=scene.chair)
    actions.add_item(row, need=voice_need("How to greet newcomers.", by=ada), by=scene.chair)
    actions.add_item(row, title="Budget *of* #2027", by=scene.chair)
    return row


def address(meeting: Meeting) -> str:
    return reverse("governance:packet", args=[meeting.pk])


def printed(client: Client, meeting: Meeting) -> tuple[bytes, str]:
    answer = client.get(address(meeting), {"file": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return answer.content, " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_a_packet_has_each_item_of_the_standard_and_what_reviewers_say(
    client: Client, scene: Scene, meeting: Meeting
) -> None:
    client.force_login(scene.members[2])
    page = client.get(address(meeting)).content.decode()
    body, paper = printed(client, meeting)
    for said in ("Students are not heard.", "Mem0 Ortiz: Too wide.", "Citations", "newcomers"):
        assert said in page
        assert said in paper
    assert "Budget *of* #2027" in paper, "nothing that is typed is read as markup"
    assert b"/StructTreeRoot" in body or b"pdfuaid" in body


def test_what_the_recused_said_is_not_in_it(client: Client, scene: Scene, meeting: Meeting) -> None:
    actions.recuse(scene.proposal, by=scene.members[1])
    client.force_login(scene.members[2])
    assert "Too wide." not in client.get(address(meeting)).content.decode()
    assert "Too wide." not in printed(client, meeting)[1]


def test_of_a_draft_that_is_near_it_tells_whose_it_is_and_no_more(
    client: Client, scene: Scene, meeting: Meeting, district: Organization
) -> None:
    data = content("wait-time") | {"title": "A Secret Draft"}
    draft = make_version(district, slug="other", published=False, data=data)
    Resemblance.objects.create(
        proposal=scene.proposal, version=draft, percent=60, words=["sesquipedal"], found_at=now()
    )
    client.force_login(scene.chair)
    for text in (client.get(address(meeting)).content.decode(), printed(client, meeting)[1]):
        assert "A draft of" in text
        assert "A Secret Draft" not in text
        assert "sesquipedal" not in text


def test_an_empty_agenda_makes_a_packet_too(client: Client, scene: Scene) -> None:
    row = make_meeting(scene.committee, by=scene.chair)
    client.force_login(scene.chair)
    assert "Nothing on the agenda yet" in client.get(address(row)).content.decode()
    assert printed(client, row)[0].startswith(b"%PDF")


def test_strangers_find_none(client: Client, meeting: Meeting, dee: Person) -> None:
    client.force_login(dee)
    assert client.get(address(meeting)).status_code == 404


def test_a_packet_asks_as_many_questions_whatever_the_length_of_the_agenda(
    client: Client, scene: Scene, meeting: Meeting
) -> None:
    client.force_login(scene.chair)
    counts = []
    for n in (0, 10):
        for m in range(n):
            actions.add_item(meeting, title=f"Item {m}", by=scene.chair)
        client.get(address(meeting))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(meeting))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 19


def test_a_citation_is_one_line() -> None:
    source = {"authors": "Rowe, M. B.", "year": 1974, "title": "Wait-time.", "doi": "10.1002/tea"}
    assert cited(source) == "Rowe, M. B. (1974). Wait-time. https://doi.org/10.1002/tea"


def waits(person: Person) -> int:
    kind = next((k for k in slots.kinds(person) if k.label == "Agendas to send"), None)
    return len(list(kind.rows[:9])) if kind else 0


def test_home_says_that_an_agenda_is_due_to_whoever_sends_it(
    scene: Scene, meeting: Meeting
) -> None:
    secretary = scene.members[3]
    Meeting.objects.update(secretary=secretary)
    with held_at(now() + timedelta(days=8)):
        assert [waits(one) for one in scene.members] == [1, 0, 0, 1, 0]
        actions.send_agenda(meeting, by=scene.chair)
        assert waits(scene.chair) == 0


def test_it_is_not_said_long_before(scene: Scene) -> None:
    make_meeting(scene.committee, by=scene.chair, days=50)
    assert waits(scene.chair) == 0
