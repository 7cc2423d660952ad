"""What makes a suite waver on a busy machine is not written at all."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Playwright evaluates such text in the page again and again, which our own content policy forbids: the first look
# decides, and on a busy machine it comes too early. `expect(…)` waits from outside.
FORBIDDEN = re.compile(r"\.wait_for_" + r"function\(")


def test_no_test_waits_by_evaluating_text_in_the_page() -> None:
    files = [
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "src").rglob("tests/*.py"),
        *(ROOT / "bench").rglob("*.py"),
    ]
    assert [
        str(path.relative_to(ROOT))
        for path in files
        if FORBIDDEN.search(path.read_text(encoding="utf-8"))
    ] == []


def test_a_run_leaves_nothing_in_the_temporary_folder(tmp_path: Path) -> None:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ASSAY_", "PYTEST_"))
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "-p",
        "no:cacheprovider",
        "src/assay/lib/tests/test_limits.py",
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**kept, "TMPDIR": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    left = [
        path for path in tmp_path.rglob("*") if not path.is_dir()
    ]  # pytest keeps an empty folder of its own
    assert left == []
    assert [
        path.name for path in tmp_path.iterdir() if not path.name.startswith("pytest-of-")
    ] == []
