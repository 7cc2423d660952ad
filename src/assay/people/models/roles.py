"""The roles that somebody may hold in an organization."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role in an organization (its capabilities are asked in each room's policy.py)."""

    LEARNER = "learner", _("Learner")
    COACH = "coach", _("Coach")
    ASSESSOR = "assessor", _("Assessor")
    LEAD_ASSESSOR = "lead-assessor", _("Lead assessor")
    SCREENER = "screener", _("Screener")
    APPROVER = "approver", _("Approver")
    AUTHOR = "author", _("Author")
    DEPARTMENT_HEAD = "department-head", _("Department head")
    COMMITTEE_MEMBER = "committee-member", _("Steering committee member")
    COMMITTEE_CHAIR = "committee-chair", _("Steering committee chair")
    PRINCIPAL = "principal", _("Principal")
    CREDIT_COORDINATOR = "credit-coordinator", _("Credit coordinator")
    PROGRAM_ADMIN = "program-admin", _("Program administrator")
    PRIVACY_OFFICER = "privacy-officer", _("Privacy officer")
    STATE_VIEWER = "state-viewer", _("State or consortium viewer")


def role_word(role: str) -> str:
    """A role in words; what is none of ours as it is written."""
    return str(Role(role).label) if role in Role else role
