"""What arrived is examined behind the request: asked for with its row, done by the media process, kept in one step."""

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from assay.evidence.actions.decisions import hold as place_hold
from assay.evidence.copies import supply
from assay.evidence.examining import leases, malware, pages, recordings
from assay.evidence.files.storage import keep, path_of, reading, storage
from assay.evidence.models import (
    SHOWN_COPIES,
    Artifact,
    CopyKind,
    CoverState,
    Examination,
    ExaminationState,
    FaceCover,
    FileCopy,
    Hold,
    StoredFile,
    Verdict,
)
from assay.lib.clock import now
from assay.lib.errors import Refusal
from assay.lib.files.whole_files import hash_of, make_folder
from assay.lib.locks import hold
from assay.record.actions import note
from assay.record.models import MACHINE

_log = logging.getLogger(__name__)
_BETWEEN_REPORTS = 2.0
_UNTIL_ASKED_AGAIN = timedelta(minutes=1)
_MANY = 500

NO_CONVERTER, NOT_CONVERTED, GONE = "no-converter", "not-converted", "gone"
NO_PAGE_MAKER = "no-page-maker"
SCANNER_AWAY, TOO_LARGE_TO_SCAN = "scanner-away", "too-large-to-scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A copy in the working folder, before it is kept."""

    kind: CopyKind
    path: Path
    media_type: str
    seconds: int | None = None
    position: int = 0


def ask_for_examination(artifact: Artifact) -> None:
    """Have a file examined, in the transaction that writes its row. Equal bytes are examined once."""
    if not artifact.sha256:
        return
    at = now()
    row, is_new = Examination.objects.get_or_create(
        sha256=artifact.sha256, defaults={"asked_at": at, "due_at": at}
    )
    if is_new:
        return
    hold(row)  # who ends it at this moment sees our row, or we see the end
    row.refresh_from_db(fields=("state", "verdict"))
    if row.verdict == Verdict.INFECTED:
        _hide([artifact])
    elif row.is_over and not supply(artifact):
        again = Examination.objects.filter(pk=row.pk)
        again.update(state=ExaminationState.WAITING, due_at=at, turns=0, progress=0)


def ask_for_the_rest() -> int:
    """Have examined what stood here before there were examinations, and what no converter was there for. How many."""
    known = Examination.objects.filter(sha256=OuterRef("sha256"))
    rows = Artifact.objects.standing().exclude(storage_key="").exclude(Exists(known))
    hashes = list(rows.order_by().values_list("sha256", flat=True).distinct()[:_MANY])
    at = now()
    Examination.objects.bulk_create(
        [Examination(sha256=sha256, asked_at=at, due_at=at) for sha256 in hashes],
        ignore_conflicts=True,
    )
    done = Examination.objects.filter(state=ExaminationState.DONE)
    again: set[int] = set()
    if recordings.is_here():
        again |= _with(done.filter(findings__icontains=NO_CONVERTER), NO_CONVERTER)
    if pages.is_here():
        again |= _with(done.filter(findings__icontains=NO_PAGE_MAKER), NO_PAGE_MAKER)
    if malware.is_set():
        unscanned = done.filter(verdict=Verdict.NOT_SCANNED).exclude(
            findings__icontains=TOO_LARGE_TO_SCAN
        )
        again |= set(
            unscanned.exclude(findings__icontains=GONE).values_list("pk", flat=True)[:_MANY]
        )
    done.filter(pk__in=again).update(state=ExaminationState.WAITING, due_at=at, turns=0)
    return len(hashes) + len(again)


def _with(rows: QuerySet[Examination], finding: str) -> set[int]:
    found = rows.values_list("pk", "findings")[:_MANY]
    return {pk for pk, findings in found if finding in findings}


def examine_next() -> bool:
    """Take the next examination and bring it to its end; whether there was one.

    Everything is made outside of any transaction, kept in the storage, and shown by one short one. A process that dies
    before leaves a lease that runs out and a working folder that the next one empties.
    """
    examination = leases.take_next()
    if examination is None:
        return False
    try:
        with _folder(examination) as folder:
            _examine(examination, folder)
    except leases.Lost:
        _log.warning("Examination %s is another's by now", examination.pk)
    except (KeyboardInterrupt, SystemExit):
        leases.give_back(examination)
        raise
    return True


def sweep_working_folders() -> int:
    """Delete what killed runs left; not what somebody has on lease. How many."""
    root, gone = _root(), 0
    if not root.is_dir():
        return 0
    running = Examination.objects.filter(
        state=ExaminationState.RUNNING, leased_until__gte=now()
    ).values_list("pk", flat=True)
    at_work = {str(pk) for pk in running}
    covers = FaceCover.objects.filter(state=CoverState.MAKING, leased_until__gte=now())
    at_work |= {f"cover-{pk}" for pk in covers.values_list("pk", flat=True)}
    for folder in root.iterdir():
        if folder.name not in at_work:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def _examine(examination: Examination, folder: Path) -> None:
    rows = Artifact.objects.standing().filter(sha256=examination.sha256)
    row = rows.exclude(storage_key="").first()
    if row is None:
        _end(examination, [], [GONE], Verdict.NOT_SCANNED)
        return
    findings: list[str] = []
    source, tell = _beside(row, folder), _telling(examination)
    verdict = Verdict.NOT_SCANNED
    if malware.is_set():
        try:
            verdict = _scanned(source, findings)
        except malware.Away as e:
            _log.warning("The scanner is away: %s", e)
            leases.put_off(examination, now() + _UNTIL_ASKED_AGAIN, [SCANNER_AWAY])
            return
    made: list[_Made] = []
    has_copies = (
        FileCopy.objects.filter(artifact=row, kind__in=SHOWN_COPIES)
        .exclude(storage_key="")
        .exists()
    )
    if verdict != Verdict.INFECTED and not has_copies:
        if row.is_recording:
            made = _recording(row, source, folder, findings, tell)
        elif row.media_type == "application/pdf":
            made = _pages(row, source, folder, findings, tell)
    _end(examination, made, findings, verdict)


def _scanned(source: Path, findings: list[str]) -> Verdict:
    """Raises malware.Away."""
    try:
        found = malware.scan(source)
    except malware.TooLargeToScan:
        findings.append(TOO_LARGE_TO_SCAN)
        return Verdict.NOT_SCANNED
    if not found:
        return Verdict.CLEAN
    findings.append(f"malware: {found}")
    return Verdict.INFECTED


def _hide(artifacts: Sequence[Artifact]) -> None:
    """A hold for each that has none: nobody opens it, not even its learner, until staff say it was a false alarm."""
    held = Hold.objects.filter(artifact__in=artifacts, lifted_at__isnull=True)
    known = set(held.values_list("artifact_id", flat=True))
    for artifact in artifacts:
        if artifact.pk not in known:
            place_hold(artifact, "malware", by=MACHINE)


def _recording(
    row: StoredFile, source: Path, folder: Path, findings: list[str], tell: Callable[[int], None]
) -> list[_Made]:
    if not recordings.is_here():
        findings.append(NO_CONVERTER)
        return []
    try:
        return _copies(row, source, folder, tell)
    except recordings.NotConverted as e:
        _log.warning("No copy of %s: %s", row.sha256, e)
        findings.append(NOT_CONVERTED)
        return []


def _pages(
    row: StoredFile, source: Path, folder: Path, findings: list[str], tell: Callable[[int], None]
) -> list[_Made]:
    if not pages.is_here():
        findings.append(NO_PAGE_MAKER)
        return []
    try:
        found = pages.pictures(source, folder, tell)
    except pages.NoPages as e:
        _log.warning("No pages of %s: %s", row.sha256, e)
        findings.append(NOT_CONVERTED)
        return []
    return [
        _Made(kind=CopyKind.PAGE, path=path, media_type="image/jpeg", position=n)
        for n, path in enumerate(found, start=1)
    ]


def _copies(
    row: StoredFile, source: Path, folder: Path, tell: Callable[[int], None]
) -> list[_Made]:
    found = recordings.convert(source, row.media_type, folder, tell)
    made = [
        _Made(
            kind=CopyKind.STREAMING,
            path=found.streaming,
            media_type=found.media_type,
            seconds=found.seconds,
        )
    ]
    if found.poster is not None:
        made.append(_Made(kind=CopyKind.POSTER, path=found.poster, media_type="image/jpeg"))
    return made


def _end(
    examination: Examination, made: list[_Made], findings: list[str], verdict: Verdict
) -> None:
    try:
        copies = [_kept(one) for one in made]
    except Refusal as e:  # the disk is full, or the bucket away: another time
        _log.warning("Copies of %s were not kept: %s", examination.sha256, e)
        leases.put_off(examination, now() + leases.LEASE, ["not-kept"])
        return
    with transaction.atomic():
        leases.end(
            examination,
            ExaminationState.DONE,
            verdict=verdict,
            findings=findings,
        )
        # Also of those deleted meanwhile, where all are: the copies go as theirs, and are shown to nobody.
        rows = Artifact.objects.filter(sha256=examination.sha256)
        owners = list(rows.standing() if rows.standing().exists() else rows)
        FileCopy.objects.bulk_create(
            [copy.of(owner) for owner in owners for copy in copies], ignore_conflicts=True
        )
        if verdict == Verdict.INFECTED:
            _hide([owner for owner in owners if owner.deleted_at is None])
        for owner in owners[:1]:
            note(
                "evidence.examined",
                owner,
                by=MACHINE,
                submission=owner.submission_id,
                verdict=str(verdict),
                copies=len(copies),
                findings=",".join(findings),
            )


def _kept(made: _Made) -> FileCopy:
    sha256, size = hash_of(made.path), made.path.stat().st_size
    with made.path.open("rb") as content:
        key = keep(content, sha256)
    return FileCopy(
        kind=made.kind,
        position=made.position,
        name=made.path.name,
        storage_key=key,
        sha256=sha256,
        size_bytes=size,
        media_type=made.media_type,
        duration_seconds=made.seconds,
        made_at=now(),
    )


def _telling(examination: Examination) -> Callable[[int], None]:
    last = monotonic()

    def tell(percent: int) -> None:
        nonlocal last
        if monotonic() - last >= _BETWEEN_REPORTS:
            last = monotonic()
            leases.keep_lease(examination, percent)

    return tell


def _beside(row: StoredFile, folder: Path) -> Path:
    """Where the bytes lie; out of a bucket they are brought first."""
    path = path_of(storage(), row.storage_key)
    if path is not None:
        return path
    brought = folder / "original"
    with brought.open("wb") as file:
        for piece in reading(row.storage_key, 0, row.size_bytes - 1):
            file.write(piece)
    return brought


def _root() -> Path:
    return Path(settings.VAR) / "media"


@contextmanager
def _folder(examination: Examination) -> Iterator[Path]:
    folder = _root() / str(examination.pk)
    shutil.rmtree(folder, ignore_errors=True)
    make_folder(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
