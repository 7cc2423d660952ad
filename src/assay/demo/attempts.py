"""A decision that an approver took otherwise than the rule, the attempt after it, and a safety report that is closed.

The second attempt is being scored, so that old stands beside new on its sheet; a kept criterion is asked again, and a
question about its origin holds it.
"""

from datetime import datetime, timedelta
from typing import Any

from assay.assessment import actions as assessment
from assay.catalog.models import MicroCredential
from assay.demo.district import person
from assay.demo.history import APPROVER, screener_of
from assay.demo.places import load_all
from assay.demo.replay import declare, fill
from assay.demo.scoring import evaluation_of, score, screen, take
from assay.evidence import actions as evidence
from assay.evidence.models import Submission
from assay.lib.clock import held_at

NAMED, LEAD = "p-016", "p-023"  # the privacy officer; whoever asks where it comes from


def lay_out(today: datetime) -> None:
    for work in load_all("later"):
        began = today - timedelta(days=work["days_ago"])
        first = _first_attempt(work, began)
        _second_attempt(first, work, today)


def _first_attempt(work: dict[str, Any], began: datetime) -> Submission:
    learner, said = person(work["learner"]), work["feedback"]
    micro_credential = MicroCredential.objects.get(ident=work["micro_credential"])
    with held_at(began):
        draft = evidence.begin(learner, micro_credential, by=learner)
        fill(draft, work, "later-1", by=learner)
        evidence.submit(draft, by=learner)
    with held_at(began + timedelta(days=1)):
        screen(draft, by=screener_of(work))
        for sourced_id in work["assessors"]:
            score(draft, person(sourced_id), work["scores"], said, said["summary"])
    with held_at(began + timedelta(days=3)):
        why = work["override"]
        assessment.override(
            evaluation_of(draft),
            "not_yet",
            reason=" ".join(why["reason"].split()),
            criteria=why["criteria"],
            by=person(APPROVER),
        )
    return draft


def _second_attempt(first: Submission, work: dict[str, Any], today: datetime) -> None:
    learner, again = person(work["learner"]), work["again"]
    with held_at(today - timedelta(days=5)):
        draft = assessment.revise(evaluation_of(first), by=learner)
        new = {artifact["item"] for artifact in again["artifacts"]}
        for artifact in draft.artifacts.present().filter(step_id__in=new):
            evidence.remove_artifact(artifact, by=learner)
        evidence.explain(draft, " ".join(again["note"].split()), by=learner)
        fill(draft, {**again, "consents": work["consents"]}, "later-1", by=learner)
        declare(draft, work["declarations"], by=learner)
        evidence.submit(draft, by=learner)
    with held_at(today - timedelta(days=4)):
        screen(draft, by=screener_of(work))
    with held_at(today - timedelta(hours=21)):  # a lease that is not idle yet
        lease = take(draft, person(work["with"]))
    _report(draft, work["safety"], today)
    with held_at(today - timedelta(hours=9)):
        assessment.ask_reopening(lease, **_words(work["reopening"]), by=lease.assessor)
    with held_at(today - timedelta(hours=6)):
        assessment.hold_for_integrity(evaluation_of(draft), **_words(work["hold"]), by=person(LEAD))


def _words(said: dict[str, str]) -> dict[str, str]:
    return {name: " ".join(text.split()) for name, text in said.items()}


def _report(submission: Submission, said: dict[str, str], today: datetime) -> None:
    """Somebody saw what might be harm to a child; the named person asked, and closed it the same day."""
    with held_at(today - timedelta(hours=20)):
        evaluation = evaluation_of(submission)
        report = assessment.report_safety(evaluation, said["seen"], by=person(said["by"]))
    named = person(NAMED)
    with held_at(today - timedelta(hours=18)):
        assessment.take_safety_report(report, by=named)
    with held_at(today - timedelta(hours=16)):
        assessment.end_safety_report(report, " ".join(said["done"].split()), by=named)
