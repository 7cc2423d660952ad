from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assay.governance import actions
from assay.governance.clocks import clock_of, set_clocks
from assay.governance.models import Proposal, ProposalStatus
from assay.governance.tests.factories import make_meeting
from assay.governance.tests.scene import Scene, in_review, make_scene
from assay.lib.clock import held_at, now, today
from assay.lib.text.calendar_file import calendar_file
from assay.people.models import Organization, Person
from assay.program.calendar import add_business_days, business_days_between
from assay.program.models import ClosedPeriod

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 9, 14, 15, tzinfo=UTC)


@pytest.fixture
def scene(district: Organization) -> Scene:
    with held_at(MONDAY):
        return make_scene(district)


def asked_to_revise(scene: Scene, after: timedelta) -> Proposal:
    """Handed in on a Monday; so long afterwards the committee asks to revise it."""
    with held_at(MONDAY):
        row = in_review(scene)
    with held_at(MONDAY + after):
        ballot = actions.open_voting(row, "revise", by=scene.chair)
        for member in scene.members[:3]:
            actions.vote(ballot, "for", by=member)
        actions.close_voting(ballot, by=scene.chair)
        actions.decide(ballot, "Merge two criteria.", by=scene.chair)
    row.refresh_from_db()
    return row


def test_the_days_are_those_of_the_policy_and_skip_closed_ones(scene: Scene) -> None:
    ClosedPeriod.objects.create(first_on=date(2026, 9, 21), last_on=date(2026, 9, 25))
    with held_at(MONDAY):
        row = actions.submit(scene.proposal, by=scene.author)
        assert row.answer_by == date(2026, 10, 5)
        assert clock_of(row, today(), [(date(2026, 9, 21), date(2026, 9, 25))]).left == 10


def test_the_first_answer_is_kept_with_its_day(scene: Scene) -> None:
    row = in_review(scene)
    assert row.answered_at is not None
    first = row.answered_at
    actions.take_up(row, by=scene.members[1])
    row.refresh_from_db()
    assert row.answered_at == first


def test_the_clock_stops_at_revise_and_goes_on_with_what_was_left(scene: Scene) -> None:
    row = asked_to_revise(scene, timedelta(days=7))
    assert row.days_left == 25
    with held_at(MONDAY + timedelta(days=70)):
        set_clocks([row])
        assert (row.clock.kind, row.clock.left) == ("waiting", 25)
        assert "stopped with 25 business days left" in row.clock.text
        row = actions.submit(row, by=scene.author)
        assert row.decide_by == add_business_days(today(), 25)
        assert row.answered_at is None and row.days_left is None


def test_what_was_late_has_the_days_of_a_first_answer(scene: Scene) -> None:
    row = asked_to_revise(scene, timedelta(days=80))
    assert row.days_left == 0
    with held_at(MONDAY + timedelta(days=90)):
        row = actions.submit(row, by=scene.author)
        assert row.decide_by is not None
        assert business_days_between(today(), row.decide_by) == 10


@pytest.mark.parametrize(
    ("status", "by", "kind", "said", "left"),
    [
        ("submitted", 3, "waiting", "First answer by", 3),
        ("in_review", 0, "waiting", "0 business days left", 0),
        ("in_review", -1, "late", "1 business day late", -1),
        ("declined", 3, "waiting", "Since", None),
    ],
)
def test_a_clock_says_how_many_days_there_are(
    status: str, by: int, kind: str, said: str, left: int | None
) -> None:
    day = date(2026, 9, 16)
    on = day + timedelta(days=by if by < 3 else 5)
    row = Proposal(status=ProposalStatus(status), answer_by=on, decide_by=on, moved_at=MONDAY)
    clock = clock_of(row, day, [])
    assert (clock.kind, clock.left) == (kind, left)
    assert said in clock.text


def test_board_proposal_and_file_show_the_clock(client: Client, scene: Scene) -> None:
    row = in_review(scene)
    client.force_login(scene.chair)
    for url in (
        reverse("governance:board", args=[scene.committee.pk]),
        reverse("governance:proposal", args=[row.pk]),
        reverse("governance:proposals"),
    ):
        assert "business days left" in client.get(url).content.decode()
    answer = client.get(reverse("governance:proposals"), {"file": "csv"})
    head, line = b"".join(answer.streaming_content).decode().splitlines()[:2]
    assert head.endswith("First answer by,First answer,Business days left,Clock")
    assert f"{today()},30," in line


def test_a_meeting_goes_into_a_calendar_and_a_canceled_one_comes_off(
    client: Client, scene: Scene, dee: Person
) -> None:
    row = make_meeting(scene.committee, by=scene.chair)
    url = reverse("governance:in_calendar", args=[row.pk])
    client.force_login(scene.members[1])
    answer = client.get(url)
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode()
    assert f"DTSTART:{row.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\n" in text
    assert "STATUS:CONFIRMED" in text
    actions.cancel_meeting(row, by=scene.chair)
    assert "STATUS:CANCELLED" in client.get(url).content.decode()
    client.force_login(dee)
    assert client.get(url).status_code == 404


def test_a_calendar_file_escapes_and_folds() -> None:
    body = calendar_file(
        uid="1",
        title="Comité, primera; “año”\\" + "ñ" * 60,
        begins=now(),
        ends=now(),
        place="Room\n4",
        url="https://example.org/",
        about="",
        is_canceled=False,
        made_at=now(),
    )
    lines = body.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    whole = body.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:Comité\\, primera\\; “año”\\\\ñ" in whole
    assert "LOCATION:Room\\n4\r\n" in whole
