"""The committee reads a proposal item by item, and comments on it; whoever has a part in it steps out."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.governance import policy
from assay.governance.actions.proposals import (
    Answers,
    held,
    keep_answers,
    refuse_unasked,
    said_in_words,
)
from assay.governance.models import (
    WITH_COMMITTEE,
    Comment,
    Proposal,
    ProposalStatus,
    Recusal,
    RecusalReason,
    Result,
)
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.states import move
from assay.people.models import Person
from assay.program.models import ChecklistItem
from assay.record.actions import note


@transaction.atomic
def take_up(proposal: Proposal, *, by: Person) -> None:
    """The first answer: it is being read now. Whoever is recused by the rules is recorded as such. Once."""
    if not policy.can_review(by, proposal):
        raise PermissionDenied
    proposal = held(proposal)
    if proposal.status == ProposalStatus.IN_REVIEW:
        return
    at = now()
    move(proposal, to=ProposalStatus.IN_REVIEW, moved_at=at, answered_at=at)
    recuse_by_rules(proposal)
    note("governance.taken_up", proposal, by=by)


def recuse_by_rules(proposal: Proposal) -> None:
    """Write down who sits on the committee and has a part in the proposal."""
    for term in proposal.committee.terms():
        if reason := policy.own_part(term.person_id, proposal):
            Recusal.objects.get_or_create(
                proposal=proposal,
                person_id=term.person_id,
                defaults={"reason": reason, "at": now()},
            )


@transaction.atomic
def review_items(proposal: Proposal, answers: Answers, *, by: Person) -> None:
    """A reviewer's answers on items of the standard, which may change while it is in review.

    Raises PermissionDenied also for whoever is recused, BadInput, WrongState.
    """
    if not policy.can_review(by, proposal):
        raise PermissionDenied
    proposal = held(proposal)
    if proposal.status != ProposalStatus.IN_REVIEW:
        raise WrongState(_("This is not in review. Take it up first."))
    if n := keep_answers(proposal, answers, by=by, is_self_check=False):
        note("governance.items_reviewed", proposal, by=by, items=n)


@transaction.atomic
def comment(
    proposal: Proposal,
    text: str,
    *,
    item: ChecklistItem | None = None,
    answers: Comment | None = None,
    by: Person,
) -> Comment:
    """A word at an item or on the whole, or an answer to one. The same words again below the same are kept once.

    Raises PermissionDenied also for whoever is recused, BadInput without words, WrongState once it is decided.
    """
    if not policy.can_comment(by, proposal):
        raise PermissionDenied
    said = said_in_words(text, "text", _("Write what you want to say."))
    proposal = held(proposal)
    if proposal.status not in (*WITH_COMMITTEE, ProposalStatus.REVISE):
        raise WrongState(_("This is not being reviewed, so there is nothing to comment on."))
    if answers is not None and answers.proposal_id != proposal.pk:
        raise BadInput(_("This comment belongs to another proposal."))
    if answers is not None and answers.answers is not None:
        answers = answers.answers  # what answers an answer stands beside it
    if answers is None and item is not None:
        refuse_unasked(proposal, [item])
    item = answers.item if answers is not None else item
    same = proposal.comments.filter(person=by, item=item, answers=answers, text=said).first()
    if same is not None:
        return same
    row = Comment.objects.create(
        proposal=proposal, item=item, answers=answers, person=by, text=said, written_at=now()
    )
    note("governance.commented", proposal, by=by, comment=row.pk)
    return row


@transaction.atomic
def recuse(proposal: Proposal, *, by: Person) -> None:
    """Step out of one proposal: no answers, no comments, no vote; one that was cast and not yet counted is void.

    Raises PermissionDenied, WrongState once it is decided. A second press changes nothing.
    """
    if not policy.can_recuse(by, proposal):
        raise PermissionDenied
    proposal = held(proposal)
    if proposal.status not in WITH_COMMITTEE:
        raise WrongState(_("This is not with the committee now."))
    counted = proposal.ballots.filter(decision=None, closed_at__isnull=False)
    if counted.exclude(result=Result.LOST).exists():
        raise WrongState(_("The vote is over, and its decision is being recorded."))
    _row, fresh = Recusal.objects.get_or_create(
        proposal=proposal,
        person=by,
        defaults={
            "reason": policy.own_part(by.pk, proposal) or RecusalReason.DECLARED,
            "at": now(),
        },
    )
    if fresh:
        for ballot in proposal.ballots.filter(closed_at=None):
            ballot.votes.filter(person=by, void_at=None).update(void_at=now())
        note("governance.recused", proposal, by=by)
