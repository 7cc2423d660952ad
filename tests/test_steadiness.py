"""What makes a suite waver on a busy machine is not written at all."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Playwright evaluates such text in the page again and again, which our own content policy forbids: the first look
# decides, and on a busy machine it comes too early. `expect(…)` waits from outside.
FORBIDDEN = re.compile(r"\.wait_for_" + r"function\(")


def test_no_test_waits_by_evaluating_text_in_the_page() -> None:
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "src").rglob("tests/*.py"), *(ROOT / "bench").rglob("*.py")]
    assert [str(path.relative_to(ROOT)) for path in files if FORBIDDEN.search(path.read_text(encoding="utf-8"))] == []
