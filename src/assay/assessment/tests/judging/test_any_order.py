"""Any sequence of verbs by anybody takes only moves in the table, and never breaks what must hold.

The withdrawal of a badge has its own (`credentials/tests/awarding/test_cases.py`).
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests import outdoors

from assay.assessment import actions, policy
from assay.assessment.judging import scoring
from assay.assessment.models import (
    JUDGING,
    LIVE,
    Appeal,
    Assignment,
    AssignmentStatus,
    Conflict,
    Evaluation,
    IntegrityHold,
    Override,
    Pause,
    Release,
    Reopening,
    SafetyReport,
    ScoreSheet,
    Slot,
    Status,
)
from assay.assessment.tests.factories import attest, take_next
from assay.assessment.tests.sheets.test_later_attempts import first_attempt, handed_in_again
from assay.catalog.models import Version
from assay.coaching import actions as coaching
from assay.coaching.models import Pairing
from assay.evidence import actions as evidence
from assay.evidence.models import Status as Handed
from assay.evidence.models import Submission
from assay.evidence.tests.factories import make_submission
from assay.journeys.models import Start
from assay.lib.errors import Refusal
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school

WHY = "The clip shows it, though the sheet could not hear it."
ADA, FIRST, SECOND, LEA, MIA, CHI, PIA = 0, 1, 2, 6, 7, 8, 10
#: Each verb with whom it belongs to; half of all presses are theirs, the others anybody's.
VERBS = {
    "complete": LEA,
    "incomplete": LEA,
    "submit": ADA,
    "next": FIRST,
    "offer": SECOND,
    "accept": FIRST,
    "decline": FIRST,
    "round": LEA,
    "score": FIRST,
    "score by the second": SECOND,
    "recuse": FIRST,
    "take_back": LEA,
    "pause": LEA,
    "end_pause": LEA,
    "hold": LEA,
    "lift": LEA,
    "conflict": FIRST,
    "end_conflict": FIRST,
    "settle": MIA,
    "release": CHI,
    "override": CHI,
    "send_back": CHI,
    "withdraw": ADA,
    "revise": ADA,
    "ask_reopening": FIRST,
    "answer_reopening": MIA,
    "appeal": ADA,
    "take_appeal": MIA,
    "ask_reader": MIA,
    "decide_appeal": MIA,
    "report_harm": FIRST,
    "take_report": PIA,
    "end_report": PIA,
    "coach": FIRST,
    "end_coaching": ADA,
    "help": FIRST,
    "be_helped": FIRST,
}
Step = tuple[str, int | None, bool]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted(VERBS)), st.one_of(st.none(), st.integers(0, 10)), st.booleans()
    ),
    min_size=4,
    max_size=18,
)
OFTEN = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def world(
    ada: Person, district: Organization, lea: Person, chi: Person, dee: Person, version: Version
) -> list[Person]:
    """Learner, five assessors, two leads who may settle, an approver, an outsider, the person told of harm."""
    pool = []
    for n in range(5):
        person = make_person(f"Scorer {n}", role="assessor", organization=district)
        make_person(person, role="learner", organization=make_school(district, f"School {n}"))
        attest(person, version, lea)
        pool.append(person)
    mia = make_person("Mia Lead", role="lead-assessor", organization=district)
    pia = make_person("Pia Guard", role="privacy-officer", organization=district)
    for staff in (*pool, lea, mia, chi):  # whoever judges may be asked to coach, too
        make_person(staff, role="coach", organization=district)
    return [ada, *pool, lea, mia, chi, dee, pia]


@pytest.mark.django_db
@OFTEN
@example(steps=[("round", None, False), ("score", 2, False)])  # nobody took that offer up
@example(
    steps=[("offer", 2, False), ("report_harm", 2, False), ("score", 2, False)]
)  # it stands still
@example(steps=[("coach", 2, False), ("round", None, False), ("accept", 2, False)])
@example(steps=[("offer", 2, False), ("coach", 2, False), ("score", 2, False)])
@example(steps=[("help", 2, False), ("round", None, False), ("accept", 2, False)])
@example(steps=[("be_helped", 2, False), ("round", None, False), ("accept", 2, False)])
@example(steps=[("offer", 2, False), ("help", 2, False), ("score", 2, False)])
@given(steps=STEPS)
def test_whoever_presses_whatever_only_moves_of_the_table_happen(
    steps: list[Step], world: list[Person], version: Version
) -> None:
    begun: list[Step] = [("complete", LEA, False), ("offer", 1, False), ("score", 1, False)]
    with outdoors.atomic():
        press_all(
            [*begun, *steps], actions.open_evaluation(make_submission(world[0], version)), world
        )
        transaction.set_rollback(True)


@pytest.mark.django_db
@OFTEN
@example(steps=[])
@example(steps=[("help", CHI, False), ("release", CHI, False)])
@example(steps=[("be_helped", CHI, False), ("release", CHI, False)])
@example(steps=[("be_helped", MIA, False), ("end_coaching", ADA, False), ("settle", MIA, False)])
@given(steps=STEPS)
def test_and_so_it_is_once_it_was_read_by_two(
    steps: list[Step], world: list[Person], version: Version
) -> None:
    """From a first decision on: settled, sent back, released, overridden, appealed, read again."""
    begun: list[Step] = [("complete", LEA, False), ("offer", 1, False), ("score", 1, True)]
    begun += [("offer", 2, False), ("score", 2, True), ("release", CHI, False)]
    begun += [("appeal", ADA, False), ("take_appeal", MIA, False)]
    with outdoors.atomic():
        press_all(
            [*begun, *steps], actions.open_evaluation(make_submission(world[0], version)), world
        )
        transaction.set_rollback(True)


@pytest.mark.django_db
@OFTEN
@example(
    steps=[("accept", None, False), ("take_back", None, False), ("send_back", None, False)]
)  # nothing was decided
@given(steps=STEPS)
def test_and_so_it_is_on_a_later_attempt_where_what_is_kept_may_be_asked_again(
    steps: list[Step],
    world: list[Person],
    version: Version,
    district: Organization,
) -> None:
    with outdoors.atomic():
        lead = make_person("Noa Lead", role="lead-assessor", organization=district)
        first = first_attempt(world[0], lead, district, version, c3="almost")
        later = handed_in_again(first, world[0], lead)
        press_all([("offer", 1, False), ("ask_reopening", 1, False), *steps], later, world)
        transaction.set_rollback(True)


def press_all(steps: list[Step], evaluation: Evaluation, world: list[Person]) -> None:
    before = Status(evaluation.status)
    said: dict[int, dict[str, str]] = {}
    for verb, who, low in steps:
        stood_still = Evaluation.objects.get(pk=evaluation.pk).paused_at is not None
        scored = handed_over(evaluation)
        try:
            with outdoors.atomic():
                press(verb, evaluation, world, who, low=low)
        except (Refusal, PermissionDenied):
            pass
        after = Status(Evaluation.objects.get(pk=evaluation.pk).status)
        assert reachable(before, after), (verb, before, after)
        what_must_hold(evaluation.pk)
        if stood_still:
            assert after in (before, Status.QUEUED, Status.WITHDRAWN), (verb, before, after)
            assert handed_over(evaluation).keys() == scored.keys(), "scored while it stood still"
        said |= handed_over(evaluation)
        no_score_is_lost(said)
        before = after


def press(
    verb: str, evaluation: Evaluation, world: list[Person], who: int | None, *, low: bool
) -> Any:
    by = world[VERBS[verb] if who is None else who]
    row = Evaluation.objects.get(pk=evaluation.pk)
    mine = Assignment.objects.filter(evaluation=row, assessor=by).order_by("-pk").first()
    held = Assignment.objects.open().filter(evaluation=row).order_by("-pk").first()
    submission = Submission.objects.get(pk=row.submission_id)
    if verb in ("score", "score by the second", "settle"):
        if verb == "settle" and row.status == Status.ADJUDICATION:
            mine = actions.take_adjudication(row, by=by)
        return fill_and_hand_over(mine, by, low=low) if mine else None
    district, scorer = row.submission.version.micro_credential.issuer, world[2 if low else 1]
    verbs: dict[str, Callable[[], Any]] = {
        "complete": lambda: actions.screen(row, complete=True, by=by),
        "incomplete": lambda: actions.screen(
            row, complete=False, reasons=[{"code": "over_limit"}], by=by
        ),
        "submit": lambda: (evidence.submit(submission, by=by), actions.open_evaluation(submission)),
        "next": lambda: actions.offer_next(by),
        "offer": lambda: take_next(by),
        "round": actions.offer_what_waits,
        "pause": lambda: actions.pause(scorer, district, WHY, by=by),
        "hold": lambda: actions.hold_for_integrity(row, "copied", WHY, by=by),
        "conflict": lambda: actions.declare_conflict(by, world[ADA], "family", by=by),
        "release": lambda: actions.release(row, by=by),
        "override": lambda: actions.override(
            row, "earned" if low else "not_yet", reason=WHY, criteria=["c1"], by=by
        ),
        "send_back": lambda: actions.send_back(row, "Look again.", by=by),
        "withdraw": lambda: (
            evidence.withdraw(submission, by=by),
            actions.withdraw_evaluation(submission),
        ),
        "revise": lambda: actions.revise(row, by=by),
        "report_harm": lambda: actions.report_safety(row, WHY, by=by),
        "appeal": lambda: actions.appeal(row, ground="procedure", words=WHY, by=by),
        "coach": lambda: coaching.pair(
            world[ADA], by, world[ADA].current_memberships[0].organization, by=None
        ),
        "help": lambda: work_as_peers(world[ADA], by, submission),
        "be_helped": lambda: work_as_peers(by, world[ADA], submission),
    }
    if pairing := Pairing.objects.running().order_by("-pk").first():
        verbs["end_coaching"] = lambda: coaching.end_pairing(pairing, by=by)
    if mine:
        verbs |= {
            "accept": lambda: actions.accept(mine, by=by),
            "decline": lambda: actions.decline(mine, by=by),
            "recuse": lambda: actions.recuse(mine, "family", by=by),
            "ask_reopening": lambda: actions.ask_reopening(mine, criterion="c1", reason=WHY, by=by),
        }
    if held:
        verbs["take_back"] = lambda: actions.take_back(held, by=by)
    if pause := Pause.objects.order_by("-pk").first():
        verbs["end_pause"] = lambda: actions.end_pause(pause, WHY, by=by)
    if hold := IntegrityHold.objects.order_by("-pk").first():
        verbs["lift"] = lambda: actions.lift_hold(hold, "cleared", WHY, by=by)
    if conflict := Conflict.objects.order_by("-pk").first():
        verbs["end_conflict"] = lambda: actions.end_conflict(conflict, by=by)
    if reopening := Reopening.objects.order_by("-pk").first():
        verbs["answer_reopening"] = lambda: actions.answer_reopening(
            reopening, grant=low, words=WHY, by=by
        )
    if report := SafetyReport.objects.order_by("-pk").first():
        verbs |= {
            "take_report": lambda: actions.take_safety_report(report, by=by),
            "end_report": lambda: actions.end_safety_report(report, WHY, by=by),
        }
    if appeal := Appeal.objects.order_by("-pk").first():
        reader = world[4 if low else 3]
        verbs |= {
            "take_appeal": lambda: actions.take_appeal(appeal, by=by),
            "ask_reader": lambda: actions.ask_reader(appeal, reader, by=by),
            "decide_appeal": lambda: actions.decide_appeal(
                appeal, reason=WHY, reading="first", by=by
            ),
        }
    return verbs.get(verb, lambda: None)()


def work_as_peers(learner: Person, colleague: Person, submission: Submission) -> Pairing:
    """A colleague has offered to read drafts of it, is asked by a learner who works on it, and takes it on."""
    micro_credential = submission.version.micro_credential
    for person in (learner, colleague):
        rows = Start.objects.filter(person=person, micro_credential=micro_credential)
        if not rows.filter(status__in=("open", "finished")).exists():
            evidence.begin(person, micro_credential, by=person)
    offer = coaching.offer_to_read(micro_credential, 5, by=colleague)
    pairing = coaching.ask_peer(offer, by=learner)
    coaching.accept(pairing, by=colleague)
    return pairing


def handed_over(evaluation: Evaluation) -> dict[int, dict[str, str]]:
    """The levels of each sheet that is in."""
    rows = ScoreSheet.objects.filter(
        assignment__evaluation=evaluation, handed_over_at__isnull=False
    )
    return {sheet.pk: sheet.levels for sheet in rows}


def no_score_is_lost(said: dict[int, dict[str, str]]) -> None:
    """What was handed over stands on its sheet as it was, or beside it, where it was given back."""
    for sheet in ScoreSheet.objects.filter(pk__in=said):
        kept = [sheet.levels] if sheet.handed_over_at else []
        kept += [earlier["levels"] for earlier in sheet.earlier]
        assert said.pop(sheet.pk) in kept
    assert not said, "a sheet is gone"


def fill_and_hand_over(assignment: Assignment, by: Person, *, low: bool) -> Any:
    row = Evaluation.objects.get(pk=assignment.evaluation_id)
    asked = [c.id for c in row.submission.version.content.criteria if c.id not in row.carried]
    levels = dict.fromkeys(asked, "demonstrated") | ({"c3": "almost"} if low else {})
    feedback = {ident: {"strength": "Seen.", "next": "Go on."} for ident in asked}
    actions.save_sheet(assignment, levels=levels, feedback=feedback, by=by)
    return actions.hand_over(assignment, reason="Seen twice.", by=by)


def reachable(before: Status, after: Status) -> bool:
    """By moves of the table, two at most: a verb may queue or settle on its way."""
    near = Evaluation.MOVES[before]
    return after == before or after in near or any(after in Evaluation.MOVES[step] for step in near)


def with_learner(row: Evaluation) -> QuerySet[Pairing]:
    """Whom its learner has worked with on drafts, as a coach or a colleague, whoever helped whom."""
    learner = row.submission.start.person_id
    begun = Pairing.objects.filter(began_at__isnull=False)
    return begun.filter(Q(learner=learner) | Q(coach=learner))


def what_must_hold(pk: int) -> None:
    row = Evaluation.objects.select_related("submission__start").get(pk=pk)
    live = [a for a in row.assignments.all() if a.status in LIVE]
    assert len({a.slot for a in live}) == len(live) == len({a.assessor_id for a in live})
    assert row.submission.start.person_id not in {a.assessor_id for a in live}
    issuer = row.submission.version.micro_credential.issuer
    for assignment in live:
        assert not policy.has_screened(assignment.assessor, row)
        tie = Conflict.objects.filter(
            person=assignment.assessor_id, other=row.submission.start.person_id
        ).first()
        if tie is not None:  # what was taken before stays, so that nobody learns whose it is
            given = assignment.accepted_at or assignment.offered_at
            assert given <= tie.declared_at, "it was given to a conflicted one"
            if assignment.status == AssignmentStatus.SCORED:
                assert assignment.ended_at and assignment.ended_at <= tie.declared_at, "it counts"
        helped = with_learner(row).filter(
            Q(coach=assignment.assessor_id) | Q(learner=assignment.assessor_id)
        )
        if first := helped.order_by("began_at").first():
            given = assignment.accepted_at or assignment.offered_at
            assert given <= first.began_at, "it was given to whom the learner works with"
            if assignment.status == AssignmentStatus.SCORED:
                assert assignment.ended_at and assignment.ended_at <= first.began_at, "it counts"
        if assignment.status != AssignmentStatus.SCORED and assignment.slot != Slot.ADJUDICATION:
            assert not policy.is_paused(assignment.assessor, issuer)
    judged = [a for a in live if a.slot in JUDGING]
    for pairing in with_learner(row):
        two = (pairing.coach_id, pairing.learner_id)
        acts = [screening.at for screening in row.screenings.filter(by__in=two)]
        acts += Release.objects.filter(evaluation=row, by__in=two).values_list("at", flat=True)
        assert all(at <= pairing.began_at for at in acts), "who helps, or is helped, decided"
    if row.status == Status.RELEASED:
        scored = {a.slot for a in judged if a.status == AssignmentStatus.SCORED}
        needed = {Slot.FIRST, Slot.SECOND} if row.scorings_needed > 1 else {Slot.FIRST}
        assert scored >= needed, "a decision without the policy's scores"
        released = Release.objects.get(evaluation=row, released=True)
        overridden = Override.objects.filter(evaluation=row).first()
        assert row.submission.status == Handed.CLOSED
        if overridden is None:  # a decision differs from the rule by a recorded override alone
            assert row.submission.outcome == row.decision.outcome
        else:
            assert row.submission.outcome == overridden.outcome != row.decision.outcome
            assert overridden.reason and overridden.by_id == released.by_id
        content = row.submission.version.content
        found = scoring.outcome(content.rule, content.criteria, row.decision.levels)
        assert found.word == row.decision.outcome
        assert released.by_id not in {a.assessor_id for a in judged}
    else:
        assert row.submission.status != Handed.CLOSED
        assert not Override.objects.filter(evaluation=row).exists()
    if row.status == Status.AWAITING_RELEASE:
        assert all(a.status == AssignmentStatus.SCORED for a in judged)
    for assignment in live:
        if assignment.status == AssignmentStatus.OFFERED:
            assert not hasattr(assignment, "sheet"), "the evidence opens with its acceptance"
            continue
        sheet = assignment.sheet
        assert (sheet.handed_over_at is not None) == (assignment.status == AssignmentStatus.SCORED)
