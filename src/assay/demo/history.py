"""The past of the demo: six scored submissions, replayed by everybody's own verbs on their own dates."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from assay.assessment import actions as assessment
from assay.assessment.models import Evaluation
from assay.catalog.models import MicroCredential
from assay.credentials import actions as credentials
from assay.demo.district import person
from assay.demo.places import load_all
from assay.demo.replay import fill
from assay.demo.scoring import judge, screen
from assay.evidence import actions as evidence
from assay.evidence.models import Submission
from assay.people.actions import grant
from assay.people.models import Organization, Person, Role

Happening = tuple[datetime, Callable[[], None]]

#: Who judges for whom until calibration exists: each department's own, and the district's shared pool (B10).
POOL = ("p-021", "p-022", "p-023")
EXPERTS = {
    "curriculum-instruction": ("p-014",),  # reads evidence in Spanish, borrowed from ESL
    "esl-multilingual": ("p-014", "p-024"),
    "technology": ("p-025",),
    "leadership": ("p-017", "p-028", "p-029"),
}
LEAD, OTHER_LEAD = "p-023", "p-017"
APPROVER = "p-030"


def attest_assessors(*, major: str = "1") -> None:
    """A lead attests who may score what."""
    for micro_credential in MicroCredential.objects.select_related("owner", "current"):
        if micro_credential.current is None or micro_credential.current.major != major:
            continue
        department = micro_credential.owner.ident if micro_credential.owner else ""
        for sourced_id in dict.fromkeys((*EXPERTS.get(department, ()), *POOL)):
            lead = person(LEAD if sourced_id != LEAD else OTHER_LEAD)
            assessment.attest(
                person(sourced_id),
                micro_credential,
                major,
                by=lead,
                basis="expert",
                statement="Trained for four hours; has coached this practice for years.",
            )


def give_the_duty_to_screen() -> None:
    """One department has a screener of its own; for all else leads check."""
    place = Organization.objects.get(ident="leadership")
    grant(person("p-028"), place, Role.SCREENER, by=person(LEAD))


def screener_of(work: dict[str, Any]) -> Person:
    """A lead who checks it for completeness: one who neither scores nor settles it."""
    judges = {work.get(key, {}).get("scorer") for key in ("expert_scores", "second_scores")}
    judges |= {work.get(key, {}).get("by") for key in ("first", "second", "adjudication")}
    return person(OTHER_LEAD if LEAD in judges else LEAD)


def events() -> list[Happening]:
    """Everything that happened, as (when, what); the caller holds the clock at each."""
    found: list[Happening] = []
    for sample in load_all("submissions"):
        found += (
            _first_attempt_of_sub_04(sample) if sample["id"] == "sub-04" else _one_attempt(sample)
        )
    return found


def _one_attempt(sample: dict[str, Any]) -> list[Happening]:
    handed_in = datetime.fromisoformat(sample["submitted_at"])
    return [
        (handed_in - timedelta(days=20), lambda: _begin(sample)),
        (handed_in, lambda: _hand_in(sample)),
        *_judged(sample, handed_in),
    ]


def _judged(sample: dict[str, Any], handed_in: datetime) -> list[Happening]:
    return [
        (_office_hour(handed_in, 1), lambda: screen(_latest(sample), by=screener_of(sample))),
        (_office_hour(handed_in, 5), lambda: judge(_latest(sample), sample, by=person(APPROVER))),
        (_office_hour(handed_in, 6), lambda: _after(sample)),
    ]


def _first_attempt_of_sub_04(sample: dict[str, Any]) -> list[Happening]:
    """The first attempt on version 1.0, not yet; then opted up to 2.0 and earned with what was carried."""
    earlier = sample["previous_attempt"]
    first_in = datetime.fromisoformat(earlier["submitted_at"])
    again = datetime.fromisoformat(sample["submitted_at"])
    first = {
        **sample,
        "artifacts": FIRST_FILES,
        "id": "sub-04-first",
        "consents": sample["consents"],
        "responses": {**sample["responses"], "p1q3": FIRST_CHECK},
        "reflection": FIRST_REFLECTION,
        "expert_scores": {"scorer": "p-021", "scores": earlier["scores"]},
        "second_scores": {"scorer": "p-023", "scores": earlier["scores"]},
        "feedback": {"summary": earlier["main_feedback"], "by_criterion": FIRST_FEEDBACK},
    }
    return [
        (datetime.fromisoformat("2026-01-20T16:00:00-05:00"), lambda: _begin(sample)),
        (first_in, lambda: _hand_in(first)),
        *_judged(first, first_in)[:-1],
        (again - timedelta(days=12), lambda: _revise_on_the_new_version(sample)),
        (again, lambda: _hand_in(sample)),
        *_judged(sample, again),
    ]


def _begin(sample: dict[str, Any]) -> None:
    learner = person(sample["learner"]["ref"])
    evidence.begin(
        learner, MicroCredential.objects.get(ident=sample["micro_credential"]), by=learner
    )


def _hand_in(sample: dict[str, Any]) -> None:
    draft = _latest(sample)
    learner = draft.start.person
    if sample.get("resubmission_note") and draft.attempt > 1:
        _clear(draft)
        evidence.explain(draft, " ".join(sample["resubmission_note"].split()), by=learner)
    fill(draft, sample, sample["id"], by=learner)
    evidence.submit(draft, by=learner)


def _revise_on_the_new_version(sample: dict[str, Any]) -> None:
    before = _latest(sample)
    draft = assessment.revise(Evaluation.objects.get(submission=before), by=before.start.person)
    evidence.opt_up(draft, by=before.start.person)


def _clear(draft: Submission) -> None:
    """A new attempt begins with copies of the old files; this learner replaces those that are judged again."""
    for artifact in draft.artifacts.present():
        if not {c.id for c in draft.version.content.criteria_on(artifact.step_id)} <= set(
            draft.carried
        ):
            evidence.remove_artifact(artifact, by=draft.start.person)


def _after(sample: dict[str, Any]) -> None:
    """Let the learner use it: one shows the badge to everybody, one gives out a link, one keeps it."""
    award = getattr(Evaluation.objects.get(submission=_latest(sample)), "award", None)
    if award is not None and sample["id"] in SHOWN:
        credentials.set_visibility(award, visibility=SHOWN[sample["id"]], by=award.person)


def _latest(sample: dict[str, Any]) -> Submission:
    return (
        Submission.objects.select_related("start__person", "version__micro_credential")
        .filter(
            start__person__sourced_id=sample["learner"]["ref"],
            start__micro_credential__ident=sample["micro_credential"],
        )
        .latest("attempt")
    )


def _office_hour(moment: datetime, days: int) -> datetime:
    """Ten in the morning, so many days later, never on a weekend."""
    day = moment + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.replace(hour=10, minute=5, second=0)


SHOWN = {"sub-01": "public", "sub-04": "link"}
FIRST_FILES = [
    {
        "item": "p2a",
        "filename": "plan-first.pdf",
        "summary": "Plan dated before the lesson, with the check marked.",
    },
    {
        "item": "p2b",
        "filename": "sorted-right-wrong.pdf",
        "summary": "All 25 answers, sorted right and wrong.",
    },
    {
        "item": "p2c",
        "filename": "explaining-again.mp4",
        "alt_text": "The graph is explained again at the board.",
        "annotations": [{"t": "00:40", "note": "I explain the steps again, more slowly."}],
    },
    {
        "item": "p2d",
        "filename": "exit-slip.pdf",
        "summary": "Exit slips of the students who were wrong.",
    },
]
FIRST_CHECK = (
    "Check, 18 minutes in: a card with a letter. Most correct: go on. Many wrong: I explain again"
    " with the graph."
)
FIRST_REFLECTION = {
    "p3q1": "Fifteen were right and ten were wrong. I explained again, and more said that they had it.",
    "p3q2": "I did not check again that day. I think most had it by the end.",
}
FIRST_FEEDBACK = {
    "c1": {
        "strength": "Three criteria that students can use to judge their own work.",
        "next": None,
    },
    "c2": {
        "strength": "The check comes at the point where it can still change the lesson.",
        "next": None,
    },
    "c3": {
        "strength": "You have an answer from every student.",
        "next": "Sort by the thinking each answer shows, and let every wrong option stand for one misconception.",
    },
    "c4": {
        "strength": None,
        "next": "Follow the move with a second check for the same students, and show what it found.",
    },
    "c5": {
        "strength": "You say plainly what you did not check.",
        "next": "Say what the answers told you that you could not have seen without them.",
    },
}
