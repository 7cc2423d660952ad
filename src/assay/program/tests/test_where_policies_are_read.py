"""Whoever reads a policy that programs set for themselves says where: one reading without would promise another's."""

import ast
from pathlib import Path

from assay.program.policies import SET_BY_PROGRAMS

SOURCE = Path(__file__).parents[2]
OWN = {shape.__name__ for shape in SET_BY_PROGRAMS}


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _readings() -> list[tuple[str, set[str], bool]]:
    """Where, which policies, and whether it says where they are asked for."""
    found = []
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in ("in_force", "both_in_force"):
                says = any(one.arg == "within" for one in node.keywords)
                found.append((f"{path}:{node.lineno}", {_name(arg) for arg in node.args}, says))
    return found


def test_each_reading_says_where() -> None:
    readings = _readings()
    assert len(readings) > 50, "the readings are found"
    assert [at for at, shapes, says in readings if shapes & OWN and not says] == []


def test_each_of_them_is_read() -> None:
    read = {shape for _at, shapes, _says in _readings() for shape in shapes}
    assert read >= OWN
