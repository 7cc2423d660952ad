"""The approver releases the other outcome than the passing rule's, and says why to the learner."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging.actions.releasing import let_go
from assay.assessment.models import Evaluation, Override, Status
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note

LEAST_REASON, MOST_REASON = 20, 4000  # characters
OTHER = {"earned": "not_yet", "not_yet": "earned"}


@transaction.atomic
def override(
    evaluation: Evaluation, outcome: str, *, reason: str, criteria: Sequence[str] = (), by: Person
) -> Override:
    """Release `outcome` where the rule came to the other one; its levels and sheets stay as they are.

    `reason` is written for the learner; `criteria`: which they show again after *not yet*, at least one.

    Raises PermissionDenied for anyone but an approver of the issuer who judged none of it and has no tie to the
    learner, BadInput (`fields`) without a reason or a criterion, WrongState unless a decision waits that says the
    other outcome.
    """
    if not policy.can_override(by, evaluation):
        raise PermissionDenied
    hold(evaluation)
    evaluation.refresh_from_db(fields=("status",))
    if evaluation.status != Status.AWAITING_RELEASE:
        raise WrongState(_("There is no decision that waits to be released."))
    if OTHER[evaluation.decision.outcome] != outcome:
        raise WrongState(_("The recommendation is another one now. Read it again first."))
    reason, known = clean(reason).strip(), evaluation.decision.levels
    again = [ident for ident in dict.fromkeys(criteria) if ident in known]
    wrong = {}
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        wrong["reason"] = _("Say in a sentence or two why. The learner reads it.")
    if outcome == "not_yet" and not again:
        wrong["criteria"] = _("Choose what the learner shows again, at least one criterion.")
    if wrong:
        raise BadInput(
            _("To decide otherwise than the rule, the learner has to know why."), fields=wrong
        )
    with first_come(_("This decision is already released.")):
        row = Override.objects.create(
            evaluation=evaluation,
            outcome=outcome,
            reason=reason,
            criteria=again if outcome == "not_yet" else [],
            by=by,
            at=now(),
        )
    let_go(evaluation, outcome, note="", by=by)
    note(
        "assessment.overridden",
        evaluation,
        by=by,
        outcome=outcome,
        by_rule=evaluation.decision.outcome,
        submission=evaluation.submission_id,
    )
    return row
