"""What pages promise about keeping is computed from the policy: no template says a number of days, months or years."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[5]
TEMPLATES = sorted((ROOT / "src/assay").rglob("templates/**/*.*"))
HELP = sorted((ROOT / "docs/how-to/roles").rglob("*.md")) + sorted(
    (ROOT / "docs/how-to/topics").rglob("*.md")
)
A_TIME = r"\b\d+\s+(?:business\s+)?(?:days?|months?|years?|días?|meses|años?)\b"
#: Where a figure is a script's own, which no policy sets.
SHELF = "privacy.html", "ui/static/ui/js/shelf.js", 60
KEEPING = r"\b(?:kept|keeps?|delet\w+|stays?|guarda\w*|elimina\w*|borra\w*)\b"


@pytest.mark.parametrize("files", [TEMPLATES, HELP], ids=["templates", "help"])
def test_no_page_has_a_figure_of_its_own_for_keeping(files: list[Path]) -> None:
    assert len(files) > 20
    found = []
    for path in files:
        for sentence in re.split(r"(?<=[.!?])\s|\{%|%\}", path.read_text(encoding="utf-8")):
            if path.name == SHELF[0] and f"{SHELF[2]} days" in sentence:
                continue
            if re.search(A_TIME, sentence) and re.search(KEEPING, sentence, re.IGNORECASE):
                found.append(f"{path.relative_to(ROOT)}: {sentence.strip()}")
    assert found == []


def test_the_figure_of_the_browsers_copies_is_that_of_its_script() -> None:
    script = (ROOT / "src/assay" / SHELF[1]).read_text(encoding="utf-8")
    assert f"= {SHELF[2]} * 24 * 3600 * 1000;" in script
