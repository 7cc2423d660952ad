"""Reporting what a colleague wrote, and settling it: whoever settles reads that message and nothing else."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.community import policy
from assay.community.actions.directory import close_inquiry
from assay.community.actions.discussions import hide_post
from assay.community.actions.wording import said
from assay.community.models import InquiryMessage, Post, Report, ReportOutcome
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.locks import first_come, hold
from assay.lib.text.folding import folded
from assay.people.models import Person
from assay.record.actions import note
from assay.record.models import MACHINE

MAX_CHARACTERS = 500


@transaction.atomic
def report_message(message: InquiryMessage, reason: str, *, by: Person) -> Report:
    """Tell who looks after the program that a message should be looked at.

    Raises PermissionDenied for anyone but the one it was written to; BadInput without a reason; WrongState twice.
    """
    if not policy.can_report(by, message):
        raise PermissionDenied
    words = said(reason, most=MAX_CHARACTERS, field="reason")
    with first_come(_("You have reported this. It will be looked at.")):
        report = Report.objects.create(
            message=message,
            program=message.inquiry.entry.program,
            by=by,
            reason=words,
            folded=folded(words),
            reported_at=now(),
        )
    note("community.reported", report, by=by, program=report.program_id)
    return report


@transaction.atomic
def report_post(post: Post, reason: str, *, by: Person) -> Report:
    """The same of a post in a discussion, by anybody there but its author."""
    if not policy.can_report_post(by, post):
        raise PermissionDenied
    words = said(reason, most=MAX_CHARACTERS, field="reason")
    if not post.is_readable:
        raise WrongState(_("No one reads this post now."))
    with first_come(_("You have reported this. It will be looked at.")):
        report = Report.objects.create(
            post=post,
            program=post.thread.program,
            by=by,
            reason=words,
            folded=folded(words),
            reported_at=now(),
        )
    note("community.reported", report, by=by, program=report.program_id)
    return report


@transaction.atomic
def settle_report(report: Report, outcome: str, words: str, *, by: Person) -> None:
    """Act on it, which closes the talk or hides the post and tells its author why; or find nothing wrong, which only
    whoever reported it reads.

    Raises PermissionDenied; BadInput for no such outcome, or no words; WrongState the second time.
    """
    if not policy.can_settle(by, report):
        raise PermissionDenied
    chosen = ReportOutcome.UPHELD if outcome == ReportOutcome.UPHELD else ReportOutcome.DISMISSED
    reason = said(words, most=MAX_CHARACTERS, field="words")
    settled = {
        "settled_at": now(),
        "settled_by": by,
        "outcome": chosen,
        "words": reason,
        "folded": folded(f"{report.reason} {reason}"),
    }
    hold(report)
    if Report.objects.open().filter(pk=report.pk).update(**settled) != 1:
        raise WrongState(_("This report is settled."))
    report.refresh_from_db()
    if chosen == ReportOutcome.UPHELD:
        _act_on(report, reason, by)
    note("community.report_settled", report, by=by, program=report.program_id, outcome=chosen)


def _act_on(report: Report, reason: str, by: Person) -> None:
    """The talk is over, or the post is hidden: by whoever settles the report of it, which may be a lead elsewhere."""
    if report.message is not None:
        if report.message.inquiry.is_running:
            close_inquiry(report.message.inquiry, by=MACHINE)
    elif report.post is not None and report.post.is_readable:
        hide_post(report.post, reason, report=report.pk, by=by)
