"""Late sheets: written after an assessor's time had run out; kept, offered to the writer, carried over, deleted."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging.actions.leases import lease_again
from assay.assessment.models import (
    AnchorReading,
    Assignment,
    Evaluation,
    LateSheet,
    ScoreSheet,
    Status,
)
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.people.models import Person

#: So many tabs may write late on one sheet; nobody has more open on one submission.
MOST = 10
WRITTEN = ("levels", "feedback", "summary", "note_to_approver", "notes")


def keep_late(sheet: ScoreSheet, written: Mapping[str, Any], *, origin: str = "") -> bool:
    """Keep what came too late for its sheet, one row a tab. False where it cannot be kept: the submission is closed.

    Inside the transaction that holds the sheet's row. No event: it is nobody's business but the writer's.
    """
    if is_closed(sheet.assignment.evaluation):
        return False
    return keep_beside({"assignment_id": sheet.assignment_id}, sheet, written, origin=origin)


def keep_beside(
    of: Mapping[str, Any],
    sheet: ScoreSheet | AnchorReading,
    written: Mapping[str, Any],
    *,
    origin: str,
) -> bool:
    """Keep it beside one sheet, of a lease or a check. False where too many tabs have written there already."""
    if all(written[name] == getattr(sheet, name) for name in WRITTEN):
        return True  # it stands on the sheet already
    if LateSheet.objects.filter(**of).exclude(origin=origin).count() >= MOST:
        return False
    said = {**written, "saved_at": now()}
    LateSheet.objects.update_or_create(**of, origin=origin, defaults=said)
    return True


def is_closed(evaluation: Evaluation) -> bool:
    """Decided or withdrawn: nothing is kept beside it any more."""
    return evaluation.status in (Status.RELEASED, Status.WITHDRAWN)


@transaction.atomic
def take_again(assignment: Assignment, *, late: LateSheet | None, by: Person) -> Assignment:
    """Take up again what ran out, with what was written late, or else with what stood on the sheet.

    Raises PermissionDenied for anyone but its assessor and where a lead took it back, WrongState where it is with
    somebody else or a tie to its learner was declared since, NothingWaits where one holds as many as one may.
    """
    if not policy.can_take_again(by, assignment, late=late):
        raise PermissionDenied
    again = None if policy.tied(by, assignment.evaluation) else lease_again(assignment, by=by)
    if again is None:  # in words that are true of both, and tell nobody of a tie whose work it is
        raise WrongState(_("You cannot take this submission again. You keep what you wrote."))
    source = late or assignment.sheet
    for name in WRITTEN:
        setattr(again.sheet, name, getattr(source, name))
    again.sheet.revision += 1
    again.sheet.save(update_fields=(*WRITTEN, "revision"))
    if late is not None:
        late.delete()
    return again


@transaction.atomic
def throw_away_late(late: LateSheet, *, by: Person) -> None:
    """Delete what one wrote late. Raises PermissionDenied for anyone but its writer."""
    if not policy.can_throw_away(by, late):
        raise PermissionDenied
    late.delete()


def forget_late(evaluation: Evaluation) -> None:
    """The submission is decided or withdrawn: what was written beside it goes."""
    LateSheet.objects.filter(assignment__evaluation=evaluation).delete()
