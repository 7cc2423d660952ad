"""The process: bounds first, then one document. Asked for many, it forks such a process for each."""

import json
import logging
import os
import resource
import sys
import traceback
import warnings
from pathlib import Path
from typing import NoReturn

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


def many() -> None:
    """One line of JSON for each document: what `main` takes, then where its output and its errors go. Answered by
    the exit code of the document's process, which was forked before any document was read and knows of no other.
    """
    import pypdf  # noqa: F401 (read once, for all that are forked)

    from assay.evidence.files.sanitizer import books, office, pdf  # noqa: F401

    for line in sys.stdin:
        *asked, output, errors = json.loads(line)
        child = os.fork()
        if not child:
            _alone(asked, output, errors)
        status = os.waitpid(child, 0)[1]
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _alone(asked: list[str], output: str, errors: str) -> NoReturn:
    code = 1
    try:
        for path, mode, number in (
            (os.devnull, os.O_RDONLY, 0),
            (output, os.O_WRONLY | os.O_CREAT, 1),
            (errors, os.O_WRONLY | os.O_CREAT, 2),
        ):
            os.dup2(os.open(path, mode, 0o600), number)
        main(*asked)
        sys.stdout.flush()
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


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
    many() if sys.argv[1:] == ["many"] else main(*sys.argv[1:])
