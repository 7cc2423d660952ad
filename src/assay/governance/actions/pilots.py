"""A pilot takes more people than was voted for, once the committee has decided so."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog import actions as catalog
from assay.governance import policy
from assay.governance.actions.proposals import held, said_in_words
from assay.governance.models import PilotWidened, Proposal, ProposalStatus, RecordedVote
from assay.governance.recorded_votes import Votes, tally
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.program.policies import MOST_IN_PILOT
from assay.record.actions import note


@transaction.atomic
def widen_pilot(
    proposal: Proposal,
    most_starts: int | None,
    reason: str,
    *,
    votes: Votes,
    by: Person,
) -> PilotWidened:
    """Record that more people may start a pilot, with the vote of each by name, of which there must be a quorum.

    Raises PermissionDenied for who does not preside, BadInput, WrongState where it is no pilot or takes as many.
    """
    proposal = held(proposal)
    if not policy.can_preside(by, proposal):
        raise PermissionDenied
    if proposal.status != ProposalStatus.PILOT or not proposal.version.in_pilot:
        raise WrongState(_("This is no pilot that so many people may start."))
    if most_starts is None or not 0 < most_starts <= MOST_IN_PILOT:
        message = _("Between 1 and %(most)s people may start a pilot.") % {"most": MOST_IN_PILOT}
        raise BadInput(message, fields={"widen_to": message})
    said = said_in_words(reason, "widen_reason", _("Say why. The author reads it."))
    seated = {one.person_id for one in proposal.committee.sitting()}
    counted = tally(proposal.committee, votes, out=seated - policy.free_to_vote(proposal))
    if counted.in_favor <= counted.against:
        message = _("It holds once more votes are for it than against it.")
        raise BadInput(message, fields={"votes": message})
    row = PilotWidened.objects.create(
        proposal=proposal,
        before=catalog.widen_pilot(proposal.version, most_starts),
        most_starts=most_starts,
        reason=said,
        in_favor=counted.in_favor,
        against=counted.against,
        decided_by=by,
        decided_at=now(),
    )
    RecordedVote.objects.bulk_create(
        RecordedVote(widening=row, person_id=person, choice=choice)
        for person, choice in counted.choices.items()
    )
    note("governance.pilot_widened", proposal, by=by, before=row.before, most_starts=most_starts)
    return row
