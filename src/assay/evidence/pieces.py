"""What this room says on pages of earlier rooms."""

from typing import Any

from assay.catalog.models import Version
from assay.evidence.models import Status, Submission


def start_state(person: Any, version: Version) -> dict[str, Any] | None:
    """On a micro-credential's page: where the learner's own work on it stands. One query; none for visitors."""
    if not getattr(person, "is_authenticated", False):
        return None
    mine = Submission.objects.visible_to(person).filter(start__micro_credential=version.micro_credential_id)
    latest = mine.select_related("start", "version").defer("version__data", "manifest").order_by("-pk").first()
    if latest is None or latest.start.status in ("left", "void"):
        return None
    return {"submission": latest, "version": version, "is_draft": latest.status == Status.DRAFT}
