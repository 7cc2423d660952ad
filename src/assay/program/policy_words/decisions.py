"""Appeals, versions, retirement, mandates, and the committee."""

from django.utils.translation import gettext_lazy as _

from assay.people.models import Role
from assay.program import policies
from assay.program.policy_fields import Figure, describe

_MANDATED = tuple(
    (role.value, role.label)
    for role in (
        Role.PROGRAM_ADMIN,
        Role.DEPARTMENT_HEAD,
        Role.LEAD_ASSESSOR,
        Role.COMMITTEE_CHAIR,
        Role.COMMITTEE_MEMBER,
    )
)


def describe_all() -> None:
    describe(
        policies.AppealPolicy,
        {
            "window_days": Figure(
                label=_("Time to appeal"),
                effect=_("After a “not yet”, and again after the answer to ask the chair."),
                unit="days",
                least=1,
                most=365,
            ),
            "days": Figure(
                label=_("Time for an answer to an appeal"),
                effect=_("What takes longer is marked as late."),
                unit="business_days",
                least=1,
                most=90,
            ),
            "grounds": Figure(
                label=_("Reasons for an appeal"),
                effect=_("What a learner may bring against a decision."),
                choices=(
                    ("procedure", _("The rules were not followed")),
                    ("evidence_overlooked", _("Something shown was overlooked")),
                    ("bias_or_conflict", _("Bias, or a conflict of interest")),
                ),
                least=1,
            ),
        },
        theme="appeals",
    )
    describe(
        policies.VersionsPolicy,
        {
            "grace_months": Figure(
                label=_("Time on an earlier version"),
                effect=_(
                    "So long after a change of scoring, learners may submit on the version they started."
                ),
                unit="months",
                most=60,
            ),
            "may_opt_up": Figure(
                label=_("Learners may move to a newer version"),
                effect=_("They keep the version they started with unless they choose otherwise."),
            ),
            "pilot_starts": Figure(
                label=_("People in a pilot"),
                effect=_(
                    "So many may start what is in pilot, unless its decision says another number."
                ),
                least=1,
                most=policies.MOST_IN_PILOT,
            ),
            "scoring_change_requires_committee": Figure(
                label=_("Changes of scoring need the committee"),
                effect=_("If not, permission is given as for a change of wording."),
            ),
        },
        theme="versions",
    )
    describe(
        policies.RetirementPolicy,
        {
            "notice_months": Figure(
                label=_("Notice before the last start"),
                effect=_("A retirement is announced at least so long ahead."),
                unit="months",
                most=60,
            ),
            "open_drafts_may_submit_for_months": Figure(
                label=_("Time to submit after that"),
                effect=_(
                    "Those who have started may submit for so long; badges earned stay valid."
                ),
                unit="months",
                most=60,
            ),
        },
        theme="versions",
    )
    describe(
        policies.MandatePolicy,
        {
            "publish": Figure(
                label=_("May permit what is new, or scored differently"),
                effect=_("Where no committee serves; no one permits their own draft."),
                choices=_MANDATED,
                least=1,
            ),
            "wording": Figure(
                label=_("May permit a change of wording"),
                effect=_("No one permits their own draft."),
                choices=_MANDATED,
                least=1,
            ),
            "retire": Figure(
                label=_("May permit that a version is retired"),
                effect=_("Where no committee serves."),
                choices=_MANDATED,
                least=1,
            ),
        },
        theme="versions",
    )
    describe(
        policies.CommitteePolicy,
        {
            "quorum_percent": Figure(
                label=_("Quorum"),
                effect=_("Of the filled seats, rounded up: so many must vote."),
                unit="percent",
                least=1,
                most=100,
            ),
            "recuse_on_own_proposal": Figure(
                label=_("Author and sponsor do not vote"),
                effect=_("Neither reviews their own proposal nor votes on it."),
            ),
            "recuse_own_department": Figure(
                label=_("The department’s seat does not vote"),
                effect=_("Who holds the seat of the proposal’s department does neither."),
            ),
            "record_dissent": Figure(
                label=_("Dissent goes on record"),
                effect=_("Whether a vote against may come with words that are kept."),
            ),
            "first_response_days": Figure(
                label=_("Time to a first answer"),
                effect=_("From the day a proposal is submitted."),
                unit="business_days",
                least=1,
                most=120,
            ),
            "decision_days": Figure(
                label=_("Time to the committee’s decision"),
                effect=_("From the day a proposal is submitted."),
                unit="business_days",
                least=1,
                most=250,
            ),
            "agenda_days": Figure(
                label=_("Agenda before a meeting"),
                effect=_("So long before it, the chair sends it to the members."),
                unit="business_days",
                least=1,
                most=60,
            ),
            "review_months": Figure(
                label=_("Review of a micro-credential"),
                effect=_(
                    "So long after a version was published, the committee sees that it is due."
                ),
                unit="months",
                least=1,
                most=120,
            ),
        },
        theme="committee",
    )
