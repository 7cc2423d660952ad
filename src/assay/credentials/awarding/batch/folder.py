"""A folder of baked badges: written whole before the awards are kept, given their names once they are."""

import os
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.db.models.functions import Length
from django.utils.translation import gettext as _

from assay.catalog.models import Version
from assay.credentials.awarding.composing import SignedBadge
from assay.credentials.badge import pictures
from assay.credentials.models import Credential
from assay.lib.errors import BadInput
from assay.lib.files.whole_files import flush_all, flush_folder, write_beside
from badgecore.baking.png import PngMold

_MOLDS = 64
_UNSETTLED = ".part"


class BakedFolder:
    """PNGs named by the badge's own number, `UUID.png`: a listing of the folder tells no names.

    A file is written under a passing name and renamed after the commit. A run that was killed in between leaves
    passing names; `take_up` gives them their names or deletes them, by what the database holds.
    """

    def __init__(self, path: Path) -> None:
        """Raises BadInput for a folder that cannot be made or written into."""
        self._path = path
        self._molds: OrderedDict[tuple[int, int, str], PngMold] = OrderedDict()
        self._versions: OrderedDict[int, Version] = OrderedDict()
        self._pending: list[str] = []
        self.written = 0
        try:
            path.mkdir(exist_ok=True, mode=0o700)
            probe = path / f".{os.getpid()}{_UNSETTLED}"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as e:
            message = _("Badges cannot be written to %(folder)s: %(why)s.")
            raise BadInput(message % {"folder": path, "why": e.strerror or e}) from e

    def put(self, badges: Sequence[SignedBadge]) -> None:
        """Write these, unsettled; what was put before and not settled goes. Raises OSError, leaving nothing behind."""
        self.drop()
        try:
            for badge in badges:
                self._write(
                    f"{badge.award}.{badge.sha256[:16]}",
                    self._mold(badge.version, badge.facts.basis.earned_on.year).pieces(
                        badge.body.decode()
                    ),
                )
            flush_all(self._passing(name) for name in self._pending)
        except OSError:
            self.drop()
            raise

    def settle(self) -> None:
        """The awards are kept: the files get their names, over an older form of the same badge."""
        for name in self._pending:
            self._rename(name)
        self._pending.clear()
        flush_folder(self._path)

    def drop(self) -> None:
        for name in self._pending:
            self._passing(name).unlink(missing_ok=True)
        self._pending.clear()

    def take_up(self) -> None:
        """Settle what a killed run had kept, delete what it had not; bake again what a crash left torn."""
        self._settle_left()
        self._mend()

    def _mend(self) -> None:
        """One that is shorter than it was written: of a time when files were not flushed, or of a damaged disk."""
        found = [file for file in self._path.glob("*.png") if _parts(file.stem)]
        for first in range(0, len(found), 500):
            sizes = {UUID(file.stem): file.stat().st_size for file in found[first : first + 500]}
            rows = Credential.objects.standing().filter(award__in=sizes).order_by("pk")
            for pk, award, version, day, size in rows.values_list(
                "pk", "award", "award__version", "award__earned_on", Length("body")
            ):
                if sizes[award] != self._mold(self._version(version), day.year).size(size):
                    self._bake_again(Credential.objects.select_related("award").get(pk=pk))

    def _bake_again(self, credential: Credential) -> None:
        award = credential.award
        mold = self._mold(self._version(award.version_id), award.earned_on.year)
        self._write(
            f"{credential.award_id}.{credential.sha256[:16]}",
            mold.pieces(bytes(credential.body).decode()),
        )
        flush_all(self._passing(name) for name in self._pending)
        self.settle()

    def _version(self, pk: int) -> Version:
        if pk not in self._versions:
            self._versions[pk] = Version.objects.select_related("micro_credential__issuer").get(
                pk=pk
            )
            if len(self._versions) > _MOLDS:
                self._versions.popitem(last=False)
        return self._versions[pk]

    def _settle_left(self) -> None:
        found = [file.name[1 : -len(_UNSETTLED)] for file in self._path.glob(f".*{_UNSETTLED}")]
        for first in range(0, len(found), 500):
            names = {name: _parts(name) for name in found[first : first + 500]}
            awards = {award for award, _sha in filter(None, names.values())}
            kept = {
                (award, sha[:16])
                for award, sha in Credential.objects.standing()
                .filter(award__in=awards)
                .values_list("award", "sha256")
            }
            for name, parts in names.items():
                if parts in kept:
                    self._rename(name)
                elif parts is not None:
                    self._passing(name).unlink(missing_ok=True)
        if found:
            flush_folder(self._path)

    def _passing(self, name: str) -> Path:
        return self._path / f".{name}{_UNSETTLED}"

    def _rename(self, name: str) -> None:
        self._passing(name).replace(self._path / f"{name.partition('.')[0]}.png")
        self.written += 1

    def _write(self, name: str, picture: Sequence[bytes]) -> None:
        self._pending.append(name)
        # Only the owner reads it: a badge names its earner. A name that stands already is of a run that is at work.
        write_beside(self._passing(name), [b"".join(picture)], flush=False)

    def _mold(self, version: Version, year: int) -> PngMold:
        key = (version.pk, year, version.micro_credential.issuer.name)
        if key not in self._molds:
            self._molds[key] = PngMold(pictures.struck(version, "png", year=year))
            if len(self._molds) > _MOLDS:
                self._molds.popitem(last=False)
        return self._molds[key]


def _parts(name: str) -> tuple[UUID, str] | None:
    """Award and beginning of the hash, of a passing name; None for a name that is not of our making."""
    award, _dot, sha = name.partition(".")
    try:
        return UUID(award), sha
    except ValueError:
        return None
