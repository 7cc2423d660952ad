"""Verbs for later rooms: give a submission back, close it, open the next attempt, set conditions, hold a file."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assay.evidence import policy
from assay.evidence.actions.beginning import next_draft
from assay.evidence.models import (
    Artifact,
    Condition,
    EarlierText,
    Hold,
    Outcome,
    Status,
    Submission,
)
from assay.evidence.reasons import REASONS
from assay.evidence.retention.rules import promise
from assay.journeys.models import StartStatus
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come
from assay.lib.locks import hold as wait_for
from assay.lib.states import move
from assay.people.models import Actor, Person
from assay.program.policies import RetentionPolicy, in_force
from assay.record.actions import has_noted, note
from assay.ui import words

#: Whoever gets something back late in the life of a version has so long to answer it.
DAYS_TO_ANSWER = 30
_ANSWER = timedelta(days=DAYS_TO_ANSWER)
HOLD_REASONS = ("privacy", "integrity", "consent", "legal", "malware")


@transaction.atomic
def reopen(submission: Submission, reasons: Sequence[Mapping[str, str]], *, by: Actor) -> None:
    """Give an incomplete submission back to its learner with reasons; no attempt is used.

    `reasons`: {"code", "step", "line"}, as `evidence.reasons` puts them into words. Raises PermissionDenied,
    BadInput without a reason of the list, WrongState if it is not handed in.
    """
    if not policy.can_return(by, submission):
        raise PermissionDenied
    if not reasons or any(reason["code"] not in REASONS for reason in reasons):
        raise BadInput(_("Say what is missing, so that the learner knows what to do."))
    move(
        submission,
        to=Status.DRAFT,
        returned_reasons=[dict(reason) for reason in reasons],
        submitted_at=None,
        promised_on=None,
        first_promised_on=None,
        moved_because="",
        manifest=None,
        manifest_hash="",
        extended_to=max(submission.extended_to or today(), today() + _ANSWER),
    )
    note("evidence.reopened", submission, by=by, attempt=submission.attempt, reasons=len(reasons))


@transaction.atomic
def close(submission: Submission, outcome: str, *, by: Actor) -> None:
    """Close with an outcome: `earned` or `not_yet`. Starts the retention clock and prunes earlier texts.

    Raises PermissionDenied, BadInput for another outcome, WrongState if it is not handed in.
    """
    if not policy.can_close(by, submission):
        raise PermissionDenied
    if outcome not in Outcome.values:
        raise BadInput(_("The outcome is earned or not yet."))
    issuer = submission.version.micro_credential.issuer_id
    told = promise(today(), in_force(RetentionPolicy, within=issuer))
    move(
        submission,
        to=Status.CLOSED,
        outcome=outcome,
        closed_at=now(),
        originals_until=told.originals_until,
        streaming_until=told.streaming_until,
    )
    EarlierText.objects.filter(response__submission=submission).delete()
    note("evidence.closed", submission, by=by, outcome=str(outcome), attempt=submission.attempt)


@transaction.atomic
def open_next_attempt(
    submission: Submission, carried: Mapping[str, str], *, by: Actor
) -> Submission:
    """A new draft after a not-yet, holding a copy of everything; criteria in `carried` (id -> level) stay kept.

    On a version with a last day it may be submitted until then, and for 30 days after the decision. Raises
    PermissionDenied, BadInput for a criterion the version does not have, WrongState if the submission is not a closed
    not-yet, its start is not open, it is too late, or the next attempt is open already.
    """
    if not policy.can_open_next(by, submission):
        raise PermissionDenied
    if submission.status != Status.CLOSED or submission.outcome != Outcome.NOT_YET:
        raise WrongState(_("A next attempt opens after a decision of not yet."))
    if submission.start.status != StartStatus.OPEN:
        raise WrongState(
            _("This one is no longer in progress. Take it up again from its page in the catalog.")
        )
    extended_to = localtime(submission.closed_at).date() + _ANSWER if submission.closed_at else None
    end = submission.version.last_day
    if end is not None and max(end, extended_to or end) < today():
        raise WrongState(
            _("The last day to submit this again was %(day)s. What you handed in stays to be read.")
            % {"day": words.day(max(end, extended_to or end))}
        )
    unknown = [ident for ident in carried if submission.version.content.criterion(ident) is None]
    if unknown:
        raise BadInput(_("This version has no criterion %(ids)s.") % {"ids": ", ".join(unknown)})
    try:
        with transaction.atomic():
            draft = next_draft(
                submission,
                carried={ident: str(level) for ident, level in carried.items()},
                extended_to=extended_to,
            )
    except IntegrityError as e:
        raise WrongState(_("Your next attempt is already open. It is on your home page.")) from e
    note(
        "evidence.next_attempt_opened",
        draft,
        by=by,
        attempt=draft.attempt,
        before=submission.pk,
        carried=sorted(carried),
    )
    return draft


@transaction.atomic
def correct(submission: Submission, outcome: str, *, by: Actor) -> None:
    """Write another outcome on a closed submission: an appeal found that it was earned. Nothing else changes.

    Raises PermissionDenied, BadInput for another outcome than *earned*, WrongState where it is not a closed not-yet.
    """
    if not policy.can_close(by, submission):
        raise PermissionDenied
    if outcome != Outcome.EARNED:
        raise BadInput(_("An outcome is corrected to earned alone."))
    rows = Submission.objects.filter(
        pk=submission.pk, status=Status.CLOSED, outcome=Outcome.NOT_YET
    )
    if rows.update(outcome=outcome) != 1:
        raise WrongState(_("Only a decision of not yet is corrected."))
    submission.outcome = outcome
    note("evidence.corrected", submission, by=by, outcome=outcome, attempt=submission.attempt)


@transaction.atomic
def end_attempt(submission: Submission, *, by: Actor) -> None:
    """End a later attempt that is not needed any more; nothing of it is deleted.

    Raises PermissionDenied for anybody but the product, WrongState where it is decided or ended already.
    """
    if not policy.can_end_attempt(by):
        raise PermissionDenied
    before = submission.status
    move(submission, to=Status.WITHDRAWN)
    note("evidence.withdrawn", submission, by=by, attempt=submission.attempt, before=str(before))


@transaction.atomic
def count_attempt(submission: Submission, *, counts: bool, by: Actor) -> None:
    """Set a decided attempt aside, because an appeal found that the rules were broken, or let it count again.

    Attempts that follow are counted anew with it. Nothing happens where it stands so already. Raises PermissionDenied
    for anybody but the product, WrongState where it is not decided.
    """
    if not policy.can_end_attempt(by):
        raise PermissionDenied
    wait_for(submission.start)
    submission.refresh_from_db(fields=("status", "set_aside_at"))
    if submission.status != Status.CLOSED:
        raise WrongState(_("Only a decided attempt counts or does not count."))
    if submission.counts == counts:
        return
    submission.set_aside_at = None if counts else now()
    submission.save(update_fields=("set_aside_at",))
    later = Submission.objects.filter(start=submission.start_id, attempt__gt=submission.attempt)
    later.update(counted=F("counted") + (1 if counts else -1))
    verb = "evidence.attempt_counted" if counts else "evidence.attempt_set_aside"
    note(verb, submission, by=by, attempt=submission.attempt)


@transaction.atomic
def keep_more(submission: Submission, carried: Mapping[str, str], *, by: Actor) -> None:
    """Mark more criteria of a draft as demonstrated earlier (id -> level): an appeal on the attempt before found so.

    Raises PermissionDenied for anybody but the product, WrongState where it is handed in already.
    """
    if not policy.can_end_attempt(by):
        raise PermissionDenied
    wait_for(submission)
    submission.refresh_from_db(fields=("status", "carried"))
    if submission.status != Status.DRAFT:
        raise WrongState(_("This attempt is already handed in."))
    submission.carried = {**submission.carried, **carried}
    submission.save(update_fields=("carried",))
    note("evidence.kept_more", submission, by=by, carried=sorted(carried))


@transaction.atomic
def open_condition(submission: Submission, kind: str, *, by: Actor) -> Condition:
    """Ask for something before this draft may be handed in. Asking twice keeps one."""
    if by is not None and not policy.can_return(by, submission):
        raise PermissionDenied
    wait_for(submission)
    row = Condition.objects.filter(submission=submission, kind=kind, met_at__isnull=True).first()
    if row is None:
        row = Condition.objects.create(submission=submission, kind=kind, opened_at=now())
        note("evidence.condition_opened", submission, by=by, condition=kind)
    return row


@transaction.atomic
def meet_condition(condition: Condition, *, by: Actor) -> None:
    """What was asked for has happened. Raises PermissionDenied for the learner, WrongState the second time."""
    if not policy.can_meet_condition(by, condition):
        raise PermissionDenied
    if Condition.objects.filter(pk=condition.pk, met_at__isnull=True).update(met_at=now()) != 1:
        raise WrongState(_("This was already noted."))
    condition.refresh_from_db()
    note("evidence.condition_met", condition.submission, by=by, condition=condition.kind)


@transaction.atomic
def hold(artifact: Artifact, reason: str, *, by: Actor) -> Hold:
    """Stop a file for privacy, consent or integrity: only the learner and staff who may hold see it until lifted."""
    if not policy.can_hold(by, artifact):
        raise PermissionDenied
    if reason not in HOLD_REASONS:
        raise BadInput(_("Choose a reason: privacy, consent, integrity or a legal duty."))
    wait_for(artifact)  # a run that deletes it at this moment comes before or after
    artifact.refresh_from_db(fields=("deleted_at",))
    if artifact.deleted_at is not None:
        raise WrongState(_("This file has been deleted, so there is nothing to hold."))
    with first_come(_("This file is already on hold.")):
        row = Hold.objects.create(artifact=artifact, reason=reason, placed_by=by, placed_at=now())
    note("evidence.held", artifact, by=by, submission=artifact.submission_id, reason=reason)
    return row


@transaction.atomic
def lift(hold: Hold, *, by: Person) -> None:
    """End a hold. Raises PermissionDenied, WrongState the second time."""
    if not policy.can_hold(by, hold.artifact):
        raise PermissionDenied
    if Hold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(lifted_at=now()) != 1:
        raise WrongState(_("This hold was already lifted."))
    hold.refresh_from_db()
    note("evidence.hold_lifted", hold.artifact, by=by, submission=hold.artifact.submission_id)


def log_opening(
    artifact: Artifact, *, ground: str, look: str, again: bool = True, by: Person
) -> None:
    """Somebody other than the learner opened a file: who, which, when (product principle 7).

    `ground`: why it was open to them, of `openings.listing.GROUNDS`; `look`: how much of it they saw, of
    `openings.looks.Look`. `again` False: only if they have not seen as much within the last hour.
    """
    lately = now() - timedelta(hours=1)
    if not again and has_noted("evidence.opened", artifact, by=by, since=lately, look=look):
        return
    particulars = {"submission": artifact.submission_id, "ground": ground, "look": look}
    note("evidence.opened", artifact, by=by, **particulars)
