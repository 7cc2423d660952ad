"""The inventory: stored files against the rows, both ways, in a folder or a bucket. Reads, and changes nothing."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from assay.evidence.files import partials
from assay.evidence.files.storage import folder_of, is_whole, path_of, size_of, storage
from assay.evidence.models import Artifact, StoredFile, Upload, file_models
from assay.lib.files.whole_files import BESIDE

MISSING, SIZE, BYTES, ORPHAN, PARTIAL, SHORT, LEFT = (
    "missing",
    "size",
    "bytes",
    "orphan",
    "partial",
    "short",
    "left",
)
_BATCH = 500
_AT_WORK_SECONDS = 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be. `key` is where it lies, `artifacts` are the rows that name it."""

    kind: str
    key: str
    said: str
    artifacts: tuple[int, ...] = ()
    bytes_expected: int | None = None
    bytes_found: int | None = None

    @property
    def is_damage(self) -> bool:
        """True if what rows promise is not there, rather than something being there that no row asks for."""
        return self.kind in {MISSING, SIZE, BYTES}


@dataclass(slots=True)
class Tally:
    """The number of files and rows that were looked at."""

    files: int = 0
    bytes: int = 0
    uploads: int = 0


def walk(tally: Tally, *, deep: bool = False) -> Iterator[Finding]:
    """Everything that is wrong. `deep` reads every byte and compares hashes: about a second for each gigabyte."""
    yield from _rows(tally, deep=deep)
    yield from _orphans()
    yield from _partials(tally)


def _rows(tally: Tally, *, deep: bool) -> Iterator[Finding]:
    for model in file_models():
        rows = model._base_manager.exclude(storage_key="").order_by("storage_key", "pk")
        for key, group in groupby(
            rows.only("storage_key", "sha256", "size_bytes", "pk").iterator(),
            lambda a: a.storage_key,
        ):
            found = list(group)
            tally.files += 1
            tally.bytes += found[0].size_bytes
            finding = _compared(key, found, deep=deep)
            if finding is not None:
                yield finding


def _compared(key: str, rows: Sequence[StoredFile], *, deep: bool) -> Finding | None:
    ids, expected, size = [str(a.pk) for a in rows], rows[0].size_bytes, size_of(key)
    pks = tuple(a.pk for a in rows if isinstance(a, Artifact))
    whose = f"{rows[0]._meta.verbose_name} {', '.join(ids)}"
    if size is None:
        return Finding(
            kind=MISSING,
            key=key,
            said=f"Missing: {key}, of {whose}.",
            artifacts=pks,
            bytes_expected=expected,
        )
    if any(a.size_bytes != size for a in rows):
        said = f"Wrong size: {key} has {size} bytes, {whose} says {expected}."
        return Finding(
            kind=SIZE, key=key, said=said, artifacts=pks, bytes_expected=expected, bytes_found=size
        )
    differ = deep and not all(
        is_whole(key, size_bytes=size, sha256=sha) for sha in {a.sha256 for a in rows}
    )
    if not differ:
        return None
    said = f"Wrong bytes: {key}, of {whose}, is not what arrived."
    return Finding(
        kind=BYTES, key=key, said=said, artifacts=pks, bytes_expected=expected, bytes_found=size
    )


def _orphans() -> Iterator[Finding]:
    """Stored files that no row names. Those a row named meanwhile, or an upload under way still holds, are none."""
    batch: list[tuple[str, int]] = []
    for entry in _lying():
        batch.append(entry)
        if len(batch) >= _BATCH:
            yield from _unnamed(batch)
            batch = []
    yield from _unnamed(batch)


def _unnamed(batch: list[tuple[str, int]]) -> Iterator[Finding]:
    for key, size in batch:
        if key.endswith(BESIDE):
            yield Finding(
                kind=LEFT,
                key=key,
                said=f"Left by a run that died: {key}, {size} bytes.",
                bytes_found=size,
            )
    keys = [key for key, _size in batch if not key.endswith(BESIDE)]
    named: set[str] = set()
    for model in file_models():
        rows = model._base_manager.filter(storage_key__in=keys)
        named |= set(rows.values_list("storage_key", flat=True))
    for key, size in batch:
        if key in keys and key not in named and not _is_held(key):
            said = f"No row names {key}, {size} bytes."
            yield Finding(kind=ORPHAN, key=key, said=said, bytes_found=size)


def _is_held(key: str) -> bool:
    path = path_of(storage(), key)
    with suppress(FileNotFoundError):
        return path is not None and path.stat().st_nlink > 1
    return False


def _lying() -> Iterator[tuple[str, int]]:
    """Keys and sizes of all that is stored. Passing names only once they are too old to be at work."""
    root = folder_of()
    if root is not None:
        yield from _in_folder(root)
        return
    room = storage()
    if hasattr(room, "bucket"):
        prefix = f"{room.location}/" if room.location else ""  # type: ignore[attr-defined]  # django-storages: its prefix
        for found in room.bucket.objects.filter(Prefix=prefix):
            yield found.key.removeprefix(prefix), found.size
        return
    yield from _in_storage("")


def _in_folder(root: Path) -> Iterator[tuple[str, int]]:
    for folder, _folders, names in os.walk(root):
        for name in names:
            path = Path(folder) / name
            with suppress(FileNotFoundError):
                said = path.stat()
                if name.endswith(BESIDE) and said.st_mtime > time.time() - _AT_WORK_SECONDS:
                    continue
                yield str(path.relative_to(root)), said.st_size


def _in_storage(folder: str) -> Iterator[tuple[str, int]]:
    room = storage()
    folders, names = room.listdir(folder)
    for name in names:
        key = f"{folder}/{name}".lstrip("/")
        yield key, room.size(key)
    for name in folders:
        yield from _in_storage(f"{folder}/{name}".lstrip("/"))


def _partials(tally: Tally) -> Iterator[Finding]:
    """Files on their way without an upload, and uploads that lack bytes they acknowledged."""
    lying = partials.standing()
    under_way = {
        u.token: u
        for u in Upload.objects.filter(finished_at__isnull=True).only("token", "offset", "name")
    }
    tally.uploads = len(under_way)
    for token, size in sorted(lying.items()):
        if token not in under_way and partials.touched_at(token):
            said = f"No upload is under way for {partials.path_of(token)}, {size} bytes."
            yield Finding(kind=PARTIAL, key=token, said=said, bytes_found=size)
    for token, upload in sorted(under_way.items()):
        size = lying.get(token, 0)
        if size < upload.offset:
            said = f"Upload {upload.pk} counts {upload.offset} bytes, and {size} are there. It goes on from those."
            yield Finding(
                kind=SHORT, key=token, said=said, bytes_expected=upload.offset, bytes_found=size
            )


def marked() -> set[int]:
    """Artifacts whose bytes were found wrong once."""
    return set(Artifact.objects.filter(damaged_at__isnull=False).values_list("pk", flat=True))


def rows_of(findings: Iterable[Finding]) -> Iterator[list[object]]:
    """As rows of a table, with its head."""
    yield ["kind", "key", "artifacts", "bytes_expected", "bytes_found", "said"]
    for f in findings:
        yield [
            f.kind,
            f.key,
            " ".join(map(str, f.artifacts)),
            f.bytes_expected,
            f.bytes_found,
            f.said,
        ]
