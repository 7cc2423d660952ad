"""Who may do what with evidence. A submission is the learner's own; others come through assessment."""

from assay.evidence.models import Artifact, Submission
from assay.people.models import Person, Role

# Who may stop a file for privacy or integrity, and who carries a decision back to a submission.
HOLDERS = (Role.PRIVACY_OFFICER, Role.PROGRAM_ADMIN, Role.LEAD_ASSESSOR, Role.APPROVER, Role.ASSESSOR)
DECIDERS = (Role.APPROVER, Role.LEAD_ASSESSOR, Role.PROGRAM_ADMIN)
SCREENERS = (Role.ASSESSOR, *DECIDERS)


def can_begin(by: Person | None, person: Person) -> bool:
    return by is not None and by.pk == person.pk and person.is_active


def can_write(by: Person | None, submission: Submission) -> bool:
    """Only the learner changes, hands in, withdraws or opts up; nobody does it for them."""
    return by is not None and by.pk == submission.start.person_id


def can_speak_for_consent(by: Person | None, artifact: Artifact) -> bool:
    """Who asked the people in it: its learner, and nobody for them."""
    return can_write(by, artifact.submission)


def can_see_file(by: Person, artifact: Artifact) -> bool:
    """In this room only the learner; assessment asks its own policy for its own address."""
    return by.pk == artifact.submission.start.person_id


def can_return(by: Person | None, submission: Submission) -> bool:
    """Giving an incomplete submission back: the product, or a screener who is not its learner."""
    return _staff(by, submission, SCREENERS)


def can_close(by: Person | None, submission: Submission) -> bool:
    return _staff(by, submission, DECIDERS)


def can_open_next(by: Person | None, submission: Submission) -> bool:
    """The learner when revising, or the product."""
    return by is None or can_write(by, submission)


def can_hold(by: Person | None, artifact: Artifact) -> bool:
    return _staff(by, artifact.submission, HOLDERS)


def _staff(by: Person | None, submission: Submission, roles: tuple[str, ...]) -> bool:
    if by is None:
        return True
    return by.pk != submission.start.person_id and by.has_role(*roles)
