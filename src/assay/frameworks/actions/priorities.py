"""What the program calls essential: said of a competency from a day on, with what it builds on (E2)."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.frameworks import policy
from assay.frameworks.essentials import has_circle
from assay.frameworks.models import Competency, Dependency, Framework, Leverage, Priority, Standing
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people.models import Actor
from assay.record.actions import note

#: Of a reason: it stands beside the competency in lists.
MOST_LETTERS = 300
#: A day further away than this is a year mistyped.
FARTHEST = timedelta(days=5 * 366)


@transaction.atomic
def set_priority(
    competency: Competency,
    standing: str,
    *,
    by: Actor,
    leverage: int = Leverage.SOME,
    reason: str = "",
    decision: str = "",
    effective_from: date | None = None,
    seen: int | None = None,
) -> Priority:
    """Say how essential a competency is from a day (today) on (E2, E6). The same again changes nothing.

    `seen`: the newest saying its author had before them, 0 for none. Raises PermissionDenied, BadInput, and WrongState
    where somebody else has ranked it meanwhile.
    """
    _may(by)
    day, said = effective_from or today(), clean_line(reason)
    decided = clean_line(decision)[:200]
    _refuse_words(standing, leverage, said, decided, by)
    if by is not None:
        _refuse_day(day)
    hold(competency)
    rows = list(competency.priorities.order_by("-pk"))
    if seen is not None and seen != (rows[0].pk if rows else 0):
        raise WrongState(
            _("Someone else has just ranked this competency. Look at theirs before you send yours.")
        )
    begun = [row for row in rows if row.effective_from <= day]
    before = max(begun, key=lambda row: (row.effective_from, row.pk), default=None)
    alike = before is not None and (before.standing, before.leverage, before.reason) == (
        standing,
        leverage,
        said,
    )
    if before is not None and alike:
        return before
    row = Priority.objects.create(
        competency=competency,
        standing=standing,
        leverage=leverage,
        reason=said,
        decision=decided,
        effective_from=day,
        set_by=by,
        set_at=now(),
    )
    note("frameworks.priority_set", competency, by=by, standing=standing, on=day.isoformat())
    return row


@transaction.atomic
def build_on(competency: Competency, foundation: Competency, *, by: Actor) -> Dependency:
    """A competency builds on another, which then comes first. The same again changes nothing. Raises BadInput."""
    _may(by)
    hold(
        Framework.objects.all()
    )  # of two who press at once, the second sees what the first has added
    pairs = list(Dependency.objects.values_list("competency_id", "builds_on_id"))
    message = ""
    if competency.pk == foundation.pk:
        message = _("A competency cannot build on itself.")
    elif has_circle([*pairs, (competency.pk, foundation.pk)]):
        message = _("%(foundation)s builds on %(competency)s, so no one could begin.") % {
            "foundation": foundation,
            "competency": competency,
        }
    if message:
        raise BadInput(message, fields={"foundation": message})
    row, fresh = Dependency.objects.get_or_create(competency=competency, builds_on=foundation)
    if fresh:
        note("frameworks.dependency_set", competency, by=by, foundation=foundation.pk)
    return row


@transaction.atomic
def build_on_no_more(competency: Competency, foundation: Competency, *, by: Actor) -> None:
    """Take away that a competency builds on another. Raises WrongState where it does not."""
    _may(by)
    rows = Dependency.objects.filter(competency=competency, builds_on=foundation)
    gone, _kinds = rows.delete()
    if not gone:
        raise WrongState(_("It no longer builds on that."))
    note("frameworks.dependency_ended", competency, by=by, foundation=foundation.pk)


def _may(by: Actor) -> None:
    if not policy.can_set_priorities(by):
        raise PermissionDenied


def _refuse_words(standing: str, leverage: int, reason: str, decision: str, by: Actor) -> None:
    wrong: dict[str, str] = {}
    if standing not in Standing.values:
        wrong["standing"] = _("Choose one of these.")
    if leverage not in Leverage.values:
        wrong["leverage"] = _("Choose one of these.")
    if not reason:
        wrong["reason"] = _("Say why, in a sentence. Learners read it.")
    elif len(reason) > MOST_LETTERS:
        wrong["reason"] = _("This is longer than %(n)s characters. Shorten it a little.") % {
            "n": MOST_LETTERS
        }
    if by is not None and not decision and policy.committee_ranks():
        wrong["decision"] = _("Say when and how the committee decided this.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)


def _refuse_day(day: date) -> None:
    message = ""
    if day < today():
        message = _("This day is over. Learners were told otherwise on it: choose today or later.")
    elif day > today() + FARTHEST:
        message = _("This is more than five years away. Is the year right?")
    if message:
        raise BadInput(message, fields={"effective_from": message})
