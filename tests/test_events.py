"""Whatever happens is noted, written down, and shown by a test: an event that nobody asks for may be gone tomorrow."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "events.md"
NAME = re.compile(r"[a-z]+\.[a-z_]+")


def documented() -> set[str]:
    return set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", PAGE.read_text(), re.MULTILINE))


def strings(path: Path, *, but_noted: bool = False) -> Iterator[str]:
    """Every string of a file; `but_noted`: without those that the file itself hands to `note`, which proves nothing."""
    tree = ast.parse(path.read_text())
    skipped = set()
    for node in ast.walk(tree):
        if (
            but_noted
            and isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "note"
        ):
            skipped |= {id(argument) for argument in node.args}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in skipped
        ):
            yield node.value


def test_every_documented_event_is_noted_somewhere() -> None:
    noted: set[str] = set()
    for path in (ROOT / "src" / "assay").rglob("*.py"):
        if not {"tests", "migrations"} & set(path.parts) and not _is_wording(path):
            noted |= set(strings(path))
    assert documented() - noted == set(), "documented in events.md, and noted nowhere"


def _is_wording(path: Path) -> bool:
    """The file with the words for nearly every event is known by that, whatever it is called."""
    return len(set(filter(NAME.fullmatch, strings(path))) & documented()) > len(documented()) // 2


def test_every_event_stands_in_a_test() -> None:
    asked: set[str] = set()
    for place in (ROOT / "src" / "assay").rglob("tests"):
        for path in place.rglob("*.py"):
            asked |= set(strings(path, but_noted=True))
    for path in (ROOT / "tests").rglob("*.py"):
        asked |= set(strings(path, but_noted=True))
    assert documented() - asked == set(), "noted, and asked for by no test"
