"""Declaring, handing in, taking back."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.catalog.models import VersionStatus
from assay.catalog.public import turnaround
from assay.evidence import policy
from assay.evidence.actions.integrity import refuse_damaged
from assay.evidence.actions.preconditions import changing, not_overwriting
from assay.evidence.draft_loader import draft_of
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
from assay.lib.wording import clean
from assay.people.models import Actor
from assay.record.actions import note
from assay.record.models import MACHINE

MAX_AI_USE, MAX_NOTE = 2000, 4000
_TRIES = 5


@transaction.atomic
def declare(
    submission: Submission,
    *,
    own_work: bool,
    ai_use: str,
    student_privacy: bool,
    practice_months_ago: int | None,
    recognizable: Mapping[int, bool] | None = None,
    was: Mapping[str, str] | None = None,
    by: Actor,
) -> Declaration:
    """Save the declarations of a draft, complete or not (A6). `was`: what the writer began from, by field.

    `recognizable`: of artifacts that may name the learner to assessors, by id, whether they are handed in so all the
    same; what is not asked about stays as it was decided. Raises PermissionDenied, WrongState, BadInput, NewerFields.
    """
    changing(submission, by=by)
    ai_use = clean(ai_use).strip()
    if len(ai_use) > MAX_AI_USE:
        raise BadInput(
            _("Please say it in fewer words."), fields={"ai_use": _("Up to 2,000 characters.")}
        )
    if practice_months_ago is not None and not 0 <= practice_months_ago <= 600:
        raise BadInput(
            _("Give a number of months."),
            fields={"practice_months_ago": _("A number from 0 to 600.")},
        )
    values = {
        "own_work": own_work,
        "ai_use": ai_use,
        "student_privacy": student_privacy,
        "practice_months_ago": practice_months_ago,
        "recognizable": _confirmed(submission, recognizable or {}),
    }
    declared = Declaration.objects.filter(submission=submission).values(*values).first()
    not_overwriting(declared or {}, values, was)
    declaration = Declaration.objects.update_or_create(submission=submission, defaults=values)[0]
    submission.declaration = declaration
    return declaration


def _confirmed(submission: Submission, decided: Mapping[int, bool]) -> list[int]:
    """The ids that stand as confirmed, once these decisions are made. Ids that are none of this draft's are dropped."""
    before = (
        Declaration.objects.filter(submission=submission)
        .values_list("recognizable", flat=True)
        .first()
        or []
    )
    wanted = {*(n for n in before if n not in decided), *(n for n, yes in decided.items() if yes)}
    if not wanted:
        return []
    return [
        a.pk for a in submission.artifacts.present().filter(pk__in=wanted) if a.may_name_its_learner
    ]


@transaction.atomic
def explain(
    submission: Submission, text: str, *, was: Mapping[str, str] | None = None, by: Actor
) -> None:
    """Save the resubmission note: what changed since last time. Raises as `declare`."""
    changing(submission, by=by)
    text = clean(text).strip()
    if len(text) > MAX_NOTE:
        raise BadInput(
            _("Please say it in fewer words."), fields={"note": _("Up to 4,000 characters.")}
        )
    submission.refresh_from_db(fields=("note",))
    not_overwriting({"note": submission.note}, {"note": text}, was)
    submission.note = text
    submission.save(update_fields=("note",))


def submit(submission: Submission, *, by: Actor) -> None:
    """Hand a draft in: what stands in it is fixed from here on, item by item, with hashes (D1, D3, E11).

    The stored bytes of every file are compared with what the manifest will say, between two transactions: it is the
    last moment at which the learner still has the original. Raises PermissionDenied for anyone but the learner,
    NotReady with what is open, AlreadyHandedIn on a second press, WrongState if it is neither, Damaged for a file that
    is not as it arrived.
    """
    if not policy.can_write(by, submission):
        raise PermissionDenied
    compared: set[int] = set()
    for _try in range(_TRIES):
        waiting = _submit(submission, compared, by=by)
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
def _submit(submission: Submission, compared: set[int], *, by: Actor) -> list[Artifact]:
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
    manifest = manifest_of(submission)
    move(
        submission,
        to=Status.SUBMITTED,
        submitted_at=at,
        promised_on=turnaround.promised_on(submission.version),
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
    )
    return []


@transaction.atomic
def promise(submission: Submission, *, by: Actor) -> None:
    """Name the day of a decision for what was handed in while nobody could promise one. A second time changes nothing.

    Raises PermissionDenied for anybody but the product: assessment calls it when enough people may judge.
    """
    if by is not None:
        raise PermissionDenied
    day = turnaround.promised_on(submission.version)
    waiting = Submission.objects.filter(
        pk=submission.pk, status=Status.SUBMITTED, promised_on__isnull=True
    )
    if day is None or waiting.update(promised_on=day) != 1:
        return
    submission.promised_on = day
    note("evidence.promised", submission, by=MACHINE, on=day.isoformat())


@transaction.atomic
def withdraw(submission: Submission, *, by: Actor) -> None:
    """Take back what was handed in, or end a draft; it is not judged, and nothing of it is deleted.

    Raises PermissionDenied for anyone but the learner, WrongState once it is decided.
    """
    if not policy.can_write(by, submission):
        raise PermissionDenied
    before = submission.status
    move(submission, to=Status.WITHDRAWN)
    note("evidence.withdrawn", submission, by=by, attempt=submission.attempt, before=str(before))


def _refuse_closed_way(submission: Submission) -> None:
    """A start put aside, or a version whose grace has ended: each has its own way on, which the message names."""
    if submission.start.status != StartStatus.OPEN:
        raise WrongState(
            _("You put this aside. Take it up again from its overview, and then submit.")
        )
    if submission.version.status == VersionStatus.RETIRED:
        raise WrongState(
            _(
                "This version is retired. Move to the newer one from the overview; your answers come along."
            )
        )


def _locked(submission: Submission) -> Submission:
    """The row as it is now, locked against saves until commit, in the caller's own object."""
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    if row.status == Status.SUBMITTED:
        raise AlreadyHandedIn(
            _("You have handed this in already. Here is your receipt."), submission=row
        )
    if row.status != Status.DRAFT:
        raise WrongState(
            _("This cannot be handed in any more. Its status page shows where it stands.")
        )
    for name in ("status", "carried", "note", "version_id"):
        setattr(submission, name, getattr(row, name))
    read_again(submission, "declaration")
    return submission
