"""A proposal is made for needs that people voiced; they are told when it is published."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assay.catalog.models import Version, VersionStatus
from assay.governance.models import Proposal, ProposalStatus, ServedNeed
from assay.lib.clock import now
from assay.lib.errors import BadInput
from assay.people.models import Person
from assay.program.actions import answer_need, let_go_of_need, take_up_need
from assay.program.models import Need

MOST_NEEDS = 20


def serve(proposal: Proposal, needs: Sequence[Need], *, by: Person) -> bool:
    """Make it for these needs and no others, without an event: whether anything changed.

    Raises BadInput for a need of another program and for too many, WrongState for one that is answered or merged.
    """
    if any(need.program_id != proposal.committee.organization_id for need in needs):
        message = _("Choose needs of your own program.")
        raise BadInput(message, fields={"needs": message})
    if len(needs) > MOST_NEEDS:
        message = _("Choose twenty needs at most.")
        raise BadInput(message, fields={"needs": message})
    chosen = {need.pk: need for need in needs}
    before = {row.need_id: row for row in proposal.served.select_related("need")}
    for pk in chosen.keys() - before.keys():
        take_up_need(chosen[pk], by=by)
        ServedNeed.objects.create(proposal=proposal, need=chosen[pk], chosen_by=by, chosen_at=now())
    for pk in before.keys() - chosen.keys():
        before[pk].delete()
        _let_go(before[pk].need, by=by)
    return chosen.keys() != before.keys()


def let_go(proposal: Proposal, *, by: Person) -> None:
    """It comes to nothing: what it was to serve is open again. Which needs those were stays on it."""
    for row in proposal.served.select_related("need"):
        _let_go(row.need, by=by, but=proposal)


def _let_go(need: Need, *, by: Person, but: Proposal | None = None) -> None:
    over = (ProposalStatus.WITHDRAWN, ProposalStatus.DECLINED)
    others = need.served_by.exclude(proposal__status__in=over)
    if but is not None:
        others = others.exclude(proposal=but)
    if not others.exists():
        let_go_of_need(need, by=by)


def answer_needs(version: Version) -> None:
    """What a version was proposed for is answered, once it is published for all; a pilot answers nothing yet."""
    if version.status != VersionStatus.PUBLISHED:
        return
    rows = ServedNeed.objects.filter(
        proposal__version=version, proposal__status=ProposalStatus.APPROVED
    )
    for row in rows.select_related("need"):
        answer_need(row.need)
