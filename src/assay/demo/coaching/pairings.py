"""Kirsten coaches Grace, whose draft she commented on, Renata, half through a cycle, and Amina, whom she met two days
ago and has not logged; Hana asks her.

Renata offers to read colleagues’ drafts, and commented on a moment of Daniel’s video.
"""

from datetime import datetime, timedelta

from assay.coaching import actions as coaching
from assay.coaching.models import CycleStep, Pairing
from assay.demo.district import person
from assay.evidence.models import Status, Submission
from assay.lib.clock import held_at, today
from assay.people.models import Organization

COACH, ADMINISTRATOR = "p-021", "p-027"
GRACE, RENATA, HANA, DANIEL, AMINA = "p-005", "p-001", "p-008", "p-002", "p-006"
SAID = (
    "You give three paths. Which of them did the quiet ones take? One number would let a reader compare.",
    "Photograph it where it hangs, at the height of a student’s eyes. Names on the cards can stay off the picture.",
)


def lay_out(now: datetime) -> None:
    _grace(now)
    _renata(now)
    _amina(now)
    _daniel(now)
    with held_at(now - timedelta(days=1)):
        hana = person(HANA)
        about = "May I use a photo of the line-up spots if a child’s sleeve is in it?"
        coaching.ask_for_coach(hana, person(COACH), about, by=hana)


def _grace(now: datetime) -> None:
    """She asked; her draft is read, commented on, and shared again."""
    grace, coach = person(GRACE), person(COACH)
    with held_at(now - timedelta(days=20)):
        asked = coaching.ask_for_coach(grace, coach, "Choices that stay manageable.", by=grace)
    with held_at(now - timedelta(days=19)):
        coaching.accept(asked, by=coach)
        goal = "Every student chooses once a week, and says why."
        coaching.begin_cycle(asked, goal, "Their own words on the choice cards.", by=coach)
    draft = _draft_of(GRACE)
    if draft is None:
        return
    with held_at(now - timedelta(days=6)):
        share = coaching.share_draft(draft, asked, question="Are three paths too many?", by=grace)
    content = draft.version.content
    steps = (content.prompts[0].id, content.items[0].id)
    with held_at(now - timedelta(days=5)):
        for step, text in zip(steps, SAID, strict=True):
            coaching.keep_comment(share, step, text, by=coach)
        coaching.send_comments(share, by=coach)
    with held_at(now - timedelta(days=1)):
        first = share.comments.earliest("pk")
        coaching.reply(first, "Eleven of nineteen took the second. I will say so.", by=grace)


def _renata(now: datetime) -> None:
    """The office brought them together; half of a cycle is behind them, and a meeting is set."""
    renata, coach = person(RENATA), person(COACH)
    place = Organization.objects.get(ident="s-otter")
    with held_at(now - timedelta(days=33)):
        pairing = coaching.pair(renata, coach, place, by=person(ADMINISTRATOR))
        goal = "My students name the next step in their own work."
        coaching.begin_cycle(pairing, goal, "Two conferences, recorded.", by=renata)
    _log(pairing, now, 21, CycleStep.OBSERVATION, "I watched two conferences in the third lesson.")
    _log(pairing, now, 14, CycleStep.CONVERSATION, "Who speaks first, and for how long.")
    with held_at(now - timedelta(days=2)):
        coaching.set_meeting(
            pairing,
            (now + timedelta(days=3)).replace(hour=15, minute=30),
            place="Otter Lake, room 12",
            topic="How the try went",
            step=CycleStep.TRYING,
            by=coach,
        )


def _amina(now: datetime) -> None:
    """At the first step; the meeting on its goal was held, and is still to be logged."""
    amina, coach = person(AMINA), person(COACH)
    with held_at(now - timedelta(days=10)):
        asked = coaching.ask_for_coach(amina, coach, "Is my language goal too wide?", by=amina)
    with held_at(now - timedelta(days=9)):
        coaching.accept(asked, by=coach)
        goal = "My newcomers use three new words in a sentence of their own."
        coaching.begin_cycle(asked, goal, by=amina)
        coaching.set_meeting(
            asked,
            (now - timedelta(days=2)).replace(hour=14, minute=20),
            place="By phone",
            topic="Agree on the goal",
            step=CycleStep.GOAL,
            by=amina,
        )


def _daniel(now: datetime) -> None:
    """Renata holds what he works on; she has read his draft as a colleague."""
    daniel, renata, draft = person(DANIEL), person(RENATA), _draft_with_video(DANIEL)
    if draft is None:
        return
    about = draft.start.micro_credential
    with held_at(now - timedelta(days=9)):
        offer = coaching.offer_to_read(about, 2, by=renata)
    with held_at(now - timedelta(days=8)):
        asked = coaching.ask_peer(offer, "Is it clear in the clip where I wait?", by=daniel)
    with held_at(now - timedelta(days=7)):
        coaching.accept(asked, by=renata)
    with held_at(now - timedelta(days=4)):
        question = "Is it clear where I wait?"
        share = coaching.share_draft(draft, asked, question=question, by=daniel)
    video = draft.artifacts.filter(media_type__startswith="video/").earliest("pk")
    moment = min(31, video.duration_seconds or 0)
    criteria = draft.version.content.criteria_on(video.step_id)
    with held_at(now - timedelta(days=3)):
        coaching.keep_comment(
            share,
            video.step_id,
            "Here you wait, and two more hands go up. Could a note say how long it was?",
            criterion_id=criteria[0].id if criteria else "",
            artifact=video,
            at_seconds=moment,
            by=renata,
        )
        coaching.send_comments(share, by=renata)


def _draft_with_video(ident: str) -> Submission | None:
    rows = Submission.objects.filter(start__person=person(ident), status=Status.DRAFT)
    rows = rows.filter(artifacts__media_type__startswith="video/")
    found = rows.select_related("version", "start__person", "start__micro_credential")
    return found.order_by("pk").first()


def _log(pairing: Pairing, now: datetime, days: int, step: int, topic: str) -> None:
    with held_at(now - timedelta(days=days)):
        coaching.log_meeting(
            pairing,
            today(),
            topic=topic,
            next_step="Renata counts on Friday; Kirsten looks in on Tuesday.",
            step=step,
            by=person(COACH),
        )


def _draft_of(ident: str) -> Submission | None:
    rows = Submission.objects.filter(start__person=person(ident), status=Status.DRAFT)
    return rows.select_related("version", "start__person").order_by("pk").first()
