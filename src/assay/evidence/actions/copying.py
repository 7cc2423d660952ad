"""Carrying the work of one submission into the next: the same bytes under the same key, new rows."""

from assay.evidence.copies import carry_copies
from assay.evidence.models import (
    OPEN_COVERS,
    Annotation,
    Artifact,
    Consent,
    FaceCover,
    Response,
    Submission,
)
from assay.lib.clock import now
from assay.lib.locks import hold


def copy_work(old: Submission, new: Submission) -> None:
    """Copy responses, artifacts, notes and consents. A constant number of queries."""
    at = now()
    Response.objects.bulk_create(
        Response(
            submission=new, prompt_id=r.prompt_id, form=r.form, text=r.text, revision=1, saved_at=at
        )
        for r in old.responses.all()
    )
    hold(old.artifacts.order_by())  # what is deleted at this moment is copied before, or not at all
    before = list(old.artifacts.present().select_related("consent").prefetch_related("annotations"))
    after = Artifact.objects.bulk_create([_copy(artifact, new) for artifact in before])
    pairs = list(zip(before, after, strict=True))
    carry_copies(pairs)
    _carry_covers(pairs)
    Annotation.objects.bulk_create(
        Annotation(artifact=copy, at_seconds=n.at_seconds, text=n.text, added_at=n.added_at)
        for artifact, copy in pairs
        for n in artifact.annotations.all()
    )
    Consent.objects.bulk_create(
        _consent(artifact.consent, copy) for artifact, copy in pairs if hasattr(artifact, "consent")
    )


def _carry_covers(pairs: list[tuple[Artifact, Artifact]]) -> None:
    """A clip whose cover is not confirmed stays hidden in the next draft too: it is covered there from the start."""
    after = {old.pk: new for old, new in pairs}
    at = now()
    covers = FaceCover.objects.filter(artifact__in=list(after), state__in=OPEN_COVERS)
    FaceCover.objects.bulk_create(
        FaceCover(
            artifact=after[cover.artifact_id],
            boxes=cover.boxes,
            kept=cover.kept,
            is_whole=cover.is_whole,
            asked_at=at,
            due_at=at,
        )
        for cover in covers
    )


def _copy(artifact: Artifact, submission: Submission) -> Artifact:
    return Artifact(
        submission=submission,
        step_id=artifact.step_id,
        kind=artifact.kind,
        name=artifact.name,
        url=artifact.url,
        storage_key=artifact.storage_key,
        sha256=artifact.sha256,
        size_bytes=artifact.size_bytes,
        media_type=artifact.media_type,
        duration_seconds=artifact.duration_seconds,
        pages=artifact.pages,
        description=artifact.description,
        remarks=artifact.remarks,
        order=artifact.order,
        added_at=artifact.added_at,
        carried_from=artifact,
        damaged_at=artifact.damaged_at,
    )


def _consent(consent: Consent, artifact: Artifact) -> Consent:
    return Consent(
        artifact=artifact,
        nobody_recognizable=consent.nobody_recognizable,
        students=consent.students,
        permissions=consent.permissions,
        off_camera=consent.off_camera,
        adults=consent.adults,
        guardians_agreed=consent.guardians_agreed,
        adults_agreed=consent.adults_agreed,
        scope=consent.scope,
        register_id=consent.register_id,
        expires_on=consent.expires_on,
        recorded_at=consent.recorded_at,
    )
