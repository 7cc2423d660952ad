"""Documents that share the start of a process are cleaned as those that come alone, and know nothing of each other."""

import os
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

from assay.evidence.files import sanitizer_process
from assay.evidence.files.accepted_files import MB, Limits
from assay.evidence.files.intake import Arrived, receive
from assay.evidence.files.sanitizer_process import started_once
from assay.evidence.files.tests import sample_documents
from assay.lib.errors import BadInput

ANY = Limits(
    formats=("pdf", "docx", "xlsx", "pptx", "epub"), max_bytes=100 * MB, most=9, links=False
)
KINDS = ("pdf", "docx", "xlsx", "pptx", "epub")


@cache
def body(kind: str) -> bytes:
    made: bytes = getattr(sample_documents, f"signed_{kind}")("Siobhan Whitlock")
    return made


def come(kind: str) -> Arrived:
    return receive(BytesIO(body(kind)), f"plan.{kind}", ANY)


def facts(arrived: Arrived) -> tuple[object, ...]:
    return arrived.sha256, arrived.pages, arrived.remarks, arrived.text


def children() -> set[str]:
    """Ids of this process's children."""
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


def test_one_after_the_other_come_out_as_alone() -> None:
    alone = [facts(come(kind)) for kind in KINDS]
    with started_once():
        assert [facts(come(kind)) for kind in KINDS] == alone


def test_what_is_refused_leaves_the_next_alone() -> None:
    with started_once():
        with pytest.raises(BadInput, match="damaged"):
            receive(BytesIO(b"%PDF-1.7\n" + b"x" * 2000), "plan.pdf", ANY)
        assert come("docx").size_bytes


def test_one_that_takes_too_long_is_ended_and_the_next_is_cleaned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with started_once():
        come("docx")
        monkeypatch.setattr(sanitizer_process, "MAX_SECONDS", 0)
        with pytest.raises(BadInput, match="unsafe"):
            come("pdf")
        monkeypatch.undo()
        assert come("pdf").pages == 2


def test_the_process_ends_with_the_block() -> None:
    before = children()
    with started_once():
        come("docx")
        assert len(children() - before) == 1
    assert children() <= before
