"""Office files and e-books are zip packages: opened far enough to know that they unfold to a sane size."""

import zipfile
import zlib
from typing import IO

from django.utils.translation import gettext as _

from assay.lib.errors import BadInput

MAX_ENTRIES = 5000
MAX_UNFOLDED_BYTES = 256 * 1024 * 1024
MAX_RATIO = 150  # XML folds well; a bomb folds a thousandfold
RATIO_FROM_BYTES = 8 * 1024 * 1024
CHUNK = 1024 * 1024


def check_package(content: IO[bytes], name: str, size_bytes: int) -> None:
    """Raises BadInput for a bomb, a damaged or locked package, or one with macros.

    Every entry is unfolded once, in small pieces and never kept: what the directory claims is not believed.
    """
    try:
        with zipfile.ZipFile(content) as package:
            entries = package.infolist()
            if any(e.filename.lower().endswith("vbaproject.bin") for e in entries):
                raise BadInput(
                    _(
                        "“%(name)s” holds macros. Save it without macros (as DOCX, XLSX or PPTX) and choose it again."
                    )
                    % {"name": name}
                )
            if any(e.flag_bits & 1 for e in entries):
                raise BadInput(
                    _("“%(name)s” is locked with a password. Save it without one.") % {"name": name}
                )
            _refuse_bomb(package, entries, name, size_bytes)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
    ) as e:
        raise BadInput(
            _("“%(name)s” is damaged. Open it on your device, save it again and choose it again.")
            % {"name": name}
        ) from e


def _refuse_bomb(
    package: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str, size_bytes: int
) -> None:
    claimed, unfolded = sum(entry.file_size for entry in entries), 0
    if len(entries) > MAX_ENTRIES or _too_much(claimed, size_bytes):
        raise _bomb(name)
    for entry in entries:
        with package.open(entry) as part:
            while chunk := part.read(CHUNK):
                unfolded += len(chunk)
                if _too_much(unfolded, size_bytes):
                    raise _bomb(name)


def _too_much(unfolded: int, size_bytes: int) -> bool:
    return unfolded > MAX_UNFOLDED_BYTES or (
        unfolded > RATIO_FROM_BYTES and unfolded > MAX_RATIO * size_bytes
    )


def _bomb(name: str) -> BadInput:
    return BadInput(
        _(
            "“%(name)s” unfolds to far more than its size, which is unsafe to open. Save it as a PDF and add that."
        )
        % {"name": name}
    )
