"""Repeating work, as a list one can read: how often, and which verb. `assay tick` runs what is due."""

from datetime import timedelta

from assay.assessment.actions import (
    end_run_out_requests,
    lapse_idle,
    lapse_idle_checks,
    move_broken_promises,
    offer_what_waits,
    remind_of_checks,
    remind_of_renewals,
    renew_figures,
    renew_outcomes,
    renew_severity,
    see_to_safety_reports,
    tend_attestations,
)
from assay.catalog.actions import check_links, tend_stacks, tend_versions
from assay.community.actions import (
    close_silent,
    nudge_cohorts,
    tell_digests,
    tend_exemplars,
)
from assay.credentials.actions import delete_case_files, end_run_out_asks, tend_cases
from assay.credits.actions import review_after_new_rules
from assay.evidence.actions import (
    delete_due,
    expire_uploads,
    finish_uploads,
    remind_of_last_days,
)
from assay.governance.actions import drop_packages
from assay.letters.actions import tidy
from assay.lib import limits
from assay.lib.periodic_work import Repeat
from assay.notices import actions as notices
from assay.people import sessions
from assay.people.actions import note_refusals
from assay.program.actions import tend_exceptions
from assay.record import delivery, sealing

REPEATING: list[Repeat] = [
    Repeat(name="record.seal_stragglers", every=timedelta(hours=24), run=sealing.seal_stragglers),
    Repeat(name="record.sweep", every=timedelta(minutes=5), run=delivery.sweep),
    Repeat(name="assessment.lapse_idle", every=timedelta(hours=1), run=lapse_idle),
    Repeat(name="assessment.lapse_idle_checks", every=timedelta(hours=1), run=lapse_idle_checks),
    Repeat(
        name="assessment.move_broken_promises",
        every=timedelta(hours=6),
        run=move_broken_promises,
    ),
    Repeat(name="assessment.renew_figures", every=timedelta(hours=1), run=renew_figures),
    Repeat(name="assessment.renew_outcomes", every=timedelta(hours=1), run=renew_outcomes),
    Repeat(name="assessment.renew_severity", every=timedelta(hours=24), run=renew_severity),
    Repeat(name="assessment.remind_of_checks", every=timedelta(hours=1), run=remind_of_checks),
    Repeat(name="assessment.remind_of_renewals", every=timedelta(hours=6), run=remind_of_renewals),
    Repeat(name="assessment.tend_attestations", every=timedelta(hours=1), run=tend_attestations),
    Repeat(name="assessment.offer_what_waits", every=timedelta(hours=1), run=offer_what_waits),
    Repeat(
        name="assessment.see_to_safety_reports",
        every=timedelta(hours=1),
        run=see_to_safety_reports,
    ),
    Repeat(
        name="assessment.end_run_out_requests", every=timedelta(hours=6), run=end_run_out_requests
    ),
    Repeat(name="catalog.check_links", every=timedelta(minutes=5), run=check_links),
    Repeat(name="catalog.tend_versions", every=timedelta(hours=1), run=tend_versions),
    Repeat(name="catalog.tend_stacks", every=timedelta(hours=1), run=tend_stacks),
    Repeat(name="community.close_silent", every=timedelta(hours=24), run=close_silent),
    Repeat(name="community.nudge_cohorts", every=timedelta(hours=6), run=nudge_cohorts),
    Repeat(name="community.tell_digests", every=timedelta(hours=1), run=tell_digests),
    Repeat(name="governance.drop_packages", every=timedelta(hours=24), run=drop_packages),
    Repeat(name="community.tend_exemplars", every=timedelta(hours=6), run=tend_exemplars),
    Repeat(name="credentials.end_run_out_asks", every=timedelta(hours=6), run=end_run_out_asks),
    Repeat(name="credentials.delete_case_files", every=timedelta(hours=6), run=delete_case_files),
    Repeat(name="credentials.tend_cases", every=timedelta(hours=1), run=tend_cases),
    Repeat(
        name="credits.review_after_new_rules", every=timedelta(hours=24), run=review_after_new_rules
    ),
    Repeat(name="letters.tidy", every=timedelta(hours=6), run=tidy),
    Repeat(name="notices.tidy", every=timedelta(hours=6), run=notices.tidy),
    Repeat(name="evidence.delete_due", every=timedelta(hours=24), run=delete_due),
    Repeat(name="evidence.expire_uploads", every=timedelta(hours=6), run=expire_uploads),
    Repeat(name="evidence.remind_of_last_days", every=timedelta(hours=6), run=remind_of_last_days),
    Repeat(name="lib.drop_ended_windows", every=timedelta(hours=1), run=limits.drop_ended),
    Repeat(name="people.note_refusals", every=timedelta(minutes=5), run=note_refusals),
    Repeat(name="people.drop_ended_sessions", every=timedelta(hours=6), run=sessions.drop_ended),
    Repeat(name="program.tend_exceptions", every=timedelta(hours=6), run=tend_exceptions),
    Repeat(name="evidence.finish_uploads", every=timedelta(minutes=10), run=finish_uploads),
]
