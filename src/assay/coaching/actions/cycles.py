"""A round of coaching in six steps: its goal, what will show it, and how far it has come."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.coaching import policy
from assay.coaching.models import Cycle, CycleStep, Pairing
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.record.actions import note

MAX_CHARACTERS = 500


@transaction.atomic
def begin_cycle(pairing: Pairing, goal: str, evidence: str = "", *, by: Person) -> Cycle:
    """Begin with a goal in terms of students, and what will show it if that is agreed.

    Raises PermissionDenied for anyone but the two; BadInput; WrongState where one is running, or the pairing is not.
    """
    if not policy.can_set_meeting(by, pairing):
        raise PermissionDenied
    said, shown = _line(goal, "goal", needed=True), _line(evidence, "evidence")
    must_coach(pairing)
    with first_come(_("A cycle is running already. End it first.")):
        cycle = Cycle.objects.create(
            pairing=pairing,
            goal=said,
            evidence=shown,
            step=CycleStep.EVIDENCE if shown else CycleStep.GOAL,
            begun_on=today(),
        )
    _note("coaching.cycle_begun", cycle, by=by)
    return cycle


@transaction.atomic
def agree(cycle: Cycle, goal: str, evidence: str, *, by: Person) -> None:
    """Word the goal, or what will show it, otherwise. Raises PermissionDenied, BadInput, WrongState once it ended."""
    if not policy.can_set_meeting(by, cycle.pairing):
        raise PermissionDenied
    values = {"goal": _line(goal, "goal", needed=True), "evidence": _line(evidence, "evidence")}
    if Cycle.objects.open().filter(pk=cycle.pk).update(**values) != 1:
        raise WrongState(_("This cycle has ended."))
    if values["evidence"]:
        reach(cycle, CycleStep.EVIDENCE)
    _note("coaching.cycle_agreed", cycle, by=by)


@transaction.atomic
def end_cycle(cycle: Cycle, *, by: Person) -> None:
    """Either of the two ends it. Raises WrongState the second time."""
    if not policy.can_set_meeting(by, cycle.pairing):
        raise PermissionDenied
    if Cycle.objects.open().filter(pk=cycle.pk).update(ended_on=today()) != 1:
        raise WrongState(_("This cycle has ended."))
    _note("coaching.cycle_ended", cycle, by=by)


def must_coach(pairing: Pairing) -> None:
    """Cycles and meetings are a coach’s, while they work together. Raises WrongState."""
    if pairing.is_peer:
        raise WrongState(
            _("With a colleague you share drafts and comments. A coach sets meetings.")
        )
    pairing.refresh_from_db(fields=("status",))
    if not pairing.is_running:
        raise WrongState(_("You do not work together now."))


def reach(cycle: Cycle, step: int) -> None:
    """It has come to this step; never back."""
    Cycle.objects.open().filter(pk=cycle.pk, step__lt=step).update(step=step)


def _note(verb: str, cycle: Cycle, *, by: Person) -> None:
    pairing = cycle.pairing
    note(verb, cycle, by=by, learner=pairing.learner_id, coach=pairing.coach_id)


def _line(typed: str, name: str, *, needed: bool = False) -> str:
    said, message = clean_line(typed), ""
    if needed and not said:
        message = _("Write the goal in a sentence.")
    elif len(said) > MAX_CHARACTERS:
        message = _("Keep it to %(n)d characters.") % {"n": MAX_CHARACTERS}
    if message:
        raise BadInput(message, fields={name: message})
    return said
