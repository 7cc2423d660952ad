"""Copies come and go with their artifact; equal bytes are kept once and go with the last row that names them."""

from collections.abc import Iterable, Sequence

from assay.evidence.files.storage import drop
from assay.evidence.models import SHOWN_COPIES, Artifact, FileCopy, is_shared


def drop_copies(artifact: Artifact) -> bool:
    """Delete every copy of an artifact; whether all are gone. Outside of any transaction.

    False where the same bytes came within a day, so that a row may be on its way to them: the next call goes on.
    """
    gone = True
    for copy in FileCopy.objects.filter(artifact=artifact):
        if copy.storage_key and not is_shared(copy) and not drop(copy.storage_key):
            gone = False
            continue
        copy.delete()
    return gone


def carry_copies(pairs: Sequence[tuple[Artifact, Artifact]]) -> None:
    """Artifacts that were carried on name the copies of those they came from. Two queries, or one for none."""
    after = {old.pk: new for old, new in pairs if old.sha256}
    rows = FileCopy.objects.filter(artifact__in=list(after), kind__in=SHOWN_COPIES)
    found = rows.exclude(storage_key="")
    FileCopy.objects.bulk_create([copy.of(after[copy.artifact_id]) for copy in found])


def supply(artifact: Artifact) -> bool:
    """Give an artifact the copies that another one with the same bytes has; whether there were any."""
    shown = FileCopy.objects.filter(artifact__sha256=artifact.sha256, kind__in=SHOWN_COPIES)
    others = shown.exclude(artifact=artifact)
    return _first_of(others.exclude(storage_key=""), artifact)


def _first_of(copies: Iterable[FileCopy], artifact: Artifact) -> bool:
    found: dict[tuple[str, int], FileCopy] = {}
    for copy in copies:
        found.setdefault((copy.kind, copy.position), copy)
    FileCopy.objects.bulk_create([copy.of(artifact) for copy in found.values()])
    return bool(found)
