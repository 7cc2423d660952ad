"""Goals and the plan: a learner's own, seen by nobody else."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.catalog.models import MicroCredential
from assay.frameworks.models import Competency
from assay.journeys import policy
from assay.journeys.models import Goal, GoalSource, GoalStatus, PlanItem
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.program.models import StrategicGoal
from assay.record.actions import note

MAX_CHARACTERS = 400


@transaction.atomic
def set_goal(
    person: Person,
    text: str,
    *,
    by: Person,
    source: str = GoalSource.OWN,
    consent: bool = False,
    strategic_goal: StrategicGoal | None = None,
    competency: Competency | None = None,
    press: str = "",
) -> Goal:
    """Write a goal down (B5). One from an evaluation is kept only with the learner's consent (C5). Raises BadInput.

    `press` is the mark of a form as it was shown: sent twice it makes one goal.
    """
    if not policy.can_set_goal(by, person):
        raise PermissionDenied
    text = _checked(text)
    if source not in GoalSource.values:
        raise BadInput(
            _("Choose where the goal comes from."),
            fields={"source": _("Choose one from the list.")},
        )
    if source == GoalSource.EVALUATION and not consent:
        words = _(
            "Tick the box if you want to keep a goal from your evaluation here. Without it we keep nothing."
        )
        raise BadInput(words, fields={"consent": words})
    hold(person)
    if press and (made := Goal.objects.filter(person=person, press=press).first()):
        return made
    goal = Goal.objects.create(
        person=person,
        source=source,
        text=text,
        competency=competency,
        created_at=now(),
        press=press or None,
        strategic_goal=strategic_goal if source == GoalSource.DISTRICT else None,
        consented_at=now() if source == GoalSource.EVALUATION else None,
    )
    note("journeys.goal_set", goal, by=by, source=source)
    return goal


@transaction.atomic
def change_goal(goal: Goal, text: str, *, by: Person, competency: Competency | None = None) -> None:
    """Say it better, or tie it to another competency."""
    if not policy.can_change_goal(by, goal):
        raise PermissionDenied
    goal.text, goal.competency = _checked(text), competency
    goal.save(update_fields=("text", "competency"))
    note("journeys.goal_changed", goal, by=by)


@transaction.atomic
def reach(goal: Goal, *, by: Person) -> None:
    """The learner finds it reached: nobody else decides that."""
    _move_goal(goal, GoalStatus.REACHED, "journeys.goal_reached", by)


@transaction.atomic
def put_aside(goal: Goal, *, by: Person) -> None:
    _move_goal(goal, GoalStatus.DROPPED, "journeys.goal_put_aside", by)


@transaction.atomic
def take_up(goal: Goal, *, by: Person) -> None:
    """Open it again."""
    _move_goal(goal, GoalStatus.OPEN, "journeys.goal_taken_up", by)


def _move_goal(goal: Goal, to: GoalStatus, verb: str, by: Person) -> None:
    if not policy.can_change_goal(by, goal):
        raise PermissionDenied
    move(goal, to=to)
    note(verb, goal, by=by)


@transaction.atomic
def plan(
    person: Person,
    micro_credential: MicroCredential,
    *,
    by: Person,
    goal: Goal | None = None,
    target_on: date | None = None,
) -> PlanItem:
    """Mean to take a micro-credential up, for a goal or by a day. Raises WrongState if it is in the plan already."""
    if not policy.can_plan(by, person):
        raise PermissionDenied
    _check_plan(person, goal, target_on)
    try:
        with transaction.atomic():
            item = PlanItem.objects.create(
                person=person,
                micro_credential=micro_credential,
                goal=goal,
                target_on=target_on,
                added_at=now(),
            )
    except IntegrityError as e:
        raise WrongState(_("It is already in your plan.")) from e
    note("journeys.planned", item, by=by, micro_credential=micro_credential.pk)
    return item


@transaction.atomic
def change_plan(item: PlanItem, *, by: Person, goal: Goal | None, target_on: date | None) -> None:
    """Another goal, or another day. A day in the past may stay as it was, but not be chosen anew."""
    if not policy.can_change_plan(by, item):
        raise PermissionDenied
    _check_plan(item.person, goal, target_on if target_on != item.target_on else None)
    item.goal, item.target_on = goal, target_on
    item.save(update_fields=("goal", "target_on"))
    note("journeys.plan_changed", item, by=by)


@transaction.atomic
def unplan(item: PlanItem, *, by: Person) -> None:
    """Take it out of the plan. A second press finds nothing left to take out."""
    if not policy.can_change_plan(by, item):
        raise PermissionDenied
    if not hold(item):
        raise WrongState(_("It is no longer in your plan."))
    note("journeys.unplanned", item, by=by, micro_credential=item.micro_credential_id)
    PlanItem.objects.filter(pk=item.pk).delete()


def _checked(text: str) -> str:
    text = clean_line(text)
    if not text:
        words = _("Write your goal in a sentence.")
        raise BadInput(words, fields={"text": words})
    if len(text) > MAX_CHARACTERS:
        words = _("Keep it to %(n)d characters: a sentence or two.") % {"n": MAX_CHARACTERS}
        raise BadInput(words, fields={"text": words})
    return text


def _check_plan(person: Person, goal: Goal | None, target_on: date | None) -> None:
    if goal is not None and goal.person_id != person.pk:
        raise BadInput(
            _("This goal is not one of yours."), fields={"goal": _("Choose one of your own goals.")}
        )
    if target_on is not None and target_on < today():
        words = _("Choose a later day.")
        raise BadInput(words, fields={"target_on": words})
