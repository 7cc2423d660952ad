"""Examples of practice: Renata's for everyone, Priya's for the program, Marcus's before the privacy officer.

Answers and files in which no one is seen or heard: none of the three rests on anybody's permission but its learner's.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from assay.assessment.models import SENT
from assay.community import actions as community
from assay.community.actions.exemplars import ChosenPiece, Terms
from assay.community.exemplar_pieces import Choice, choices
from assay.community.models import Audience, Exemplar, License, Ownership
from assay.credentials.models import Award
from assay.demo.district import person
from assay.evidence.models import Submission
from assay.lib.clock import held_at

RENATA, PRIYA, MARCUS = "p-001", "p-003", "p-007"
PRIVACY_OFFICER = "p-016"


def lay_out(now: datetime) -> None:
    with held_at(now - timedelta(days=30)):
        terms = Terms(
            title="Two pauses, and who spoke because of them",
            audience=Audience.PUBLIC,
            named=True,
            license=License.BY,
        )
        for_everyone = _agreed(RENATA, ("p1q3", "p2b", "p3q2"), terms)
    with held_at(now - timedelta(days=18)):
        terms = Terms(
            title="Sorting answers by the thinking behind them", ownership=Ownership.EMPLOYER
        )
        for_program = _agreed(PRIYA, ("p1q3", "p3q1"), terms)
    for row, days in ((for_everyone, 27), (for_program, 16)):
        with held_at(now - timedelta(days=days)):
            community.approve_exemplar(row, by=person(PRIVACY_OFFICER))
    _proposed_and_agreed(now)


def _proposed_and_agreed(now: datetime) -> None:
    """Whoever judged it proposed it without knowing whose it is; its learner said yes, and the officer has it."""
    award = _award(MARCUS)
    assert award.evaluation is not None
    scorer = award.evaluation.assignments.filter(status__in=SENT).earliest("pk").assessor
    with held_at(now - timedelta(days=9)):
        community.propose_exemplar(award.evaluation, by=scorer)
    with held_at(now - timedelta(days=3)):
        terms = Terms(title="A closure message in nine minutes", audience=Audience.PUBLIC)
        _agreed(MARCUS, ("p2b", "p2d"), terms)


def _agreed(ident: str, steps: Sequence[str], terms: Terms) -> Exemplar:
    """Each step's answer or file, whole, beside the first criterion that it demonstrated."""
    award, learner = _award(ident), person(ident)
    assert award.evaluation is not None
    found = {_step(choice): choice for choice in choices(award)}
    chosen = [
        ChosenPiece(key=found[step].key, criterion=found[step].criteria[0].id) for step in steps
    ]
    submission = Submission.objects.with_version().get(pk=award.evaluation.submission_id)
    return community.show_as_exemplar(submission, chosen, terms, confirmed=True, by=learner)


def _step(choice: Choice) -> str:
    if choice.response is not None:
        return choice.response.prompt_id
    assert choice.artifact is not None
    return choice.artifact.step_id


def _award(ident: str) -> Award:
    """What they earned by a submission."""
    rows = Award.objects.standing().filter(person=person(ident), evaluation__isnull=False)
    return rows.select_related(
        "version", "evaluation__submission", "evaluation__decision"
    ).earliest("pk")
