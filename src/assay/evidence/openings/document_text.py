"""The words of a PDF, page by page, for whoever has a document read aloud: pictures of its pages say nothing.

Made when it is asked for, by poppler's pdftotext, within bounds; nothing in the file runs, and nothing is kept.
"""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

from assay.evidence.examining.limited_process import Bounds, NotRun, run
from assay.evidence.files.storage import path_of, reading, storage
from assay.evidence.models import StoredFile

_log = logging.getLogger(__name__)
_BOUNDS = Bounds(seconds=20, memory_bytes=1024**3, file_bytes=32 * 1024**2)


def pages_in_words(file: StoredFile) -> list[str]:
    """The text of each page, "" for one without; nothing where it could not be read."""
    with TemporaryDirectory() as folder:
        source = path_of(storage(), file.storage_key)
        if source is None:
            source = Path(folder, "document.pdf")
            with source.open("wb") as here:
                here.writelines(reading(file.storage_key, 0, file.size_bytes - 1))
        command = ["pdftotext", "-enc", "UTF-8", str(source), "-"]
        try:
            said = run(command, folder=Path(folder), bounds=_BOUNDS)
        except NotRun as e:
            _log.warning("No text of file %s: %s", file.pk, e)
            return []
    return [page.strip() for page in said.decode(errors="replace").removesuffix("\f").split("\f")]
