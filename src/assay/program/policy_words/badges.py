"""What a badge is worth, and withdrawing it."""

from django.utils.translation import gettext_lazy as _

from assay.program import policies
from assay.program.policy_fields import Figure, describe


def describe_all() -> None:
    describe(
        policies.CreditPolicy,
        {
            "value_holds": Figure(
                label=_("What a badge is paid where the rule of pay changes"),
                effect=_(
                    "For badges begun under one rule and earned under another. A license follows its state."
                ),
                choices=(
                    ("day_earned", _("The rule of the day it is earned")),
                    ("day_started", _("The rule of the day it was begun")),
                    ("better", _("The better of both")),
                ),
            ),
        },
        theme="badges",
    )
    describe(
        policies.RevocationPolicy,
        {
            "grounds": Figure(
                label=_("Reasons to withdraw a badge"),
                effect=_("The public reads the one that applied."),
                choices=(
                    ("falsified_evidence", _("The evidence was falsified")),
                    (
                        "plagiarism_including_undisclosed_ai",
                        _("Parts of the work were not the earner’s own"),
                    ),
                    ("consent_breach", _("Consent or privacy was breached")),
                    ("issued_in_error", _("Issued in error")),
                ),
                least=1,
            ),
            "error_hours": Figure(
                label=_("Time to correct an error"),
                effect=_("So long an approver alone takes back a badge issued in error."),
                unit="hours",
                most=720,
                zero=_("Not at all"),
            ),
            "notice_days": Figure(
                label=_("Notice before a panel votes"),
                effect=_("In a case about a badge. Open cases keep their dates."),
                unit="days",
                least=1,
                most=120,
            ),
            "response_days": Figure(
                label=_("Time for the earner’s answer"),
                effect=_("In a case about a badge. Open cases keep their dates."),
                unit="days",
                least=1,
                most=120,
            ),
            "appeal": Figure(
                label=_("The earner may ask the chair"),
                effect=_("Before the badge is withdrawn."),
            ),
        },
        theme="badges",
    )
