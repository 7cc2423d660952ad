"""What the committee decided of a department's extension is recorded, with its votes, where there was a quorum."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from assay.governance import policy
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.program import actions as program
from assay.program.models import Extension, ExtensionDecision, ExtensionStatus
from assay.program.policy import can_decide_extension


def record_extension(
    extension: Extension,
    outcome: str,
    reason: str,
    *,
    in_favor: int | None = None,
    against: int | None = None,
    dissent: str = "",
    by: Person,
) -> ExtensionDecision:
    """That it holds, that it is declined, or that it ends (`outcome`); where a committee sits, with its votes, of which
    there must be a quorum.

    Raises PermissionDenied, BadInput, WrongState.

    Keeps B9 of docs/reference/promises.md.
    """
    if not can_decide_extension(by, extension):
        raise PermissionDenied
    if extension.status in (ExtensionStatus.DECLINED, ExtensionStatus.ENDED):
        raise WrongState(_("This is already decided."))
    votes = None
    place = extension.department.program
    committee = policy.sitting(place) if place is not None else None
    if committee is not None:
        votes = (in_favor or 0, against or 0)
        filled = committee.terms().count()
        quorum, message = committee.quorum(filled), ""
        if sum(votes) > filled:
            message = _("Only %(free)s people may vote on this.") % {"free": filled}
        elif sum(votes) < quorum:
            message = _("%(cast)s of %(quorum)s votes are in, so there is no quorum yet.") % {
                "cast": sum(votes),
                "quorum": quorum,
            }
        if message:
            raise BadInput(message, fields={"in_favor": message})
    if outcome == ExtensionStatus.ENDED:
        return program.end_extension(extension, reason=reason, votes=votes, dissent=dissent, by=by)
    if outcome not in (ExtensionStatus.IN_FORCE, ExtensionStatus.DECLINED):
        message = _("Choose what was decided.")
        raise BadInput(message, fields={"outcome": message})
    return program.decide_extension(
        extension,
        approved=outcome == ExtensionStatus.IN_FORCE,
        reason=reason,
        votes=votes,
        dissent=dissent,
        by=by,
    )
