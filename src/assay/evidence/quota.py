"""How much room files take, and how much there is: for each person, for the installation, on the disk."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.utils.translation import gettext as _

from assay.evidence.files import partials
from assay.evidence.files.storage import folder_of
from assay.evidence.models import StoredFile, Upload, file_models
from assay.lib.errors import NoRoom
from assay.lib.files.whole_files import full
from assay.lib.prepared import Prepared, prepared
from assay.people.models import Person
from assay.program.policies import EvidencePolicy, in_force

GB = 1024**3
NEARLY_FULL = 0.9
# A disk is nearly full with less than a tenth free, unless that is still plenty.
PLENTY_BYTES = 20 * GB
# Of each disk a hundredth is left to the database: what people type must not wait for their films.
RESERVE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """One disk on which this installation keeps something; `free_bytes` is what it may still write."""

    folder: Path
    total_bytes: int
    free_bytes: int

    @property
    def is_nearly_full(self) -> bool:
        return self.free_bytes < min(self.total_bytes * (1 - NEARLY_FULL), PLENTY_BYTES)


def used_bytes(person: Person | None = None) -> int:
    """The room taken by a person's files, or everybody's: equal bytes once, uploads on their way as announced."""
    if person is not None:
        return sum(_coming(person)) + _once(_kept(model)(person) for model in file_models())
    coming = Upload.objects.filter(finished_at__isnull=True)
    used = int(coming.aggregate(total=Sum("size_bytes"))["total"] or 0)
    counted: list[QuerySet[Any]] = []
    for model in file_models():
        files = _files(model._base_manager.all())
        for before in counted:
            files = files.exclude(storage_key__in=before.values("storage_key"))
        sizes = files.values("storage_key").annotate(size=Max("size_bytes"))
        used += int(sizes.aggregate(total=Sum("size"))["total"] or 0)
        counted.append(files)
    return used


def _files(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.exclude(storage_key="").order_by()


def _once(found: Iterable[Iterable[tuple[str, int]]]) -> int:
    sizes: dict[str, int] = {}
    for key, size_bytes in chain.from_iterable(found):
        sizes[key] = max(size_bytes, sizes.get(key, 0))
    return sum(sizes.values())


@cache
def _kept(model: type[StoredFile]) -> Prepared[[Person], tuple[str, int]]:
    @prepared
    def kept(person: Person) -> QuerySet[Any, tuple[str, int]]:
        """One person's files, under their hashes."""
        return _files(model.kept_for(person)).values_list("storage_key", "size_bytes").distinct()

    return kept


@prepared
def _coming(person: Person) -> QuerySet[Upload, int]:
    rows = Upload.objects.filter(finished_at__isnull=True, submission__start__person=person)
    return rows.order_by().values_list("size_bytes", flat=True)


def refuse_without_room(size_bytes: int, *, by: Person) -> None:
    """Raises NoRoom where a file of this size would pass a person's share or the installation's. In a transaction.

    The person's row is locked, so that of two files announced at once only one takes the last of a share.
    """
    Person.objects.select_for_update().filter(pk=by.pk).values_list("pk").first()
    share = in_force(EvidencePolicy).max_gb_per_person * GB
    if share and used_bytes(by) + size_bytes > share:
        raise NoRoom(
            _(
                "Your files would take more than the %(n)s GB there are for one person. Nothing is lost. Choose a"
                " smaller file, or ask your program administrator for more room."
            )
            % {"n": share // GB},
            code="over-quota",
        )
    if settings.STORAGE_GB and used_bytes() + size_bytes > settings.STORAGE_GB * GB:
        raise full()


def refuse_full_disk(size_bytes: int) -> None:
    """Raises NoRoom where a file of this size would fill a disk of this machine."""
    for disk in disks():
        if disk.free_bytes - disk.total_bytes // RESERVE < size_bytes:
            raise full()


def disks() -> list[Disk]:
    """The disks of this machine that files are written to: where they grow, where they are kept, where the data is."""
    found: dict[int, Disk] = {}
    for folder in (partials.folder(), folder_of(), Path(settings.VAR)):
        there = _there(folder) if folder is not None else None
        if there is not None:
            said = os.statvfs(there)
            total, free = said.f_blocks * said.f_frsize, said.f_bavail * said.f_frsize
            found.setdefault(
                there.stat().st_dev, Disk(folder=there, total_bytes=total, free_bytes=free)
            )
    return list(found.values())


def disk_warnings() -> list[str]:
    """A sentence for each disk that is nearly full."""
    return [
        _("The disk that holds %(folder)s is nearly full: %(free)s GB of %(total)s GB are free.")
        % {"folder": disk.folder, "free": _gb(disk.free_bytes), "total": _gb(disk.total_bytes)}
        for disk in disks()
        if disk.is_nearly_full
    ]


def warnings() -> list[str]:
    """Warnings for an administrator before it is too late, in sentences. A few queries where a quota is set."""
    said = disk_warnings()
    if settings.STORAGE_GB and (used := used_bytes()) >= settings.STORAGE_GB * GB * NEARLY_FULL:
        said.append(
            _("Files take %(used)s GB of the %(quota)s GB that this installation may use.")
            % {"used": _gb(used), "quota": settings.STORAGE_GB}
        )
    return said


def _there(folder: Path) -> Path | None:
    """The folder, or the nearest one above it that exists already."""
    return next((path for path in (folder, *folder.parents) if path.is_dir()), None)


def _gb(size_bytes: int) -> str:
    return f"{size_bytes / GB:.1f}"
