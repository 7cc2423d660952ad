"""Meetings of a coach and a learner: set by either, called off by either, logged by the coach in a minute."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.coaching import policy
from assay.coaching.actions.cycles import must_coach, reach
from assay.coaching.models import CycleStep, Meeting, Pairing
from assay.coaching.talks import COACH_TALK
from assay.evidence import actions as evidence
from assay.evidence.models import Condition, Submission
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.record.actions import note
from assay.record.models import MACHINE

_MOST = {"place": 120, "topic": 200, "next_step": 300}
#: As many may be set ahead between two people.
MOST_AHEAD = 20


@transaction.atomic
def set_meeting(
    pairing: Pairing,
    starts_at: datetime,
    *,
    place: str = "",
    topic: str = "",
    step: int | None = None,
    meeting: Meeting | None = None,
    by: Person,
) -> Meeting:
    """Set a time, or move one that is set (`meeting`). Raises PermissionDenied for anyone but the two; BadInput for a
    time that is over; WrongState for a pairing that does not run, or a meeting that is logged or called off.
    """
    if not policy.can_set_meeting(by, pairing):
        raise PermissionDenied
    values = {
        "starts_at": starts_at,
        "place": _line(place, "place"),
        "topic": _line(topic, "topic"),
        "step": _step(step),
    }
    if starts_at < now():
        message = _("This time is over. Choose a later one, or log the meeting.")
        raise BadInput(message, fields={"starts_at": message})
    must_coach(pairing)
    if meeting is not None:
        rows = pairing.meetings.filter(pk=meeting.pk, logged_at=None, called_off_at=None)
        if rows.update(**values) != 1:
            raise WrongState(_("This meeting was logged or called off."))
        meeting.refresh_from_db()
    else:
        if pairing.meetings.filter(logged_at=None, called_off_at=None).count() >= MOST_AHEAD:
            raise WrongState(_("As many meetings as can be are set. Log or call off one first."))
        cycle = pairing.cycles.filter(ended_on=None).first()
        meeting = Meeting.objects.create(
            pairing=pairing, cycle=cycle, set_by=by, set_at=now(), **values
        )
    _note("coaching.meeting_set", meeting, by=by)
    return meeting


@transaction.atomic
def call_off(meeting: Meeting, *, by: Person) -> None:
    """Raises PermissionDenied, and WrongState where it was logged or called off already."""
    if not policy.can_set_meeting(by, meeting.pairing):
        raise PermissionDenied
    if Meeting.objects.planned().filter(pk=meeting.pk).update(called_off_at=now()) != 1:
        raise WrongState(_("This meeting was logged or called off."))
    _note("coaching.meeting_called_off", meeting, by=by)


@transaction.atomic
def log_meeting(
    pairing: Pairing,
    held_on: date,
    *,
    topic: str = "",
    next_step: str = "",
    step: int | None = None,
    is_talk: bool = False,
    meeting: Meeting | None = None,
    by: Person,
) -> Meeting:
    """Log a meeting that was held, one that was set or another. The cycle comes to its step; with `is_talk` it is the
    talk that a next attempt waited for.

    Raises PermissionDenied for anyone but the coach; BadInput for a day to come, before they worked together, or no
    topic; WrongState where it is logged or called off already, or they do not work together.
    """
    if not policy.can_log(by, pairing):
        raise PermissionDenied
    values = {
        "held_on": held_on,
        "topic": _line(topic, "topic", needed=_("Say in a few words what it was about.")),
        "next_step": _line(next_step, "next_step"),
        "step": _step(step),
        "is_talk": is_talk,
        "logged_at": now(),
    }
    if held_on > today():
        message = _("This day is still to come. Set a meeting for it.")
        raise BadInput(message, fields={"held_on": message})
    must_coach(pairing)
    hold(pairing)
    if meeting is not None:
        rows = pairing.meetings.filter(pk=meeting.pk, logged_at=None, called_off_at=None)
        if rows.update(**values) != 1:
            raise WrongState(_("This meeting was logged or called off."))
        meeting.refresh_from_db()
    else:
        said = {name: values[name] for name in ("held_on", "topic", "next_step")}
        if twice := pairing.meetings.logged().filter(**said).first():
            return twice  # pressed twice
        cycle = pairing.cycles.filter(ended_on=None).first()
        meeting = Meeting.objects.create(
            pairing=pairing, cycle=cycle, set_by=by, set_at=now(), **values
        )
    if meeting.cycle is not None and meeting.step is not None:
        reach(meeting.cycle, meeting.step)
    if is_talk:
        for condition in _talks_due(pairing.learner):
            evidence.meet_condition(condition, by=by)
    _note("coaching.meeting_logged", meeting, by=by)
    return meeting


@transaction.atomic
def go_without_talk(submission: Submission, *, by: Person) -> None:
    """Where no one coaches, a next attempt waits for nothing. Raises PermissionDenied where someone does; WrongState
    where no talk is asked for.
    """
    if not policy.can_go_without_talk(by, submission):
        raise PermissionDenied
    due = [row for row in _talks_due(by) if row.submission_id == submission.pk]
    if not due:
        raise WrongState(_("No talk is asked for before you submit."))
    for condition in due:
        evidence.meet_condition(condition, by=MACHINE)


def _talks_due(learner: Person) -> list[Condition]:
    rows = Condition.objects.filter(kind=COACH_TALK, met_at=None, submission__start__person=learner)
    return list(rows.select_related("submission__start", "submission__version__micro_credential"))


def _step(step: int | None) -> int | None:
    if step is not None and step not in CycleStep:
        message = _("Choose one of the six steps.")
        raise BadInput(message, fields={"step": message})
    return step


def _note(verb: str, meeting: Meeting, *, by: Person) -> None:
    pairing = meeting.pairing
    note(verb, meeting, by=by, learner=pairing.learner_id, coach=pairing.coach_id)


def _line(typed: str, name: str, *, needed: str = "") -> str:
    said, message = clean_line(typed), ""
    if needed and not said:
        message = needed
    elif len(said) > _MOST[name]:
        message = _("Keep it to %(n)d characters.") % {"n": _MOST[name]}
    if message:
        raise BadInput(message, fields={name: message})
    return said
