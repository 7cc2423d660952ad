"""Whether a first reading is followed by a second, and of what: told from rows once the first sheet is in."""

from collections.abc import Iterable

from assay.assessment.judging.second_reading import Base, Facts, Past, Record, advise
from assay.assessment.models import Assessor, Decision, Evaluation, ScoreSheet
from assay.assessment.readings import Pair, latest_of, latest_on
from assay.catalog.content.nouns import POINTS
from assay.program.policies import AssessmentPolicy, in_force
from assay.record.actions import note
from assay.record.models import MACHINE

#: So many of the latest pairs tell how somebody reads, and how far readers differ on a criterion.
RECORD, PAST = 60, 200
#: Nobody asks how many were judged before, once a version is not new any more.
ENOUGH = 20
#: What the policy asks whatever the sheet says was told when the submission arrived.
_NOTHING = Base(first_n=0, random_share=0.0, high_stakes=False)


def ask_again(evaluation: Evaluation, first: ScoreSheet) -> None:
    """Ask for a second reading, whole or in part, where the first one leaves a doubt that is worth its time.

    Whoever has not agreed with anchors yet is read by somebody else too, whatever the sheet says. The reason is kept
    for leads; who reads it again does not see it.
    """
    rules, worth = in_force(AssessmentPolicy), 0.0
    if not _counts_alone(evaluation, first):
        _ask(evaluation, why="attested_only")
    elif rules.second_reading_worth_percent:
        worth = rules.second_reading_worth_percent / 100
        facts = facts_of(evaluation, first)
        advice = advise(facts, _NOTHING, draw=1.0, worth=worth)
        if advice.reason:
            read = [c.id for c in facts.criteria if c.id not in facts.carried]
            part = [ident for ident in read if ident in advice.criteria]
            _ask(
                evaluation,
                why=advice.reason,
                criteria=[] if part == read else part,
                percent=100 if part == read else round(100 * advice.cost),
            )


def facts_of(evaluation: Evaluation, first: ScoreSheet) -> Facts:
    """What is known of the sheet, of who wrote it, and of the version. Six queries, however much was read."""
    submission = evaluation.submission
    version, carried = submission.version, evaluation.carried
    decided = Decision.objects.filter(evaluation__submission__version=version)
    assessor = first.assignment.assessor_id
    return Facts(
        levels={**first.levels, **carried},
        rule=version.content.rule,
        criteria=version.content.criteria,
        judged_before=decided.order_by()[:ENOUGH].count(),
        assessor=_record(latest_of(assessor, RECORD), assessor),
        past=_past(latest_on(version.micro_credential_id, version.major, PAST)),
        carried=frozenset(carried),
    )


def _counts_alone(evaluation: Evaluation, sheet: ScoreSheet) -> bool:
    version = evaluation.submission.version
    calibrated = Assessor.objects.current().calibrated()
    return calibrated.filter(
        person=sheet.assignment.assessor_id,
        micro_credential=version.micro_credential_id,
        major=version.major,
    ).exists()


def _ask(
    evaluation: Evaluation, *, why: str, criteria: list[str] | None = None, percent: int = 100
) -> None:
    evaluation.scorings_needed, evaluation.why_double = 2, why
    evaluation.asked_again, evaluation.second_percent = criteria or [], percent
    evaluation.save(
        update_fields=("scorings_needed", "why_double", "asked_again", "second_percent")
    )
    note(
        "assessment.second_reading_asked",
        evaluation,
        by=MACHINE,
        why=why,
        criteria=criteria or [],
        percent=percent,
    )


def _record(pairs: Iterable[Pair], person: int) -> Record:
    levels = [level for pair in pairs for level in pair.seen_by(person)]
    return Record(
        compared=len(levels),
        agreeing=sum(own == other for _criterion, own, other in levels),
        above=sum(POINTS[own] - POINTS[other] for _criterion, own, other in levels),
    )


def _past(pairs: Iterable[Pair]) -> dict[str, Past]:
    counted: dict[str, list[int]] = {}
    for pair in pairs:
        for criterion, one, two in pair.levels:
            found = counted.setdefault(criterion, [0, 0])
            found[0] += 1
            found[1] += one != two
    return {
        criterion: Past(compared=compared, differing=differing)
        for criterion, (compared, differing) in counted.items()
    }
