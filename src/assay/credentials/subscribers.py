"""Ears on the record: a released decision *earned* becomes an award."""

from assay.assessment.models import Evaluation
from assay.credentials import actions
from assay.record.delivery import on
from assay.record.models import Event


@on("assessment.released")
def award_what_is_earned(event: Event) -> None:
    if event.particulars.get("outcome") == "earned":
        actions.award(Evaluation.objects.get(submission_id=event.particulars["submission"]), by=None)
