"""Files, consent, how long each is kept, safety, and closed days."""

from django.utils.translation import gettext_lazy as _

from assay.people.models import Role
from assay.program import policies
from assay.program.policy_fields import Figure, describe

_TOLD = tuple(
    (role.value, role.label)
    for role in (Role.PRIVACY_OFFICER, Role.PROGRAM_ADMIN, Role.LEAD_ASSESSOR)
)


def describe_all() -> None:
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
            "exemplar_months": Figure(
                label=_("Examples of practice are shown"),
                effect=_(
                    "A privacy officer can approve one for no longer. What is approved keeps its last day."
                ),
                unit="months",
                least=1,
                most=60,
            ),
        },
        theme="privacy",
    )
    describe(
        policies.RetentionPolicy,
        {
            "keep_originals_days_after_decision": Figure(
                label=_("Documents, pictures and links are kept"),
                effect=_(
                    "After the decision; then they are deleted. What is decided already goes no later than it was told,"
                    " and sooner where this gets shorter."
                ),
                unit="days",
                least=30,
                most=3650,
            ),
            "keep_streaming_copy_months": Figure(
                label=_("Recordings are kept"),
                effect=_(
                    "After the decision, for whoever checks what a badge rests on; then they are deleted."
                ),
                unit="months",
                least=1,
                most=120,
            ),
            "keep_drafts_idle_days": Figure(
                label=_("Idle drafts are kept"),
                effect=_(
                    "After the last change. Its learner gets an e-mail twice before the files and texts of a draft are"
                    " deleted."
                ),
                unit="days",
                least=90,
                most=3650,
            ),
            "consent_record_keep_years": Figure(
                label=_("Records of consent are kept"),
                effect=_(
                    "After the decision: how many people were seen or heard, and agreed. No names."
                ),
                unit="years",
                least=1,
                most=50,
            ),
            "first_deletion_after_days": Figure(
                label=_("The first deletion waits"),
                effect=_(
                    "Once, after an upgrade, where the time of files had been over before anything was deleted here."
                    " Privacy officers and administrators get an e-mail first."
                ),
                unit="days",
                least=3,
                most=90,
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
