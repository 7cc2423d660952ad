from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.governance import actions
from assay.governance.models import Meeting, MinutesApproval, MinutesEntry
from assay.governance.tests.factories import make_meeting
from assay.governance.tests.scene import Scene, every_item, in_review, make_scene
from assay.lib.clock import held_at
from assay.lib.errors import BadInput, Stale, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


@pytest.fixture
def meeting(scene: Scene) -> Iterator[Meeting]:
    """It has just begun; a proposal and a complaint are on its agenda."""
    row = make_meeting(scene.committee, by=scene.chair)
    actions.add_item(row, proposal=in_review(scene), by=scene.chair)
    actions.add_item(row, title="A complaint", by=scene.chair)
    with held_at(row.starts_at):
        yield row


def noted(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def page_of(client: Client, person: Person, meeting: Meeting) -> str:
    client.force_login(person)
    return client.get(reverse("governance:minutes", args=[meeting.pk])).content.decode()


def entry(
    meeting: Meeting, scene: Scene, text: str = "Agreed.", part: str = "open"
) -> MinutesEntry:
    return actions.write_entry(meeting, text, part=part, by=scene.chair)


def test_the_chair_and_the_secretary_write_and_nobody_else(scene: Scene, meeting: Meeting) -> None:
    Meeting.objects.update(secretary=scene.members[2])
    meeting.refresh_from_db()
    for person in (scene.chair, scene.members[2]):
        actions.write_entry(meeting, f"By {person}", part="open", by=person)
    for person in (scene.members[1], scene.author):
        with pytest.raises(PermissionDenied):
            actions.write_entry(meeting, "Mine", part="open", by=person)
    assert noted("governance.minutes_written") == 2


def test_nothing_is_written_before_it_begins_nor_of_another_meeting(
    scene: Scene, meeting: Meeting
) -> None:
    other = make_meeting(scene.committee, by=scene.chair, days=40)
    with pytest.raises(WrongState):
        entry(other, scene)
    item = other.items.create(
        order=1, title="Other", added_by=scene.chair, added_at=other.called_at
    )
    with pytest.raises(BadInput):
        actions.write_entry(meeting, "Here", part="open", item=item, by=scene.chair)


@pytest.mark.parametrize(("text", "part"), [("  ", "open"), ("x" * 4001, "open"), ("Yes", "half")])
def test_an_entry_has_words_and_a_part(
    scene: Scene, meeting: Meeting, text: str, part: str
) -> None:
    with pytest.raises(BadInput):
        entry(meeting, scene, text, part)


def test_the_same_twice_is_kept_once(scene: Scene, meeting: Meeting) -> None:
    assert entry(meeting, scene) == entry(meeting, scene)
    assert noted("governance.minutes_written") == 1


def test_of_two_tabs_the_second_is_told_and_nothing_is_written_over(
    scene: Scene, meeting: Meeting
) -> None:
    first = entry(meeting, scene)
    right = actions.write_entry(
        meeting, "Agreed by all.", part="open", instead_of=first, by=scene.chair
    )
    with pytest.raises(Stale):
        actions.write_entry(meeting, "Postponed.", part="open", instead_of=first, by=scene.chair)
    again = actions.write_entry(
        meeting, "Agreed by all.", part="open", instead_of=right, by=scene.chair
    )
    assert again == right
    taken = actions.write_entry(meeting, "", part="open", instead_of=right, by=scene.chair)
    assert taken.text == "" and meeting.entries.count() == 3


def test_they_are_approved_once_and_corrected_afterwards(
    client: Client, scene: Scene, meeting: Meeting
) -> None:
    with pytest.raises(WrongState):
        actions.approve_minutes(meeting, by=scene.chair)
    first = entry(meeting, scene)
    with pytest.raises(PermissionDenied):
        actions.approve_minutes(meeting, by=scene.members[1])
    actions.approve_minutes(meeting, by=scene.chair)
    with pytest.raises(WrongState):
        actions.approve_minutes(meeting, by=scene.chair)
    with pytest.raises(BadInput):
        actions.write_entry(meeting, "", part="open", instead_of=first, by=scene.chair)
    said = {"part": "open", "by": scene.chair}
    second = actions.write_entry(meeting, "Postponed.", instead_of=first, **said)  # type: ignore[arg-type]
    actions.write_entry(meeting, "Declined.", instead_of=second, **said)  # type: ignore[arg-type]
    page = page_of(client, scene.members[1], meeting)
    for text in ("Agreed.", "Postponed.", "Declined."):
        assert text in page
    assert noted("governance.minutes_approved") == 1


def test_a_later_meeting_approves_them_and_no_other(scene: Scene, meeting: Meeting) -> None:
    entry(meeting, scene)
    later = make_meeting(scene.committee, by=scene.chair, days=40)
    for wrong in (later, meeting):
        with pytest.raises(BadInput):
            actions.approve_minutes(meeting, at_meeting=wrong, by=scene.chair)
    with held_at(later.starts_at):
        actions.approve_minutes(meeting, at_meeting=later, by=scene.chair)
    assert MinutesApproval.objects.get().at_meeting == later


def test_the_closed_part_is_for_members_who_take_part_in_the_item(
    client: Client, scene: Scene, meeting: Meeting, district: Organization
) -> None:
    item = meeting.items.get(proposal=None)
    actions.step_out(item, by=scene.members[1])
    actions.write_entry(meeting, "He was rude.", part="closed", item=item, by=scene.chair)
    admin = make_person("Adm Kim", role="program-admin", organization=district)
    assert "He was rude." in page_of(client, scene.members[2], meeting)
    for person in (scene.members[1], admin):
        page = page_of(client, person, meeting)
        assert "He was rude." not in page
        assert "There is a closed part" in page


def test_whoever_is_recused_writes_nothing_of_it_and_the_next_in_line_does(
    scene: Scene, meeting: Meeting
) -> None:
    item = meeting.items.get(proposal=None)
    actions.step_out(item, by=scene.chair)
    with pytest.raises(PermissionDenied):
        actions.write_entry(meeting, "Mine", part="open", item=item, by=scene.chair)
    actions.write_entry(meeting, "Heard.", part="open", item=item, by=scene.members[1])


def test_the_open_part_is_published_and_the_closed_part_never(
    client: Client, scene: Scene, meeting: Meeting
) -> None:
    item = meeting.items.get(proposal=None)
    closed = actions.write_entry(meeting, "He was rude.", part="closed", item=item, by=scene.chair)
    with pytest.raises(WrongState):
        actions.publish_minutes(meeting, by=scene.chair)
    actions.approve_minutes(meeting, by=scene.chair)
    with pytest.raises(WrongState, match="nothing to publish"):
        actions.publish_minutes(meeting, by=scene.chair)
    actions.write_entry(meeting, "The budget was read.", part="open", by=scene.chair)
    with pytest.raises(PermissionDenied):
        actions.publish_minutes(meeting, by=scene.members[1])
    ident = scene.committee.organization.ident
    one = reverse("governance:published_meeting", args=[ident, meeting.pk])
    every = reverse("governance:published_minutes", args=[ident])
    assert client.get(one).status_code == 404
    for _again in range(2):
        actions.publish_minutes(meeting, by=scene.chair)
    page = client.get(one).content.decode()
    assert "The budget was read." in page
    for secret in ("He was rude.", "A complaint", "Cat Moss"):
        assert secret not in page
    assert one in client.get(every).content.decode()
    now_open = "A complaint was heard."
    actions.write_entry(meeting, now_open, part="open", instead_of=closed, by=scene.chair)
    page = client.get(one).content.decode()
    assert now_open in page and "He was rude." not in page
    for _again in range(2):
        actions.unpublish_minutes(meeting, by=scene.chair)
    assert client.get(one).status_code == 404
    assert noted("governance.minutes_published") == noted("governance.minutes_unpublished") == 1


def test_votes_closed_at_the_meeting_stand_in_its_minutes_with_dissent(
    client: Client, scene: Scene, meeting: Meeting
) -> None:
    proposal = scene.proposal
    actions.review_items(proposal, every_item("yes"), by=scene.chair)
    ballot = actions.open_voting(proposal, "approved", by=scene.chair)
    for person in scene.members[:3]:
        actions.vote(ballot, "for", by=person)
    actions.vote(ballot, "against", dissent="Too soon.", by=scene.members[3])
    actions.close_voting(ballot, by=scene.chair)
    actions.decide(ballot, "It is needed.", by=scene.chair)
    page = " ".join(page_of(client, scene.members[1], meeting).split())
    assert "Carried" in page and "For 3, against 1, abstained 0" in page and "Too soon." in page
    item = meeting.items.get(proposal=proposal)
    actions.write_entry(meeting, "Talked through.", part="open", item=item, by=scene.chair)
    actions.approve_minutes(meeting, by=scene.chair)
    actions.publish_minutes(meeting, by=scene.chair)
    ident = scene.committee.organization.ident
    public = client.get(reverse("governance:published_meeting", args=[ident, meeting.pk]))
    text = " ".join(public.content.decode().split())
    assert "For 3, against 1, abstained 0" in text
    assert "Too soon." not in text and scene.members[3].display_name not in text


def test_in_the_browser_what_is_refused_keeps_its_words(
    client: Client, scene: Scene, meeting: Meeting, dee: Person
) -> None:
    client.force_login(scene.chair)
    url = reverse("governance:minutes_entries", args=[meeting.pk])
    item = meeting.items.get(proposal=None)
    sent = {"item": item.pk, "text": "Heard him & <her> out.", "part": "open"}
    refused = client.post(url, sent | {"part": ""})
    assert (
        refused.status_code == 422
        and "Heard him &amp; &lt;her&gt; out.</textarea>" in refused.content.decode()
    )
    assert client.post(url, sent).status_code == 302
    first = MinutesEntry.objects.get()
    right = {"instead_of": first.pk, "text": "Heard her out.", "part": "closed"}
    client.post(url, right)
    stale = client.post(url, right | {"text": "Typed in the other tab."})
    assert stale.status_code == 409 and "Typed in the other tab." in stale.content.decode()
    for wrong in ({"item": 999}, {"item": "²"}, {"instead_of": "x"}):
        assert client.post(url, {"text": "Lost?", "part": "open", **wrong}).status_code == 422
    approve = reverse("governance:minutes_approval", args=[meeting.pk])
    assert client.post(approve, {"at_meeting": "999"}).status_code == 404
    assert client.post(approve).status_code == 302
    client.force_login(dee)
    assert client.get(reverse("governance:minutes", args=[meeting.pk])).status_code == 404


def test_the_page_asks_as_many_questions_however_much_was_written(
    client: Client, scene: Scene, meeting: Meeting
) -> None:
    counts = []
    for n in (1, 12):
        for m in range(n):
            entry(meeting, scene, f"Said {n} {m}.")
            actions.add_item(meeting, title=f"Item {n} {m}", by=scene.chair)
        page_of(client, scene.chair, meeting)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("governance:minutes", args=[meeting.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 24
