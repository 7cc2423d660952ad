"""What the committee decided of a department's extension is recorded, with its votes, where there was a quorum."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.governance import policy
from assay.governance.models import RecordedVote
from assay.governance.recorded_votes import Votes, tally
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.program import actions as program
from assay.program.models import Extension, ExtensionDecision, ExtensionStatus
from assay.program.policy import can_decide_extension


@transaction.atomic
def record_extension(
    extension: Extension,
    outcome: str,
    reason: str,
    *,
    votes: Votes | None = None,
    dissent: str = "",
    by: Person,
) -> ExtensionDecision:
    """That it holds, that it is declined, or that it ends (`outcome`); where a committee sits, with the vote of each
    by name, of which there must be a quorum.

    Raises PermissionDenied, BadInput, WrongState.

    Keeps B9 of docs/reference/promises.md.
    """
    if not can_decide_extension(by, extension):
        raise PermissionDenied
    if extension.status in (ExtensionStatus.DECLINED, ExtensionStatus.ENDED):
        raise WrongState(_("This is already decided."))
    place = extension.department.program
    committee = policy.sitting(place) if place is not None else None
    counted = None
    if committee is not None:
        out = policy.recused_on_extension(extension, committee.sitting())
        counted = tally(committee, votes or {}, out=out)
    totals = (counted.in_favor, counted.against) if counted else None
    if outcome == ExtensionStatus.ENDED:
        row = program.end_extension(extension, reason=reason, votes=totals, dissent=dissent, by=by)
    elif outcome in (ExtensionStatus.IN_FORCE, ExtensionStatus.DECLINED):
        row = program.decide_extension(
            extension,
            approved=outcome == ExtensionStatus.IN_FORCE,
            reason=reason,
            votes=totals,
            dissent=dissent,
            by=by,
        )
    else:
        message = _("Choose what was decided.")
        raise BadInput(message, fields={"outcome": message})
    RecordedVote.objects.bulk_create(
        RecordedVote(extension_decision=row, person_id=person, choice=choice)
        for person, choice in (counted.choices if counted else {}).items()
    )
    return row
