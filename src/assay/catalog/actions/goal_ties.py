"""Tying strategic goals to what serves them, with a reason that learners read, until it is taken away."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.actions.deriving import renew_edition
from assay.catalog.models import GoalTie, Kind, MicroCredential
from assay.frameworks.models import Competency
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come
from assay.lib.wording import clean_line
from assay.people.models import Actor
from assay.program.models import StrategicGoal
from assay.record.actions import note

#: Of a reason: it stands beside the goal on the page of a micro-credential.
MOST_CHARACTERS = 300
#: A day further away than this is a year mistyped.
FARTHEST = timedelta(days=5 * 366)


@transaction.atomic
def tie_goal(
    goal: StrategicGoal,
    subject: MicroCredential | Competency | None,
    reason: str,
    *,
    first_on: date | None = None,
    by: Actor,
) -> GoalTie:
    """A micro-credential, or all that are aligned to a competency, serve a goal from a day (today) on (E5).

    Raises PermissionDenied, BadInput, and WrongState where it is so already or the goal is over.
    """
    if not policy.can_tie(by, goal):
        raise PermissionDenied
    if goal.is_over:
        raise WrongState(_("This goal is over. Nothing new is tied to it."))
    said, day = clean_line(reason), first_on or today()
    fields = {}
    if subject is None:
        fields["micro_credential"] = _("Choose a micro-credential or a competency, one of the two.")
    elif isinstance(subject, MicroCredential) and subject.kind != Kind.MICRO_CREDENTIAL:
        fields["micro_credential"] = _("Choose a micro-credential, not a capstone.")
    if not said or len(said) > MOST_CHARACTERS:
        fields["reason"] = _("Say why in %(n)s characters at most. Learners read it.") % {
            "n": MOST_CHARACTERS
        }
    if day < today():
        fields["first_on"] = _("This day is over. Choose today or a later one.")
    elif day > today() + FARTHEST:
        fields["first_on"] = _("This is more than five years away. Is the year right?")
    if fields:
        raise BadInput(next(iter(fields.values())), fields=fields)
    is_one = isinstance(subject, MicroCredential)
    with first_come(_("This goal already has it.")):
        row = GoalTie.objects.create(
            strategic_goal=goal,
            micro_credential=subject if isinstance(subject, MicroCredential) else None,
            competency=subject if isinstance(subject, Competency) else None,
            reason=said,
            first_on=day,
            tied_by=by,
            tied_at=now(),
        )
    renew_edition()
    kind = "micro_credential" if is_one else "competency"
    note("catalog.goal_tied", row, by=by, goal=goal.pk, **{kind: subject.pk if subject else None})
    return row


@transaction.atomic
def untie_goal(tie: GoalTie, *, by: Actor) -> None:
    """From today on it serves the goal no more; what was started for the goal stays so.

    Raises PermissionDenied, WrongState the second time.
    """
    if not policy.can_tie(by, tie.strategic_goal):
        raise PermissionDenied
    rows = GoalTie.objects.filter(pk=tie.pk, ended_on=None)
    if rows.update(ended_on=today(), ended_by=by) != 1:
        raise WrongState(_("This was already taken away."))
    renew_edition()
    note("catalog.goal_untied", tie, by=by, goal=tie.strategic_goal_id)
