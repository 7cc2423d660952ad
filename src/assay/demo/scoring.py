"""Judging a sample as its story says: screened, scored blind by two, settled, released."""

from collections.abc import Mapping, Sequence
from typing import Any

from assay.assessment import actions as assessment
from assay.assessment.models import Assignment, Evaluation, Status
from assay.demo.district import person
from assay.evidence import actions as evidence
from assay.evidence.models import Submission
from assay.evidence.openings.streaming import look_at
from assay.people.models import Person

Feedback = Mapping[str, Mapping[str, str | None]]


def screen(submission: Submission, *, by: Person) -> None:
    """Found complete, after a look at its files."""
    look_through(submission, "screening", by=by)
    assessment.screen(evaluation_of(submission), complete=True, by=by)


def judge(submission: Submission, sample: dict[str, Any], *, by: Person) -> None:
    """Two score sheets, a third judgment where they part, and the approver's release."""
    said = sample["feedback"]
    for sheet in ("expert_scores", "second_scores"):
        score(
            submission,
            person(sample[sheet]["scorer"]),
            sample[sheet]["scores"],
            said["by_criterion"],
            said["summary"],
        )
    evaluation = evaluation_of(submission)
    if evaluation.status == Status.ADJUDICATION:
        lead = person(sample["adjudication"]["by"])
        levels = {**sample["expert_scores"]["scores"], **sample["adjudication"]["scores"]}
        third = assessment.take_adjudication(evaluation, by=lead)
        look_through(submission, "lease", by=lead)
        _fill(third, levels, said["by_criterion"], said["summary"])
        assessment.hand_over(third, reason=sample["adjudication"]["reason"], by=lead)
    assessment.release(evaluation_of(submission), by=by)


def score(
    submission: Submission,
    assessor: Person,
    levels: Mapping[str, str],
    feedback: Feedback,
    summary: str,
) -> Assignment:
    """One assessor takes it and hands a sheet over."""
    assignment = take(submission, assessor)
    _fill(assignment, levels, feedback, summary)
    assessment.hand_over(assignment, by=assessor)
    return assignment


def take(submission: Submission, assessor: Person) -> Assignment:
    """The next one for this assessor, which must be this one: the demo's own order is at fault otherwise."""
    assignment = assessment.offer_next(assessor)
    if assignment.evaluation.submission_id != submission.pk:
        raise LookupError(f"{assessor} was offered another submission than {submission}")
    assessment.accept(assignment, by=assessor)
    look_through(submission, "lease", by=assessor)
    return assignment


def look_through(submission: Submission, ground: str, *, by: Person) -> None:
    """Open every file, as whoever judges does; its learner reads of each look."""
    for artifact in submission.artifacts.free():
        evidence.log_opening(artifact, ground=ground, look=look_at(artifact), by=by)


def share_comments(assignment: Assignment, rows: Sequence[dict[str, str]], *, lead: Person) -> None:
    """Its assessor proposes sentences for the comment bank; all but the last are taken in."""
    comments = [
        assessment.propose_comment(assignment, **row, by=assignment.assessor) for row in rows
    ]
    for comment in comments[:-1]:
        assessment.take_comment(comment, text=comment.text, level=comment.level, by=lead)


def evaluation_of(submission: Submission) -> Evaluation:
    return Evaluation.objects.select_related("submission__version__micro_credential__issuer").get(
        submission=submission
    )


def _fill(
    assignment: Assignment, levels: Mapping[str, str], feedback: Feedback, summary: str
) -> None:
    carried = assignment.evaluation.submission.carried
    own = {ident: level for ident, level in levels.items() if ident not in carried}
    words = {ident: _words(feedback.get(ident, {}), level) for ident, level in own.items()}
    assessment.save_sheet(
        assignment,
        levels=own,
        feedback=words,
        summary=" ".join(summary.split()),
        by=assignment.assessor,
    )


def _words(said: Mapping[str, str | None], level: str) -> dict[str, str]:
    following = said.get("next") or (
        "" if level == "demonstrated" else "Show this again with one more example."
    )
    return {"strength": said.get("strength") or "", "next": following}
