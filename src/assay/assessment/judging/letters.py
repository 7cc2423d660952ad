"""The decision letter: what was demonstrated, what remains, and how to go on. It names no assessor."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.assessment.judging import outcomes
from assay.assessment.models import AssignmentStatus, Evaluation, Override, Slot
from assay.catalog.content.nouns import Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One criterion in the letter."""

    criterion: Criterion
    level: str
    strength: str
    next: str
    kept: bool  # demonstrated on an earlier attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything the letter says, ready for its page."""

    title: str
    earned: bool
    summary: str
    because: str
    remains: list[Finding]
    later: list[Finding]  # below demonstrated, and still not in the way
    demonstrated: list[Finding]
    judged_by: str
    released_by: str
    issuer: str
    asked_again: list[
        tuple[str, str]
    ]  # kept criteria that were judged again, each with the lead's reason
    milestones: list[str]  # effort, never a credential (A16)
    override: Override | None  # the approver decided otherwise than the rule


def letter_of(evaluation: Evaluation) -> Letter:
    """The letter of a released decision. Four queries."""
    decision, submission = evaluation.decision, evaluation.submission
    content, carried = submission.version.content, evaluation.carried
    found = outcomes.outcome_of(content, decision.levels, carried)
    findings = [_finding(c, decision, carried) for c in content.criteria if c.id in decision.levels]
    earned = submission.outcome == "earned"
    override = (
        Override.objects.standing().filter(evaluation=evaluation).select_related("by").first()
    )
    open_ = override.criteria if override else found.open
    remains = [] if earned else [f for f in findings if f.criterion.id in open_]
    release = evaluation.releases.filter(released=True).select_related("by").first()
    return Letter(
        title=_title(found.demonstrated, found.total),
        earned=earned,
        summary=decision.summary,
        remains=remains,
        because=outcomes.explain(content, found, carried),
        later=[f for f in findings if f.level != "demonstrated" and f not in remains],
        demonstrated=[f for f in findings if f.level == "demonstrated" and f not in remains],
        judged_by=_judged_by(evaluation),
        released_by=release.by.display_name if release else "",
        issuer=submission.version.micro_credential.issuer.name,
        override=override,
        asked_again=_asked_again(evaluation),
        milestones=milestones(submission.counted, found.demonstrated, len(carried), earned=earned),
    )


def _asked_again(evaluation: Evaluation) -> list[tuple[str, str]]:
    """One query, on a later attempt where it happened."""
    if not evaluation.reopened:
        return []
    rows = evaluation.reopenings.filter(criterion__in=evaluation.reopened)
    return list(rows.values_list("title", "words"))


def milestones(attempt: int, demonstrated: int, carried: int, *, earned: bool) -> list[str]:
    """Lines that mark effort: handing in, going on, gaining ground (A16)."""
    said = [_("You shared your work") if attempt == 1 else _("You kept going after feedback")]
    gained = demonstrated - carried
    if attempt > 1 and gained > 0:
        said.append(
            ngettext(
                "%(n)d more criterion than last time", "%(n)d more criteria than last time", gained
            )
            % {"n": gained}
        )
    if not earned and demonstrated:
        said.append(
            ngettext("You keep %(n)d criterion", "You keep %(n)d criteria", demonstrated)
            % {"n": demonstrated}
        )
    return said


def _finding(criterion: Criterion, decision: Any, carried: dict[str, str]) -> Finding:
    said = decision.feedback.get(criterion.id, {})
    return Finding(
        criterion=criterion,
        level=decision.levels[criterion.id],
        strength=said.get("strength", ""),
        next=said.get("next", ""),
        kept=criterion.id in carried,
    )


def _title(met: int, total: int) -> str:
    if met == total:
        return _("Every criterion is demonstrated.")
    if met == 0:
        return _("Here is what the assessors saw.")
    words = {"met": number_word(met), "total": number_word(total).lower()}
    return (
        ngettext(
            "%(met)s of %(total)s criteria is demonstrated.",
            "%(met)s of %(total)s criteria are demonstrated.",
            met,
        )
        % words
    )


def number_word(n: int) -> str:
    """Small numbers as words, at the head of a sentence."""
    words = (
        _("None"),
        _("One"),
        _("Two"),
        _("Three"),
        _("Four"),
        _("Five"),
        _("Six"),
        _("Seven"),
        _("Eight"),
    )
    return words[n] if n < len(words) else str(n)


def _judged_by(evaluation: Evaluation) -> str:
    if evaluation.decision.settled_by == "appeal":
        return _(
            "After your appeal, two more qualified assessors judged this without knowing your name."
        )
    slots = set(
        evaluation.assignments.filter(status=AssignmentStatus.SCORED).values_list("slot", flat=True)
    )
    if Slot.ADJUDICATION in slots:
        return _(
            "Two qualified assessors and a lead assessor judged this without knowing your name."
        )
    if Slot.SECOND in slots:
        return _("Two qualified assessors judged this without knowing your name.")
    return _("A qualified assessor judged this without knowing your name.")
