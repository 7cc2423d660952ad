"""The score sheet: saved as it grows, handed over once; then the evaluation moves on by itself."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging import scoring
from assay.assessment.judging.actions.late_sheets import is_closed, keep_late
from assay.assessment.judging.actions.leases import back_to_queue
from assay.assessment.judging.actions.pausing import refuse_paused
from assay.assessment.judging.actions.settling import settle
from assay.assessment.judging.errors import LeaseEnded
from assay.assessment.models import (
    SENT,
    AnchorReading,
    Assignment,
    AssignmentStatus,
    ScoreSheet,
    Slot,
)
from assay.assessment.pay.actions import write_pay_line
from assay.assessment.pay.amounts import WHOLE
from assay.catalog.content.nouns import Content
from assay.lib.clock import now
from assay.lib.errors import BadInput, Stale, WrongState
from assay.lib.levels import LEVELS
from assay.lib.prepared import planned_once
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note

MAX_WORDS = 4000  # characters of one field of feedback


def save_sheet(
    assignment: Assignment,
    *,
    levels: Mapping[str, str],
    feedback: Mapping[str, Mapping[str, str]],
    summary: str = "",
    note_to_approver: str = "",
    notes: Sequence[Mapping[str, Any]] | None = None,
    revision: int | None = None,
    origin: str = "",
    by: Person,
) -> ScoreSheet:
    """Save what is on the sheet so far. No event: a save is not news, but it keeps the lease alive.

    `revision` is the one the writer started from, `origin` the tab it comes from; `notes` that were not sent stay as
    they are. Raises PermissionDenied for anyone
    but the holder of the lease, WrongState when the sheet is handed over, Stale where another tab saved meanwhile,
    BadInput; and LeaseEnded when the time has run out: what was sent is then kept beside the sheet, as it says.
    """
    with transaction.atomic():
        sheet = _locked_sheet(assignment, by)
        content = assignment.evaluation.submission.version.content
        written = in_order(
            content,
            levels=levels,
            feedback=feedback,
            summary=summary,
            notes=sheet.notes if notes is None else notes,
            only=sheet.assignment.only,
        )
        written["note_to_approver"] = _text(note_to_approver)
        too_late = _has_run_out(sheet)
        if too_late:
            kept = keep_late(sheet, written, origin=origin)
        else:
            _refuse_closed(sheet, by)
            _save(sheet, written, revision)
    if too_late:
        raise LeaseEnded(kept=kept)
    return sheet


def in_order(
    content: Content,
    *,
    levels: Mapping[str, str],
    feedback: Mapping[str, Mapping[str, str]],
    summary: str,
    notes: Sequence[Mapping[str, Any]],
    only: Sequence[str] = (),
) -> dict[str, Any]:
    """What was written on a sheet, as it is kept. Raises BadInput for what the rubric does not have, or what is not
    asked where `only` these criteria are."""
    said = _feedback(content, feedback)
    if only and not levels.keys() <= set(only):
        raise BadInput(_("This reading does not ask about that criterion."))
    return {
        "levels": _levels(content, levels),
        "feedback": {ident: words for ident, words in said.items() if not only or ident in only},
        "summary": _text(summary),
        "notes": [_note(row) for row in notes],
    }


def _save(sheet: ScoreSheet, written: Mapping[str, Any], revision: int | None) -> None:
    if revision is not None and revision != sheet.revision:
        raise Stale(_("This sheet was also saved in another window. Neither was overwritten."))
    for name, value in written.items():
        setattr(sheet, name, value)
    sheet.revision, sheet.saved_at = sheet.revision + 1, now()
    sheet.save(update_fields=(*written, "revision", "saved_at"))
    Assignment.objects.filter(pk=sheet.assignment_id).update(touched_at=sheet.saved_at)


@transaction.atomic
def hand_over(assignment: Assignment, *, reason: str = "", by: Person) -> ScoreSheet:
    """Hand the scores over: the sheet locks, and the evaluation goes on to a second scoring, a lead, or release.

    Where a tie to the learner has come up since it was taken, the sheet locks in the same way and is paid, but it is
    set aside: it never counts, and somebody else reads. Taking it away before would tell its assessor whose it is.

    Raises PermissionDenied, WrongState the second time or when the lease has ended, BadInput (`fields`) while a
    criterion has no level, one below demonstrated says no next step, everything is demonstrated and not a word says
    what was strong, or a third judgment gives no `reason`.

    Keeps B3 and C6 of docs/reference/promises.md.
    """
    sheet = _locked_sheet(assignment, by)
    if _has_run_out(sheet):
        raise LeaseEnded(
            kept=not is_closed(sheet.assignment.evaluation)
        )  # what stands on the sheet stays there
    _refuse_closed(sheet, by)
    refuse_paused(assignment.evaluation)
    submission = assignment.evaluation.submission
    only = sheet.assignment.only
    missing = what_is_missing(
        submission.version.content, assignment.evaluation.carried, sheet, only=only
    )
    reason = _text(reason)
    if sheet.assignment.slot == Slot.ADJUDICATION and not reason:
        missing["reason"] = _("Say in one sentence why you decide this.")
    if missing:
        raise BadInput(_("A few things are still open on this sheet."), fields=missing)
    found = scoring.outcome(
        submission.version.content.rule, submission.version.content.criteria, all_levels(sheet)
    )
    is_tied = policy.tied(by, assignment.evaluation)  # declared, or come to be, since it was taken
    to = AssignmentStatus.SET_ASIDE if is_tied else AssignmentStatus.SCORED
    move(assignment, to=to, ended_at=now())
    outcome = "" if only else found.word  # a part alone comes to nothing
    sheet.handed_over_at, sheet.outcome, sheet.reason = now(), outcome, reason
    sheet.save(update_fields=("handed_over_at", "outcome", "reason"))
    share = Decimal(sheet.assignment.evaluation.second_percent) / 100 if only else WHOLE
    write_pay_line(assignment, share=share)
    verb = "assessment.set_aside" if is_tied else "assessment.scored"
    about = {"evaluation": assignment.evaluation_id, "slot": assignment.slot}
    note(verb, assignment, by=by, **about)
    if is_tied:
        back_to_queue(assignment)
    else:
        settle(assignment.evaluation)
    return sheet


def all_levels(sheet: ScoreSheet) -> dict[str, str]:
    """The sheet's levels with what was carried from an earlier attempt."""
    return {**sheet.levels, **sheet.assignment.evaluation.carried}


def what_is_missing(
    content: Content,
    carried: Mapping[str, str],
    sheet: ScoreSheet | AnchorReading,
    *,
    only: Sequence[str] = (),
) -> dict[str, str]:
    """Field name -> what is open, in words; empty when the sheet may be handed over."""
    missing: dict[str, str] = {}
    asked = [c for c in content.criteria if c.id not in carried and (not only or c.id in only)]
    for criterion in asked:
        level = sheet.levels.get(criterion.id)
        said = sheet.feedback.get(criterion.id, {})
        if level is None:
            missing[f"level-{criterion.id}"] = _("Choose a level for “%(title)s”.") % {
                "title": criterion.title
            }
        elif level != "demonstrated" and not said.get("next", "").strip():
            missing[f"next-{criterion.id}"] = _("Say what to do next for “%(title)s”.") % {
                "title": criterion.title
            }
    if not missing and says_nothing([c.id for c in asked], sheet):
        missing["summary"] = _(
            "Say in one sentence what was strong. The decision letter begins with it."
        )
    return missing


def says_nothing(judged: Sequence[str], sheet: ScoreSheet | AnchorReading) -> bool:
    """Everything it judges is demonstrated, and no word says what was strong: the letter would be a list of labels."""
    if sheet.summary.strip() or any(sheet.levels.get(i) != "demonstrated" for i in judged):
        return False
    return not any(sheet.feedback.get(i, {}).get("strength", "").strip() for i in judged)


def _locked_sheet(assignment: Assignment, by: Person) -> ScoreSheet:
    if not policy.can_open_sheet(by, assignment):
        raise PermissionDenied
    sheet = _locked.first(assignment)
    if sheet is None:  # offered, and not taken up: nothing opens through an offer
        raise PermissionDenied
    # What is written is read anew; what it is about and whose it is never changes, and its content is in order already.
    known, fresh = assignment.evaluation.submission, sheet.assignment.evaluation.submission
    fresh.start = known.start
    if fresh.version_id == known.version_id:
        fresh.version = known.version
    assignment.evaluation = sheet.assignment.evaluation
    return sheet


@planned_once
def _locked(assignment: Assignment) -> QuerySet[ScoreSheet]:
    rows = ScoreSheet.objects.select_for_update().filter(assignment=assignment)
    rows = rows.select_related("assignment__evaluation__submission")
    return rows.defer("assignment__evaluation__submission__manifest")


def _has_run_out(sheet: ScoreSheet) -> bool:
    return sheet.assignment.status == AssignmentStatus.LAPSED


def _refuse_closed(sheet: ScoreSheet, by: Person) -> None:
    if policy.can_write_sheet(by, sheet.assignment):
        return
    if sheet.assignment.status == AssignmentStatus.RECUSED:
        raise WrongState(
            _("You stepped back from this submission, so nothing more is saved on its sheet.")
        )
    if sheet.assignment.status in SENT:
        raise WrongState(_("These scores are sent. You can read them but not change them."))
    raise PermissionDenied


def _levels(content: Content, levels: Mapping[str, str]) -> dict[str, str]:
    for ident, level in levels.items():
        if content.criterion(ident) is None or level not in LEVELS:
            raise BadInput(_("This rubric has no such criterion or level."))
    return dict(levels)


def _feedback(
    content: Content, feedback: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    kept = {}
    for ident, said in feedback.items():
        if content.criterion(ident) is None:
            raise BadInput(_("This rubric has no such criterion."))
        kept[ident] = {key: _text(said.get(key) or "") for key in ("strength", "next")}
    return kept


def _note(row: Mapping[str, Any]) -> dict[str, Any]:
    at, criterion = row.get("at"), row.get("criterion")
    kept = {
        "artifact": int(row.get("artifact") or 0),
        "at": int(at) if at is not None else None,
        "text": _text(str(row.get("text", ""))),
    }
    return {**kept, "criterion": str(criterion)} if criterion else kept


def _text(text: str) -> str:
    text = clean(text).strip()
    if len(text) > MAX_WORDS:
        raise BadInput(
            _("Feedback can be about a page long. Please shorten it. Nothing you typed is lost.")
        )
    return text
