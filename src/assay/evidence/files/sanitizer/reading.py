"""The words on the pages of a PDF, as far as they are words and not pictures, within a time."""

import signal
from typing import Any

from assay.evidence.files.sanitizer.report import MOST_WORDS, Report

MOST_PAGES, SECONDS = 300, 15


class _TooLong(Exception):
    pass


def read_pages(path: str, report: Report) -> None:
    """Add what stands on the pages. A remark where none could be read, or not all."""
    from pypdf import PdfReader

    def ring(_signal: int, _frame: Any) -> None:
        raise _TooLong

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    length = 0
    try:
        for n, page in enumerate(PdfReader(path).pages):
            if n >= MOST_PAGES or length > MOST_WORDS:
                report.remark("unread")
                break
            text = page.extract_text()
            length += len(text)
            report.read(text)
    except Exception:
        report.remark("unread")
    finally:
        signal.alarm(0)
    if not length:
        report.remark("unread")
