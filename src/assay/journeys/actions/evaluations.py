"""Goals from an evaluation (C5): a school names who evaluates whom, an evaluator proposes, the learner answers."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.journeys import policy
from assay.journeys.actions.goals import MAX_CHARACTERS, set_goal
from assay.journeys.models import Evaluator, Goal, GoalProposal, GoalSource, ProposalState
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.states import move
from assay.lib.wording import clean_line
from assay.people.models import Actor, Organization, Person
from assay.record.actions import note

ANSWERS = (ProposalState.ACCEPTED, ProposalState.CHANGED, ProposalState.DECLINED)
#: As many may wait for one learner's answer, of one evaluator.
MOST_OPEN = 5


@transaction.atomic
def name_evaluator(
    learner: Person,
    evaluator: Person,
    organization: Organization,
    *,
    first_on: date | None = None,
    by: Actor,
) -> Evaluator:
    """Say who evaluates somebody from a day (today) on. It opens nothing of theirs.

    Raises PermissionDenied; BadInput for a day that is over, for oneself, and for who does not belong to the same
    program; WrongState where it is so already. What was said where the learner belongs no more ends by it.
    """
    if not policy.can_name_evaluator(by, learner, organization):
        raise PermissionDenied
    day, fields = first_on or today(), {}
    if learner.pk == evaluator.pk:
        fields["evaluator"] = _("No one evaluates themselves. Choose someone else.")
    elif organization.program_above not in [
        held.organization.program_above for held in evaluator.current_memberships
    ]:
        fields["evaluator"] = _("This person does not belong to the same program.")
    if day < today():
        fields["first_on"] = _("This day is over. Choose today or a later one.")
    if fields:
        raise BadInput(next(iter(fields.values())), fields=fields)
    hold(learner)
    for before in Evaluator.objects.filter(learner=learner, evaluator=evaluator).left_behind():
        _end(before, by=by)
    with first_come(_("This person already evaluates them.")):
        row = Evaluator.objects.create(
            learner=learner,
            evaluator=evaluator,
            organization=organization,
            first_on=day,
            named_by=by,
            named_at=now(),
        )
    note("journeys.evaluator_named", row, by=by, learner=learner.pk, evaluator=evaluator.pk)
    return row


@transaction.atomic
def end_evaluator(row: Evaluator, *, by: Actor) -> None:
    """From today on they propose nothing, and read no answers. Raises WrongState the second time."""
    if not policy.can_end_evaluator(by, row):
        raise PermissionDenied
    _end(row, by=by)


def _end(row: Evaluator, *, by: Actor) -> None:
    rows = Evaluator.objects.filter(pk=row.pk, ended_on=None)
    if rows.update(ended_on=today(), ended_by=by) != 1:
        raise WrongState(_("This was already ended."))
    note("journeys.evaluator_ended", row, by=by, learner=row.learner_id, evaluator=row.evaluator_id)


@transaction.atomic
def propose_goal(
    row: Evaluator, text: str, reason: str = "", *, press: str = "", by: Person
) -> GoalProposal:
    """Propose a goal to somebody one evaluates (C5). Sent twice by one press it is one.

    Raises PermissionDenied, BadInput, WrongState where as many as may be wait for an answer.
    """
    if not policy.can_propose(by, row):
        raise PermissionDenied
    said, why = (
        _line(text, "text", needed=_("Write the goal in a sentence.")),
        _line(reason, "reason"),
    )
    hold(row)
    mine = GoalProposal.objects.filter(proposed_by=by)
    if press and (made := mine.filter(press=press).first()):
        return made
    if mine.filter(learner=row.learner_id).open().count() >= MOST_OPEN:
        raise WrongState(_("As many as may be are waiting for an answer. Take one back first."))
    proposal = GoalProposal.objects.create(
        learner_id=row.learner_id,
        proposed_by=by,
        text=said,
        reason=why,
        proposed_at=now(),
        press=press or None,
    )
    note("journeys.goal_proposed", proposal, by=by, learner=row.learner_id)
    return proposal


@transaction.atomic
def take_proposal_back(proposal: GoalProposal, *, by: Person) -> None:
    """Before it is answered. Raises WrongState afterwards."""
    if not policy.can_take_back(by, proposal):
        raise PermissionDenied
    move(proposal, to=ProposalState.TAKEN_BACK, field="state")
    note("journeys.proposal_taken_back", proposal, by=by)


@transaction.atomic
def answer_proposal(
    proposal: GoalProposal,
    answer: str,
    *,
    text: str = "",
    share: bool = False,
    words: str = "",
    by: Person,
) -> Goal | None:
    """Accept it as it is, accept it in one's own `text`, or decline; `words` go to the evaluator, and the new wording
    only with `share`. Returns the goal that came of it: it is the learner's own from here on.

    Raises PermissionDenied for anyone but the learner, BadInput, WrongState once it is answered or taken back.
    """
    if not policy.can_answer(by, proposal):
        raise PermissionDenied
    if answer not in ANSWERS:
        raise BadInput(_("Choose an answer."), fields={"answer": _("Choose an answer.")})
    said = _line(words, "words")
    own = proposal.text
    if answer == ProposalState.CHANGED:
        own = _line(text, "text", needed=_("Write the goal in your own words."))
    shown = own if answer == ProposalState.CHANGED and share else ""
    move(
        proposal,
        to=answer,
        field="state",
        answered_at=now(),
        answer=said,
        shared_text=shown,
    )
    goal = None
    if answer != ProposalState.DECLINED:
        goal = set_goal(proposal.learner, own, source=GoalSource.EVALUATION, consent=True, by=by)
        goal.proposed_by = proposal.proposed_by
        goal.save(update_fields=("proposed_by",))
    note("journeys.proposal_answered", proposal, by=by)
    return goal


def _line(typed: str, name: str, *, needed: str = "") -> str:
    said, message = clean_line(typed), ""
    if needed and not said:
        message = needed
    elif len(said) > MAX_CHARACTERS:
        message = _("Keep it to %(n)d characters: a sentence or two.") % {"n": MAX_CHARACTERS}
    if message:
        raise BadInput(message, fields={name: message})
    return said
