"""Fillings for pages of earlier rooms: sharing one’s draft, from the workspace; colleagues’ drafts, on home."""

from typing import Any

from django.db.models import Count, Q, Value

from assay.coaching.models import DraftShare, Pairing, PairingStatus, PeerOffer
from assay.coaching.talks import can_be_had
from assay.evidence.models import Submission
from assay.lib.prepared import prepared
from assay.people.models import Person

#: Comments that both have read the end of are done; the others are open.
_OPEN = Q(comments__sent_at__isnull=False, comments__done_at__isnull=True)


def on_priorities(person: Any, _rows: Any) -> dict[str, Any] | None:
    """Below what matters most: whoever coaches the reader, or the way to ask (E6). Two queries."""
    if not isinstance(person, Person):
        return None
    mine = Pairing.objects.of(person).with_coaches().running()
    running = mine.select_related("coach").first()
    return {"pairing": running} if running or can_be_had(person) else None


def in_workspace(person: Any, submission: Submission) -> dict[str, Any] | None:
    """On the learner’s workspace: what is said of it by whom it is shared with, or the way to someone. One query."""
    if not isinstance(person, Person) or not submission.is_draft:
        return None
    shares = DraftShare.objects.filter(submission=submission, ended_at=None)
    shares = shares.filter(pairing__status=PairingStatus.RUNNING).order_by("-shared_at", "-pk")
    shares = shares.select_related("pairing").annotate(
        open_comments=Count("comments", filter=_OPEN)
    )
    found = list(shares)
    return {
        "submission": submission,
        "share": found[0] if found else None,
        "others": len(found) - 1,
        "open_comments": sum(one.open_comments for one in found),  # type: ignore[attr-defined]  # annotated
    }


def colleagues(person: Any, _subject: Any) -> dict[str, Any] | None:
    """On the home page: drafts of colleagues, for those who offer to read them, or do. One query."""
    found = list(_with_colleagues(person)) if isinstance(person, Person) else []
    if not found:
        return None
    return {"asked": found.count(PairingStatus.ASKED), "read": found.count(PairingStatus.RUNNING)}


@prepared
def _with_colleagues(person: Person) -> Any:
    offers = PeerOffer.objects.of(person).order_by().annotate(what=Value("offer"))
    pairings = Pairing.objects.coached_by(person).with_peers().open()
    pairings = pairings.filter(learner__is_active=True).order_by()
    return pairings.values_list("status", flat=True).union(
        offers.values_list("what", flat=True), all=True
    )
