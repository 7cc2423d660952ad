"""Cycles and meetings: set, moved, called off, logged; and the talk that a next attempt waits for."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.coaching import actions
from assay.coaching.models import Cycle, CycleStep, DraftShare, Meeting, Pairing
from assay.coaching.talks import COACH_TALK
from assay.coaching.tests.factories import make_pairing
from assay.evidence import actions as evidence_actions
from assay.evidence.errors import NotReady
from assay.evidence.models import Condition, Submission
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Membership, Person
from assay.record.models import MACHINE, Event

GOAL = "More students finish the thought they begin."


def tomorrow() -> object:
    return now() + timedelta(days=1)


def test_a_cycle_begins_is_worded_otherwise_and_ends(
    pairing: Pairing, ada: Person, cleo: Person, cor: Person, dee: Person
) -> None:
    for by in (cor, dee):
        with pytest.raises(PermissionDenied):
            actions.begin_cycle(pairing, GOAL, by=by)
    with pytest.raises(BadInput):
        actions.begin_cycle(pairing, " ", by=ada)
    cycle = actions.begin_cycle(pairing, GOAL, by=ada)
    assert cycle.step == CycleStep.GOAL
    with pytest.raises(WrongState):
        actions.begin_cycle(pairing, GOAL, by=cleo)
    actions.agree(cycle, GOAL, "A tally of five minutes.", by=cleo)
    assert Cycle.objects.get().step == CycleStep.EVIDENCE
    actions.end_cycle(cycle, by=ada)
    for verb in (
        lambda: actions.end_cycle(cycle, by=ada),
        lambda: actions.agree(cycle, GOAL, "", by=ada),
    ):
        with pytest.raises(WrongState):
            verb()
    actions.begin_cycle(pairing, GOAL, "A tally.", by=cleo)


def test_a_meeting_is_set_moved_and_called_off_by_either(
    pairing: Pairing, ada: Person, cleo: Person, cor: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_meeting(pairing, tomorrow(), by=cor)
    with pytest.raises(BadInput) as refused:
        actions.set_meeting(pairing, now() - timedelta(minutes=1), by=ada)
    assert "starts_at" in refused.value.fields
    meeting = actions.set_meeting(pairing, tomorrow(), place="Room 12", by=ada)
    later = now() + timedelta(days=2)
    actions.set_meeting(pairing, later, place="By phone", meeting=meeting, by=cleo)
    assert (Meeting.objects.get().starts_at, Meeting.objects.get().place) == (later, "By phone")
    with pytest.raises(PermissionDenied):
        actions.call_off(meeting, by=cor)
    actions.call_off(meeting, by=ada)
    for verb in (
        lambda: actions.call_off(meeting, by=cleo),
        lambda: actions.set_meeting(pairing, later, meeting=meeting, by=cleo),
        lambda: actions.log_meeting(pairing, today(), topic="x", meeting=meeting, by=cleo),
    ):
        with pytest.raises(WrongState):
            verb()


def test_logging_moves_the_cycle_on_and_never_back(
    pairing: Pairing, ada: Person, cleo: Person
) -> None:
    cycle = actions.begin_cycle(pairing, GOAL, by=ada)
    with pytest.raises(PermissionDenied):
        actions.log_meeting(pairing, today(), topic="x", by=ada)
    for bad, field in (
        ({"held_on": today() + timedelta(days=1), "topic": "x"}, "held_on"),
        ({"held_on": today(), "topic": ""}, "topic"),
        ({"held_on": today(), "topic": "x", "step": 9}, "step"),
        ({"held_on": today(), "topic": "x" * 201}, "topic"),
    ):
        with pytest.raises(BadInput) as refused:
            actions.log_meeting(pairing, by=cleo, **bad)
        assert field in refused.value.fields
    actions.log_meeting(pairing, today(), topic="I watched chapter 4", step=3, by=cleo)
    actions.log_meeting(pairing, today(), topic="I watched chapter 4", step=3, by=cleo)
    assert Meeting.objects.count() == 1  # pressed twice
    cycle.refresh_from_db()
    assert cycle.step == CycleStep.OBSERVATION
    actions.log_meeting(pairing, today(), topic="We looked back", step=2, by=cleo)
    cycle.refresh_from_db()
    assert cycle.step == CycleStep.OBSERVATION


def test_nothing_is_set_or_logged_once_it_has_ended(
    pairing: Pairing, ada: Person, cleo: Person
) -> None:
    actions.end_pairing(pairing, by=ada)
    for verb in (
        lambda: actions.begin_cycle(pairing, GOAL, by=ada),
        lambda: actions.set_meeting(pairing, tomorrow(), by=ada),
        lambda: actions.log_meeting(pairing, today(), topic="x", by=cleo),
    ):
        with pytest.raises(WrongState):
            verb()


def test_a_logged_talk_lets_the_next_attempt_be_handed_in(
    draft: Submission, pairing: Pairing, ada: Person, cleo: Person
) -> None:
    evidence_actions.open_condition(draft, COACH_TALK, by=MACHINE)
    with pytest.raises(NotReady):
        evidence_actions.submit(draft, by=ada)
    actions.log_meeting(pairing, today(), topic="What remains", by=cleo)
    assert Condition.objects.get().met_at is None
    actions.log_meeting(pairing, today(), topic="The next attempt", is_talk=True, by=cleo)
    assert Condition.objects.get().met_at is not None
    evidence_actions.submit(draft, by=ada)


def test_where_no_one_coaches_the_learner_goes_on_without(
    draft: Submission, ada: Person, dee: Person, cleo: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.go_without_talk(draft, by=ada)
    Membership.objects.filter(person=cleo).delete()
    with pytest.raises(WrongState):
        actions.go_without_talk(draft, by=ada)
    evidence_actions.open_condition(draft, COACH_TALK, by=MACHINE)
    with pytest.raises(PermissionDenied):
        actions.go_without_talk(draft, by=dee)
    actions.go_without_talk(draft, by=ada)
    assert Condition.objects.get().met_at is not None


def test_the_page_of_two_from_a_goal_to_the_log(
    pairing: Pairing, ada: Person, cleo: Person, dee: Person, max_: Person
) -> None:
    mine, theirs, page = Client(), Client(), reverse("coaching:pairing", args=[pairing.pk])
    mine.force_login(ada)
    theirs.force_login(cleo)
    theirs.post(f"{page}cycle/", {"goal": GOAL, "evidence": ""})
    assert GOAL in mine.get(page).content.decode()
    day = (today() + timedelta(days=1)).isoformat()
    sent = {"day": day, "time": "15:30", "place": "Room 12", "topic": "Agree the goal"}
    assert mine.post(f"{page}meetings/", {**sent, "time": "25:00"}).status_code == 422
    mine.post(f"{page}meetings/", sent)
    meeting = Meeting.objects.get()
    file = mine.get(reverse("coaching:in_calendar", args=[meeting.pk]))
    assert b"BEGIN:VEVENT" in file.content and b"Room 12" in file.content
    refused = mine.post(f"{page}log/", {"held_on": today(), "topic": "x"})
    assert refused.status_code == 404
    with held_at(now() + timedelta(days=2)):
        desk = theirs.get(reverse("coaching:desk")).content.decode()
        assert f"?meeting={meeting.pk}#log" in desk
        form = theirs.get(f"{page}?meeting={meeting.pk}").content.decode()
        assert 'value="Agree the goal"' in form
        logged = {"held_on": day, "topic": "Agreed", "step": "2", "meeting": meeting.pk}
        theirs.post(f"{page}log/", logged)
    assert "Agreed" in mine.get(page).content.decode()
    for person in (dee, max_):
        stranger = Client()
        stranger.force_login(person)
        assert stranger.get(page).status_code == 404
        assert stranger.get(reverse("coaching:in_calendar", args=[meeting.pk])).status_code == 404
        for name in ("cycle", "cycle/ending", "meetings", "log"):
            assert stranger.post(f"{page}{name}/").status_code == 404
        address = reverse("coaching:calling_off", args=[meeting.pk])
        assert stranger.post(address).status_code == 404


def test_events_name_no_words(pairing: Pairing, ada: Person, cleo: Person) -> None:
    actions.begin_cycle(pairing, GOAL, by=ada)
    actions.log_meeting(pairing, today(), topic="A secret", next_step="Another", by=cleo)
    said = [event.particulars for event in Event.objects.filter(verb__startswith="coaching")]
    assert said and all(set(one) <= {"learner", "coach"} for one in said)


def test_each_act_is_noted_once(draft: Submission, ada: Person, cleo: Person, max_: Person) -> None:
    pairing = actions.ask_for_coach(ada, cleo, by=ada)
    actions.take_request_back(pairing, by=ada)
    actions.decline(actions.ask_for_coach(ada, cleo, by=ada), by=cleo)
    pairing = actions.ask_for_coach(ada, cleo, by=ada)
    actions.accept(pairing, by=cleo)
    share = actions.share_draft(draft, pairing, by=ada)
    comment = actions.keep_comment(share, "p1q1", "Whom did you reach?", by=cleo)
    actions.send_comments(share, by=cleo)
    actions.reply(comment := share.comments.get(pk=comment.pk), "Not all.", by=ada)
    actions.finish_comment(comment, by=ada)
    actions.open_comment_again(comment, by=cleo)
    actions.stop_sharing(share, by=ada)
    cycle = actions.begin_cycle(pairing, GOAL, by=ada)
    actions.agree(cycle, GOAL, "A tally.", by=cleo)
    actions.call_off(actions.set_meeting(pairing, tomorrow(), by=ada), by=cleo)
    actions.log_meeting(pairing, today(), topic="A tally", by=cleo)
    actions.end_cycle(cycle, by=cleo)
    actions.end_pairing(pairing, by=cleo)
    noted = Event.objects.filter(verb__startswith="coaching").order_by("pk")
    assert list(noted.values_list("verb", flat=True)) == [
        "coaching.asked",
        "coaching.request_taken_back",
        "coaching.asked",
        "coaching.declined",
        "coaching.asked",
        "coaching.begun",
        "coaching.draft_shared",
        "coaching.draft_read",
        "coaching.commented",
        "coaching.replied",
        "coaching.comment_done",
        "coaching.comment_opened",
        "coaching.draft_closed",
        "coaching.cycle_begun",
        "coaching.cycle_agreed",
        "coaching.meeting_set",
        "coaching.meeting_called_off",
        "coaching.meeting_logged",
        "coaching.cycle_ended",
        "coaching.ended",
    ]


def test_the_desk_logs_a_meeting_with_one_of_its_learners(
    pairing: Pairing, ada: Person, bo: Person, cleo: Person, cor: Person
) -> None:
    client, press = Client(), reverse("coaching:desk_log")
    client.force_login(cleo)
    desk = reverse("coaching:desk")
    assert press in client.get(desk).content.decode()
    said = {"pairing": pairing.pk, "held_on": today().isoformat(), "topic": "Where the check falls"}
    theirs = make_pairing(bo, cor, pairing.organization)
    for wrong in (
        {"pairing": theirs.pk},
        {"pairing": "9" * 25},
        {"topic": ""},
        {"held_on": "2999-01-01"},
    ):
        answer = client.post(press, {**said, "next_step": "Ada counts", **wrong})
        assert answer.status_code == 422 and "Ada counts" in answer.content.decode()
    assert not Meeting.objects.exists()
    assert "Logged. Ada sees it, too." in client.post(press, said, follow=True).content.decode()
    row = Meeting.objects.get()
    assert (row.pairing, row.topic, row.held_on) == (pairing, "Where the check falls", today())
    assert client.get(press).status_code == 405
    stranger = Client()
    stranger.force_login(ada)
    assert stranger.post(press, said).status_code == 404


def test_the_desk_narrows_its_list_and_says_what_is_to_be_done(
    share: DraftShare, pairing: Pairing, bo: Person, cleo: Person
) -> None:
    make_pairing(bo, cleo, pairing.organization)
    actions.begin_cycle(pairing, "More of them explain.", by=cleo)
    client = Client()
    client.force_login(cleo)

    def table(show: str) -> str:
        page = client.get(reverse("coaching:desk"), {"show": show}).content.decode()
        return page.partition('<table class="work"')[2].partition("</table>")[0]

    assert "Ada Marsh" in table("all") and "Bo Lind" in table("all")
    assert "Draft to read" in table("cycle") and "Bo Lind" not in table("cycle")
    assert "No one of your learners." in table("meeting")
    with held_at(now() + timedelta(days=30)):
        assert "Bo Lind" in table("meeting") and "30 days without a meeting" in table("meeting")
    assert table("anything%00") == table("all")


def test_the_desk_tells_what_is_done_or_over_for_a_week(
    share: DraftShare, pairing: Pairing, ada: Person, bo: Person, cleo: Person
) -> None:
    over = make_pairing(bo, cleo, pairing.organization)
    client = Client()
    client.force_login(cleo)

    def gone() -> str:
        page = client.get(reverse("coaching:desk")).content.decode()
        return page.partition("Done or gone this week")[2].partition("</details>")[0]

    assert gone() == ""
    actions.log_meeting(pairing, today(), topic="Who speaks first", by=cleo)
    evidence_actions.submit(share.submission, by=ada)
    actions.end_pairing(over, by=bo)
    said = gone()
    assert "Ada Marsh: Who speaks first" in said and "Ada Marsh submitted on" in said
    assert "Bo Lind works with you no longer" in said
    with held_at(now() + timedelta(days=8)):
        assert gone() == ""
