"""Handing in, and taking back."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.catalog.public import turnaround
from assay.evidence import policy
from assay.evidence.actions.stored_bytes import refuse_damaged
from assay.evidence.drafts.loader import draft_of
from assay.evidence.errors import AlreadyHandedIn, NotReady
from assay.evidence.manifest import manifest_of
from assay.evidence.models import Artifact, ArtifactKind, Declaration, Status, Submission
from assay.evidence.readiness import what_is_open
from assay.journeys.models import StartStatus
from assay.lib.canonical import digest
from assay.lib.clock import now
from assay.lib.errors import BadInput, Stale, WrongState
from assay.lib.rows import read_again
from assay.lib.states import move
from assay.people.models import Actor
from assay.program.policies import SubmissionPolicy, in_force
from assay.record.actions import note
from assay.record.models import MACHINE
from assay.ui import words
from assay.ui.languages import known_languages

_TRIES = 5


def submit(submission: Submission, *, language: str = "", by: Actor) -> None:
    """Hand a draft in: what stands in it is fixed from here on, item by item, with hashes (D1, D3, E11).

    The stored bytes of every file are compared with what the manifest will say, between two transactions: it is the
    last moment at which the learner still has the original. `language`: in which it is written or spoken; "": in the
    version's. Raises PermissionDenied for anyone but the learner, BadInput for a language the program does not take,
    NotReady with what is open, AlreadyHandedIn on a second press, WrongState if it is neither, Damaged for a file that
    is not as it arrived.
    """
    if not policy.can_write(by, submission):
        raise PermissionDenied
    language = _checked_language(submission, language)
    compared: set[int] = set()
    for _try in range(_TRIES):
        waiting = _submit(submission, compared, language, by=by)
        if not waiting:
            return
        refuse_damaged(waiting)
        compared |= {artifact.pk for artifact in waiting}
    raise Stale(
        _(
            "Files were being added in another tab all the while. Wait until they are in, then hand in."
        )
    )


@transaction.atomic
def _submit(
    submission: Submission, compared: set[int], language: str, *, by: Actor
) -> list[Artifact]:
    """The move, if the bytes of all files were compared; or else those that are still to be, and nothing changed."""
    submission = _locked(submission)
    _refuse_closed_way(submission)
    open_things = what_is_open(draft_of(submission))
    if open_things:
        message = ngettext(
            "One thing is still open before you can submit.",
            "%(n)s things are still open before you can submit.",
            len(open_things),
        ) % {"n": len(open_things)}
        raise NotReady(message, open=open_things)
    files = submission.artifacts.present().filter(kind=ArtifactKind.FILE).exclude(pk__in=compared)
    if waiting := list(files):
        return waiting
    at = now()
    Declaration.objects.filter(submission=submission).update(signed_at=at)
    submission.language = language
    manifest = manifest_of(submission)
    move(
        submission,
        to=Status.SUBMITTED,
        submitted_at=at,
        promised_on=turnaround.promised_on(submission.version, language),
        language=language,
        manifest=manifest,
        manifest_hash=digest(manifest),
        returned_reasons=[],
    )
    note(
        "evidence.submitted",
        submission,
        by=by,
        attempt=submission.attempt,
        manifest=submission.manifest_hash,
        **({"language": language} if language else {}),
    )
    return []


def _checked_language(submission: Submission, language: str) -> str:
    if language in ("", submission.version.language):
        return ""
    if language not in languages_taken(submission):
        message = _("Choose a language from the list.")
        raise BadInput(message, fields={"language": message})
    return language


def languages_taken(submission: Submission) -> list[str]:
    """In which it may be handed in: the program's, and the version's own, as codes. Of one alone nobody is asked."""
    own = submission.version.language
    taken = known_languages(
        in_force(
            SubmissionPolicy, within=submission.version.micro_credential.issuer_id
        ).evidence_languages
    )
    return taken if own in taken else [own, *taken]


@transaction.atomic
def promise(submission: Submission, *, by: Actor) -> None:
    """Name the day of a decision for what was handed in while nobody could promise one. A second time changes nothing.

    Raises PermissionDenied for anybody but the product: assessment calls it when enough people may judge.
    """
    if by is not None:
        raise PermissionDenied
    day = turnaround.promised_on(submission.version, submission.language)
    waiting = Submission.objects.filter(
        pk=submission.pk, status=Status.SUBMITTED, promised_on__isnull=True
    )
    if day is None or waiting.update(promised_on=day) != 1:
        return
    submission.promised_on = day
    note("evidence.promised", submission, by=MACHINE, on=day.isoformat())


@transaction.atomic
def move_promise(submission: Submission, day: date, because: str, *, by: Actor) -> None:
    """Name another day for a decision, with the reason its learner reads; the first day stays beside it.

    Nothing where no day was promised, or it is decided. Raises PermissionDenied for anybody but the product: assessment
    calls it when a promise was broken, or a hold is lifted.
    """
    if by is not None:
        raise PermissionDenied
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    if row.status != Status.SUBMITTED or row.promised_on is None or day <= row.promised_on:
        return
    first = row.first_promised_on or row.promised_on
    Submission.objects.filter(pk=row.pk).update(
        promised_on=day, first_promised_on=first, moved_because=because
    )
    submission.promised_on = day
    particulars = {"on": day.isoformat(), "was": row.promised_on.isoformat(), "because": because}
    note("evidence.promise_moved", submission, by=MACHINE, **particulars)


@transaction.atomic
def withdraw(submission: Submission, *, by: Actor) -> None:
    """Take back what was handed in, or end a draft; it is not judged, and nothing of it is deleted.

    Raises PermissionDenied for anyone but the learner, WrongState once it is decided.
    """
    if not policy.can_write(by, submission):
        raise PermissionDenied
    before = submission.status
    move(submission, to=Status.WITHDRAWN, saved_at=now())
    note("evidence.withdrawn", submission, by=by, attempt=submission.attempt, before=str(before))


def _refuse_closed_way(submission: Submission) -> None:
    """A start put aside, or a version whose grace has ended: each has its own way on, which the message names."""
    if submission.start.status != StartStatus.OPEN:
        raise WrongState(_("You paused this. Take it up again from its overview, and then submit."))
    if submission.is_too_late:
        current = submission.version.micro_credential.current
        if current is not None and current.is_later_than(submission.version):
            raise WrongState(
                _(
                    "This version is retired. Move to the newer one from the overview; your answers come along."
                )
            )
        if submission.last_day is None:
            raise WrongState(_("This version is retired. Your draft stays to be read."))
        raise WrongState(
            _("The last day to submit this was %(day)s. Your draft stays to be read.")
            % {"day": words.day(submission.last_day)}
        )


def _locked(submission: Submission) -> Submission:
    """The row as it is now, locked against saves until commit, in the caller's own object."""
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    if row.status == Status.SUBMITTED:
        raise AlreadyHandedIn(
            _("You already handed this in. Here is your receipt."), submission=row
        )
    if row.status != Status.DRAFT:
        raise WrongState(_("This can no longer be handed in. Its status page shows its progress."))
    for name in ("status", "carried", "note", "version_id", "extended_to"):
        setattr(submission, name, getattr(row, name))
    read_again(submission, "declaration")
    return submission
