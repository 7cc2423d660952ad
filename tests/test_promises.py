"""The page of promises is whole, and what it calls kept can be found: route, verb, test, and the id in the verb."""

import ast
import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

ROOT = Path(__file__).parent.parent
#: How many promises each of the five kinds of program makes.
COUNTS = {"A": 20, "B": 14, "C": 13, "D": 15, "E": 12}


def _script() -> Any:
    spec = importlib.util.spec_from_file_location("promises", ROOT / "scripts" / "promises.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    sys.modules["promises"] = script
    spec.loader.exec_module(script)
    return script


SCRIPT = _script()
ALL = SCRIPT.promises()
each = pytest.mark.parametrize("promise", ALL, ids=lambda promise: promise.ident)


def _views() -> dict[str, Any]:
    def walk(resolver: URLResolver, space: str = "") -> dict[str, Any]:
        found: dict[str, Any] = {}
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                found |= walk(pattern, pattern.namespace or space)
            elif isinstance(pattern, URLPattern):
                found[f"{space}:{pattern.name}" if space else str(pattern.name)] = pattern.callback
        return found

    return walk(get_resolver())


VIEWS = _views()


def test_every_promise_has_its_line_once_and_in_order() -> None:
    expected = [f"{letter}{n}" for letter, count in COUNTS.items() for n in range(1, count + 1)]
    assert [promise.ident for promise in ALL] == expected


@each
def test_a_line_says_how_it_stands(promise: Any) -> None:
    assert promise.state in ("kept", "partly", "not yet")
    assert bool(promise.missing) == (promise.state != "kept"), (
        "what is missing, and only where something is"
    )
    if promise.state == "kept":
        assert promise.page and promise.test
    if promise.state == "not yet":
        assert not (promise.page or promise.verb or promise.test)


@each
def test_what_a_line_names_is_there(promise: Any) -> None:
    assert not promise.page or promise.page in VIEWS, promise.page
    assert not promise.verb or callable(import_string(f"assay.{promise.verb}"))
    if promise.test:
        path, _colons, name = promise.test.partition("::")
        tree = ast.parse((ROOT / path).read_text())
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, (
            promise.test
        )


@pytest.mark.parametrize(
    "promise", [p for p in ALL if p.state == "kept"], ids=lambda promise: promise.ident
)
def test_a_kept_promise_stands_where_it_is_kept(promise: Any) -> None:
    """In the verb's own words; where reading alone keeps it, in the page's."""
    words = import_string(f"assay.{promise.verb}") if promise.verb else VIEWS[promise.page]
    assert re.search(rf"\b{promise.ident}\b", words.__doc__ or ""), (
        f"{promise.ident} is not named there"
    )


def test_twelve_are_drawn_by_seed_and_the_same_ones_again() -> None:
    twelve = SCRIPT.drawn("a seed")
    assert len({promise.ident for promise in twelve}) == 12
    assert twelve == SCRIPT.drawn("a seed") and twelve != SCRIPT.drawn("another")
