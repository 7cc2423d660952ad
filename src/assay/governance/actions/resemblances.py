"""What a proposal may repeat is looked up; its author says how it differs. Nothing is decided by it."""

from assay.catalog.search.duplicates import may_repeat
from assay.governance.models import Proposal, ProposalKind, Resemblance
from assay.lib.clock import now


def look_for_resemblances(proposal: Proposal) -> None:
    """Keep the nearest three for what is new; those found before stay, with what was said of them."""
    if proposal.kind != ProposalKind.NEW:
        return
    for found in may_repeat(proposal.version):
        likeness = found.likeness
        Resemblance.objects.get_or_create(
            proposal=proposal,
            version=found.version,
            defaults={
                "percent": round(100 * likeness.share),
                "words": list(likeness.words),
                "method": list(likeness.method),
                "standards": list(likeness.standards),
                "found_at": now(),
            },
        )
