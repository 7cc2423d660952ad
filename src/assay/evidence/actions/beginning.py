"""Beginning, putting aside, taking up again, and opting up to a newer version."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog.models import MicroCredential, Version
from assay.evidence import policy
from assay.evidence.actions.copying import copy_work
from assay.evidence.drafts.version_upgrade import Fit, fit
from assay.evidence.models import Status, Submission
from assay.journeys import actions as journeys
from assay.journeys.actions.starts import AlreadyStarted
from assay.journeys.models import Goal, Start, StartStatus
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.ids import submission_id
from assay.lib.locks import hold
from assay.people.models import Actor, Person
from assay.program.policies import VersionsPolicy, in_force
from assay.record.actions import note


def begin(
    person: Person,
    micro_credential: MicroCredential,
    *,
    version: Version | None = None,
    goal: Goal | None = None,
    by: Actor,
) -> Submission:
    """Start a micro-credential and open the first draft, in one transaction (A5, B4).

    `version`: one in pilot beside the current one. What was put aside earlier is taken up where it was. Raises
    PermissionDenied, WrongState where nothing is open to starts, AlreadyStarted (its `start` says which) where one is
    in progress.
    """
    if not policy.can_begin(by, person):
        raise PermissionDenied
    version = version or micro_credential.current
    with transaction.atomic():
        hold(person)
        bare = (
            Start.objects.open()
            .filter(person=person, micro_credential=micro_credential, submissions=None)
            .first()
        )
        if bare is not None:  # started without a draft, as from a plan
            _serve(bare, goal, by=by)
            return _first_draft(bare, by=by)
        left = _put_aside(person, micro_credential)
        if left is not None:
            journeys.reopen(left.start, by=by)
            _serve(left.start, goal, by=by)
            return left
        if version is None:
            raise WrongState(
                _("This micro-credential takes no new starts now. The catalog shows what is open.")
            )
        start = journeys.start(person, version, goal=goal, by=by)
        return _first_draft(start, by=by)


def _serve(start: Start, goal: Goal | None, *, by: Actor) -> None:
    """A start that is there already keeps its goal where none is named."""
    if goal is not None:
        journeys.serve(start, goal, by=by)


def _put_aside(person: Person, micro_credential: MicroCredential) -> Submission | None:
    """A draft that waits under a start the learner left."""
    if Start.objects.filter(
        person=person, micro_credential=micro_credential, status=StartStatus.OPEN
    ).exists():
        return None
    waiting = Submission.objects.filter(
        start__person=person,
        start__micro_credential=micro_credential,
        start__status=StartStatus.LEFT,
        status=Status.DRAFT,
        version__retired_at__isnull=True,
    )
    return waiting.with_version().order_by("-saved_at").first()


def _first_draft(start: Start, *, by: Actor) -> Submission:
    at = now()
    draft = _numbered(Submission(start=start, version=start.version, created_at=at, saved_at=at))
    note("evidence.begun", draft, by=by, start=start.pk, version=start.version_id)
    return draft


@transaction.atomic
def leave(submission: Submission, *, by: Actor) -> None:
    """Put a draft aside; everything in it waits. Raises PermissionDenied, WrongState once it is handed in."""
    if not policy.can_write(by, submission):
        raise PermissionDenied
    if submission.status != Status.DRAFT:
        raise WrongState(
            _("This has been handed in. To take it back, withdraw it on its status page.")
        )
    journeys.leave(submission.start, by=by)


@transaction.atomic
def take_up_again(submission: Submission, *, by: Actor) -> Submission:
    """A new draft with everything that stood in a withdrawn one (C1). Raises PermissionDenied, WrongState."""
    if not policy.can_write(by, submission):
        raise PermissionDenied
    if submission.status != Status.WITHDRAWN or submission.start.status != StartStatus.OPEN:
        raise WrongState(_("Only a withdrawn submission can be taken up again."))
    if Submission.objects.filter(start=submission.start, pk__gt=submission.pk).exists():
        raise WrongState(_("You have already taken this up again. It is on your home page."))
    before = submission.follows
    draft = next_draft(submission, carried=submission.carried)
    if before is not None:
        draft.follows, draft.note = before, submission.note
        draft.save(update_fields=("follows", "note"))
    note("evidence.taken_up", draft, by=by, before=submission.pk)
    return draft


def next_draft(
    submission: Submission, *, carried: dict[str, str], extended_to: date | None = None
) -> Submission:
    """A new draft after `submission`, holding a copy of its work. The caller has asked policy, and notes."""
    at = now()
    draft = _numbered(
        Submission(
            start=submission.start,
            version=submission.version,
            attempt=submission.attempt + 1,
            counted=submission.counted + submission.counts,
            carried=carried,
            follows=submission,
            extended_to=extended_to or submission.extended_to,
            created_at=at,
            saved_at=at,
        )
    )
    copy_work(submission, draft)
    return draft


def _numbered(draft: Submission) -> Submission:
    """Save a new one; where its number is taken, which is one case in millions, under another."""
    while Submission.objects.filter(public_id=draft.public_id).exists():
        draft.public_id = submission_id()
    draft.save(force_insert=True)
    return draft


@transaction.atomic
def opt_up(submission: Submission, version: Version | None = None, *, by: Actor) -> Fit:
    """Move a draft to a newer version (by default the current one), its answers with it.

    Answers keep their prompt's or item's id; `Fit` says which stay, which prompts read differently now, and what no
    longer has a place (kept, and shown among the earlier texts). Criteria demonstrated earlier stay kept where their
    descriptors did not change. Raises PermissionDenied, WrongState, BadInput.
    """
    if not policy.can_write(by, submission):
        raise PermissionDenied
    rules = in_force(VersionsPolicy, within=submission.version.micro_credential.home_id)
    if submission.status != Status.DRAFT or not rules.may_opt_up:
        raise WrongState(_("Only a draft can move to a newer version."))
    version = version or submission.start.micro_credential.current
    if version is None or not version.is_later_than(submission.version):
        raise WrongState(_("There is no newer version."))
    outcome = fit(submission.version.content, version.content, frozenset(submission.carried))
    before = submission.version_id
    journeys.repin(submission.start, version, by=by)
    submission.version = version
    submission.carried = {ident: submission.carried[ident] for ident in outcome.carried}
    submission.saved_at = now()
    submission.save(update_fields=("version", "carried", "saved_at"))
    note(
        "evidence.opted_up",
        submission,
        by=by,
        version=version.pk,
        before=before,
        kept=list(outcome.kept),
        changed=list(outcome.changed),
        without_place=list(outcome.without_place),
    )
    return outcome


__all__ = ["AlreadyStarted", "begin", "leave", "next_draft", "opt_up", "take_up_again"]
