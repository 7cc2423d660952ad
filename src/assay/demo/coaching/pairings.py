"""Kirsten coaches Grace, whose draft she commented on, and Renata, half through a cycle; Hana asks her."""

from datetime import datetime, timedelta

from assay.coaching import actions as coaching
from assay.coaching.models import CycleStep, Pairing
from assay.demo.district import person
from assay.evidence.models import Status, Submission
from assay.lib.clock import held_at
from assay.people.models import Organization

COACH, ADMINISTRATOR = "p-021", "p-027"
GRACE, RENATA, HANA = "p-005", "p-001", "p-008"
SAID = (
    "You give three paths. Which of them did the quiet ones take? One number would let a reader compare.",
    "Photograph it where it hangs, at the height of a student’s eyes. Names on the cards can stay off the picture.",
)


def lay_out(now: datetime) -> None:
    _grace(now)
    _renata(now)
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


def _log(pairing: Pairing, now: datetime, days: int, step: int, topic: str) -> None:
    with held_at(now - timedelta(days=days)):
        coaching.log_meeting(
            pairing,
            (now - timedelta(days=days)).date(),
            topic=topic,
            next_step="Renata counts on Friday; Kirsten looks in on Tuesday.",
            step=step,
            by=person(COACH),
        )


def _draft_of(ident: str) -> Submission | None:
    rows = Submission.objects.filter(start__person=person(ident), status=Status.DRAFT)
    return rows.select_related("version", "start__person").order_by("pk").first()
