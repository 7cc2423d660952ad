"""Ears on the record: a released decision *earned* becomes an award."""

import logging

from assay.assessment.models import Evaluation
from assay.credentials.awarding.actions.awarding import award
from assay.credentials.models import Award
from assay.credentials.stacks.actions.stack_reviews import ask_about_stacks
from assay.lib.errors import WrongState
from assay.record.delivery import on
from assay.record.models import MACHINE, Event

log = logging.getLogger(__name__)


@on("assessment.appeal_decided", repeatable=True)
def award_what_an_appeal_found(event: Event) -> None:
    if event.particulars.get("decision") == "earned":
        award_of(event)


@on("assessment.released", repeatable=True)
def award_what_is_earned(event: Event) -> None:
    if event.particulars.get("outcome") == "earned":
        award_of(event)


@on("credentials.revoked", repeatable=True)
def ask_about_the_stacks_it_is_in(event: Event) -> None:
    """A stack is never withdrawn by itself: a person is asked."""
    ask_about_stacks(Award.objects.get(pk=event.subject_id))


def award_of(event: Event) -> None:
    try:
        award(Evaluation.objects.get(submission_id=event.particulars["submission"]), by=MACHINE)
    except WrongState as refusal:
        # They hold it already: telling it again every hour would not change that.
        log.warning(
            "No badge for submission %s: %s", event.particulars["submission"], refusal.message
        )
