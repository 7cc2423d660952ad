"""Files and links, what the learner says about them, and who can be seen or heard in them."""

from collections.abc import Mapping
from datetime import date
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assay.catalog.content.nouns import Item, Prompt
from assay.evidence import policy
from assay.evidence.actions.draft_guards import changing, not_overwriting, step_of
from assay.evidence.actions.examining import ask_for_examination
from assay.evidence.actions.stored_bytes import found_whole
from assay.evidence.files.accepted_files import Limits, limits_of
from assay.evidence.files.intake import Arrived, receive
from assay.evidence.files.storage import keep
from assay.evidence.links import checked_link
from assay.evidence.models import (
    Annotation,
    Artifact,
    ArtifactKind,
    Consent,
    PermissionRegister,
    Scope,
    Submission,
    Upload,
)
from assay.evidence.quota import refuse_without_room
from assay.evidence.readiness import is_kept
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.files.whole_files import no_room
from assay.lib.wording import clean, clean_line
from assay.people.models import Actor, Person
from assay.program.policies import EvidencePolicy, in_force
from assay.record.actions import note

MAX_DESCRIPTION, MAX_COUNT = 2000, 2000
COUNTS = ("students", "permissions", "off_camera", "adults")


def add_file(
    submission: Submission,
    step_id: str,
    content: IO[bytes],
    *,
    name: str,
    by: Actor,
    upload: Upload | None = None,
) -> Artifact:
    """Take a file for an item, or for a prompt answered as audio or video (A8).

    Checks and storing come before the transaction, which stays short. `upload` is what the file came in by, and ends
    with it. Raises PermissionDenied, WrongState, BadInput (empty, not of a format the step takes, misnamed, unsafe,
    twice the same), TooLarge, NoRoom, NotKept.
    """
    limits = may_add(submission, step_id, by=by)
    with no_room():  # some checks work on a copy in the temporary folder
        arrived = receive(content, name, limits)
    _refuse_twin(submission, step_id, arrived.sha256)
    if upload is None:  # what came in parts was counted when it was announced
        with transaction.atomic():
            refuse_without_room(arrived.size_bytes, by=submission.start.person)
    key = keep(arrived.content, arrived.sha256)
    return _add(
        submission,
        step_id,
        limits,
        by=by,
        upload=upload,
        kind=ArtifactKind.FILE,
        storage_key=key,
        **arrived.facts(),
        remarks=_remarks(arrived, submission.start.person),
    )


def add_link(
    submission: Submission, step_id: str, url: str, *, name: str = "", by: Actor
) -> Artifact:
    """Take a link for an item that allows links. Raises as `add_file`; an address that does not answer is taken."""
    limits = may_add(submission, step_id, by=by)
    if not limits.links:
        raise BadInput(
            _("Links are not taken here; add a file."), fields={"url": _("Add a file instead.")}
        )
    url = checked_link(url)
    name = clean_line(name)[:200] or url.split("://", 1)[1][:200]
    return _add(submission, step_id, limits, by=by, kind=ArtifactKind.LINK, name=name, url=url)


def may_add(submission: Submission, step_id: str, *, by: Actor) -> Limits:
    """The limits of a step to which this person may add now. Raises PermissionDenied, WrongState, BadInput."""
    if not policy.can_write(by, submission):
        raise PermissionDenied
    if not submission.is_draft:
        raise WrongState(_("This has been handed in, so nothing can be added to it."))
    step: Prompt | Item = step_of(submission, step_id)
    limits = limits_of(step, max_upload_mb=in_force(EvidencePolicy).max_upload_mb)
    if not limits.formats and not limits.links:
        raise BadInput(_("This step takes no files."))
    _refuse_full(submission, step_id, limits)
    return limits


@transaction.atomic
def _add(
    submission: Submission,
    step_id: str,
    limits: Limits,
    *,
    by: Actor,
    upload: Upload | None = None,
    **fields: Any,
) -> Artifact:
    """The row. `changing` locks the draft until commit, so what is counted after it is what there is."""
    changing(submission, by=by)
    _refuse_full(submission, step_id, limits)
    _refuse_twin(submission, step_id, fields.get("sha256", ""))
    last = submission.artifacts.filter(step_id=step_id).aggregate(last=Max("order"))["last"] or 0
    artifact = Artifact.objects.create(
        submission=submission, step_id=step_id, order=last + 1, added_at=now(), **fields
    )
    if upload is not None:
        _end(upload, artifact)
    ask_for_examination(artifact)
    if artifact.sha256:  # kept and compared a moment ago, whatever was found before
        same = Artifact.objects.filter(sha256=artifact.sha256, damaged_at__isnull=False)
        found_whole(list(same.values_list("pk", flat=True)))
    note(
        "evidence.artifact_added",
        artifact,
        by=by,
        submission=submission.pk,
        size_bytes=artifact.size_bytes,
    )
    return artifact


def _end(upload: Upload, artifact: Artifact) -> None:
    rows = Upload.objects.filter(pk=upload.pk, finished_at__isnull=True)
    if (
        rows.update(finished_at=artifact.added_at, touched_at=artifact.added_at, artifact=artifact)
        != 1
    ):
        raise WrongState(_("This file was just taken or canceled."))
    upload.finished_at, upload.artifact = artifact.added_at, artifact


@transaction.atomic
def remove_artifact(artifact: Artifact, *, by: Actor) -> None:
    """Take a file or link out; it can be put back. Raises PermissionDenied, WrongState."""
    _changing(artifact, by=by)
    if (
        Artifact.objects.filter(pk=artifact.pk, removed_at__isnull=True).update(removed_at=now())
        != 1
    ):
        raise WrongState(_("This was already taken out."))
    artifact.refresh_from_db(fields=("removed_at",))
    note("evidence.artifact_removed", artifact, by=by, submission=artifact.submission_id)


@transaction.atomic
def restore_artifact(artifact: Artifact, *, by: Actor) -> None:
    """Put back what was taken out. Raises PermissionDenied, WrongState, BadInput where the step is full by now."""
    submission = artifact.submission
    _changing(artifact, by=by)
    step = step_of(submission, artifact.step_id)
    _refuse_full(submission, artifact.step_id, limits_of(step, max_upload_mb=1))
    _refuse_twin(submission, artifact.step_id, artifact.sha256)
    if (
        Artifact.objects.standing()
        .filter(pk=artifact.pk, removed_at__isnull=False)
        .update(removed_at=None)
        != 1
    ):
        raise WrongState(_("This is already in its place."))
    artifact.removed_at = None
    note("evidence.artifact_restored", artifact, by=by, submission=artifact.submission_id)


@transaction.atomic
def describe(artifact: Artifact, text: str, *, was: str | None = None, by: Actor) -> None:
    """Say in words what can be seen or heard. `was` is what the writer began from.

    Raises PermissionDenied, WrongState, BadInput, NewerFields.
    """
    _changing(artifact, by=by)
    text = clean(text).strip()
    if len(text) > MAX_DESCRIPTION:
        raise BadInput(
            _("Please say it in fewer words."), fields={"description": _("Up to 2,000 characters.")}
        )
    artifact.refresh_from_db(fields=("description",))
    before = {} if was is None else {"description": was}
    not_overwriting({"description": artifact.description}, {"description": text}, before)
    artifact.description = text
    artifact.save(update_fields=("description",))


@transaction.atomic
def add_note(
    artifact: Artifact, text: str, *, at_seconds: int | None = None, by: Actor
) -> Annotation:
    """Note something at a time in a recording, or in general. Raises PermissionDenied, WrongState, BadInput."""
    _changing(artifact, by=by)
    text = clean(text).strip()
    if not text:
        raise BadInput(
            _("Write what happens here."), fields={"text": _("Write what happens here.")}
        )
    if len(text) > 1000:
        raise BadInput(
            _("Please say it in fewer words."), fields={"text": _("Up to 1,000 characters.")}
        )
    length = artifact.duration_seconds
    if at_seconds is not None and length is not None and at_seconds > length:
        message = _("This time is after the end of the recording.")
        raise BadInput(message, fields={"at": message})
    return Annotation.objects.create(
        artifact=artifact, text=text, at_seconds=at_seconds, added_at=now()
    )


@transaction.atomic
def remove_note(annotation: Annotation, *, by: Actor) -> None:
    """Take a note out. Raises PermissionDenied, WrongState."""
    _changing(annotation.artifact, by=by)
    annotation.delete()


@transaction.atomic
def record_consent(
    artifact: Artifact,
    *,
    nobody_recognizable: bool = False,
    students: int | None = None,
    permissions: int | None = None,
    off_camera: int | None = None,
    adults: int | None = None,
    guardians_agreed: bool = False,
    adults_agreed: bool = False,
    scope: str = Scope.ASSESSMENT,
    register: PermissionRegister | None = None,
    expires_on: date | None = None,
    was: Mapping[str, str] | None = None,
    by: Actor,
) -> Consent:
    """Record who can be seen or heard, complete or not: counts, never names. `was`: what the writer began from.

    With a `register` the figures that are left empty, and the last day, are those of its class. Raises
    PermissionDenied, WrongState, NewerFields, BadInput for figures that no classroom has, for somebody else's register,
    and for one that was closed before.
    """
    _changing(artifact, by=by)
    recorded = Consent.objects.filter(artifact=artifact).first()
    counts = dict(zip(COUNTS, (students, permissions, off_camera, adults), strict=True))
    if scope not in Scope.values:
        raise BadInput(_("Choose who may see this."))
    if register is not None and not nobody_recognizable:
        _refuse_register(register, recorded, by=by)
        counts |= _numbers_of(register, scope, counts)
        expires_on = expires_on or register.expires_on(scope, today())
    if recorded is not None and recorded.register_id is not None:
        # A field that was empty, where the register's own number stands by now, was not written over by anybody.
        was = {name: before for name, before in (was or {}).items() if before.strip()}
    wrong = {
        name: _("A number from 0 to 2,000.")
        for name, n in counts.items()
        if n is not None and not 0 <= n <= MAX_COUNT
    }
    if wrong:
        raise BadInput(_("Some figures cannot be right."), fields=wrong)
    stand = {name: getattr(recorded, name) for name in COUNTS} if recorded else {}
    not_overwriting(stand, counts, was)
    consent = Consent.objects.update_or_create(
        artifact=artifact,
        defaults={
            **counts,
            "nobody_recognizable": nobody_recognizable,
            "guardians_agreed": guardians_agreed,
            "adults_agreed": adults_agreed,
            "scope": scope,
            "register": register,
            "expires_on": expires_on,
            "recorded_at": now(),
        },
    )[0]
    note(
        "evidence.consent_recorded", artifact, by=by, submission=artifact.submission_id, scope=scope
    )
    return consent


def _refuse_register(register: PermissionRegister, recorded: Consent | None, *, by: Actor) -> None:
    if by is None or not policy.can_keep_register(by, register.person):
        raise PermissionDenied
    stays = recorded is not None and recorded.register_id == register.pk
    if register.closed_at is not None and not stays:
        message = _("This register is closed. Choose another.")
        raise BadInput(message, fields={"register": message})


def _numbers_of(
    register: PermissionRegister, scope: str, typed: Mapping[str, int | None]
) -> dict[str, int]:
    """What the class has, for the figures that nobody typed: whoever has no form sits off camera."""
    students = register.students if typed["students"] is None else typed["students"]
    permissions = typed["permissions"]
    if permissions is None:
        permissions = min(students, register.forms_for(scope, today()))
    found = {"students": students, "permissions": permissions}
    if typed["off_camera"] is None:
        found["off_camera"] = max(0, students - permissions)
    return found


def _remarks(arrived: Arrived, person: Person) -> list[str]:
    """Remarks for a file's learner: what the cleaning saw, and whether its words name them."""
    return sorted({*arrived.remarks, *(("named",) if person.naming.are_in(arrived.text) else ())})


def _changing(artifact: Artifact, *, by: Actor) -> None:
    changing(artifact.submission, by=by)
    if is_kept(
        artifact.submission.version.content, artifact.step_id, set(artifact.submission.carried)
    ):
        raise WrongState(
            _("You demonstrated this already. It is kept as it was and needs nothing more.")
        )


def _refuse_full(submission: Submission, step_id: str, limits: Limits) -> None:
    if submission.artifacts.present().filter(step_id=step_id).count() >= limits.most:
        raise BadInput(
            _(
                "This step holds %(most)s already, which is its limit. Take one out before you add another."
            )
            % {"most": limits.most}
        )


def _refuse_twin(submission: Submission, step_id: str, sha256: str) -> None:
    twin = (
        submission.artifacts.present().filter(step_id=step_id, sha256=sha256).first()
        if sha256
        else None
    )
    if twin is not None:
        raise BadInput(
            _("This is the same file as “%(name)s”, which is already here.") % {"name": twin.name}
        )
