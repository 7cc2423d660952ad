"""Appeals: filed by the learner, read again by two who were not involved, answered by a lead, ended by the chair."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.appeals.readers import appeal_readers
from assay.assessment.judging import scoring
from assay.assessment.judging.actions.settling import words_of
from assay.assessment.judging.comparison import compare
from assay.assessment.models import (
    APPEAL_SLOTS,
    Appeal,
    AppealGround,
    AppealOutcome,
    AppealStatus,
    Assignment,
    AssignmentStatus,
    Evaluation,
    Override,
    ScoreSheet,
)
from assay.catalog.content.nouns import POINTS
from assay.evidence import actions as evidence
from assay.evidence.models import Status as SubmissionStatus
from assay.evidence.models import Submission
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Person
from assay.program.calendar import add_business_days
from assay.program.policies import AppealPolicy, AssessmentPolicy, closed_periods, in_force
from assay.record.actions import note
from assay.record.models import MACHINE

LEAST_WORDS, MOST_WORDS = 20, 4000  # characters


@transaction.atomic
def appeal(evaluation: Evaluation, *, ground: str, words: str, by: Person) -> Appeal:
    """Object to a released *not yet* on one of the policy's grounds (A14). The next attempt stays open meanwhile.

    Raises PermissionDenied for anyone but the learner, WrongState where nothing can be appealed any more or it was
    appealed before, BadInput (`fields`) without a ground or a sentence that says what was wrong.
    """
    if not policy.can_appeal(by, evaluation):
        raise PermissionDenied
    if why_not := policy.why_not_appeal(evaluation):
        raise WrongState(why_not)
    issuer = policy.issuer_key(evaluation)
    rules, words = in_force(AppealPolicy, within=issuer), _said(words)
    wrong = {}
    if ground not in AppealGround.values or ground not in rules.grounds:
        wrong["ground"] = _("Choose what was wrong.")
    if not LEAST_WORDS <= len(words) <= MOST_WORDS:
        wrong["words"] = _("Say in a sentence or two what was wrong, and where it can be seen.")
    if wrong:
        raise BadInput(_("Two things are needed to look again."), fields=wrong)
    with first_come(_("You have already appealed this decision.")):
        row = Appeal.objects.create(
            evaluation=evaluation,
            ground=ground,
            words=words,
            filed_at=now(),
            due_on=add_business_days(today(), rules.days, closed_periods(within=issuer)),
        )
    note("assessment.appealed", row, by=by, evaluation=evaluation.pk, ground=ground)
    return row


@transaction.atomic
def withdraw_appeal(row: Appeal, *, by: Person) -> None:
    """The learner takes it back before it is answered: who reads it stops. It may be filed again within its time.

    Raises PermissionDenied, WrongState once it is answered.
    """
    if not policy.can_appeal(by, row.evaluation):
        raise PermissionDenied
    row = _locked(row)
    if row.status not in (AppealStatus.FILED, AppealStatus.IN_REVIEW) or row.round > 1:
        raise WrongState(_("This appeal is answered, or with the chair. It cannot be taken back."))
    _stop_reading(row)
    move(row, to=AppealStatus.WITHDRAWN)
    note("assessment.appeal_withdrawn", row, by=by, evaluation=row.evaluation_id)


@transaction.atomic
def take_appeal(row: Appeal, *, by: Person) -> None:
    """A lead who was not involved takes it on. A second press changes nothing.

    Raises PermissionDenied for leads of others, and for who had part in it; WrongState if somebody else has it.
    """
    if not policy.can_take_appeal(by, row):
        raise PermissionDenied
    row = _locked(row)
    if row.status == AppealStatus.IN_REVIEW and row.lead_id == by.pk:
        return
    if row.status != AppealStatus.FILED:
        raise WrongState(_("Someone else has taken this appeal, or it is answered."))
    move(row, to=AppealStatus.IN_REVIEW, lead=by)
    note("assessment.appeal_taken", row, by=by, evaluation=row.evaluation_id)


@transaction.atomic
def ask_reader(row: Appeal, reader: Person, *, by: Person) -> Assignment:
    """Give the work to one of two who read it again, on a sheet of their own and without seeing the first levels.

    Raises PermissionDenied for anybody but the lead who has the appeal, BadInput for a reader who is barred,
    WrongState where two read it already.
    """
    row = _locked(row)
    if row.lead_id is None and policy.can_lead(by, row.evaluation):
        raise WrongState(_("Take the appeal first. Then it is yours to answer."))
    if not policy.can_decide_appeal(by, row):
        raise PermissionDenied
    _refuse_answered(row)
    if reader not in appeal_readers(row):
        message = _(
            "Choose someone from the list: certified, not involved, and with no tie to the learner."
        )
        raise BadInput(message, fields={"reader": message})
    held = set(_readings(row).values_list("slot", flat=True))
    slot = next((slot for slot in APPEAL_SLOTS[row.round] if slot not in held), None)
    if slot is None:
        raise WrongState(_("Two people have already read it."))
    at, idle = now(), in_force(AssessmentPolicy).reassign_after_idle_business_days
    due = min(row.due_on, add_business_days(today(), idle, closed_periods(within=None)))
    with first_come(_("This person has read it before.")):
        assignment = Assignment.objects.create(
            evaluation_id=row.evaluation_id,
            slot=slot,
            assessor=reader,
            status=AssignmentStatus.ACCEPTED,
            offered_at=at,
            accepted_at=at,
            touched_at=at,
            due_on=max(due, today()),
        )
        ScoreSheet.objects.create(assignment=assignment, saved_at=at)
    note(
        "assessment.appeal_reading_given",
        assignment,
        by=by,
        evaluation=row.evaluation_id,
        appeal=row.pk,
        slot=int(slot),
    )
    return assignment


@transaction.atomic
def decide_appeal(
    row: Appeal, *, reason: str, returned: bool = False, reading: str = "", by: Person
) -> Appeal:
    """Answer it, with a reason the learner reads.

    What the two new readings say counts beside what was demonstrated before: a level never falls. Where they differ
    so that the policy asks for a third judgment, the lead says whose `reading` counts, "first" or "second".
    `returned`: the rules were broken in a way no reading mends; the attempt does not count, and nothing need be read.

    Raises PermissionDenied, BadInput without a reason or a choice that is needed, WrongState while a reading is
    missing, and the second time.
    """
    row = _locked(row)
    if row.lead_id is None and policy.can_lead(by, row.evaluation):
        raise WrongState(_("Take the appeal first. Then it is yours to answer."))
    if not policy.can_decide_appeal(by, row):
        raise PermissionDenied
    _refuse_answered(row)
    reason = _said(reason)
    if not LEAST_WORDS <= len(reason) <= MOST_WORDS:
        message = _("Say in a sentence what you found. The learner reads it.")
        raise BadInput(message, fields={"reason": message})
    if returned:
        _stop_reading(row)
        outcome, before = AppealOutcome.RETURNED, dict[str, Any]()
    else:
        outcome, before = _read_again(row, reading)
    last = row.round > 1
    move(
        row,
        to=AppealStatus.FINAL if last else AppealStatus.DECIDED,
        outcome=outcome,
        reason=reason,
        before=before or row.before,
        decided_at=now(),
    )
    submission = Submission.objects.only("outcome").get(pk=row.evaluation.submission_id)
    evidence.count_attempt(row.evaluation.submission, counts=not returned, by=MACHINE)
    note(
        "assessment.appeal_decided",
        row,
        by=by,
        evaluation=row.evaluation_id,
        submission=row.evaluation.submission_id,
        outcome=str(outcome),
        decision=submission.outcome,
    )
    return row


@transaction.atomic
def ask_chair(row: Appeal, words: str, *, by: Person) -> None:
    """The learner asks the chair to look at the answer, once (the chair has the final say).

    Raises PermissionDenied, WrongState where it is not answered, is earned, its time is over or it was asked before;
    BadInput without a sentence.
    """
    if not policy.can_appeal(by, row.evaluation):
        raise PermissionDenied
    row = _locked(row)
    if why_not := policy.why_not_ask_chair(row):
        raise WrongState(why_not)
    words = _said(words)
    if not LEAST_WORDS <= len(words) <= MOST_WORDS:
        message = _("Say in a sentence what the answer does not settle.")
        raise BadInput(message, fields={"words": message})
    due = _answer_by(row)
    barred = policy.is_chair_barred(row)
    move(row, to=AppealStatus.WITH_CHAIR, chair_words=words, chair_barred=barred, due_on=due)
    note("assessment.chair_asked", row, by=by, evaluation=row.evaluation_id)


@transaction.atomic
def rule_on_appeal(row: Appeal, *, again: bool, reason: str, by: Person) -> None:
    """The chair's last word: the answer stays, or two others read it `again`, and then it is final.

    Raises PermissionDenied for anyone but a chair who had no part in it, or who speaks in place of one; BadInput
    without a reason, WrongState.
    """
    if not policy.can_rule_on_appeal(by, row):
        raise PermissionDenied
    row = _locked(row)
    if row.status != AppealStatus.WITH_CHAIR:
        raise WrongState(_("This appeal is not with the chair."))
    reason = _said(reason)
    if not LEAST_WORDS <= len(reason) <= MOST_WORDS:
        message = _("Say in a sentence why. The learner reads it.")
        raise BadInput(message, fields={"reason": message})
    facts: dict[str, Any] = {"chair": by, "chair_reason": reason, "ruled_at": now()}
    if again:
        due = _answer_by(row)
        move(row, to=AppealStatus.FILED, round=2, lead=None, due_on=due, **facts)
    else:
        move(row, to=AppealStatus.FINAL, **facts)
    note("assessment.appeal_ruled", row, by=by, evaluation=row.evaluation_id, again=again)


def readings_of(row: Appeal) -> list[ScoreSheet]:
    """The new readings that are handed over, in the order of their slots."""
    rows = ScoreSheet.objects.filter(
        assignment__in=_readings(row).filter(status=AssignmentStatus.SCORED)
    )
    return list(rows.select_related("assignment").order_by("assignment__slot"))


def _readings(row: Appeal) -> Any:
    """Live ones of this round."""
    live = (AssignmentStatus.OFFERED, AssignmentStatus.ACCEPTED, AssignmentStatus.SCORED)
    slots = APPEAL_SLOTS[row.round]
    return Assignment.objects.filter(evaluation=row.evaluation_id, slot__in=slots, status__in=live)


def _read_again(row: Appeal, reading: str) -> tuple[AppealOutcome, dict[str, Any]]:
    """Put the new levels beside the old ones, and write the decision anew where that changes it."""
    sheets = readings_of(row)
    if len(sheets) < 2:
        raise WrongState(_("Two people have to read it before you answer. One reading is missing."))
    evaluation = Evaluation.objects.select_for_update().get(pk=row.evaluation_id)
    submission, decision = evaluation.submission, evaluation.decision
    content = submission.version.content
    first, second = ({**sheet.levels, **evaluation.carried} for sheet in sheets)
    found = compare(
        first,
        second,
        rule=content.rule,
        criteria=content.criteria,
        when=in_force(AssessmentPolicy).adjudicate_when,
    )
    fresh = found.levels
    if not found.agree:
        if reading not in ("first", "second"):
            message = _("The two readings differ. Say which one counts.")
            raise BadInput(message, fields={"reading": message})
        fresh, sheets = (first, sheets[:1]) if reading == "first" else (second, sheets[1:])
    levels = {
        ident: max(level, fresh.get(ident, level), key=lambda one: POINTS[one])
        for ident, level in decision.levels.items()
    }
    lifted = _lifts_override(evaluation, fresh)
    if levels == decision.levels and not lifted:
        return AppealOutcome.STANDS, {}
    before = {
        "levels": decision.levels,
        "feedback": decision.feedback,
        "summary": decision.summary,
        "outcome": submission.outcome,
        "settled_by": decision.settled_by,
        "made_at": decision.made_at.isoformat(),
    }
    _write_anew(evaluation, levels, sheets)
    return AppealOutcome.RESCORED, before


def _lifts_override(evaluation: Evaluation, fresh: dict[str, str]) -> bool:
    """Where an approver said *not yet* against the rule: whether the new readings alone come to *earned*."""
    row = Override.objects.standing().filter(evaluation=evaluation, outcome="not_yet").first()
    content = evaluation.submission.version.content
    if row is None or not scoring.outcome(content.rule, content.criteria, fresh).earned:
        return False
    row.ended_at = now()
    row.save(update_fields=("ended_at",))
    return True


def _write_anew(evaluation: Evaluation, levels: dict[str, str], sheets: list[ScoreSheet]) -> None:
    """The decision with its new levels; what became earned is closed as earned, and a next attempt is not needed."""
    submission, decision = evaluation.submission, evaluation.decision
    content = submission.version.content
    found = scoring.outcome(content.rule, content.criteria, levels)
    changed = {ident: level for ident, level in levels.items() if level != decision.levels[ident]}
    decision.feedback = {**decision.feedback, **words_of(changed, sheets)}
    decision.levels, decision.outcome = levels, found.word
    decision.settled_by, decision.made_at = "appeal", now()
    decision.save(update_fields=("levels", "feedback", "outcome", "settled_by", "made_at"))
    later = Submission.objects.filter(follows=submission).order_by("-attempt").first()
    if found.earned and not Override.objects.standing().filter(evaluation=evaluation).exists():
        evidence.correct(submission, "earned", by=MACHINE)
        if later is not None and later.status in (
            SubmissionStatus.DRAFT,
            SubmissionStatus.SUBMITTED,
        ):
            evidence.end_attempt(later, by=MACHINE)
    elif later is not None and later.status == SubmissionStatus.DRAFT:
        kept = {
            ident: "demonstrated" for ident, level in changed.items() if level == "demonstrated"
        }
        evidence.keep_more(later, kept, by=MACHINE)


def _stop_reading(row: Appeal) -> None:
    for assignment in _readings(row).exclude(status=AssignmentStatus.SCORED):
        move(assignment, to=AssignmentStatus.LAPSED, ended_at=now())


def _answer_by(row: Appeal) -> date:
    """The day by which it is answered, by the program that issues the badge."""
    issuer = policy.issuer_key(row.evaluation)
    days = in_force(AppealPolicy, within=issuer).days
    return add_business_days(today(), days, closed_periods(within=issuer))


def _locked(row: Appeal) -> Appeal:
    """The row as it is now, held until commit."""
    hold(row)
    row.refresh_from_db()
    return row


def _refuse_answered(row: Appeal) -> None:
    if row.status != AppealStatus.IN_REVIEW:
        raise WrongState(_("This appeal is answered already, or no one has taken it yet."))


def _said(text: str) -> str:
    return clean(text).strip()
