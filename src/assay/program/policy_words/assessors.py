"""Who assesses: calibration, load and agreement."""

from django.utils.translation import gettext_lazy as _

from assay.program import policies
from assay.program.policy_fields import Figure, describe


def describe_all() -> None:
    describe(
        policies.AssessorPolicy,
        {
            "anchors": Figure(
                label=_("Anchors for a calibration"),
                effect=_("So many scored samples an assessor scores to be certified."),
                least=1,
                most=30,
            ),
            "exact_agreement_percent": Figure(
                label=_("Agreement to be certified"),
                effect=_("Exact agreement with the expert scores that a calibration asks for."),
                unit="percent",
                least=1,
                most=100,
            ),
            "no_criterion_off_by_two": Figure(
                label=_("Never two levels apart"),
                effect=_("A calibration with a criterion two levels off is not passed."),
            ),
            "with_fewer_anchors": Figure(
                label=_("With too few anchors"),
                effect=_("What may be done while a micro-credential has fewer than asked for."),
                choices=(
                    (
                        "lead_attests_and_all_double_scored",
                        _("A lead assessor approves, and all is scored twice"),
                    ),
                    ("nobody_assesses", _("No one assesses it")),
                ),
            ),
            "recalibration_months": Figure(
                label=_("How long a certification counts"),
                effect=_("After that an assessor calibrates again. New certifications only."),
                unit="months",
                least=1,
                most=60,
            ),
            "retry_wait_days": Figure(
                label=_("Wait before a second try"),
                effect=_("After a calibration that was not passed."),
                unit="days",
                most=365,
                zero=_("None"),
            ),
            "drift_check_every": Figure(
                label=_("Checks among the work"),
                effect=_("About every so many submissions is a scored sample, and no one is told."),
                zero=_("No checks"),
            ),
            "pause_below_percent": Figure(
                label=_("A pause is proposed below"),
                effect=_("Exact agreement over the last twelve checks. The lead assessor decides."),
                unit="percent",
                most=100,
                zero=_("Never"),
            ),
            "pay_basis": Figure(
                label=_("What assessing is paid by"),
                effect=_("What is already on a pay sheet does not change."),
                choices=(
                    ("none", _("Not paid by the piece")),
                    ("per_scored_submission", _("By each set of scores sent")),
                ),
            ),
            "pay_cents": Figure(
                label=_("Amount for one set of scores"),
                effect=_("In force for scores that are sent from then on."),
                unit="cents",
                most=1_000_000,
                zero=_("Nothing"),
            ),
            "pay_currency": Figure(
                label=_("Currency of the amount"),
                effect=_("Shown on every pay sheet."),
                choices=(("USD", _("US dollar")), ("CAD", _("Canadian dollar"))),
            ),
        },
        theme="assessors",
    )
    levels = {
        "two_levels_percent": _("Agreement to aim for, two levels"),
        "three_levels_percent": _("Agreement to aim for, three levels"),
        "four_levels_percent": _("Agreement to aim for, four levels"),
        "five_levels_percent": _("Agreement to aim for, five levels"),
        "six_levels_percent": _("Agreement to aim for, six levels"),
    }
    effect = _("The mark that every page of agreement shows for a scale of that length.")
    describe(
        policies.AgreementPolicy,
        {
            name: Figure(label=label, effect=effect, unit="percent", least=1, most=100)
            for name, label in levels.items()
        },
        theme="assessors",
    )
