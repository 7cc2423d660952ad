"""The committee votes on a motion and decides; a decision is carried out by the leave it gives."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assay.catalog import actions as catalog
from assay.catalog.models import VersionStatus
from assay.governance import policy
from assay.governance.actions.needs import let_go
from assay.governance.actions.proposals import (
    MOST_WORDS,
    asked_to_go_without,
    held,
    said_in_words,
)
from assay.governance.actions.reviewing import recuse_by_rules
from assay.governance.models import (
    Ballot,
    Choice,
    Committee,
    Condition,
    Decision,
    ItemAnswer,
    Manner,
    Motion,
    Proposal,
    ProposalKind,
    ProposalStatus,
    Result,
    Vote,
)
from assay.governance.quorum import fewest
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.states import move
from assay.lib.wording import clean, clean_line
from assay.people.models import Person
from assay.program.actions import give_mandate, grant_exception
from assay.program.calendar import business_days_between
from assay.program.models import ChecklistItem
from assay.program.policies import (
    MOST_IN_PILOT,
    CommitteePolicy,
    VersionsPolicy,
    closed_periods,
    in_force,
)
from assay.record.actions import note

MOST_CONDITIONS = 10


@transaction.atomic
def open_voting(
    proposal: Proposal, motion: str, *, most_starts: int | None = None, by: Person
) -> Ballot:
    """Put a motion to the vote, by whoever presides. The quorum is that of the seats filled on this day. A motion for a
    pilot says how many people may start it, the policy's number unless another is named.

    Raises PermissionDenied; BadInput for no motion, for a number no pilot takes, and for approving while a required
    item is open; WrongState.
    """
    if not policy.can_preside(by, proposal):
        raise PermissionDenied
    proposal = held(proposal)
    if motion not in Motion.values or (
        motion == Motion.PILOT
        and (
            proposal.kind in (ProposalKind.RETIREMENT, ProposalKind.EXCEPTION)
            or proposal.version.status == VersionStatus.PILOT
        )
    ):
        message = _("Choose what is voted on.")
        raise BadInput(message, fields={"motion": message})
    if proposal.status != ProposalStatus.IN_REVIEW:
        raise WrongState(_("This is not in review. Take it up first."))
    if motion in (Motion.APPROVED, Motion.PILOT):
        _refuse_open_items(proposal)
    places = _places(motion, most_starts, proposal.committee)
    recuse_by_rules(proposal)
    if proposal.ballots.filter(closed_at=None).exists() or _undecided(proposal):
        raise WrongState(
            _("There is already a vote on this. Close it and record its decision first.")
        )
    filled, free = proposal.committee.terms().count(), len(policy.free_to_vote(proposal))
    if free < fewest(filled):
        said = _(
            "Only %(free)s of those who sit here may vote on this, and three have to. An administrator can fill a seat."
        )
        raise WrongState(said % {"free": free})
    row = Ballot.objects.create(
        proposal=proposal,
        motion=motion,
        most_starts=places,
        opened_by=by,
        opened_at=now(),
        filled=filled,
        quorum=proposal.committee.quorum(filled, free),
    )
    note("governance.voting_opened", row, by=by, proposal=proposal.pk, motion=motion)
    return row


def _places(motion: str, asked: int | None, committee: Committee) -> int | None:
    """How many may start a pilot; nothing for another motion."""
    if motion != Motion.PILOT:
        return None
    if asked is not None and not 0 < asked <= MOST_IN_PILOT:
        message = _("Between 1 and %(most)s people may start a pilot.") % {"most": MOST_IN_PILOT}
        raise BadInput(message, fields={"most_starts": message})
    return asked or in_force(VersionsPolicy, within=committee.organization_id).pilot_starts


def open_items(proposal: Proposal) -> list[ChecklistItem]:
    """Required items that its author does not answer with yes (or with a reason why they do not apply), or that more
    reviewers answer with *not yet* than with yes; the recused count for nothing. Two queries."""
    if proposal.kind == ProposalKind.RETIREMENT:
        return []
    own: dict[int, str] = {}
    counts: dict[int, Counter[str]] = {}
    out = Exists(proposal.recusals.filter(person=OuterRef("person")))
    for item, answer, is_self_check, is_out in proposal.reviews.annotate(out=out).values_list(
        "item", "answer", "is_self_check", "out"
    ):
        if is_self_check:
            own[item] = answer
        elif not is_out:
            counts.setdefault(item, Counter())[answer] += 1
    found = []
    for row in ChecklistItem.objects.holding_for(proposal.department).filter(required=True):
        said = counts.get(row.pk, Counter())
        doubted = said[ItemAnswer.NOT_YET] > said.total() - said[ItemAnswer.NOT_YET]
        if own.get(row.pk, ItemAnswer.NOT_YET) == ItemAnswer.NOT_YET or doubted:
            found.append(row)
    return found


def _refuse_open_items(proposal: Proposal) -> None:
    if items := open_items(proposal):
        codes = ", ".join(item.code for item in items)
        message = _("Required items are open: %(codes)s. Ask to revise them, or settle them first.")
        raise BadInput(message % {"codes": codes}, fields={"motion": message % {"codes": codes}})


@transaction.atomic
def vote(ballot: Ballot, choice: str, *, dissent: str = "", by: Person) -> Vote:
    """Cast one's vote; once. Whoever is against may have their reason recorded.

    Raises PermissionDenied for whoever does not sit there or is recused, BadInput, WrongState after the close and the
    second time.
    """
    proposal = held(ballot.proposal)
    if not policy.can_review(by, proposal):
        raise PermissionDenied
    ballot = Ballot.objects.get(pk=ballot.pk)
    if ballot.closed_at is not None:
        raise WrongState(_("This vote is closed. Your vote was not counted."))
    if choice not in Choice.values:
        message = _("Choose how you vote.")
        raise BadInput(message, fields={"choice": message})
    if ballot.votes.filter(person=by).exists():
        raise WrongState(_("You have already voted on this."))
    dissent = clean(dissent).strip()[:MOST_WORDS]
    rules = in_force(CommitteePolicy, within=proposal.committee.organization_id)
    if dissent and (choice != Choice.AGAINST or not rules.record_dissent):
        message = _("A dissent goes with a vote against. Choose that, or leave it empty.")
        raise BadInput(message, fields={"dissent": message})
    row = Vote.objects.create(
        ballot=ballot, person=by, choice=choice, dissent=dissent, cast_at=now()
    )
    note("governance.voted", ballot, by=by, proposal=proposal.pk)
    return row


def counted(ballot: Ballot) -> "Counter[str]":
    """Votes by choice, without those of the recused."""
    out = ballot.proposal.recusals.values("person")
    rows = ballot.votes.filter(void_at=None).exclude(person__in=out)
    return Counter(rows.values_list("choice", flat=True))


@transaction.atomic
def close_voting(ballot: Ballot, *, by: Person) -> Ballot:
    """Count: carried by all or by more votes for than against, tied where they are equal, else not carried; not carried
    either where so many stepped out since it was opened that all who are left make no quorum.

    Raises PermissionDenied, WrongState below the quorum and the second time.
    """
    proposal = held(ballot.proposal)
    if not policy.can_preside(by, proposal):
        raise PermissionDenied
    ballot = Ballot.objects.select_related("proposal").get(pk=ballot.pk)
    if ballot.closed_at is not None:
        raise WrongState(_("This vote is already closed."))
    votes = counted(ballot)
    free = len(policy.free_to_vote(proposal))
    quorum = min(ballot.quorum, proposal.committee.quorum(ballot.filled, free))
    if votes.total() < min(quorum, free):
        raise WrongState(
            _("%(cast)s of %(quorum)s votes are in, so there is no quorum yet.")
            % {"cast": votes.total(), "quorum": min(quorum, free)}
        )
    balance = votes[Choice.FOR] - votes[Choice.AGAINST]
    result = Result.CARRIED if balance > 0 else Result.TIED if balance == 0 else Result.LOST
    if votes.total() < quorum:
        result = Result.LOST  # all who may vote have, and are too few since others stepped out
    ballot.closed_at, ballot.result = now(), result
    ballot.save(update_fields=("closed_at", "result"))
    note("governance.voting_closed", ballot, by=by, proposal=proposal.pk, result=str(result))
    return ballot


@transaction.atomic
def break_tie(ballot: Ballot, *, carried: bool, by: Person) -> None:
    """Whoever presides settles an equal vote. Raises PermissionDenied, WrongState where there is no tie."""
    proposal = held(ballot.proposal)
    if not policy.can_preside(by, proposal):
        raise PermissionDenied
    ballot.refresh_from_db()
    if ballot.result != Result.TIED:
        raise WrongState(_("The votes are not equal, so there is nothing to settle."))
    ballot.result = Result.CARRIED if carried else Result.LOST
    ballot.is_by_chair = True
    ballot.save(update_fields=("result", "is_by_chair"))
    note("governance.tie_broken", ballot, by=by, proposal=proposal.pk, carried=carried)


@transaction.atomic
def decide(
    ballot: Ballot,
    reason: str,
    *,
    conditions: Sequence[tuple[str, date | None]] = (),
    excepted_until: date | None = None,
    by: Person,
) -> Decision:
    """Record what was carried, with a reason its author reads and what has to be done; leave to carry it out is given.
    `excepted_until`: the last day of the exceptions it rests on, a year from now where none is named.

    Raises PermissionDenied, BadInput without a reason, for conditions that cannot be kept and for a last day that does
    not fit, WrongState.
    """
    proposal = held(ballot.proposal)
    if not policy.can_preside(by, proposal):
        raise PermissionDenied
    ballot = Ballot.objects.select_related("proposal").get(pk=ballot.pk)
    if ballot.result != Result.CARRIED or Decision.objects.filter(ballot=ballot).exists():
        raise WrongState(_("Nothing was carried here that is not decided yet."))
    said = said_in_words(reason, "reason", _("Say why. The author reads it."))
    asked = _conditions(conditions)
    votes = counted(ballot)
    row = Decision.objects.create(
        proposal=proposal,
        ballot=ballot,
        outcome=ballot.motion,
        manner=_manner(ballot, votes),
        reason=said,
        in_favor=votes[Choice.FOR],
        against=votes[Choice.AGAINST],
        abstained=votes[Choice.ABSTAIN],
        recused=proposal.recusals.count(),
        decided_by=by,
        decided_at=now(),
    )
    Condition.objects.bulk_create(
        Condition(decision=row, text=text, due_on=due_on) for text, due_on in asked
    )
    move(proposal, to=ballot.motion, moved_at=now(), days_left=_clock_stopped(proposal, ballot))
    _carry_out(proposal, row, excepted_until, by)
    note("governance.decided", row, by=by, proposal=proposal.pk, outcome=row.outcome)
    return row


def _clock_stopped(proposal: Proposal, ballot: Ballot) -> int | None:
    """Business days that are left to decide, where its authors have it next; none is left of what is late."""
    if ballot.motion != Motion.REVISE or proposal.decide_by is None:
        return None
    closed = closed_periods(within=proposal.committee.organization_id)
    return business_days_between(today(), proposal.decide_by, closed)


def _carry_out(
    proposal: Proposal, decision: Decision, excepted_until: date | None, by: Person
) -> None:
    """Leave for what was decided, with the exceptions it rests on; what was not approved is its authors' again, and a
    pilot that was not takes nobody any more."""
    acts = {ProposalStatus.APPROVED: "publish", ProposalStatus.PILOT: "pilot"}
    act = acts.get(ProposalStatus(proposal.status))
    home = proposal.version.micro_credential.home
    number = str(decision.pk)
    if act is None:
        if proposal.version.in_pilot:
            give_mandate("retire", proposal.version, by=by, within=home, decision=number)
            catalog.end_pilot(proposal.version, by=by)
        else:
            catalog.give_back(proposal.version, by=by)
        if proposal.status == ProposalStatus.DECLINED:
            let_go(proposal, by=by)
        return
    if proposal.kind == ProposalKind.RETIREMENT:
        act = "retire"
    else:
        for what, why in asked_to_go_without(proposal):
            grant_exception(
                what,
                proposal.version,
                why,
                until_on=excepted_until,
                by=by,
                within=home,
                decision=number,
            )
    if proposal.kind == ProposalKind.EXCEPTION:
        catalog.give_back(proposal.version, by=by)  # for the wording its department gives leave
        return
    places = decision.ballot.most_starts
    give_mandate(act, proposal.version, by=by, within=home, decision=number, most_starts=places)


def _undecided(proposal: Proposal) -> bool:
    """Whether a vote was carried or tied and waits for its decision."""
    rows = proposal.ballots.filter(decision=None, closed_at__isnull=False)
    return rows.exclude(result=Result.LOST).exists()


def _manner(ballot: Ballot, votes: "Counter[str]") -> Manner:
    if ballot.is_by_chair:
        return Manner.CHAIR
    return Manner.MAJORITY if votes[Choice.AGAINST] else Manner.CONSENSUS


def _conditions(rows: Sequence[tuple[str, date | None]]) -> list[tuple[str, date | None]]:
    found = [(clean_line(text), due_on) for text, due_on in rows if text.strip()]
    message = ""
    if len(found) > MOST_CONDITIONS or any(len(text) > 400 for text, _due in found):
        message = _("Name ten conditions at most, each in 400 characters.")
    if any(due_on is not None and due_on < today() for _text, due_on in found):
        message = _("A condition cannot be due on a day that is over.")
    if message:
        raise BadInput(message, fields={"conditions": message})
    return found


@transaction.atomic
def meet_condition(condition: Condition, *, by: Person) -> None:
    """Say that a condition is met. A second press changes nothing."""
    if not policy.can_meet_condition(by, condition):
        raise PermissionDenied
    rows = Condition.objects.filter(pk=condition.pk, met_at=None)
    if rows.update(met_at=now(), met_by=by):
        note("governance.condition_met", condition, by=by, proposal=condition.decision.proposal_id)
