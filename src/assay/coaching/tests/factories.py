"""A coach, a learner, and what is between them."""

from assay.coaching import actions
from assay.coaching.models import Comment, DraftShare, Pairing
from assay.evidence.models import Submission
from assay.people.models import Organization, Person


def make_pairing(learner: Person, coach: Person, place: Organization) -> Pairing:
    """They work together."""
    return actions.pair(learner, coach, place, by=None)


def make_share(draft: Submission, pairing: Pairing, **said: object) -> DraftShare:
    return actions.share_draft(draft, pairing, by=draft.start.person, **said)


def make_comment(share: DraftShare, step: str, text: str = "Where is the second?") -> Comment:
    """Sent."""
    comment = actions.keep_comment(share, step, text, by=share.pairing.coach)
    actions.send_comments(share, by=share.pairing.coach)
    comment.refresh_from_db()
    return comment
