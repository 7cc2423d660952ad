"""Strategic goals: set, reworded, ended."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.wording import clean_line
from assay.people.models import Actor, Organization, Person
from assay.program import policy
from assay.program.models import PastWording, StrategicGoal
from assay.record.actions import kind_of, note

MOST_LETTERS = 200


@transaction.atomic
def set_strategic_goals(
    organization: Organization, goals: Iterable[tuple[str, str]], *, by: Actor
) -> list[StrategicGoal]:
    """Set the organization's aims, as (code, title). Those no longer named stay: goals of learners point at them."""
    _may(by, organization)
    changed = False
    for code, title in goals:
        row, fresh = StrategicGoal.objects.get_or_create(
            organization=organization, code=code, defaults={"title": title}
        )
        if not fresh and row.title != title:
            _keep(row, by)
            row.title = title
            row.save(update_fields=("title",))
            changed = True
        changed = changed or fresh
    if changed:
        note("program.goals_set", organization, by=by)
    return list(StrategicGoal.objects.filter(organization=organization))


@transaction.atomic
def add_strategic_goal(organization: Organization, title: str, *, by: Person) -> StrategicGoal:
    """One more aim. The same words again are the same aim, which is open again if it had ended. Raises BadInput."""
    _may(by, organization)
    said = _titled(title)
    rows = list(StrategicGoal.objects.select_for_update().filter(organization=organization))
    same = next((row for row in rows if row.title == said), None)
    if same is not None:
        if same.ended_on is not None:
            same.ended_on = None
            same.save(update_fields=("ended_on",))
            note("program.goals_set", organization, by=by)
        return same
    taken, number = {row.code for row in rows}, len(rows) + 1
    while f"sg{number}" in taken:
        number += 1
    with first_come(_("Someone else has just added a goal. Look at theirs first.")):
        row = StrategicGoal.objects.create(
            organization=organization, code=f"sg{number}", title=said
        )
    note("program.goals_set", organization, by=by)
    return row


@transaction.atomic
def reword_strategic_goal(goal: StrategicGoal, title: str, *, by: Person) -> None:
    """Say an aim anew; what it said before is kept. The same again changes nothing. Raises BadInput."""
    _may(by, goal.organization)
    said = _titled(title)
    hold(goal)
    goal.refresh_from_db()
    if goal.title == said:
        return
    _keep(goal, by)
    goal.title = said
    goal.save(update_fields=("title",))
    note("program.goals_set", goal.organization, by=by)


@transaction.atomic
def end_strategic_goal(goal: StrategicGoal, *, by: Person) -> None:
    """Nobody ties a new goal to it; those tied to it stay so. Raises WrongState where it has ended."""
    _may(by, goal.organization)
    open_ones = StrategicGoal.objects.filter(pk=goal.pk, ended_on__isnull=True)
    if not open_ones.update(ended_on=today()):
        raise WrongState(_("This goal has already ended."))
    note("program.goals_set", goal.organization, by=by)


def _may(by: Actor, organization: Organization) -> None:
    if not policy.can_set_goals(by, organization):
        raise PermissionDenied


def _keep(goal: StrategicGoal, by: Actor) -> None:
    PastWording.objects.create(
        subject_kind=kind_of(goal),
        subject_id=str(goal.pk),
        text=goal.title,
        replaced_by=by,
        replaced_at=now(),
    )


def _titled(title: str) -> str:
    said, message = clean_line(title), ""
    if not said:
        message = _("Say the goal in one sentence.")
    elif len(said) > MOST_LETTERS:
        message = _("This is longer than %(n)s characters. Shorten it a little.") % {
            "n": MOST_LETTERS
        }
    if message:
        raise BadInput(message, fields={"title": message})
    return said
