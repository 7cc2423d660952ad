"""Checking, times, scoring, and a colleague’s word."""

from django.utils.translation import gettext_lazy as _

from assay.program import policies
from assay.program.policy_fields import Figure, describe


def describe_all() -> None:
    describe(
        policies.ScreeningPolicy,
        {
            "completeness_check": Figure(
                label=_("Someone checks for completeness first"),
                effect=_("If not, a new submission goes to an assessor at once."),
            ),
            "screening_days": Figure(
                label=_("Time for the completeness check"),
                effect=_("After that it counts as late, and a reminder is sent."),
                unit="business_days",
                least=1,
                most=30,
            ),
        },
        theme="assessment",
    )
    describe(
        policies.ServiceLevelPolicy,
        {
            "business_days_target": Figure(
                label=_("Promised time to a decision"),
                effect=_(
                    "The day on each receipt. Dates already promised do not move: the new time is for what is "
                    "submitted from then on."
                ),
                unit="business_days",
                least=1,
                most=90,
            ),
            "business_days_max": Figure(
                label=_("Latest time to a decision"),
                effect=_("What takes longer is marked as too late for the lead assessor."),
                unit="business_days",
                least=1,
                most=120,
            ),
        },
        theme="assessment",
    )
    describe(
        policies.AssessmentPolicy,
        {
            "double_score_percent": Figure(
                label=_("Scored twice, at random"),
                effect=_("How many new submissions two people score on their own."),
                unit="percent",
                most=100,
                zero=_("None"),
            ),
            "double_score_first_n_per_version": Figure(
                label=_("Scored twice, the first of a version"),
                effect=_("Each new version starts with two assessors for this many submissions."),
                zero=_("None"),
            ),
            "double_score_all_for": Figure(
                label=_("Always scored twice"),
                effect=_("Work with high stakes is never decided by one person."),
            ),
            "second_reading_worth_percent": Figure(
                label=_("Scored again when in doubt"),
                effect=_(
                    "A second person scores where so many of 100 decisions would change by it. Lower means more work."
                ),
                unit="percent",
                most=100,
                zero=_("Never"),
            ),
            "adjudicate_when": Figure(
                label=_("When a third person decides"),
                effect=_("If two score sheets differ in this way, a lead assessor settles it."),
                choices=(
                    ("pass_decision_differs", _("The results differ")),
                    ("any_criterion_differs_by_two", _("Two levels apart on any criterion")),
                ),
                least=1,
            ),
            "reassign_after_idle_business_days": Figure(
                label=_("Idle work goes back"),
                effect=_("A submission on which an assessor did nothing is offered to others."),
                unit="business_days",
                least=1,
                most=60,
            ),
            "max_open_per_assessor": Figure(
                label=_("Open work for one assessor"),
                effect=_("No more than this at a time is offered to one person."),
                least=1,
                most=100,
            ),
            "share_per_week": Figure(
                label=_("An assessor’s share in a week"),
                effect=_("Where a lead agreed on no other share with them."),
                least=1,
                most=100,
            ),
            "offers_unasked": Figure(
                label=_("Offer work unasked"),
                effect=_("For assessors who did not say themselves whether they want offers."),
            ),
            "offer_business_days": Figure(
                label=_("How long an offer is open"),
                effect=_("After that it goes to someone else."),
                unit="business_days",
                least=1,
                most=30,
            ),
            "coached_within_months": Figure(
                label=_("Apart after helping"),
                effect=_(
                    "Who coached someone, or read their drafts as a colleague: neither judges the other’s work "
                    "for this long."
                ),
                unit="months",
                least=1,
                most=120,
            ),
        },
        theme="assessment",
    )
    describe(
        policies.AttestationPolicy,
        {
            "share_percent": Figure(
                label=_("A colleague confirms, at random"),
                effect=_(
                    "Of so many submissions a colleague is asked whether the person did the work."
                ),
                unit="percent",
                most=100,
                zero=_("None"),
            ),
            "high_stakes": Figure(
                label=_("A colleague confirms high stakes"),
                effect=_("Always asked for capstones and for what is always scored twice."),
            ),
            "days": Figure(
                label=_("Time for a colleague’s answer"),
                effect=_("A reminder is sent at half of it; then the lead assessor hears of it."),
                unit="business_days",
                least=2,
                most=60,
            ),
            "guests": Figure(
                label=_("Colleagues without an account"),
                effect=_("Whether a learner may name one by e-mail address."),
            ),
        },
        theme="assessment",
    )
