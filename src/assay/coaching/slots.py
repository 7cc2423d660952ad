"""Fillings for pages of earlier rooms: sharing one’s draft, from the workspace."""

from typing import Any

from django.db.models import Count, Q

from assay.coaching.models import DraftShare, PairingStatus
from assay.evidence.models import Submission
from assay.people.models import Person

#: Comments that both have read the end of are done; the others are open.
_OPEN = Q(comments__sent_at__isnull=False, comments__done_at__isnull=True)


def in_workspace(person: Any, submission: Submission) -> dict[str, Any] | None:
    """On the learner’s workspace: what the coach says of it, or the way to one. One query."""
    if not isinstance(person, Person) or not submission.is_draft:
        return None
    shares = DraftShare.objects.filter(submission=submission, ended_at=None)
    shares = shares.filter(pairing__status=PairingStatus.RUNNING).order_by("-shared_at", "-pk")
    share = shares.annotate(open_comments=Count("comments", filter=_OPEN)).first()
    return {"submission": submission, "share": share}
