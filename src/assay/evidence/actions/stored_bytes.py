"""Stored bytes against their rows: found wrong, they are shown to nobody; needed no more, they are deleted."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assay.evidence.errors import Damaged
from assay.evidence.files.storage import drop, is_whole
from assay.evidence.models import Artifact, StoredFile, is_shared
from assay.lib.clock import now
from assay.record.actions import note
from assay.record.models import MACHINE


def refuse_damaged(artifacts: Iterable[Artifact]) -> None:
    """Read every byte of these files and compare. Outside of any transaction: it takes a second for each gigabyte.

    Raises Damaged for the first that is not as it arrived, naming it. Nothing else of the draft changes.
    """
    for artifact in artifacts:
        if not is_whole(
            artifact.storage_key, size_bytes=artifact.size_bytes, sha256=artifact.sha256
        ):
            found_damaged([artifact.pk])
            raise Damaged(
                _(
                    "“%(name)s” is not stored as it arrived, so it cannot be handed in. All else is saved. Take it out,"
                    " add it again from your device, and then hand in."
                )
                % {"name": artifact.name}
            )


@transaction.atomic
def found_damaged(artifacts: Iterable[int]) -> int:
    """Mark these rows as not what is stored: shown to nobody from now on. Returns for how many that is news."""
    rows = Artifact.objects.filter(pk__in=artifacts, damaged_at__isnull=True)
    return _mark(list(rows), now(), "evidence.damage_found")


@transaction.atomic
def found_whole(artifacts: Iterable[int]) -> int:
    """Take the mark away: a backup was put back, or the file was added anew."""
    rows = Artifact.objects.filter(pk__in=artifacts, damaged_at__isnull=False)
    return _mark(list(rows), None, "evidence.damage_mended")


def drop_bytes(row: StoredFile) -> bool:
    """Delete what a row names, unless another row names it too; whether the row may let go of it now.

    The caller empties the row afterwards: a run that dies between the two is made good by the next. False where
    somebody brought the same bytes within a day, so that a row of theirs may be on its way. Outside of any transaction.
    """
    return is_shared(row) or drop(row.storage_key)


def _mark(artifacts: list[Artifact], at: datetime | None, verb: str) -> int:
    Artifact.objects.filter(pk__in=[artifact.pk for artifact in artifacts]).update(damaged_at=at)
    for artifact in artifacts:
        note(verb, artifact, by=MACHINE, submission=artifact.submission_id)
    return len(artifacts)
