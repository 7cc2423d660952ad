"""Goals from an evaluation: the learner hears of a proposal, the evaluator of the answer and of nothing else (C5)."""

from django.urls import reverse

from assay.journeys.models import Evaluator, GoalProposal, ProposalState
from assay.notices.actions import tell
from assay.record.delivery import on
from assay.record.models import Event


@on("journeys.goal_proposed")
def tell_what_is_proposed(event: Event) -> None:
    """That there is one: its words wait behind the sign-in. Nothing where it was taken back by now."""
    proposal = _proposal(event)
    if proposal.state == ProposalState.OPEN:
        path = reverse("journeys:proposal", args=[proposal.pk])
        tell("goal_proposed", proposal.learner, event, path=path, by=proposal.proposed_by)


@on("journeys.proposal_answered")
def tell_that_it_is_answered(event: Event) -> None:
    """To whoever still evaluates them: nobody else may read an answer."""
    proposal = _proposal(event)
    rows = Evaluator.objects.visible_to(proposal.proposed_by).filter(learner=proposal.learner_id)
    row = rows.first()
    if row is not None:
        path = reverse("journeys:evaluation", args=[row.pk])
        tell("goal_answered", proposal.proposed_by, event, path=path, learner=proposal.learner)


def _proposal(event: Event) -> GoalProposal:
    return GoalProposal.objects.select_related("learner", "proposed_by").get(pk=event.subject_id)
