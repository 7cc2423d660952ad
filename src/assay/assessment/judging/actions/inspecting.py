"""Opening evidence that is not on one's desk: for an hour, with a reason that stays."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import Evaluation, Inspection
from assay.lib.clock import now
from assay.lib.errors import BadInput
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note

LASTS = timedelta(hours=1)
LEAST_REASON, MOST_REASON = 20, 1000  # characters


@transaction.atomic
def inspect(evaluation: Evaluation, reason: str, *, by: Person) -> Inspection:
    """State why one must read it, and read it for an hour. Its learner reads in which role, when and why.

    A second press within the hour gives the leave that runs. Raises PermissionDenied for whoever has no such role where
    it belongs, BadInput for a reason that says nothing.
    """
    role = policy.role_to_inspect(by, evaluation)
    if role is None:
        raise PermissionDenied
    running = policy.inspecting(by, evaluation)
    if running is not None:
        return running
    reason = clean(reason).strip()
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        message = _(
            "Say in a sentence why you need to open it: %(least)d to %(most)d characters."
        ) % {
            "least": LEAST_REASON,
            "most": MOST_REASON,
        }
        raise BadInput(message, fields={"reason": message})
    at = now()
    row = Inspection.objects.create(
        evaluation=evaluation,
        by=by,
        role=role,
        reason=reason,
        reason_is_shown=True,
        opened_at=at,
        ends_at=at + LASTS,
    )
    note(
        "assessment.inspected",
        row,
        by=by,
        evaluation=evaluation.pk,
        submission=evaluation.submission_id,
        role=role,
    )
    return row
