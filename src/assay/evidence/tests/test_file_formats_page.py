"""The page on file formats says what the code does."""

import re
from pathlib import Path

from assay.evidence.files.kinds import MEDIA_TYPES
from assay.evidence.files.sanitizer.report import REMARKS
from assay.evidence.remarks import DECIDED, SENTENCES

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "file-formats.md"


def rows(heading: str) -> dict[str, str]:
    section = PAGE.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `([a-z0-9]+)` \|.*\| ([^|]*) \|$", section, re.MULTILINE))


def test_every_format_that_is_taken_has_its_row() -> None:
    assert set(rows("What is taken")) == set(MEDIA_TYPES)


def test_every_remark_has_its_row_its_sentence_and_its_weight() -> None:
    found = rows("What a learner is told")
    assert set(found) == set(SENTENCES) == REMARKS
    assert {code for code, decides in found.items() if decides == "yes"} == DECIDED
