"""From rows to what a learner's home page shows. Reads only."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from assay.assessment.models import Decision, Evaluation
from assay.catalog.content.nouns import Content
from assay.credentials.models import Award, Visibility
from assay.evidence.models import Artifact, Response, Status, Submission
from assay.evidence.readiness import is_kept
from assay.insights import current_work
from assay.insights.current_work import Open, Work
from assay.journeys.models import StartStatus
from assay.lib.clock import now
from assay.lib.prepared import prepared
from assay.people.models import Person

SHELF = 6
FRESH_DAYS = 14
#: What of a submission a card of work is made from.
_SHOWN = (
    *("start", "attempt", "status", "outcome", "carried", "saved_at", "submitted_at"),
    *("promised_on", "returned_reasons"),
    *("version__number", "version__title", "version__language", "version__data", "version__status"),
    "version__micro_credential__slug",
    *("evaluation__submission", "evaluation__status", "evaluation__released_at"),
    *("evaluation__decision__evaluation", "evaluation__decision__levels"),
    "evaluation__decision__feedback",
)


def works(person: Person) -> list[Work]:
    """The newest attempt on each open start. Two queries, however many there are."""
    attempts: dict[int, list[Submission]] = {}
    for row in _attempts(person):
        attempts.setdefault(row.start_id, []).append(row)
    newest = [found[0] for found in attempts.values()]
    answered = _answered([s.pk for s in newest if s.status == Status.DRAFT])
    found = [_work(tries, answered.get(tries[0].pk, set())) for tries in attempts.values()]
    return sorted(found, key=lambda w: w.saved_at, reverse=True)


@prepared
def _attempts(person: Person) -> QuerySet[Submission]:
    rows = Submission.objects.visible_to(person).filter(start__status=StartStatus.OPEN)
    rows = rows.select_related("version__micro_credential", "evaluation__decision")
    return rows.only(*_SHOWN).order_by("start", "-attempt")


def _answered(drafts: list[int]) -> dict[int, set[str]]:
    """The steps of each draft that hold something."""
    if not drafts:
        return {}
    found: dict[int, set[str]] = {}
    for pk, step in _filled(drafts):
        found.setdefault(pk, set()).add(step)
    return found


@prepared
def _filled(drafts: list[int]) -> QuerySet[Response, tuple[int, str]]:
    texts = Response.objects.filter(submission__pk__in=drafts).exclude(text="")
    files = Artifact.objects.present().filter(submission__pk__in=drafts).order_by()
    said: QuerySet[Response, tuple[int, str]] = texts.values_list("submission", "prompt_id")
    return said.union(files.values_list("submission", "step_id"))


def _work(tries: list[Submission], answered: set[str]) -> Work:
    last, content = tries[0], tries[0].version.content
    judged = next((s for s in tries if _decision(s) is not None), None)
    decision = _decision(judged) if judged else None
    open_criteria = _open(content, decision) if decision else ()
    steps = [step.id for step in content.steps]
    settled = answered | {step for step in steps if is_kept(content, step, set(last.carried))}
    return Work(
        pk=last.pk,
        kind=_kind(last),
        title=last.version.title,
        slug=last.version.micro_credential.slug,
        number=last.version.number,
        language=last.version.language,
        offered=last.version.status,
        saved_at=last.saved_at,
        submitted_at=last.submitted_at,
        promised_on=last.promised_on,
        stage=_stage(last),
        done=len(settled & set(steps)),
        steps=len(steps),
        parts_done=_parts_done(content, settled),
        criteria=len(content.criteria),
        kept=len(content.criteria) - len(open_criteria) if decision else 0,
        open=open_criteria,
        letter=judged.pk if judged else None,
        reasons=tuple(last.why_returned),
    )


def _kind(submission: Submission) -> str:
    if submission.status == Status.DRAFT:
        if submission.returned_reasons:
            return current_work.INCOMPLETE
        return current_work.REVISING if submission.attempt > 1 else current_work.DRAFT
    if submission.status == Status.CLOSED:
        # Earned, and the badge is a moment away: the listener that issues it has not run yet.
        return current_work.NOT_YET if submission.outcome == "not_yet" else current_work.WAITING
    return current_work.WITHDRAWN if submission.status == Status.WITHDRAWN else current_work.WAITING


def _decision(submission: Submission | None) -> Decision | None:
    """The decision the learner may know: released, and not a moment before."""
    evaluation = _evaluation(submission)
    if evaluation is None or evaluation.released_at is None:
        return None
    decision: Decision | None = getattr(evaluation, "decision", None)
    return decision


def _evaluation(submission: Submission | None) -> Evaluation | None:
    evaluation: Evaluation | None = getattr(submission, "evaluation", None)
    return evaluation


def _stage(submission: Submission) -> str:
    evaluation = _evaluation(submission)
    return evaluation.status if evaluation else ""


def _open(content: Content, decision: Decision) -> tuple[Open, ...]:
    levels: dict[str, str] = decision.levels
    feedback: dict[str, Any] = decision.feedback
    return tuple(
        Open(
            title=c.title,
            level=levels.get(c.id, "not_yet"),
            advice=str((feedback.get(c.id) or {}).get("next", "")),
        )
        for c in content.criteria
        if levels.get(c.id) != "demonstrated"
    )


def _parts_done(content: Content, settled: Iterable[str]) -> tuple[int, ...]:
    here = set(settled)
    parts = (
        {step.id for step in content.prompts_of("part1")},
        {step.id for step in content.items},
        {step.id for step in content.prompts_of("part3")},
    )
    return tuple(n for n, part in enumerate(parts, 1) if part and part <= here)


def awards(person: Person) -> list[Award]:
    """The newest standing awards, one more than the shelf holds. One query."""
    return _awards(person)


@prepared
def _awards(person: Person) -> QuerySet[Award]:
    rows = Award.objects.visible_to(person).standing().select_related("version__micro_credential")
    return rows.defer("version__data", "version__competency")[: SHELF + 1]


def fresh(found: Iterable[Award]) -> Award | None:
    """An award of the last days that nobody but the earner can see yet: worth a look."""
    since = now() - timedelta(days=FRESH_DAYS)
    return next(
        (a for a in found if a.issued_at >= since and a.visibility == Visibility.PRIVATE), None
    )
