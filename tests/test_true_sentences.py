"""Pages, letters and texts promise nothing that this installation does not do today.

Each line was once on a page while nothing behind it worked. Whoever builds what it says takes the line out here.
"""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = [
    path
    for pattern in ("*.html", "*.txt", "*.py")
    for path in sorted((ROOT / "src/assay").rglob(pattern))
    if "/tests/" not in str(path)
]

NOT_TRUE_YET = (
    "Credit is worked out after the award",
    "they cannot download",
    "are deleted after the time",
    "is deleted 90 days",
    "Totals for schools",
    "a coach you share",
    "You get a message when",
    "after the earner was heard",
    "Deadlines in this program can move",
    "another form of evidence, ask",
    "you can appeal",
    "You can add a captions file",
    "only assessors cleared",
    "ask the privacy officer",
    "The program keeps it until",
    "the language of each text is marked",
    "no one sees a “not yet” but you",
)


@pytest.fixture(scope="module")
def sources() -> dict[Path, str]:
    return {path: path.read_text() for path in SOURCES}


@pytest.mark.parametrize("promise", NOT_TRUE_YET)
def test_nothing_says_what_is_not_true_yet(promise: str, sources: dict[Path, str]) -> None:
    assert [str(path.relative_to(ROOT)) for path, text in sources.items() if promise in text] == []
