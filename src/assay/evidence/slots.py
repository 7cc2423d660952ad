"""Fillings for pages of earlier rooms: the state of a start, and the room files take."""

from typing import Any

from assay.catalog.models import Version
from assay.evidence import policy, quota
from assay.evidence.models import Status, Submission
from assay.people.models import Person, Role


def start_state(person: Any, version: Version) -> dict[str, Any] | None:
    """On a micro-credential's page: where the learner's own work on it stands. One query; none for visitors."""
    if not getattr(person, "is_authenticated", False):
        return None
    mine = Submission.objects.visible_to(person).filter(
        start__micro_credential=version.micro_credential_id
    )
    latest = (
        mine.select_related("start", "version")
        .defer("version__data", "manifest")
        .order_by("-pk")
        .first()
    )
    if latest is None or latest.start.status in ("left", "void"):
        return None
    return {"submission": latest, "version": version, "is_draft": latest.status == Status.DRAFT}


def space(person: Any, _subject: object) -> dict[str, Any] | None:
    """On the home page and the desk of those who run the program: that room for files runs out. No query till then."""
    if not isinstance(person, Person) or not person.organizations_as(Role.PROGRAM_ADMIN):
        return None
    found = quota.warnings()
    return {"warnings": found} if found and policy.can_see_space(person) else None
