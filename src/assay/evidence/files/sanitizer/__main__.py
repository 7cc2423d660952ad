"""The process: bounds first, then one document."""

import json
import logging
import resource
import sys
import warnings
from pathlib import Path

from assay.evidence.files.sanitizer.report import Refused, Report

MEMORY_BYTES, CPU_SECONDS, FILE_BYTES = 2 * 1024**3, 60, 512 * 1024**2


def main(kind: str, source: str, target: str, words: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    logging.disable()
    report = Report()
    try:
        _clean(kind, source, target, report)
        _say(report, Path(words))
        if kind == "pdf":
            from assay.evidence.files.sanitizer.reading import read_pages

            read_pages(target, report)
            _say(report, Path(words))
    except Refused as e:
        sys.stdout.write(json.dumps({"refused": e.code}) + "\n")
    except (MemoryError, OSError):
        sys.stdout.write(json.dumps({"refused": "too-much"}) + "\n")


def _clean(kind: str, source: str, target: str, report: Report) -> None:
    if kind == "pdf":
        from assay.evidence.files.sanitizer.pdf import clean_pdf

        clean_pdf(source, target, report)
        return
    from assay.evidence.files.sanitizer.books import clean_book
    from assay.evidence.files.sanitizer.office import clean_office

    body = Path(source).read_bytes()
    Path(target).write_bytes(
        clean_book(body, report) if kind == "epub" else clean_office(body, report)
    )


def _say(report: Report, words: Path) -> None:
    """Said as soon as the copy is whole, and again once it was read: reading may end with the process."""
    words.write_text("\n".join(report.words), encoding="utf-8", errors="replace")
    sys.stdout.write(json.dumps({"pages": report.pages, "remarks": sorted(report.remarks)}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
