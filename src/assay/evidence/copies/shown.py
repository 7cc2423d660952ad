"""Which copy of an artifact is shown. Who may see the artifact was asked before."""

from django.db.models import QuerySet

from assay.evidence.models import (
    OPEN_COVERS,
    Artifact,
    CopyKind,
    Examination,
    FaceCover,
    FileCopy,
    Hold,
    StoredFile,
    Verdict,
)


def copies_of(artifact: Artifact) -> QuerySet[FileCopy]:
    """Those whose bytes are kept, by kind and position."""
    rows = FileCopy.objects.filter(artifact=artifact, damaged_at__isnull=True)
    return rows.exclude(storage_key="")


def copy_of(artifact: Artifact, kind: str, position: int = 0) -> FileCopy | None:
    return copies_of(artifact).filter(kind=kind, position=position).first()


def playable(artifact: Artifact) -> StoredFile:
    """What plays: the copy where there is one, else the file as it arrived."""
    if not artifact.is_recording:
        return artifact
    return copy_of(artifact, CopyKind.STREAMING) or artifact


def is_hidden_from_all(artifact: Artifact) -> bool:
    """Whether malware was found in it and its hold was not lifted: then its learner cannot open it either."""
    found = Examination.objects.filter(sha256=artifact.sha256, verdict=Verdict.INFECTED)
    held = Hold.objects.filter(artifact=artifact, lifted_at__isnull=True)
    return bool(artifact.sha256) and held.exists() and found.exists()


def is_being_covered(artifact: Artifact) -> bool:
    """Whether its learner has not confirmed or left a cover of its faces: then it is theirs alone to see."""
    return FaceCover.objects.filter(artifact=artifact, state__in=OPEN_COVERS).exists()
