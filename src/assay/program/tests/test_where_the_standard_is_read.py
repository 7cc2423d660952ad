"""Whoever reads the standard says for whom: else a draft is held to items of others, or not to its own."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2]
#: Questions that say whose items they ask for.
SAYS = {"holding_for", "answered_in", "ended_in", "of", "by_code"}
#: The verbs of the standard itself, which hold its rows, number them and write them.
WRITES = SOURCE / "program" / "actions" / "checklist.py"
MAY_WRITE = {"bulk_create", "bulk_update", "create", "filter", "select_for_update"}


def _called(node: ast.AST, above: dict[ast.AST, ast.AST]) -> str:
    """The question that `ChecklistItem.objects` is asked, or "" where it is handed on as it is."""
    parent = above[node]
    return parent.attr if isinstance(parent, ast.Attribute) else ""


def _readings() -> list[tuple[Path, int, str]]:
    found = []
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in ("objects", "checklist_items"):
                of = node.value.id if isinstance(node.value, ast.Name) else ""
                if of == "ChecklistItem" or node.attr == "checklist_items":
                    found.append((path, node.lineno, _called(node, above)))
    return found


def test_each_reading_says_for_whom() -> None:
    readings = _readings()
    assert len(readings) > 15, "the readings are found"
    allowed = {WRITES: SAYS | MAY_WRITE}
    assert [
        f"{path}:{line} {asks}"
        for path, line, asks in readings
        if asks not in allowed.get(path, SAYS)
    ] == []


def test_each_question_is_asked() -> None:
    assert {asks for _path, _line, asks in _readings()} >= SAYS
