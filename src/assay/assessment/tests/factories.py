"""Plain makers for assessment: real submissions on real content, moved on by the verbs."""

from datetime import timedelta
from itertools import count

from assay.assessment import actions
from assay.assessment.models import (
    Anchor,
    AnchorReading,
    Assessor,
    Assignment,
    AssignmentStatus,
    Calibration,
    Evaluation,
    IntegrityHold,
)
from assay.assessment.pool import training
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence.tests.factories import make_submission
from assay.lib.clock import now, today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school

_numbers = count(1)


def make_assessor(
    version: Version, district: Organization, *, lead: Person, name: str = ""
) -> Person:
    """Somebody from a school of their own whom the lead attests for this version."""
    person = make_person(
        name or f"Assessor {next(_numbers)}", role="assessor", organization=district
    )
    make_person(
        person, role="learner", organization=make_school(district, f"School {next(_numbers)}")
    )
    attest(person, version, lead)
    return person


def make_anchor(version: Version, *, lead: Person, usable: bool = True, **levels: str) -> Anchor:
    """An anchor with a few words in every answer; demonstrated unless told otherwise."""
    content = version.content
    anchor = actions.make_anchor(
        version,
        by=lead,
        setting="Grade 4 mathematics",
        responses={p.id: f"An answer to {p.id}." for p in content.prompts},
        levels={c.id: levels.get(c.id, "demonstrated") for c in content.criteria},
        reasons={c.id: f"The expert saw {c.id}." for c in content.criteria},
        moments={content.criteria[0].id: {"step": content.prompts[0].id, "words": "That moment."}},
        lesson="Good prose is not evidence.",
    )
    if usable:
        actions.put_in_use(anchor, by=lead)
    return anchor


def read_training(person: Person) -> None:
    for page in training.PAGES:
        actions.confirm_training(page, by=person)


def make_calibration(
    person: Person, version: Version, *, lead: Person, anchors: int = 5
) -> Calibration:
    """Somebody attested begins with anchors that were all demonstrated."""
    for _ in range(anchors):
        make_anchor(version, lead=lead)
    read_training(person)
    return actions.start_calibration(Assessor.objects.get(person=person), by=person)


def read_anchor(reading: AnchorReading, **levels: str) -> AnchorReading:
    """Score it (demonstrated unless told otherwise) and hand it over."""
    criteria = reading.anchor.version.content.criteria
    actions.save_reading(
        reading,
        levels={c.id: levels.get(c.id, "demonstrated") for c in criteria},
        feedback={c.id: {"strength": f"I saw {c.id}.", "next": "Once more."} for c in criteria},
        by=reading.person,
    )
    return actions.hand_over_reading(reading, by=reading.person)


def read_all(turn: Calibration, **levels: str) -> Calibration:
    for reading in turn.readings.filter(handed_over_at__isnull=True).order_by("place"):
        read_anchor(reading, **levels)
    turn.refresh_from_db()
    return turn


def make_lead(district: Organization, name: str = "") -> Person:
    return make_person(
        name or f"Lead {next(_numbers)}", role="lead-assessor", organization=district
    )


def attest(person: Person, version: Version, lead: Person) -> None:
    actions.attest(person, version.micro_credential, version.major, by=lead, basis="expert")


def make_evaluation(
    learner: Person,
    district: Organization,
    *,
    lead: Person,
    version: Version | None = None,
    screened: bool = True,
) -> Evaluation:
    """A submission handed in, its evaluation open, and by default found complete."""
    version = version or Version.objects.first() or make_version(district)
    submission = make_submission(learner, version)
    evaluation = Evaluation.objects.filter(
        submission=submission
    ).first() or actions.open_evaluation(submission)
    if screened:  # by somebody else: the lead may have to settle it
        actions.screen(evaluation, complete=True, by=make_lead(district))
    return evaluation


def make_lifted_hold(evaluation: Evaluation, *, by: Person) -> IntegrityHold:
    """Held for integrity, and let go on again."""
    words = "Looked at, with enough words to be said."
    row = actions.hold_for_integrity(evaluation, "copied", words, by=by)
    actions.lift_hold(row, "cleared", words, by=by)
    return row


def take_next(person: Person) -> Assignment:
    """The next one for them, with no tie to it: theirs to score."""
    assignment = actions.offer_next(person)
    actions.accept(assignment, by=person)
    assignment.refresh_from_db()
    return assignment


def score(assignment: Assignment, *, by: Person, **levels: str) -> Assignment:
    """Fill a sheet (demonstrated unless told otherwise) and hand it over. An offer is taken up first."""
    if assignment.status == "offered":
        actions.accept(assignment, by=by)
        assignment.refresh_from_db()
    submission = assignment.evaluation.submission
    criteria = [
        c for c in submission.version.content.criteria if c.id not in assignment.evaluation.carried
    ]
    chosen = {c.id: levels.get(c.id, "demonstrated") for c in criteria}
    said = {c.id: {"strength": f"Seen at {c.id}.", "next": f"Try {c.id} again."} for c in criteria}
    actions.save_sheet(assignment, levels=chosen, feedback=said, summary="Well shown.", by=by)
    why = "The second clip shows it." if assignment.slot == 3 else ""
    actions.hand_over(assignment, reason=why, by=by)
    assignment.refresh_from_db()
    return assignment


def make_decided(
    learner: Person,
    district: Organization,
    *,
    lead: Person,
    version: Version | None = None,
    **levels: str,
) -> Evaluation:
    """An evaluation with two agreeing sheets that waits for release."""
    evaluation = make_evaluation(learner, district, lead=lead, version=version)
    for _ in range(evaluation.scorings_needed):
        assessor = make_assessor(evaluation.submission.version, district, lead=lead)
        score(actions.offer_next(assessor), by=assessor, **levels)
    return Evaluation.objects.get(pk=evaluation.pk)


def certified(person: Person) -> None:
    """Agreed with the anchors, for most of a year to come."""
    until = today() + timedelta(days=300)
    Assessor.objects.filter(person=person).update(calibrated_at=now(), calibrated_until=until)


def has_read(person: Person, other: Person, version: Version, readings: int) -> None:
    """So many submissions scored by somebody, without the pages they came by."""
    for n in range(readings):
        learner = make_person(f"Learner {n} of {person.pk} {now()}")
        submission = make_submission(learner, version)
        evaluation, _new = Evaluation.objects.get_or_create(
            submission=submission, defaults={"opened_at": now(), "due_on": today()}
        )
        for slot, who in ((2, other), (1, person)):
            Assignment.objects.create(
                evaluation=evaluation,
                slot=slot,
                assessor=who,
                status=AssignmentStatus.SCORED,
                offered_at=now(),
                touched_at=now(),
                due_on=today(),
                ended_at=now(),
            )
