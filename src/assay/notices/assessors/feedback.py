"""Feedback on feedback: an assessor is told that a lead has a note for them. What it says waits behind the sign-in."""

from django.urls import reverse

from assay.assessment.models import FeedbackCheck
from assay.notices.actions import tell
from assay.record.delivery import on
from assay.record.models import Event


@on("assessment.feedback_checked")
def tell_of_a_note(event: Event) -> None:
    """Only where there is one: words that were found good need no e-mail."""
    row = FeedbackCheck.objects.select_related(
        "sheet__assignment__assessor", "sheet__assignment__evaluation__submission__version"
    ).get(pk=event.subject_id)
    if row.note and row.read_at is None:
        assignment = row.sheet.assignment
        submission = assignment.evaluation.submission
        tell(
            "feedback_noted",
            assignment.assessor,
            event,
            path=reverse("assessment:feedback_notes"),
            number=submission.public_id,
            version=submission.version,
        )
