"""Who may do what is asked of a room's policy.py and nowhere else: where two places ask, one of them forgets."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "assay"
VERBS = sorted(
    path
    for path in [*SOURCE.glob("*/**/actions/**/*.py"), *SOURCE.glob("*/**/actions.py")]
    if "tests" not in path.parts
)


def refusals(tree: ast.AST) -> list[ast.If]:
    """Every `if` whose own lines raise PermissionDenied."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If)
        and any(
            isinstance(line, ast.Raise) and line.exc and "PermissionDenied" in ast.unparse(line.exc)
            for line in node.body
        )
    ]


def asked_inline(test: ast.expr) -> list[str]:
    """Comparisons of people and rows, and questions about roles. `x is None` compares nobody."""
    found = []
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and not all(
            isinstance(op, ast.Is | ast.IsNot) for op in node.ops
        ):
            found.append(ast.unparse(node))
        if isinstance(node, ast.Attribute) and (
            node.attr.startswith("has_role") or "membership" in node.attr
        ):
            found.append(ast.unparse(node))
    return found


def test_no_verb_asks_inline_who_may() -> None:
    found, asked = {}, 0
    for path in VERBS:
        for node in refusals(ast.parse(path.read_text())):
            asked += 1
            if inline := asked_inline(node.test):
                found[f"{path.relative_to(SOURCE)}:{node.lineno}"] = inline
    assert not found, f"move the question to the room's policy.py: {found}"
    assert asked > 50


def test_the_test_sees_what_it_looks_for() -> None:
    code = "if by.pk != person.pk:\n    raise PermissionDenied\n"
    code += "if not by.has_role(r):\n    raise PermissionDenied('no')"
    assert [bool(asked_inline(node.test)) for node in refusals(ast.parse(code))] == [True, True]
    code = "if by is not None and not policy.can_give(by, row):\n    raise PermissionDenied"
    assert [asked_inline(node.test) for node in refusals(ast.parse(code))] == [[]]


def test_the_machine_is_called_by_its_name() -> None:
    """`by=None` would leave open whether somebody was forgotten."""
    for path in SOURCE.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "by":
                assert not (isinstance(node.value, ast.Constant) and node.value.value is None), (
                    f"{path}:{node.lineno}"
                )
            if isinstance(node, ast.arg) and node.arg == "by" and node.annotation is not None:
                assert ast.unparse(node.annotation) != "Person | None", (
                    f"{path}:{node.lineno}: say Actor"
                )
