"""Open work when the demo is loaded: a submission in every state, goals, ratings, a draft, an invitation."""

from datetime import datetime, timedelta
from typing import Any

from assay.assessment import actions as assessment
from assay.assessment.models import Attestation, Evaluation
from assay.catalog import actions as catalog
from assay.catalog.models import MicroCredential
from assay.demo.district import MAIL, person
from assay.demo.history import LEAD, screener_of
from assay.demo.places import CONTENT, load
from assay.demo.replay import fill
from assay.demo.scoring import score, screen, share_comments, take
from assay.evidence import actions as evidence
from assay.evidence.models import Submission
from assay.frameworks.models import Competency
from assay.journeys import actions as journeys
from assay.lib.clock import held_at, today
from assay.people.actions import invite
from assay.people.models import Organization
from assay.program import actions as program
from assay.program.models import StrategicGoal
from assay.record.models import MACHINE

REACHED = (
    "screening",
    "incomplete",
    "queued",
    "scoring",
    "second_scoring",
    "adjudication",
    "awaiting_release",
)


#: Who can judge what is handed in in Spanish.
READ_SPANISH = ("p-021", "p-022")


def lay_out(today: datetime) -> None:
    """Everything open, dated relative to `today` so that due dates are near."""
    for ident in READ_SPANISH:
        reader = person(ident)
        assessment.say_availability(
            reader, takes_offers=True, away_until=None, languages=("es",), by=reader
        )
    with held_at(today - timedelta(days=30)):
        program.set_policy("attestation", {"high_stakes": True}, by=MACHINE)
    with held_at(today - timedelta(days=12)):
        program.change_policy(
            "assessment",
            "max_open_per_assessor",
            5,
            by=person("p-027"),
            effective_from=(today + timedelta(days=35)).date(),
            reason="Assessors asked for shorter desks before the busy weeks.",
        )
    works = [
        (path.name[0], load(f"open/{path.name}"))
        for path in sorted((CONTENT / "open").glob("*.yaml"))
    ]
    for number, work in sorted(works, key=lambda pair: -pair[1]["days_ago"]):
        _work(number, work, today)
    with held_at(today - timedelta(days=2)):
        _revise_wait_time()
        _goals()
        _author()
        _invitation()


def _work(number: str, work: dict[str, Any], today: datetime) -> None:
    learner = person(work["learner"])
    micro_credential = MicroCredential.objects.get(ident=work["micro_credential"])
    handed_in = _weekday_before(today, work["days_ago"])
    with held_at(handed_in - timedelta(days=9)):
        draft = evidence.begin(learner, micro_credential, by=learner)
    with held_at(handed_in):
        fill(draft, work, f"open-{number}", by=learner)
        if work["state"] == "draft":
            return
        evidence.submit(draft, language=work.get("language", ""), by=learner)
    _move_on(draft, work, handed_in, today)


def _move_on(
    submission: Submission, work: dict[str, Any], handed_in: datetime, today: datetime
) -> None:
    reached = REACHED.index(work["state"])
    if reached == 0:
        return
    with held_at(handed_in + timedelta(hours=3)):
        if work["state"] == "incomplete":
            evaluation = Evaluation.objects.get(submission=submission)
            assessment.screen(
                evaluation, complete=False, reasons=work["reasons"], by=screener_of(work)
            )
            return
        screen(submission, by=screener_of(work))
    if "colleague" in work:
        with held_at(handed_in + timedelta(hours=5)):
            _confirm(submission, work["colleague"])
    with held_at(handed_in + timedelta(hours=20)):
        said = work.get("feedback", {})
        for sheet in ("first", "second"):
            if sheet in work:
                levels = work[sheet]["scores"]
                score(submission, person(work[sheet]["by"]), levels, said, said.get("summary", ""))
    if "with" in work:
        with held_at(today - timedelta(hours=20)):  # a lease that is not idle yet
            lease = take(submission, person(work["with"]))
            share_comments(lease, work.get("comments", ()), lead=person(LEAD))


def _confirm(submission: Submission, said: dict[str, Any]) -> None:
    """Its learner names a colleague, who answers where the story says so."""
    row = Attestation.objects.get(evaluation__submission=submission)
    learner = submission.start.person
    request = assessment.name_colleague(
        row,
        person(said["who"]).email,
        context=said["context"],
        first_on=today() - timedelta(days=said["first_days_before"]),
        last_on=today() - timedelta(days=said["last_days_before"]),
        by=learner,
    )
    if "answer" in said:
        assessment.answer_attestation(
            request, said["answer"], words=said.get("words", ""), by=request.colleague
        )


def _revise_wait_time() -> None:
    """Daniel goes on after his not yet: four of five criteria are kept."""
    daniel = person("p-002")
    evaluation = Evaluation.objects.get(
        submission__start__person=daniel, submission__start__micro_credential__ident="mc-wait-time"
    )
    assessment.revise(evaluation, by=daniel)


def _goals() -> None:
    daniel, renata = person("p-002"), person("p-001")
    talk = Competency.objects.get(framework__slug="danielson-fft-2013", code="3b")
    first = StrategicGoal.objects.get(code="sg1", organization__kind="district")
    journeys.set_goal(
        daniel, "More of my students explain their thinking aloud.", competency=talk, by=daniel
    )
    words = "Every student speaks with confidence in mathematics."
    journeys.set_goal(daniel, words, source="district", strategic_goal=first, by=daniel)
    journeys.set_goal(renata, "Students set goals that they can judge for themselves.", by=renata)
    for code, level in (("3b", 2), ("3d", 3), ("1f", 2)):
        competency = Competency.objects.filter(
            framework__slug="danielson-fft-2013", code=code
        ).first()
        if competency:
            journeys.rate(daniel, competency, level, by=daniel)


def _author() -> None:
    """Carmen has a draft that the standard still misses a few things in."""
    carmen = person("p-031")
    department = Organization.objects.get(ident="personalized-learning")
    draft = catalog.create("Letting Students Judge Their Own Drafts", owner=department, by=carmen)
    catalog.save_draft(
        draft,
        {
            "competency": "The educator teaches students to judge a draft against shared criteria and to decide "
            "what to change before anybody else reads it.",
            "key_method": "Mark-before-hand-in: students mark their own draft against two criteria, point to "
            "the evidence, and write the one change they will make.",
        },
        by=carmen,
    )


def _invitation() -> None:
    admin = person("p-027")
    school = Organization.objects.get(ident="s-marsh")
    invite(f"noor.haddad@{MAIL}", school, "learner", by=admin)


def _weekday_before(today: datetime, days: int) -> datetime:
    """Half past four in the afternoon, so many business days ago."""
    moment = today
    while days > 0 or moment.weekday() > 4:
        moment -= timedelta(days=1)
        if moment.weekday() < 5:
            days -= 1
    return min(
        moment.replace(hour=13, minute=30, second=0, microsecond=0),
        today - timedelta(hours=24 if days else 1),
    )
