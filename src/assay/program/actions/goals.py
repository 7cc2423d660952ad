"""Strategic goals: set, reworded, ended."""

from collections.abc import Iterable
from datetime import date, timedelta

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
#: A day further away than this is a year mistyped.
FARTHEST = timedelta(days=10 * 366)


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
def add_strategic_goal(
    organization: Organization,
    title: str,
    *,
    by: Actor,
    first_on: date | None = None,
    until_on: date | None = None,
) -> StrategicGoal:
    """One more aim, from a day (today) to a last one, if it has one. The same words again are the same aim, which is
    open again if it had ended. Raises BadInput.
    """
    _may(by, organization)
    said = _titled(title)
    _check_days(first_on, until_on, (None, None))
    rows = list(StrategicGoal.objects.select_for_update().filter(organization=organization))
    same = next((row for row in rows if row.title == said), None)
    if same is not None:
        if same.is_over:
            same.ended_on, same.first_on, same.until_on = None, first_on or today(), until_on
            same.save(update_fields=("ended_on", "first_on", "until_on"))
            note("program.goals_set", organization, by=by)
        return same
    taken, number = {row.code for row in rows}, len(rows) + 1
    while f"sg{number}" in taken:
        number += 1
    with first_come(_("Someone else has just added a goal. Look at theirs first.")):
        row = StrategicGoal.objects.create(
            organization=organization,
            code=f"sg{number}",
            title=said,
            first_on=first_on or today(),
            until_on=until_on,
        )
    note("program.goals_set", organization, by=by)
    return row


@transaction.atomic
def reword_strategic_goal(
    goal: StrategicGoal,
    title: str,
    *,
    days: tuple[date | None, date | None] | None = None,
    by: Person,
) -> None:
    """Say an aim anew, or give it other days (the first, the last); what it said before is kept. The same again changes
    nothing. Raises BadInput.
    """
    _may(by, goal.organization)
    said = _titled(title)
    hold(goal)
    goal.refresh_from_db()
    before = goal.first_on, goal.until_on
    after = before if days is None else days
    _check_days(*after, before)
    if (goal.title, *before) == (said, *after):
        return
    _keep(goal, by, with_days=before != after)
    goal.title, (goal.first_on, goal.until_on) = said, after
    goal.save(update_fields=("title", "first_on", "until_on"))
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


def _keep(goal: StrategicGoal, by: Actor, *, with_days: bool = False) -> None:
    text = goal.title
    if with_days:
        first, last = (day.isoformat() if day else "…" for day in (goal.first_on, goal.until_on))
        text = f"{text} ({first} – {last})"
    PastWording.objects.create(
        subject_kind=kind_of(goal),
        subject_id=str(goal.pk),
        text=text,
        replaced_by=by,
        replaced_at=now(),
    )


def _check_days(
    first_on: date | None, until_on: date | None, before: tuple[date | None, date | None]
) -> None:
    """What stays as it was may be over; what is set anew may not. Raises BadInput."""
    fields = {}
    if first_on is not None and first_on != before[0] and first_on < today():
        fields["first_on"] = _("This day is over. Choose today or a later one.")
    if until_on is not None and until_on != before[1] and until_on < today():
        fields["until_on"] = _("This day is over. Choose today or a later one.")
    elif until_on is not None and until_on < (first_on or today()) and until_on != before[1]:
        fields["until_on"] = _("The last day is before the first. Choose a later one.")
    if first_on is not None and until_on is not None and until_on < first_on:
        fields.setdefault("until_on", _("The last day is before the first. Choose a later one."))
    for name, day in (("first_on", first_on), ("until_on", until_on)):
        if day is not None and day > today() + FARTHEST:
            fields[name] = _("This is more than ten years away. Is the year right?")
    if fields:
        raise BadInput(next(iter(fields.values())), fields=fields)


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
