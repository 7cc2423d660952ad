"""From score sheets to a decision: one, two that agree, or a third judgment."""

from collections.abc import Mapping

from assay.assessment.judging import scoring
from assay.assessment.judging.actions.second_readings import ask_again
from assay.assessment.judging.comparison import compare
from assay.assessment.models import (
    JUDGING,
    AssignmentStatus,
    Decision,
    Evaluation,
    ScoreSheet,
    Slot,
    Status,
)
from assay.lib.clock import now
from assay.lib.states import move
from assay.program.policies import AssessmentPolicy, in_force
from assay.record.actions import note
from assay.record.models import MACHINE

Feedback = dict[str, dict[str, str]]


def settle(evaluation: Evaluation) -> None:
    """After a sheet was handed over: ask for a second scoring, compare, call a lead, or write the decision."""
    evaluation = Evaluation.objects.select_for_update().get(
        pk=evaluation.pk
    )  # two sheets may arrive at once
    if evaluation.status == Status.RELEASED:
        return  # read again after an appeal: its lead goes on from here
    sheets = {sheet.assignment.slot: sheet for sheet in handed_over(evaluation)}
    first, second, third = (
        sheets.get(slot) for slot in (Slot.FIRST, Slot.SECOND, Slot.ADJUDICATION)
    )
    if third is not None:
        _decide(evaluation, levels=_levels(third), sheets=[third], by="adjudication")
    elif first is not None and second is not None:
        _compare(evaluation, first, second)
    elif first is not None:
        if evaluation.scorings_needed == 1:
            ask_again(evaluation, first)
        if evaluation.scorings_needed == 1:
            _decide(evaluation, levels=_levels(first), sheets=[first], by="single")
        elif evaluation.status == Status.SCORING:
            move(evaluation, to=Status.SECOND_SCORING)


def handed_over(evaluation: Evaluation) -> list[ScoreSheet]:
    """Sheets that count, in the order of their slots; not those that an appeal asked for."""
    return list(
        ScoreSheet.objects.filter(
            assignment__evaluation=evaluation,
            assignment__status=AssignmentStatus.SCORED,
            assignment__slot__in=JUDGING,
        )
        .select_related("assignment__evaluation")
        .order_by("assignment__slot")
    )


def _compare(evaluation: Evaluation, first: ScoreSheet, second: ScoreSheet) -> None:
    content = evaluation.submission.version.content
    found = compare(
        {**first.levels, **evaluation.carried},
        beside(first, second, evaluation.carried),
        rule=content.rule,
        criteria=content.criteria,
        when=in_force(AssessmentPolicy).adjudicate_when,
    )
    if found.agree:
        _decide(evaluation, levels=found.levels, sheets=[first, second], by="agreement")
        return
    if evaluation.status == Status.SECOND_SCORING:
        move(evaluation, to=Status.ADJUDICATION)
        note("assessment.disagreed", evaluation, by=MACHINE, because=list(found.adjudicate_because))


def beside(first: ScoreSheet, second: ScoreSheet, carried: Mapping[str, str]) -> dict[str, str]:
    """The second reading as a whole sheet: where it was asked a part, the first one's levels stand for the rest."""
    only = second.assignment.only
    unasked = {i: level for i, level in first.levels.items() if only and i not in only}
    return {**unasked, **second.levels, **carried}


def _decide(
    evaluation: Evaluation, *, levels: dict[str, str], sheets: list[ScoreSheet], by: str
) -> None:
    content = evaluation.submission.version.content
    levels = {**levels, **evaluation.carried}
    found = scoring.outcome(content.rule, content.criteria, levels)
    summary = next((sheet.summary for sheet in sheets if sheet.summary), "")
    decision, _new = Decision.objects.update_or_create(
        evaluation=evaluation,
        defaults={
            "outcome": found.word,
            "levels": levels,
            "feedback": words_of(levels, sheets),
            "summary": summary,
            "settled_by": by,
            "made_at": now(),
        },
    )
    move(evaluation, to=Status.AWAITING_RELEASE)
    note("assessment.decided", evaluation, by=MACHINE, outcome=decision.outcome, settled_by=by)


def words_of(levels: dict[str, str], sheets: list[ScoreSheet]) -> Feedback:
    """Per criterion: the words of the sheet whose level stands; the first one's where both do."""
    chosen: Feedback = {}
    for ident, level in levels.items():
        saying = [sheet for sheet in sheets if sheet.feedback.get(ident)]
        agreeing = [sheet for sheet in saying if sheet.levels.get(ident) == level]
        if saying:
            said = (agreeing or saying)[0].feedback[ident]
            others = [sheet.feedback[ident] for sheet in saying]
            chosen[ident] = {
                key: said.get(key) or next((o[key] for o in others if o.get(key)), "")
                for key in ("strength", "next")
            }
    return chosen


def _levels(sheet: ScoreSheet) -> dict[str, str]:
    return dict(sheet.levels)
