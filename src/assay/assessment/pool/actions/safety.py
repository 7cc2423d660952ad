"""A safety report on an anchor is closed, and with it what becomes of the anchor."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assay.assessment import policy
from assay.assessment.judging.actions.safety import end_safety_report
from assay.assessment.models import Anchor, SafetyReport
from assay.assessment.pool.actions.anchors import take_out_of_use
from assay.people.models import Person


@transaction.atomic
def end_report_on_anchor(report: SafetyReport, done: str, *, keep_out: bool, by: Person) -> None:
    """Note what was done. It is read again as before; or, `keep_out`, by nobody any more: whoever has it open loses it,
    as when a permission is taken back.

    Raises PermissionDenied, BadInput without words, WrongState the second time.
    """
    if report.anchor is None or not policy.can_act_on_safety(by, report):
        raise PermissionDenied
    anchor = report.anchor
    end_safety_report(report, done, by=by)
    if keep_out and Anchor.objects.filter(pk=anchor.pk, retired_at__isnull=True).exists():
        take_out_of_use(anchor, begun=True, by=by)
