"""Work that was earned, and shown as an example."""

from typing import Any

from assay.assessment import actions as assessment
from assay.assessment.tests.factories import make_decided
from assay.catalog.models import Version
from assay.community import actions
from assay.community.actions.exemplars import ChosenPiece, Terms
from assay.community.models import Exemplar
from assay.credentials import actions as credentials
from assay.evidence.models import Submission
from assay.people.models import Organization, Person


def make_earned(
    learner: Person, district: Organization, version: Version, *, lead: Person, approver: Person
) -> Submission:
    """Handed in, judged without knowing whose it is, released as earned, with its badge."""
    evaluation = make_decided(learner, district, lead=lead, version=version)
    assessment.release(evaluation, by=approver)
    evaluation.refresh_from_db()
    if not hasattr(evaluation, "award"):
        credentials.award(evaluation, by=None)
    return Submission.objects.with_version().get(pk=evaluation.submission_id)


def answer(submission: Submission, prompt: str = "p1q1", **part: Any) -> ChosenPiece:
    """One of its answers, beside the first criterion."""
    row = submission.responses.get(prompt_id=prompt)
    criterion = submission.version.content.criteria_on(prompt)[0]
    return ChosenPiece(key=f"r{row.pk}", criterion=criterion.id, **part)


def file(submission: Submission, step: str, **part: Any) -> ChosenPiece:
    row = submission.artifacts.filter(step_id=step).earliest("pk")
    criterion = submission.version.content.criteria_on(step)[0]
    return ChosenPiece(key=f"a{row.pk}", criterion=criterion.id, **part)


def make_agreed(
    submission: Submission, *chosen: ChosenPiece, title: str = "Two pauses", **terms: Any
) -> Exemplar:
    """With the privacy officer; one answer unless told otherwise."""
    return actions.show_as_exemplar(
        submission,
        chosen or (answer(submission),),
        Terms(title=title, **terms),
        confirmed=True,
        by=submission.start.person,
    )


def make_exemplar(
    submission: Submission, *chosen: ChosenPiece, officer: Person, **terms: Any
) -> Exemplar:
    """Approved, and shown from today."""
    row = make_agreed(submission, *chosen, **terms)
    actions.approve_exemplar(row, by=officer)
    return row
