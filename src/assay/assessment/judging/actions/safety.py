"""Harm to a child met in evidence: told at once to a named person; scoring pauses until they have looked.

Particulars of these events say nothing but the report's own key: the record is read by more people than the report.
"""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging.actions.pausing import go_on, pause, stand_still
from assay.assessment.models import UNTAKEN, Anchor, Evaluation, SafetyReport
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note
from assay.record.models import MACHINE

LEAST, MOST = 10, 2000  # characters


@transaction.atomic
def report_safety(subject: Evaluation | Anchor, seen: str, *, by: Person) -> SafetyReport:
    """Say what was seen. The named person is told at once; nothing goes on with the submission until they end it.

    Of an anchor the same, as far as whoever reads it can see: until it is ended nobody new is given it, nobody hands it
    over. Those who are told read what it is.

    A second press gives the report that is open. Raises PermissionDenied for whoever has not the evidence open,
    BadInput for words that say nothing.
    """
    if not policy.can_report_safety(by, subject):
        raise PermissionDenied
    seen = _said(seen, "seen")
    told = policy.told_of_safety(subject)
    about = {"anchor" if isinstance(subject, Anchor) else "evaluation": subject}
    stand_still(subject)
    try:
        with transaction.atomic():
            report = SafetyReport.objects.create(
                **about,
                by=by,
                seen=seen,
                told_role=told.role,
                program=told.program,
                reported_at=now(),
            )
    except IntegrityError:
        return SafetyReport.objects.open().get(**about, by=by)
    pause(subject)
    note("assessment.safety_reported", report, by=by)
    return report


@transaction.atomic
def take_safety_report(report: SafetyReport, *, by: Person) -> None:
    """Say that one looks after it. A second press changes nothing. Raises PermissionDenied, WrongState."""
    if not policy.can_act_on_safety(by, report):
        raise PermissionDenied
    rows = SafetyReport.objects.open().filter(pk=report.pk)
    if not rows.exists():
        raise WrongState(_("This report is closed."))
    if rows.filter(taken_by__isnull=True).update(taken_by=by, taken_at=now()):
        note("assessment.safety_taken", report, by=by)


@transaction.atomic
def end_safety_report(report: SafetyReport, done: str, *, by: Person) -> None:
    """Note what was done and end the pause; with the last open report judging goes on where it was.

    Raises PermissionDenied, BadInput without words, WrongState the second time.
    """
    if not policy.can_act_on_safety(by, report):
        raise PermissionDenied
    done, at = _said(done, "done"), now()
    stand_still(report.subject)
    rows = SafetyReport.objects.open().filter(pk=report.pk)
    if not rows.update(done=done, ended_at=at):
        raise WrongState(_("This report is closed."))
    rows = SafetyReport.objects.filter(pk=report.pk, taken_by__isnull=True)
    rows.update(taken_by=by, taken_at=at)
    go_on(report.subject)
    note("assessment.safety_ended", report, by=by)


def see_to_safety_reports() -> int:
    """Hourly: pass on what nobody is left to read, and remind once a day of what nobody has taken. How many moved."""
    done = 0
    rows = SafetyReport.objects.open().select_related(
        "evaluation__submission__start__person",
        "evaluation__submission__version__micro_credential__issuer",
        "anchor__permission__submission__start__person",
        "anchor__version__micro_credential__issuer",
        "program",
        "taken_by",
    )
    for report in rows:
        done += _pass_on(report) or _remind(report)
    return done


@transaction.atomic
def _pass_on(report: SafetyReport) -> int:
    """To administrators, where the role that was told has no holder any more. Without them it stays as it is."""
    if policy.holders(report.told_role, report.program, report.subject):
        return 0
    told = policy.told_of_safety(report.subject)
    if not told.people:
        return 0
    rows = SafetyReport.objects.open().filter(pk=report.pk, told_role=report.told_role)
    rows = rows.filter(program=report.program)
    if not rows.update(told_role=told.role, program=told.program, taken_by=None, taken_at=None):
        return 0
    note("assessment.safety_passed_on", report, by=MACHINE)
    return 1


@transaction.atomic
def _remind(report: SafetyReport) -> int:
    at = now()
    if report.taken_by is not None and policy.can_act_on_safety(report.taken_by, report):
        return 0
    if (report.reminded_at or report.reported_at) > at - UNTAKEN:
        return 0
    rows = SafetyReport.objects.open().filter(pk=report.pk, reminded_at=report.reminded_at)
    if not rows.update(reminded_at=at):
        return 0
    note("assessment.safety_reminded", report, by=MACHINE)
    return 1


def _said(words: str, name: str) -> str:
    words = clean(words).strip()
    if not LEAST <= len(words) <= MOST:
        message = _("Say it in a few words: %(least)d to %(most)d characters.") % {
            "least": LEAST,
            "most": MOST,
        }
        raise BadInput(message, fields={name: message})
    return words
