"""Alarms of drift: raised by the machine, answered by a lead, who pauses the assessor or lets them go on."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import AlarmAnswer, Assessor, DriftAlarm, Pause
from assay.assessment.pool.actions.pausing import pause, words_of
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.locks import hold
from assay.people.models import Organization, Person
from assay.record.actions import note
from assay.record.models import MACHINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is told of: the latest checks, how many criteria had the same level, and what somebody steady would have."""

    checks: int
    agreeing: int
    asked: int
    expected_percent: int
    proposes_pause: bool


@transaction.atomic
def raise_alarm(person: Person, issuer: Organization, seen: Seen) -> DriftAlarm | None:
    """Tell the leads, once: a second fall while one is open says nothing new, unless a pause is proposed now.

    None where nothing is told: also of somebody who is paused, or no longer attested.
    """
    hold(person)
    attested = Assessor.objects.current().filter(person=person, micro_credential__issuer=issuer)
    if not attested.exists() or policy.is_paused(person, issuer):
        return None
    figures = {
        "checks": seen.checks,
        "agreeing": seen.agreeing,
        "asked": seen.asked,
        "expected_percent": seen.expected_percent,
        "proposes_pause": seen.proposes_pause,
    }
    row = DriftAlarm.objects.open().filter(person=person, issuer=issuer).first()
    if row is None:
        row = DriftAlarm.objects.create(person=person, issuer=issuer, raised_at=now(), **figures)
    elif seen.proposes_pause and not row.proposes_pause:
        DriftAlarm.objects.filter(pk=row.pk).update(raised_at=now(), **figures)
        row.refresh_from_db()
    else:
        return None
    note(
        "assessment.drift_told",
        row,
        by=MACHINE,
        person=person.pk,
        issuer=issuer.pk,
        proposes_pause=row.proposes_pause,
        same=row.agreeing,
        counted=row.asked,
    )
    return row


@transaction.atomic
def pause_after(alarm: DriftAlarm, reason: str, *, by: Person) -> Pause:
    """Answer an alarm with a pause. Raises as `pause`, and WrongState where it is answered."""
    _refuse_answered(alarm)
    row = pause(alarm.person, alarm.issuer, reason, by=by)
    alarm.refresh_from_db()
    return row


@transaction.atomic
def let_go_on(alarm: DriftAlarm, reason: str, *, by: Person) -> None:
    """Answer an alarm without a pause, with a reason; the checks begin anew.

    Raises PermissionDenied for anyone but a lead of theirs, BadInput without a reason, WrongState where it is answered.
    """
    if not policy.can_pause(by, alarm.person, alarm.issuer):
        raise PermissionDenied
    reason = words_of(reason, _("Say in a sentence or two why they go on."))
    _refuse_answered(alarm)
    changes = {
        "answer": AlarmAnswer.GOES_ON,
        "answer_words": reason,
        "answered_by": by,
        "answered_at": now(),
    }
    if DriftAlarm.objects.open().filter(pk=alarm.pk).update(**changes) != 1:
        raise WrongState(_("This was answered before."))
    alarm.refresh_from_db()
    note(
        "assessment.drift_answered", alarm, by=by, person=alarm.person_id, answer=str(alarm.answer)
    )


def _refuse_answered(alarm: DriftAlarm) -> None:
    if not DriftAlarm.objects.open().filter(pk=alarm.pk).exists():
        raise WrongState(_("This was answered before."))
