"""The words of the policies that are known here: what each figure is called, what it changes, and its bounds.

A figure that nothing reads yet has no words, so that no page offers it.
"""

from django.utils.translation import gettext_lazy as _

from assay.people.models import Role
from assay.program import policies
from assay.program.policy_fields import Figure, describe, say_common
from assay.ui.languages import language_choices

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
_TOLD = tuple(
    (role.value, role.label)
    for role in (Role.PRIVACY_OFFICER, Role.PROGRAM_ADMIN, Role.LEAD_ASSESSOR)
)


def describe_all() -> None:
    """Called once, in `AppConfig.ready`."""
    _submitting()
    _assessing()
    _assessors()
    _deciding()
    _badges()
    _keeping()
    _shared()


def _submitting() -> None:
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


def _assessing() -> None:
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
                label=_("Apart after coaching"),
                effect=_("Who coached someone does not score their work for this long."),
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


def _assessors() -> None:
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


def _deciding() -> None:
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


def _badges() -> None:
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


def _keeping() -> None:
    describe(
        policies.EvidencePolicy,
        {
            "max_upload_mb": Figure(
                label=_("Largest file"),
                effect=_("What is larger is refused while it is being uploaded."),
                unit="megabytes",
                least=1,
                most=20_480,
            ),
            "max_gb_per_person": Figure(
                label=_("All files of one person"),
                effect=_("When it is full, a new file waits until another is removed."),
                unit="gigabytes",
                most=10_000,
                zero=_("No limit"),
            ),
            "keep_originals_days_after_decision": Figure(
                label=_("Original files are kept"),
                effect=_(
                    "Told with the decision; what is decided keeps its date. No file is deleted by itself yet."
                ),
                unit="days",
                least=30,
                most=3650,
            ),
            "keep_streaming_copy_months": Figure(
                label=_("Copies of videos are kept"),
                effect=_(
                    "Told with the decision; what is decided keeps its date. No file is deleted by itself yet."
                ),
                unit="months",
                least=1,
                most=120,
            ),
        },
        theme="privacy",
    )
    describe(
        policies.SafetyPolicy,
        {
            "told_role": Figure(
                label=_("Who reads a safety report"),
                effect=_("If no one has this role, the program’s administrators."),
                choices=_TOLD,
            ),
        },
        theme="privacy",
    )
    describe(
        policies.CalendarPolicy,
        {
            "submission_peaks": Figure(
                label=_("Busy times"),
                effect=_("The lead assessor’s forecast reckons with more submissions then."),
                example="2027-04-26..2027-05-28",
            ),
            "peak_percent": Figure(
                label=_("How busy"),
                effect=_(
                    "Of 100 submissions in another week, so many, until a past busy time can tell."
                ),
                least=100,
                most=1000,
            ),
        },
        theme="calendar",
    )


def _shared() -> None:
    """Why no program sets these for itself."""
    pool = _(
        "Assessors read for several programs from one list, so it is the same for all of them."
    )
    say_common("assessment", pool)
    say_common("screening", pool)
    say_common(
        "assessor",
        _(
            "A certified assessor may read for several programs, and each relies on the certification."
        ),
    )
    say_common("agreement", _("Programs are compared by how often assessors agree, with one bar."))
