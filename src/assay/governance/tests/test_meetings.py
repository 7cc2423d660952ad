from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assay.governance import actions, policy
from assay.governance.models import AgendaItem, Meeting, SeatKind
from assay.governance.tests.factories import make_meeting, make_member
from assay.governance.tests.scene import Scene, in_review, make_scene
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.program.actions import voice_need
from assay.program.calendar import business_days_before, business_days_between
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


@pytest.fixture
def meeting(scene: Scene) -> Meeting:
    return make_meeting(scene.committee, by=scene.chair)


def noted(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def at(days: int, hour: int = 15) -> datetime:
    return timezone.localtime(now()).replace(
        hour=hour, minute=0, second=0, microsecond=0
    ) + timedelta(days=days)


def test_the_chair_calls_a_meeting_and_the_agendas_day_is_set(scene: Scene) -> None:
    row = make_meeting(scene.committee, by=scene.chair)
    day = timezone.localtime(row.starts_at).date()
    assert business_days_between(row.agenda_by, day) == 5
    assert noted("governance.meeting_called") == 1
    with pytest.raises(PermissionDenied):
        make_meeting(scene.committee, by=scene.members[1])
    with pytest.raises(WrongState, match="begins at that time"):
        make_meeting(scene.committee, by=scene.chair)


def test_business_days_are_counted_backwards_over_weekends_and_closed_days() -> None:
    monday = today() - timedelta(days=today().weekday())
    assert business_days_before(monday, 0) == monday
    assert business_days_before(monday, 5) == monday - timedelta(days=7)
    closed = [(monday - timedelta(days=4), monday - timedelta(days=3))]  # Thursday and Friday
    assert business_days_before(monday, 1, closed) == monday - timedelta(days=5)
    assert business_days_before(monday + timedelta(days=6), 0) == monday + timedelta(days=4)


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("day", {"starts_at": at(-1), "ends_at": at(1)}),
        ("ends", {"starts_at": at(3), "ends_at": at(3)}),
        ("place", {"place": " "}),
        ("link", {"link": "javascript:alert(1)"}),
        ("link", {"link": "https://" + "a" * 400}),
    ],
)
def test_a_meeting_that_cannot_be_is_said_at_its_field(
    scene: Scene, field: str, more: dict[str, Any]
) -> None:
    asked = {"starts_at": at(9), "ends_at": at(9, 17), "place": "Room 4"} | more
    with pytest.raises(BadInput) as refused:
        actions.call_meeting(scene.committee, by=scene.chair, **asked)
    assert field in refused.value.fields
    assert not Meeting.objects.exists()


def test_a_secretary_sits_there_and_keeps_the_agenda(scene: Scene, dee: Person) -> None:
    asked: dict[str, Any] = {"starts_at": at(9), "ends_at": at(9, 17), "place": "Room 4"}
    with pytest.raises(BadInput):
        actions.call_meeting(scene.committee, secretary=dee, by=scene.chair, **asked)
    row = actions.call_meeting(scene.committee, secretary=scene.members[1], by=scene.chair, **asked)
    actions.add_item(row, title="Budget", by=scene.members[1])
    with pytest.raises(PermissionDenied):
        actions.cancel_meeting(row, by=scene.members[1])


def test_where_the_chair_is_vacant_who_has_sat_longest_leads(scene: Scene) -> None:
    actions.end_term(scene.committee.terms().get(seat__kind=SeatKind.CHAIR), by=scene.chair)
    assert policy.chair_of(scene.committee) == scene.members[1].pk


def test_it_is_changed_and_canceled_before_it_begins_and_not_after(
    scene: Scene, meeting: Meeting
) -> None:
    said: dict[str, Any] = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    actions.change_meeting(meeting, place="Room 4", by=scene.chair, **said)
    assert noted("governance.meeting_changed") == 0  # the same again
    actions.change_meeting(meeting, place="Room 5", by=scene.chair, **said)
    assert Event.objects.get(verb="governance.meeting_changed").particulars["is_news"] is True
    with pytest.raises(PermissionDenied):
        actions.change_meeting(meeting, place="Room 6", by=scene.members[1], **said)
    with held_at(meeting.starts_at), pytest.raises(WrongState):
        actions.cancel_meeting(meeting, by=scene.chair)
    actions.cancel_meeting(meeting, by=scene.chair)
    assert noted("governance.meeting_canceled") == 1
    for again in (actions.cancel_meeting, actions.send_agenda):
        with pytest.raises(WrongState):
            again(meeting, by=scene.chair)
    make_meeting(scene.committee, by=scene.chair)  # at the very same time: that one is off


def test_an_agenda_is_made_of_proposals_needs_and_other_things(
    scene: Scene, meeting: Meeting, ada: Person
) -> None:
    proposal = in_review(scene)
    need = voice_need("How to greet newcomers.", by=ada)
    other = actions.add_item(meeting, title=" Budget  of 2027 ", by=scene.chair)
    actions.add_item(meeting, proposal=proposal, by=scene.chair)
    actions.add_item(meeting, need=need, by=scene.chair)
    assert other.title == "Budget of 2027"
    asked: list[dict[str, Any]] = [
        {"proposal": proposal},
        {"need": need},
        {"title": "budget of 2027"},
        {"title": "  "},
    ]
    for wrong in asked:
        with pytest.raises(BadInput):
            actions.add_item(meeting, by=scene.chair, **wrong)
    with pytest.raises(PermissionDenied):
        actions.add_item(meeting, title="Mine", by=scene.members[1])
    assert meeting.items.count() == 3
    first, second, third = meeting.items.all()
    actions.move_item(third, up=True, by=scene.chair)
    actions.move_item(first, up=True, by=scene.chair)  # nothing above it
    assert list(meeting.items.all()) == [first, third, second]
    actions.remove_item(first, by=scene.chair)
    actions.remove_item(first, by=scene.chair)
    assert list(meeting.items.all()) == [third, second]
    assert noted("governance.agenda_changed") == 5


def test_what_is_not_with_the_committee_is_not_for_its_agenda(
    scene: Scene, meeting: Meeting
) -> None:
    with pytest.raises(BadInput):
        actions.add_item(meeting, proposal=scene.proposal, by=scene.chair)  # still its author's


def test_the_agenda_is_sent_once_and_not_without_an_item(scene: Scene, meeting: Meeting) -> None:
    with pytest.raises(BadInput):
        actions.send_agenda(meeting, by=scene.chair)
    actions.add_item(meeting, title="Budget", by=scene.chair)
    with pytest.raises(PermissionDenied):
        actions.send_agenda(meeting, by=scene.members[1])
    actions.send_agenda(meeting, by=scene.chair)
    assert Event.objects.get(verb="governance.agenda_sent").particulars["late"] is False
    with pytest.raises(WrongState):
        actions.send_agenda(meeting, by=scene.chair)


def test_who_was_there_is_noted_once_it_has_begun_with_the_quorum_of_that_day(
    scene: Scene, meeting: Meeting, dee: Person
) -> None:
    there = [person.pk for person in scene.members[:3]]
    with pytest.raises(WrongState):
        actions.note_attendance(meeting, there, by=scene.chair)
    with held_at(meeting.starts_at):
        with pytest.raises(PermissionDenied):
            actions.note_attendance(meeting, there, by=scene.members[1])
        with pytest.raises(BadInput):
            actions.note_attendance(meeting, [dee.pk], by=scene.chair)
        for present in (there, there, there[:2]):
            actions.note_attendance(meeting, present, by=scene.chair)
    meeting.refresh_from_db()
    assert (meeting.filled, meeting.quorum, meeting.attendances.count()) == (5, 3, 2)
    assert noted("governance.attendance_noted") == 2


def test_whoever_steps_out_of_an_item_stands_beside_it(
    client: Client, scene: Scene, meeting: Meeting
) -> None:
    proposal, member = in_review(scene), scene.members[1]
    for more in ({"proposal": proposal}, {"title": "A complaint"}):
        actions.add_item(meeting, by=scene.chair, **more)  # type: ignore[arg-type]
    with pytest.raises(PermissionDenied):
        actions.step_out(meeting.items.get(proposal=None), by=scene.author)
    for item in AgendaItem.objects.all():
        for _again in range(2):
            actions.step_out(item, by=member)
        assert policy.recused_on(item) == {member.pk}
    assert noted("governance.stepped_out") == 1 and noted("governance.recused") == 1
    client.force_login(scene.chair)
    page = client.get(reverse("governance:meeting", args=[meeting.pk])).content.decode()
    assert page.count(member.display_name) == 2


def test_in_the_browser_from_the_call_to_the_agenda(client: Client, scene: Scene) -> None:
    proposal = in_review(scene)
    client.force_login(scene.chair)
    url = reverse("governance:meetings", args=[scene.committee.pk])
    day = at(21).date().isoformat()
    sent = {"day": day, "begins": "15:30", "ends": "14:00", "place": "Room 4"}
    refused = client.post(url, sent)
    assert refused.status_code == 422 and 'value="15:30"' in refused.content.decode()
    client.post(url, sent | {"ends": "17:00"})
    row = Meeting.objects.get()
    here = reverse("governance:meeting", args=[row.pk])
    items = reverse("governance:agenda_items", args=[row.pk])
    assert client.post(items, {"about": f"proposal-{proposal.pk}"}).status_code == 302
    twice = client.post(items, {"about": f"proposal-{proposal.pk}", "title": "typed"})
    assert twice.status_code == 422
    assert "already has its place" in twice.content.decode()
    assert 'value="typed"' in twice.content.decode()
    for wrong in ("proposal-999", "need-x", "proposal-²"):
        assert client.post(items, {"about": wrong}).status_code == 422
    client.post(items, {"title": "Budget"})
    last = row.items.get(title="Budget")
    client.post(reverse("governance:item_place", args=[last.pk]), {"to": "up"})
    client.post(reverse("governance:item_recusal", args=[last.pk]))
    assert row.items.first() == last
    client.post(reverse("governance:agenda_sending", args=[row.pk]))
    client.post(reverse("governance:item_removal", args=[last.pk]))
    page = client.get(here).content.decode()
    assert "Agenda sent" in page and "Budget" not in page
    change = reverse("governance:meeting_change", args=[row.pk])
    assert 'value="15:30"' in client.get(change).content.decode()
    assert client.post(change, sent | {"ends": "17:00", "place": ""}).status_code == 422
    assert client.post(change, sent | {"ends": "18:00"}).status_code == 302
    client.post(reverse("governance:meeting_cancellation", args=[row.pk]))
    assert "was canceled" in client.get(here).content.decode()
    lines = b"".join(client.get(url, {"file": "csv"}).streaming_content).decode().splitlines()
    assert lines[1].startswith(f"{day},")


def test_attendance_in_the_browser(client: Client, scene: Scene, meeting: Meeting) -> None:
    client.force_login(scene.chair)
    url = reverse("governance:attendance", args=[meeting.pk])
    sent = {"present": [scene.members[0].pk, scene.members[2].pk]}
    assert client.post(url, sent).status_code == 409
    with held_at(meeting.starts_at):
        client.post(url, sent)
        page = client.get(reverse("governance:meeting", args=[meeting.pk])).content.decode()
    assert "2 of 5 present, quorum 3" in " ".join(page.split())


def test_members_read_and_change_nothing_and_strangers_find_nothing(
    client: Client, scene: Scene, meeting: Meeting, dee: Person
) -> None:
    here = reverse("governance:meeting", args=[meeting.pk])
    client.force_login(scene.members[2])
    assert "Send the agenda" not in client.get(here).content.decode()
    assert client.post(reverse("governance:agenda_sending", args=[meeting.pk])).status_code == 403
    client.force_login(dee)
    assert client.get(here).status_code == 404


def test_the_page_asks_as_many_questions_whatever_the_length_of_the_agenda(
    client: Client, scene: Scene, meeting: Meeting
) -> None:
    client.force_login(scene.chair)
    here, counts = reverse("governance:meeting", args=[meeting.pk]), []
    for n in (1, 12):
        for m in range(n):
            actions.add_item(meeting, title=f"Item {n} {m}", by=scene.chair)
        client.get(here)
        with CaptureQueriesContext(connection) as asked:
            client.get(here)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_a_member_who_joins_later_is_no_part_of_that_days_attendance(
    scene: Scene, meeting: Meeting
) -> None:
    with held_at(meeting.starts_at + timedelta(days=2)):
        late = make_member(scene.committee, "Lat Comer")
        with pytest.raises(BadInput):
            actions.note_attendance(meeting, [late.pk], by=scene.chair)
