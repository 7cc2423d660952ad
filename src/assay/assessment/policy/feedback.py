"""Permission around the sample of feedback: its lead checks it, its assessor reads what the lead says of it."""

from assay.assessment.models import FeedbackCheck
from assay.assessment.policy.pool import can_lead
from assay.people.models import Person


def can_check_feedback(by: Person, check: FeedbackCheck) -> bool:
    """The lead who drew it, while they lead; never their own words."""
    assignment = check.sheet.assignment
    if check.lead_id != by.pk or assignment.assessor_id == by.pk:
        return False
    return can_lead(by, assignment.evaluation)


def can_read_feedback_note(by: Person, check: FeedbackCheck) -> bool:
    """Whose words they are, once there is a note on them."""
    return bool(check.note) and check.sheet.assignment.assessor_id == by.pk
