"""A coach, a learner, and what is between them."""

from assay.catalog.models import Version
from assay.coaching import actions
from assay.coaching.models import Comment, DraftShare, Pairing, PeerOffer
from assay.evidence.models import Submission
from assay.evidence.tests.factories import make_draft
from assay.people.models import Organization, Person


def make_pairing(learner: Person, coach: Person, place: Organization) -> Pairing:
    """They work together."""
    return actions.pair(learner, coach, place, by=None)


def make_offer(colleague: Person, version: Version, most: int = 2) -> PeerOffer:
    """They work on it, and offer to read drafts of it."""
    make_draft(colleague, version)
    return actions.offer_to_read(version.micro_credential, most, by=colleague)


def make_peers(learner: Person, offer: PeerOffer) -> Pairing:
    """The colleague reads drafts of a learner who has asked."""
    pairing = actions.ask_peer(offer, by=learner)
    actions.accept(pairing, by=offer.person)
    return pairing


def make_share(draft: Submission, pairing: Pairing, **said: object) -> DraftShare:
    return actions.share_draft(draft, pairing, by=draft.start.person, **said)


def make_comment(share: DraftShare, step: str, text: str = "Where is the second?") -> Comment:
    """Sent."""
    comment = actions.keep_comment(share, step, text, by=share.pairing.coach)
    actions.send_comments(share, by=share.pairing.coach)
    comment.refresh_from_db()
    return comment
