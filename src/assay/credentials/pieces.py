"""What this room says on the pages of others."""

from typing import Any

from assay.credentials.models import Award
from assay.evidence.models import Submission


def badge_of(person: Any, subject: Submission) -> dict[str, Any] | None:
    """On a submission's status page: the badge it became, for its learner."""
    award = Award.objects.for_show().filter(evaluation__submission=subject, person=person).first()
    return {"award": award} if award else None
