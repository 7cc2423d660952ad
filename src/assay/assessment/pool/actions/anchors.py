"""Anchors: made for training or from released work, edited, put in use, retired; and the learner's permission."""

from collections.abc import Mapping, Sequence
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging.evidence_view import ShownArtifact, evidence_of
from assay.assessment.models import (
    Anchor,
    AnchorFile,
    AnchorPermission,
    AnchorReading,
    Evaluation,
    Origin,
    Status,
)
from assay.assessment.pool.actions.calibrating import reckon_again, replace_anchor
from assay.assessment.pool.actions.checking import end_checks_of
from assay.assessment.pool.packages import as_words
from assay.catalog.content.nouns import Content
from assay.catalog.models import Version
from assay.evidence.files.accepted_files import limits_of
from assay.evidence.files.intake import receive
from assay.evidence.files.storage import keep
from assay.evidence.models import ArtifactKind
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.levels import LEVELS
from assay.lib.locks import hold
from assay.lib.wording import clean, clean_line
from assay.people.models import Actor, Person
from assay.program.policies import EvidencePolicy, in_force
from assay.record.actions import note
from assay.record.models import MACHINE

MAX_WORDS = 8000


@transaction.atomic
def make_anchor(version: Version, *, by: Person, **what: Any) -> Anchor:
    """Write an anchor for training, about invented persons; it is not in use yet. `what`: as `edit_anchor` takes it.

    Raises PermissionDenied for leads of others, BadInput for a version that was never published.
    """
    if not policy.can_make_anchor(by, version.micro_credential):
        raise PermissionDenied
    if version.published_at is None:
        raise BadInput(_("Anchors are made for versions that are published."))
    anchor = Anchor.objects.create(
        version=version, major=version.major, origin=Origin.CATALOG, made_by=by, made_at=now()
    )
    _write(anchor, what)
    _say(anchor, "assessment.anchor_made", by)
    return anchor


def add_anchor_file(
    anchor: Anchor,
    step_id: str,
    content: IO[bytes],
    *,
    name: str,
    description: str = "",
    notes: tuple[tuple[int | None, str], ...] = (),
    by: Person,
) -> AnchorFile:
    """Give an anchor a file of its own, checked and cleaned like evidence. Raises as `evidence.add_file`."""
    if not policy.can_lead_anchor(by, anchor):
        raise PermissionDenied
    _refuse_in_use(anchor)
    return AnchorFile.objects.create(
        anchor=anchor,
        **keep_anchor_file(anchor.version.content, step_id, content, name=name),
        description=clean(description).strip(),
        notes=[{"at": at, "text": text} for at, text in notes],
        order=anchor.files.count(),
    )


def keep_anchor_file(
    content_of: Content, step_id: str, content: IO[bytes], *, name: str
) -> dict[str, Any]:
    """Check, clean and store the bytes, outside of any transaction; returns the columns of their row."""
    step = content_of.item(step_id) or content_of.prompt(step_id)
    if step is None:
        raise BadInput(_("There is no such step."))
    limits = limits_of(step, max_upload_mb=in_force(EvidencePolicy).max_upload_mb)
    arrived = receive(content, name, limits)
    key = keep(arrived.content, arrived.sha256)
    return {
        "step_id": step_id,
        "kind": ArtifactKind.FILE,
        "storage_key": key,
        **arrived.facts(),
    }


@transaction.atomic
def bring_anchor(
    version: Version,
    values: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]] = (),
    *,
    by: Person,
) -> Anchor:
    """An anchor of a package, for a version that may still be a draft. It is not in use.

    `values`: of `packages.as_values`; `files`: columns of `keep_anchor_file`, with description and notes. Raises
    PermissionDenied for leads of others, BadInput where its levels are for another rubric.
    """
    if not policy.can_make_anchor(by, version.micro_credential):
        raise PermissionDenied
    anchor = Anchor.objects.create(
        version=version, major=version.major, origin=Origin.PACKAGE, made_by=by, made_at=now()
    )
    _write(anchor, as_words(values))
    AnchorFile.objects.bulk_create(
        AnchorFile(anchor=anchor, order=n, **file) for n, file in enumerate(files)
    )
    _say(anchor, "assessment.anchor_made", by)
    return anchor


@transaction.atomic
def edit_anchor(anchor: Anchor, *, by: Person, **what: Any) -> Anchor:
    """Change the copy before it is in use: its words, what its files say, which files stay, levels and reasons.

    `what`: setting, language, minutes, lesson, declared_ai, responses, levels, reasons, moments; `files`: {pk:
    {"description", "notes", "drop"}}. Raises PermissionDenied for leads of others, WrongState once it is in use,
    BadInput.
    """
    if not policy.can_lead_anchor(by, anchor):
        raise PermissionDenied
    hold(anchor)
    anchor.refresh_from_db()
    _refuse_in_use(anchor)
    _write(anchor, what)
    return anchor


@transaction.atomic
def put_in_use(anchor: Anchor, *, by: Person) -> None:
    """From now on it may be drawn. What it says no longer changes, but for a level that was wrong.

    Raises PermissionDenied for leads of others, WrongState the second time and where its permission was taken back,
    BadInput (`fields`) while a level or a reason is missing.
    """
    if not policy.can_lead_anchor(by, anchor):
        raise PermissionDenied
    if anchor.version.published_at is None:
        raise WrongState(_("Its version is still a draft. Publish that first."))
    if anchor.permission is not None:
        hold(anchor.permission)
        anchor.permission.refresh_from_db()
        if not anchor.permission.stands:
            raise WrongState(_("The learner’s permission is not valid, so this cannot be used."))
    missing = _missing(anchor)
    if missing:
        raise BadInput(_("A few things are still open on this anchor."), fields=missing)
    rows = Anchor.objects.filter(pk=anchor.pk, usable_at__isnull=True, retired_at__isnull=True)
    if rows.update(usable_at=now()) != 1:
        raise WrongState(_("This is already in use, or was retired."))
    anchor.refresh_from_db()
    _say(anchor, "assessment.anchor_used", by)


@transaction.atomic
def retire_anchor(anchor: Anchor, *, by: Actor) -> None:
    """It is drawn no more. Who has not begun it takes another; readings that were begun or handed over go on.

    Raises PermissionDenied for leads of others, WrongState the second time. `by` None: its permission was taken back.
    """
    if by is not None and not policy.can_lead_anchor(by, anchor):
        raise PermissionDenied
    take_out_of_use(anchor, begun=by is None, by=by)


def take_out_of_use(anchor: Anchor, *, begun: bool, by: Actor) -> None:
    """`begun`: those who read it now lose it, too. Raises WrongState the second time. Who may is asked before."""
    if Anchor.objects.filter(pk=anchor.pk, retired_at__isnull=True).update(retired_at=now()) != 1:
        raise WrongState(_("This has been retired before."))
    anchor.refresh_from_db()
    _take_off_the_desks(anchor, begun=begun)
    end_checks_of(anchor, begun=begun)
    _say(anchor, "assessment.anchor_retired", by)


@transaction.atomic
def set_criterion_aside(anchor: Anchor, criterion: str, why: str, *, by: Person) -> None:
    """A criterion counts for nobody while its words are made clearer. Raises PermissionDenied, BadInput, WrongState."""
    if not policy.can_lead_anchor(by, anchor):
        raise PermissionDenied
    hold(anchor)
    anchor.refresh_from_db()
    if anchor.version.content.criterion(criterion) is None:
        raise BadInput(_("This rubric has no such criterion."))
    if not (why := clean(why).strip()):
        raise BadInput(
            _("Say in a sentence which words are unclear."),
            fields={"why": _("Say in a sentence which words are unclear.")},
        )
    if criterion in anchor.set_aside:
        raise WrongState(_("This is already set aside."))
    anchor.set_aside = {**anchor.set_aside, criterion: why[:MAX_WORDS]}
    anchor.save(update_fields=("set_aside",))
    _say(anchor, "assessment.anchor_set_aside", by, criterion=criterion)
    reckon_again(anchor)


@transaction.atomic
def count_criterion_again(anchor: Anchor, criterion: str, *, by: Person) -> None:
    """Its words are clear now. Who was certified stays so. Raises PermissionDenied, WrongState."""
    if not policy.can_lead_anchor(by, anchor):
        raise PermissionDenied
    hold(anchor)
    anchor.refresh_from_db()
    if criterion not in anchor.set_aside:
        raise WrongState(_("This already counts."))
    anchor.set_aside = {k: v for k, v in anchor.set_aside.items() if k != criterion}
    anchor.save(update_fields=("set_aside",))
    _say(anchor, "assessment.anchor_counted_again", by, criterion=criterion)


@transaction.atomic
def correct_level(anchor: Anchor, criterion: str, level: str, *, by: Person) -> None:
    """The expert's level was wrong: it is another for everybody, and results below are reckoned again.

    Raises PermissionDenied, BadInput for a level that is none or is the same.
    """
    if not policy.can_lead_anchor(by, anchor):
        raise PermissionDenied
    hold(anchor)
    anchor.refresh_from_db()
    if anchor.version.content.criterion(criterion) is None or level not in LEVELS:
        raise BadInput(_("This rubric has no such criterion or level."))
    before = anchor.levels.get(criterion)
    if before == level:
        raise BadInput(
            _("This is already the expert’s level."), fields={"level": _("Choose another level.")}
        )
    anchor.levels = {**anchor.levels, criterion: level}
    anchor.save(update_fields=("levels",))
    _say(anchor, "assessment.anchor_corrected", by, criterion=criterion, was=before, level=level)
    reckon_again(anchor)


@transaction.atomic
def ask_for_anchor(evaluation: Evaluation, *, by: Person) -> AnchorPermission:
    """Ask a learner whether a copy of their work, without their name, may train assessors.

    Raises PermissionDenied for leads of others, WrongState before its release and the second time.
    """
    if not policy.can_ask_permission(by, evaluation):
        raise PermissionDenied
    if evaluation.status != Status.RELEASED:
        raise WrongState(_("Work becomes an anchor once its decision is released."))
    if evaluation.submission.anchor_permissions.exists():
        raise WrongState(_("This learner was asked already. Their answer stays as it is."))
    try:
        with transaction.atomic():
            row = AnchorPermission.objects.create(
                submission=evaluation.submission, asked_by=by, asked_at=now()
            )
    except IntegrityError as e:
        raise WrongState(_("This learner was asked already. Their answer stays as it is.")) from e
    note("assessment.anchor_asked", row, by=by, submission=row.submission_id)
    return row


@transaction.atomic
def give_permission(permission: AnchorPermission, *, is_beyond: bool = False, by: Person) -> None:
    """The learner says yes; `is_beyond`: a copy may go to other programs, too.

    Raises PermissionDenied for anybody else, WrongState where it was answered.
    """
    if not policy.can_answer_permission(by, permission):
        raise PermissionDenied
    rows = AnchorPermission.objects.filter(pk=permission.pk, given_at=None, ended_at=None)
    if rows.update(given_at=now(), is_beyond=is_beyond) != 1:
        raise WrongState(_("You have answered this before."))
    permission.refresh_from_db()
    note(
        "assessment.anchor_permitted",
        permission,
        by=by,
        submission=permission.submission_id,
        is_beyond=is_beyond,
    )


@transaction.atomic
def end_permission(permission: AnchorPermission, *, by: Person) -> None:
    """The learner says no, or takes a yes back: an anchor made of the work retires at once.

    Raises PermissionDenied for anybody else, WrongState the second time.
    """
    if not policy.can_answer_permission(by, permission):
        raise PermissionDenied
    hold(permission)
    rows = AnchorPermission.objects.filter(pk=permission.pk, ended_at=None)
    if rows.update(ended_at=now()) != 1:
        raise WrongState(_("You have answered this before."))
    permission.refresh_from_db()
    note(
        "assessment.anchor_permission_ended", permission, by=by, submission=permission.submission_id
    )
    for anchor in permission.anchors.filter(retired_at__isnull=True):
        retire_anchor(anchor, by=MACHINE)


@transaction.atomic
def copy_as_anchor(permission: AnchorPermission, *, by: Person) -> Anchor:
    """Copy released work, without its learner's name, for the lead to edit before it is used.

    Recordings and pictures in which somebody can be recognized stay out: who is in them agreed to this one judgment.
    So do links. Raises PermissionDenied, WrongState without permission and the second time.
    """
    submission = permission.submission
    if not policy.can_make_anchor(by, submission.version.micro_credential):
        raise PermissionDenied
    if not policy.can_ask_permission(by, submission.evaluation):
        raise PermissionDenied
    hold(permission)
    permission.refresh_from_db()
    if not permission.stands:
        raise WrongState(_("The learner has not given permission, or has taken it back."))
    if permission.anchors.exists():
        raise WrongState(_("An anchor was already made of this work."))
    evidence, decision = evidence_of(submission), submission.evaluation.decision
    anchor = Anchor.objects.create(
        version=submission.version,
        major=submission.version.major,
        origin=Origin.RELEASED,
        permission=permission,
        responses={e.step.id: e.text for e in evidence.exhibits if e.text},
        declared_ai=evidence.declared_ai,
        levels={
            c.id: decision.levels[c.id]
            for c in submission.version.content.criteria
            if c.id in decision.levels
        },
        language=submission.version.language,
        made_by=by,
        made_at=now(),
    )
    shown = [a for exhibit in evidence.exhibits for a in exhibit.artifacts if may_be_copied(a)]
    AnchorFile.objects.bulk_create(_copy(a, anchor, n) for n, a in enumerate(shown))
    _say(anchor, "assessment.anchor_made", by, submission=submission.pk)
    return anchor


def may_be_copied(shown: ShownArtifact) -> bool:
    """A file in which nobody can be recognized, as far as its learner has said."""
    consent = shown.consent
    return not shown.is_link and (consent is None or consent.nobody_recognizable)


def _copy(shown: ShownArtifact, anchor: Anchor, order: int) -> AnchorFile:
    file = shown.artifact
    return AnchorFile(
        anchor=anchor,
        step_id=file.step_id,
        kind=file.kind,
        name=shown.name,
        storage_key=file.storage_key,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        media_type=file.media_type,
        duration_seconds=file.duration_seconds,
        pages=file.pages,
        description=shown.description,
        order=order,
        notes=[{"at": n.at, "text": n.text} for n in shown.notes],
    )


def _take_off_the_desks(anchor: Anchor, *, begun: bool) -> None:
    """A turn that has it still to read gets another, or ends. `begun`: one on which something is written, too."""
    waiting = AnchorReading.objects.filter(
        anchor=anchor, handed_over_at__isnull=True, calibration__ended_at__isnull=True
    )
    for reading in waiting.select_related("calibration").order_by("pk"):
        if reading.calibration is not None and (begun or not reading.revision):
            replace_anchor(reading.calibration, anchor)


def _refuse_in_use(anchor: Anchor) -> None:
    if anchor.usable_at is not None or anchor.retired_at is not None:
        raise WrongState(_("This anchor is in use, or retired: what it says no longer changes."))


def _write(anchor: Anchor, what: Mapping[str, Any]) -> None:
    content = anchor.version.content
    steps, criteria = {s.id for s in content.steps}, {c.id for c in content.criteria}
    for name in ("setting", "language"):
        if name in what:
            setattr(anchor, name, clean_line(what[name])[:120])
    for name in ("lesson", "declared_ai"):
        if name in what:
            setattr(anchor, name, _text(what[name]))
    if "minutes" in what:
        if not 1 <= what["minutes"] <= 600:
            raise BadInput(_("How long does a reading take? Between 1 and 600 minutes."))
        anchor.minutes = what["minutes"]
    if "responses" in what:
        anchor.responses = {k: _text(v) for k, v in what["responses"].items() if k in steps}
    if "levels" in what:
        if any(c not in criteria or v not in LEVELS for c, v in what["levels"].items()):
            raise BadInput(_("This rubric has no such criterion or level."))
        anchor.levels = dict(what["levels"])
    if "reasons" in what:
        anchor.reasons = {k: _text(v) for k, v in what["reasons"].items() if k in criteria}
    if "moments" in what:
        anchor.moments = {
            k: {"step": m["step"], "at": m.get("at"), "words": _text(m.get("words", ""))}
            for k, m in what["moments"].items()
            if k in criteria and m.get("step") in steps
        }
    anchor.save()
    for file in anchor.files.filter(pk__in=list(what.get("files", {}))):
        said = what["files"][file.pk]
        if said.get("drop"):
            file.delete()
            continue
        file.description = _text(said.get("description", file.description))
        file.notes = said.get("notes", file.notes)
        file.save(update_fields=("description", "notes"))


def _missing(anchor: Anchor) -> dict[str, str]:
    fields: dict[str, str] = {}
    for criterion in anchor.version.content.criteria:
        named = {"title": criterion.title}
        if criterion.id not in anchor.levels:
            fields[f"level-{criterion.id}"] = _("Choose a level for “%(title)s”.") % named
        if not anchor.reasons.get(criterion.id):
            fields[f"reason-{criterion.id}"] = _("Say why, for “%(title)s”.") % named
    if not anchor.setting:
        fields["setting"] = _("Say where it comes from, such as “Grade 4 mathematics”. No names.")
    return fields


def _text(text: str) -> str:
    text = clean(text).strip()
    if len(text) > MAX_WORDS:
        raise BadInput(_("That is too long to be kept. Please shorten it."))
    return text


def _say(anchor: Anchor, verb: str, by: Actor, **more: Any) -> None:
    version = anchor.version
    note(
        verb,
        anchor,
        by=by,
        micro_credential=version.micro_credential_id,
        major=anchor.major,
        **more,
    )
