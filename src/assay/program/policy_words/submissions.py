"""Handing in: attempts, earlier practice, tools of AI."""

from django.utils.translation import gettext_lazy as _

from assay.program import policies
from assay.program.policy_fields import Figure, describe
from assay.ui.languages import language_choices


def describe_all() -> None:
    describe(
        policies.SubmissionPolicy,
        {
            "prior_practice_accepted_months": Figure(
                label=_("Work done before starting"),
                effect=_("Evidence this old still counts, from the day it is submitted."),
                unit="months",
                most=120,
                zero=_("Only new work"),
            ),
            "carry_forward_demonstrated_criteria": Figure(
                label=_("Demonstrated criteria count in the next attempt"),
                effect=_("After a “not yet”, what was demonstrated is not scored again."),
            ),
            "offer_coaching_after": Figure(
                label=_("A talk with a coach is offered"),
                effect=_("From this many attempts decided “not yet” on."),
                least=1,
                most=20,
            ),
            "max_attempts_before_coaching": Figure(
                label=_("A talk with a coach comes first"),
                effect=_(
                    "From this many attempts decided “not yet” on, before the next is submitted. Where no one coaches, "
                    "no one waits for it."
                ),
                least=1,
                most=20,
            ),
            "evidence_languages": Figure(
                label=_("Languages of evidence"),
                effect=_("Learners choose one of these when they submit."),
                choices=language_choices,
                least=1,
            ),
        },
        theme="submission",
    )
    describe(
        policies.AIUsePolicy,
        {
            "rule": Figure(
                label=_("Use of AI tools"),
                effect=_("What learners read above the question how they used AI."),
                choices=(
                    ("disclosed_assistance_allowed", _("Allowed, if they say how")),
                    ("only_limits_named", _("Only what is not allowed is named")),
                ),
            ),
            "not_allowed": Figure(
                label=_("Not allowed with AI tools"),
                effect=_("Named under the same question. Nothing looks for it by itself."),
                choices=(
                    ("fabricated_evidence", _("Evidence that is made up")),
                    ("generated_reflection", _("A reflection that a tool wrote")),
                    (
                        "entering_student_information_in_unapproved_tools",
                        _("Student information in a tool the district has not approved"),
                    ),
                ),
            ),
        },
        theme="submission",
    )
